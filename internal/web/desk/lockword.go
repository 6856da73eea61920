package deskweb

import (
	"bytes"

	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/internal/pdf"
)

// lockEntry gives a row's forms as a PDF with a password, with its files inside: for a
// partner that is reached by mail. The password stands on the partner's card.
func lockEntry(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	if !e.Out || e.Channel == desk.Linked {
		return desk.ErrNotFound
	}
	word, err := c.bench.LockWord(c.r.Context(), e.CardID(), c.member.ID)
	if err != nil {
		return err
	}
	inside, err := c.insideOf(e)
	if err != nil {
		return err
	}
	sheets := []form.Sheet{c.cover(e)}
	if e.Unit != "" {
		forms, err := c.sheetsOf(e)
		if err != nil {
			return err
		}
		sheets = append(sheets, forms...)
	}
	var buf bytes.Buffer
	err = pdf.Locked(&buf, sheets, word, pdf.Options{Created: c.site.Now(), Author: c.bench.Name, Files: inside})
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/pdf")
	c.w.Header().Set("Content-Disposition", attachment(e.Kind()+"_"+e.Month+"_"+e.Partner.Office+"_パスワードつき.pdf"))
	_, err = buf.WriteTo(c.w)
	return err
}

// insideOf are a row's files and documents as they travel inside a PDF.
func (c *call) insideOf(e desk.Entry) ([]pdf.File, error) {
	files, docs, err := c.bench.Files(c.r.Context(), e)
	if err != nil {
		return nil, err
	}
	var out []pdf.File
	for _, f := range files {
		b, err := readAll(f)
		if err != nil {
			return nil, err
		}
		out = append(out, pdf.File{Name: f.Name.Text, Bytes: b})
	}
	for _, d := range docs {
		out = append(out, pdf.File{Name: d.Name, Bytes: d.Bytes})
	}
	return out, nil
}

// renewLockWord makes a new password for the files that go to a partner by mail.
func renewLockWord(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	if err := c.bench.RenewLockWord(c.r.Context(), to.String(), c.member.ID); err != nil {
		return err
	}
	return c.done("/partners/"+slug(to), "lockword")
}
