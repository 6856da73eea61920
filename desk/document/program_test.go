package document_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

func TestProgramsInOfficeFilesAreRefused(t *testing.T) {
	const macroWord = "application/vnd.ms-word.document.macroEnabled.main+xml"
	for what, c := range map[string]struct {
		name string
		b    []byte
	}{
		"docm":               {"a.docm", zipOf(t, types(macroWord))},
		"docm named docx":    {"a.docx", zipOf(t, types(macroWord))},
		"xlsm":               {"a.xlsm", zipOf(t, types("application/vnd.ms-excel.sheet.macroEnabled.main+xml"))},
		"vbaProject":         {"a.docx", docxOf(t, entry{"word/vbaProject.bin", "x"})},
		"vbaProject in xlsx": {"a.xlsx", xlsxOf(t, entry{"xl/VBAPROJECT.BIN", "x"})},
		"renamed vba":        {"a.docx", docxOf(t, entry{"word/_rels/document.xml.rels", link("vbaProject", "x.bin", "")})},
		"Excel 4 macros":     {"a.xlsx", xlsxOf(t, entry{"xl/macrosheets/sheet1.xml", "<x/>"})},
		"OLE":                {"a.docx", docxOf(t, entry{"word/embeddings/oleObject1.bin", "x"})},
		"OLE in rels":        {"a.docx", docxOf(t, entry{"word/_rels/document.xml.rels", link("oleObject", "o.bin", "")})},
		"template outside":   {"a.docx", docxOf(t, entry{"word/_rels/settings.xml.rels", link("attachedTemplate", "https://example.invalid/t.dotm", "External")})},
		"picture outside":    {"a.docx", docxOf(t, entry{"word/_rels/document.xml.rels", link("image", "https://example.invalid/p.png", "External")})},
		"other workbook":     {"a.xlsx", xlsxOf(t, entry{"xl/externalLinks/externalLink1.xml", "<x/>"})},
		"DDE in pieces":      {"a.docx", docxOf(t, entry{"word/header1.xml", `<w:h><w:instrText> DDE</w:instrText><w:instrText>AUTO c:\\x</w:instrText></w:h>`})},
		"doc":                {"a.doc", compoundOf("WordDocument", "1Table")},
		"xls":                {"a.xls", compoundOf("Workbook")},
		"doc named docx":     {"a.docx", compoundOf("WordDocument", "EncryptedPackage", "EncryptionInfo")},
	} {
		if r := refusal(t, c.name, c.b); r.Next != "PDFに保存し直してください。" {
			t.Errorf("%s: %+v", what, r)
		}
	}
}

func TestALinkToClickIsAllowed(t *testing.T) {
	mustCheck(t, "a.docx", docxOf(t, entry{"word/_rels/document.xml.rels", link("hyperlink", "https://example.invalid/", "External")}))
}

func TestPhotosInsideADocumentAreTold(t *testing.T) {
	photo := string(jpegOf(exifSegment(tiffWithPlace(binary.BigEndian, "MM"))))
	c := mustCheck(t, "a.docx", docxOf(t, entry{"word/media/image1.jpeg", photo}))
	if len(c.Notes) != 1 || !strings.Contains(c.Notes[0].Sentence, "GPS") {
		t.Errorf("notes %v", c.Notes)
	}
	if c := mustCheck(t, "a.docx", docxOf(t, entry{"word/media/image1.jpeg", string(jpegOf(jfif))})); len(c.Notes) > 0 {
		t.Errorf("a photo without place: notes %v", c.Notes)
	}
}

func TestZipBombsAreBounded(t *testing.T) {
	zeros := strings.Repeat("\x00", 60<<20)
	if r := refusal(t, "a.docx", docxOf(t, entry{"a.bin", zeros}, entry{"b.bin", zeros})); r.Code != "zip-bomb" {
		t.Errorf("large parts: %s", r.Code)
	}
	if r := refusal(t, "a.docx", docxOf(t, entry{"word/big.xml", strings.Repeat(" ", 17<<20)})); r.Code != "zip-bomb" {
		t.Errorf("large text: %s", r.Code)
	}
	many := make([]entry, 5000)
	for i := range many {
		many[i].name = strings.Repeat("d/", i%50) + strings.Repeat("x", i/50+1)
	}
	if r := refusal(t, "a.docx", docxOf(t, many...)); r.Code != "zip-parts" {
		t.Errorf("many parts: %s", r.Code)
	}
}

func TestPathsAndDoublesInsideAZipAreRefused(t *testing.T) {
	for _, name := range []string{"../x.xml", "/x.xml", `word\x.xml`, "word/Document.xml"} {
		if r := refusal(t, "a.docx", docxOf(t, entry{name, "<x/>"})); r.Code != "zip-part" && r.Code != "zip" {
			t.Errorf("%s: %s", name, r.Code)
		}
	}
}

func TestEncryptedFilesTravelWithANote(t *testing.T) {
	locked := compoundOf("EncryptedPackage", "EncryptionInfo", "\x06DataSpaces", "Version")
	for name, b := range map[string][]byte{
		"a.docx": locked, "a.xlsx": locked,
		"a.pdf": []byte("%PDF-1.7\n2 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\nlocked\nendstream\ntrailer<</Encrypt 3 0 R>>\n%%EOF"),
	} {
		c := mustCheck(t, name, b)
		if len(c.Notes) != 1 || c.Notes[0].Severity != "warning" || !strings.Contains(c.Notes[0].Next, "パスワード") || "."+c.Type != name[1:] {
			t.Errorf("%s: %s %v", name, c.Type, c.Notes)
		}
	}
	if r := refusal(t, "a.pdf", locked); r.Code != "encrypted-unknown" {
		t.Errorf("locked file named pdf: %s", r.Code)
	}
}

func objects(dict, body string) string {
	return "2 0 obj\n<<" + dict + ">>\nstream\r\n" + body + "\nendstream\nendobj"
}

func TestPDFsWithActionsAreRefused(t *testing.T) {
	script := "3 0 <</S/JavaScript/JS(app.alert(1))>>"
	packed := "/Type/ObjStm/N 1/First 4/Filter/FlateDecode"
	for what, body := range map[string]string{
		"script":              "2 0 obj<</S/JavaScript/JS(x)>>endobj",
		"escaped name":        "2 0 obj<</S/J#61vaScr#69pt/JS(x)>>endobj",
		"launch":              "2 0 obj<</S /Launch /F(x.exe)>>endobj",
		"file":                "2 0 obj<</Type/EmbeddedFile>>stream\nx\nendstream endobj",
		"list of files":       "2 0 obj<</Names<</EmbeddedFiles <</Names [(a) 3 0 R]>>>>>>endobj",
		"list elsewhere":      "2 0 obj<</Names<</EmbeddedFiles 4 0 R>>>>endobj",
		"packed script":       objects(packed, deflated(script)),
		"packed without type": objects("/N 1/First 4/Filter[/FlateDecode]", deflated(script)),
		"keyword in string":   objects(packed+"/X(obj)", deflated(script)),
		"long dictionary":     objects("/X("+strings.Repeat("a", 9000)+")"+packed, deflated(script)),
		"other packing":       objects("/Type/ObjStm/N 1/First 4/Filter[/ASCIIHexDecode/FlateDecode]", "00"),
		"bomb":                objects(packed, deflated(strings.Repeat(" ", 65<<20))),
		"nested brackets":     strings.Repeat("obj(", 20000),
	} {
		if r := refusal(t, "a.pdf", pdfOf(body)); r.Next != "PDFに保存し直してください。" {
			t.Errorf("%s: %+v", what, r)
		}
	}
}

func TestPDFsWithOrdinaryPartsTravelUnchanged(t *testing.T) {
	for what, body := range map[string]string{
		"packed objects": objects("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", deflated("3 0 <</Type/Page>>")),
		"link":           "2 0 obj<</S/URI/URI(https://example.invalid/)>>endobj",
		"outline":        "2 0 obj<</Type/Outlines/First 3 0 R>>endobj",
		"list of none":   "2 0 obj<</Names<</EmbeddedFiles << /Names [\n \n] >>>>>>endobj",
		"text of it":     "2 0 obj<</Title(JavaScript and Launch)>>endobj",
	} {
		b := pdfOf(body)
		if c := mustCheck(t, "a.pdf", b); string(c.Bytes) != string(b) || len(c.Notes) > 0 {
			t.Errorf("%s: %+v", what, c.Notes)
		}
	}
}
