package envelope_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/envelope"
)

func TestKindsOfAttachments(t *testing.T) {
	tar := make([]byte, 512)
	copy(tar[257:], "ustar")
	word, excel := "word/document.xml", "xl/workbook.xml"
	macroType := `<Override ContentType="application/vnd.ms-office.vbaProject" PartName="/word/x.bin"/>`
	for _, c := range []struct {
		name string
		body string
		want envelope.Reason
	}{
		{"a.pdf", "%PDF-1.7\n", ""},
		{"A.PDF", "%PDF-1.7\n", ""},
		{"a.jpg", "\xff\xd8\xff\xe0", ""},
		{"a.jpeg", "\xff\xd8\xff\xe1", ""},
		{"a.png", "\x89PNG\r\n\x1a\n", ""},
		{"a.heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", ""},
		{"a.docx", string(office(t, word, "", "")), ""},
		{"a.xlsx", string(office(t, excel, "", "")), ""},
		{"a.csv", "\x8e\x81\x96\xbc,1\r\n\x1a", ""},
		{"a.txt", "こんにちは", ""},
		{"a.txt", "\xff\xfeh\x00i\x00", ""},
		{"PKの説明.txt", "PKとは", ""},

		{"a.zip", string(zipOf(t, "a.txt", "a")), envelope.AttachmentArchive},
		{"a.pdf", string(zipOf(t, "a.txt", "a")), envelope.AttachmentArchive},
		{"a.docx", string(zipOf(t, "a.txt", "a")), envelope.AttachmentArchive},
		{"a.docx", string(zipOf(t, word, "a")), envelope.AttachmentArchive},
		{"a.docx", "PK\x03\x04" + strings.Repeat("x", 100), envelope.AttachmentArchive},
		{"a.docx", "PK\x05\x06" + strings.Repeat("\x00", 18), envelope.AttachmentArchive},
		{"a.docx", string(zipOf(t, "[Content_Types].xml", "<Types/>", "[content_types].xml", macroType, word, "")), envelope.AttachmentArchive},
		{"a.txt", "  -lh5-  ", envelope.AttachmentArchive},
		{"a.lzh", "\x1f\x00-lh7- ", envelope.AttachmentArchive},
		{"a.pdf", "7z\xbc\xaf\x27\x1c\x00\x04", envelope.AttachmentArchive},
		{"a.pdf", "Rar!\x1a\x07\x00", envelope.AttachmentArchive},
		{"a.pdf", "Rar!\x1a\x07\x01\x00", envelope.AttachmentArchive},
		{"a.csv", "\x1f\x8b\x08", envelope.AttachmentArchive},
		{"a.txt", string(tar), envelope.AttachmentArchive},
		{"a.txt", "age-encryption.org/v1\n", envelope.AttachmentArchive},
		{"a.zip", "plain text", envelope.AttachmentArchive},

		{"a.docm", string(office(t, word, "word/vbaProject.bin", "")), envelope.AttachmentMacro},
		{"a.docx", string(office(t, word, "word/vbaProject.bin", "")), envelope.AttachmentMacro},
		{"a.docx", string(office(t, word, "word/VBAPROJECT.BIN", "")), envelope.AttachmentMacro},
		{"a.docx", string(office(t, word, "word/x.bin", macroType)), envelope.AttachmentMacro},
		{"a.docx", string(office(t, word, "word/x.bin", utf16(macroType))), envelope.AttachmentMacro},
		{"a.xlsx", string(office(t, excel, "xl/macrosheets/sheet1.xml", "")), envelope.AttachmentMacro},
		{"a.xlsx", string(office(t, excel, "", `ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"`)), envelope.AttachmentMacro},
		{"a.xlsm", "x", envelope.AttachmentMacro},

		{"a.docm", string(office(t, word, "", "")), envelope.AttachmentKind},
		{"a.pdf", string(office(t, word, "", "")), envelope.AttachmentKind},
		{"a.xlsx", string(office(t, word, "", "")), envelope.AttachmentKind},
		{"a.exe", "MZ\x90\x00", envelope.AttachmentKind},
		{"a.pdf", "MZ\x90\x00", envelope.AttachmentKind},
		{"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", envelope.AttachmentKind},
		{"a.pdf", "plain text", envelope.AttachmentKind},
		{"a.pdf.exe", "%PDF-1.7\n", envelope.AttachmentKind},
		{"a.html", "<script>", envelope.AttachmentKind},
		{"a", "plain text", envelope.AttachmentKind},
		{"a.txt", "text\x00", envelope.AttachmentKind},
		{"a.jpg", "\xff\xd8", envelope.AttachmentKind},
		{"a.heic", "\x00\x00\x00\x18ftypmp42", envelope.AttachmentKind},

		{"a.pdf", "", envelope.AttachmentEmpty},
	} {
		got := sealReason(t, documents(fileOf(c.name, []byte(c.body))))
		if got != c.want {
			t.Errorf("%s %.20q: got %q, want %q", c.name, c.body, got, c.want)
		}
	}
}

func utf16(s string) string { return strings.Join(strings.Split(s, ""), "\x00") }

func TestAnArchiveIsNoFileOfAUnit(t *testing.T) {
	for _, body := range []string{string(zipOf(t, "a", "a")), "  -lh5-  ", "Rar!\x1a\x07\x00"} {
		l := letter()
		l.Files = []envelope.File{fileOf(unitName, []byte(body))}
		if got := sealReason(t, l); got != envelope.AttachmentArchive {
			t.Errorf("%.8q: got %q", body, got)
		}
	}
}

// TestALargeOfficeDocument makes the reader jump between the ends of a document that is
// larger than its window, from a source that cannot seek.
func TestALargeOfficeDocument(t *testing.T) {
	noise := make([]byte, 3<<20)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for _, c := range []struct {
		types string
		want  envelope.Reason
	}{{"", ""}, {"macroEnabled", envelope.AttachmentMacro}} {
		body := zipOf(t, "word/media/a.png", string(noise), "[Content_Types].xml", c.types, "word/media/b.png", string(noise), "word/document.xml", "<x/>")
		if got := sealReason(t, documents(fileOf("a.docx", body))); got != c.want {
			t.Errorf("%d bytes, %q: got %q, want %q", len(body), c.types, got, c.want)
		}
	}
}

func sealReason(t *testing.T, l envelope.Letter) envelope.Reason {
	t.Helper()
	var out bytes.Buffer
	_, err := envelope.Seal(&out, l, terminal(t, 1), identity(t, "office-b").Recipient())
	if err == nil {
		if _, err := open(t, out.Bytes()); err != nil {
			t.Errorf("sealed, but not opened: %v", err)
		}
		return ""
	}
	reason, ok := envelope.ReasonOf(err)
	if !ok {
		t.Fatalf("got %v, want a reason", err)
	}
	if out.Len() > 0 && reason != envelope.FileHash {
		t.Errorf("%s: %d bytes were written", reason, out.Len())
	}
	return reason
}

func TestNames(t *testing.T) {
	pdf := []byte("%PDF-1.7\n")
	for _, name := range []string{
		"連絡票 4月.pdf", "髙橋様_計画書.pdf", "a.b.c.pdf", "CONTRACT.pdf", "COM.pdf", "COM10.pdf", "LPTX.pdf", "(1).pdf",
		"外字\ue000.pdf", strings.Repeat("あ", 65) + ".pdf", "~a.pdf", "-a.pdf", "#.pdf", "a'b&c.pdf", "が.pdf", "①Ⅱ㈱.pdf", "ﾃｽﾄ.pdf",
	} {
		if got := sealReason(t, documents(fileOf(name, pdf))); got != "" {
			t.Errorf("%q: got %s", name, got)
		}
	}
	for _, name := range []string{
		"", ".", "..", "../a.pdf", "a/b.pdf", `a\b.pdf`, "/a.pdf", "C:a.pdf", "a:b.pdf", "a\x00.pdf", "a\n.pdf", "a\x7f.pdf", "a\u0085.pdf",
		"CON.pdf", "con.pdf", "Nul.pdf", "PRN.x.pdf", "AUX .pdf", "COM1.pdf", "lpt9.pdf", "COM¹.pdf", "COM0.pdf", "CONIN$.pdf",
		"a.pdf.", "a.pdf ", " a.pdf", ".a.pdf", "a?.pdf", "a*.pdf", `a".pdf`, "a<b>.pdf", "a|b.pdf",
		"か\u3099.pdf", "e\u0301.pdf", "\u212b.pdf", // not NFC: が and é in two characters, the Ångström sign
		"a\u202egpj.pdf", "a\u200b.pdf", "a\ufeff.pdf", "a\u2028.pdf", "\xff.pdf", "a\ufffd.pdf", "a\uffff.pdf", "a\uf8ff.pdf",
		strings.Repeat("あ", 66) + ".pdf", "manifest.json", "Manifest.JSON", "manifest.jws", "manifest.jwſ",
	} {
		if got := sealReason(t, documents(fileOf(name, pdf))); got != envelope.Name {
			t.Errorf("%q: got %q, want %s", name, got, envelope.Name)
		}
	}
}

func TestTwins(t *testing.T) {
	pdf := []byte("%PDF-1.7\n")
	for _, pair := range [][2]string{{"a.pdf", "A.pdf"}, {"é.pdf", "É.pdf"}, {"ａ.pdf", "Ａ.pdf"}, {"σ.pdf", "ς.pdf"}, {"k.pdf", "K.PDF"}, {"ǆ.pdf", "ǅ.pdf"}} {
		if got := sealReason(t, documents(fileOf(pair[0], pdf), fileOf(pair[1], pdf))); got != envelope.Name {
			t.Errorf("%q and %q: got %q", pair[0], pair[1], got)
		}
	}
	for _, pair := range [][2]string{{"a.pdf", "ａ.pdf"}, {"は.pdf", "ば.pdf"}, {"カ.pdf", "ｶ.pdf"}} {
		if got := sealReason(t, documents(fileOf(pair[0], pdf), fileOf(pair[1], pdf))); got != "" {
			t.Errorf("%q and %q: got %q", pair[0], pair[1], got)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	pdf := fileOf("a.pdf", []byte("%PDF-1.7\n"))
	longer, shorter := pdf, pdf
	longer.Size, shorter.Size = pdf.Size-1, pdf.Size+1
	for _, c := range []struct {
		name   string
		letter func(l *envelope.Letter)
		want   envelope.Reason
	}{
		{"nothing", func(l *envelope.Letter) { *l = documents(); l.Message = "" }, envelope.Content},
		{"a unit without its id", func(l *envelope.Letter) { l.Unit = "" }, envelope.Content},
		{"a unit's id of another form", func(l *envelope.Letter) { l.Unit = "K 2" }, envelope.Content},
		{"a unit without files", func(l *envelope.Letter) { l.Files = nil }, envelope.Content},
		{"documents with a unit's file", func(l *envelope.Letter) { l.Header.Family, l.Unit = "document", "" }, envelope.Content},
		{"a message beyond the limit", func(l *envelope.Letter) { l.Message = strings.Repeat("あ", 2001) }, envelope.Content},
		{"a message that is not UTF-8", func(l *envelope.Letter) { l.Message = "\x82\xa0" }, envelope.Content},
		{"no letter id", func(l *envelope.Letter) { l.Header.Letter = [16]byte{} }, envelope.HeaderNotCanonical},
		{"no epoch", func(l *envelope.Letter) { l.Header.ToEpoch = 0 }, envelope.HeaderNotCanonical},
		{"a file longer than said", func(l *envelope.Letter) { l.Attachments = []envelope.File{longer} }, envelope.FileHash},
		{"a file shorter than said", func(l *envelope.Letter) { l.Attachments = []envelope.File{shorter} }, envelope.FileHash},
		{"a negative size", func(l *envelope.Letter) { l.Attachments[0].Size = -1 }, envelope.TooLarge},
		{"an attachment beyond the limit", func(l *envelope.Letter) { l.Limits.Attachment = 10 }, envelope.TooLarge},
		{"a letter beyond the limit", func(l *envelope.Letter) { l.Limits.Letter = 30 }, envelope.TooLarge},
		{"too many files", func(l *envelope.Letter) { l.Limits.Files = 1 }, envelope.TooLarge},
		{"an attachment of a terabyte", func(l *envelope.Letter) { l.Attachments[0].Size = 1 << 40 }, envelope.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := letter()
			c.letter(&l)
			if got := sealReason(t, l); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAMessageAtTheLimitIsSealed(t *testing.T) {
	l := letter()
	l.Message = strings.Repeat("あ", envelope.DefaultLimits.Message)
	if got := sealReason(t, l); got != "" {
		t.Errorf("got %s", got)
	}
}

func TestAFileThatChangesWhileItIsSealed(t *testing.T) {
	times := 0
	f := fileOf("a.pdf", []byte("%PDF-1.7\n"))
	f.Open = func() (io.ReadCloser, error) {
		times++
		body := []byte("%PDF-1.7\n")
		if times > 2 {
			body[5]++ // after it was hashed and its kind was looked at
		}
		return io.NopCloser(bytes.NewReader(body)), nil
	}
	if got := sealReason(t, documents(f)); got != envelope.FileHash {
		t.Errorf("got %q", got)
	}
}
