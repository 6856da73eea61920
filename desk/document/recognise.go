package document

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"
)

// format is one of the six forms a document may have.
type format struct {
	code  string
	label string   // as the clerk calls it
	ends  []string // endings of the name, the usual one first
	check func(*Checked) error
}

var (
	formatPDF  = format{"pdf", "PDF", []string{".pdf"}, checkPDF}
	formatJPEG = format{"jpeg", "JPEGの写真", []string{".jpg", ".jpeg", ".jpe", ".jfif"}, checkJPEG}
	formatPNG  = format{"png", "PNGの画像", []string{".png"}, checkPNG}
	formatHEIC = format{"heic", "HEICの写真", []string{".heic", ".heif"}, checkHEIC}
	formatDOCX = format{"docx", "Wordの文書", []string{".docx"}, nil}
	formatXLSX = format{"xlsx", "Excelの表", []string{".xlsx"}, nil}
)

// byMIME are the forms that their first bytes tell.
var byMIME = map[string]format{
	"application/pdf": formatPDF,
	"image/jpeg":      formatJPEG,
	"image/png":       formatPNG,
	"image/heic":      formatHEIC,
	"image/heif":      formatHEIC,
}

// recognise tells the form by the content. The name only tells an encrypted Word file
// from an encrypted Excel file: their content says nothing before the password.
func recognise(name string, b []byte) (format, error) {
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return recogniseOffice(b)
	case bytes.HasPrefix(b, compoundMagic):
		return recogniseCompound(name, b)
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return formatPNG, nil
	}
	for m := mimetype.Detect(b); m != nil; m = m.Parent() {
		if f, ok := byMIME[m.String()]; ok {
			return f, nil
		}
	}
	return format{}, unknown()
}

func unknown() error {
	return &Refused{Code: "unknown-type", Sentence: "この形式のファイルは書類として送れません。送れるのはPDF、写真（JPEG・PNG・HEIC）、Word（docx）、Excel（xlsx）です。", Next: saveAsPDF}
}

// matchName refuses a name whose ending says another form than the content. A name
// without an ending gets one.
func matchName(name string, f format) (string, []Note, error) {
	stem, end := splitName(name)
	lower := strings.ToLower(end)
	if slices.Contains(f.ends, lower) && stem != "" {
		return name, nil, nil
	}
	if !isEnding(lower) {
		repaired := shorten(name + f.ends[0])
		return repaired, []Note{{Hint, "ファイル名の終わりに「" + f.ends[0] + "」を付けました。", "送る前に名前をご確認ください。"}}, nil
	}
	return "", nil, &Refused{
		Code:     "name-differs",
		Sentence: "名前の終わりは「" + clip(end) + "」ですが、中身は" + f.label + "です。",
		Next:     "名前の終わりを「" + f.ends[0] + "」に直すか、元のファイルを保存し直してから選んでください。",
	}
}

// isEnding tells an ending (.exe) from the end of a date (R8.11) or of a sentence.
func isEnding(end string) bool {
	letters := 0
	for _, r := range strings.TrimPrefix(end, ".") {
		if r > unicode.MaxASCII {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 0
}

// clip keeps a sentence short.
func clip(end string) string { return end[:min(len(end), 10)] }
