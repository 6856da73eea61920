package pdf

import (
	"bytes"
	"fmt"
	"io"

	"codeberg.org/go-pdf/fpdf"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// File is a file that travels inside a PDF (添付ファイル of the reader).
type File struct {
	Name  string
	Bytes []byte
}

// Locked draws sheets, puts files beside them, and locks everything with a password
// (AES-256, ISO 32000-2 7.6): for a mail to a partner that is not connected. Nothing of
// it can be read without the password, and it opens in any reader of today.
func Locked(w io.Writer, sheets []form.Sheet, password string, o Options) error {
	if password == "" {
		return fmt.Errorf("lock PDF: no password")
	}
	var plain bytes.Buffer
	if err := Write(&plain, sheets, o); err != nil {
		return err
	}
	api.DisableConfigDir()
	conf := model.NewAESConfiguration(password, password, 256)
	conf.Permissions = model.PermissionsAll
	if err := api.Encrypt(bytes.NewReader(plain.Bytes()), w, conf); err != nil {
		return fmt.Errorf("lock PDF: %w", err)
	}
	return nil
}

func attached(files []File) []fpdf.Attachment {
	var out []fpdf.Attachment
	for _, f := range files {
		out = append(out, fpdf.Attachment{Content: f.Bytes, Filename: f.Name, Description: f.Name})
	}
	return out
}
