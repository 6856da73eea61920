package document_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/desk/document"
)

// wantStable: whatever the bytes, the answer is a refusal or a document that passes again
// unchanged.
func wantStable(t *testing.T, name string, b []byte) (document.Checked, bool) {
	t.Helper()
	before := bytes.Clone(b)
	c, err := document.Check(name, b)
	if !bytes.Equal(b, before) {
		t.Fatal("the bytes given were changed")
	}
	if err != nil {
		var r *document.Refused
		if !errors.As(err, &r) || r.Sentence == "" || r.Next == "" {
			t.Fatalf("not a refusal: %v", err)
		}
		return c, false
	}
	again, err := document.Check(c.Name, c.Bytes)
	if err != nil || !bytes.Equal(again.Bytes, c.Bytes) || again.Name != c.Name || len(again.Removed) > 0 {
		t.Fatalf("second check: %v, removed %v, name %q then %q", err, again.Removed, c.Name, again.Name)
	}
	return c, true
}

func FuzzJPEG(f *testing.F) {
	f.Add(jpegOf(jfif, exifSegment(tiffWithPlace(binary.BigEndian, "MM")), segment(0xE1, xmp)))
	f.Add(jpegOf(exifSegment(tiffWithPlace(binary.LittleEndian, "II"))))
	f.Fuzz(func(t *testing.T, b []byte) { wantStable(t, "a.jpg", append([]byte("\xFF\xD8\xFF"), b...)) })
}

func FuzzPNG(f *testing.F) {
	f.Add(pngOf(chunk("eXIf", tiffWithPlace(binary.BigEndian, "MM"))))
	f.Fuzz(func(t *testing.T, b []byte) { wantStable(t, "a.png", b) })
}

func FuzzHEIC(f *testing.F) {
	f.Add(heicOf(heicBlock{"Exif", join("\x00\x00\x00\x06Exif\x00\x00", tiffWithPlace(binary.BigEndian, "MM"))}, heicBlock{"mime", xmp}))
	f.Add(heicOf())
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, ok := wantStable(t, "a.heic", b); ok && c.Type == "heic" && len(c.Bytes) != len(b) {
			t.Fatal("the length changed")
		}
	})
}

func FuzzZIP(f *testing.F) {
	f.Add(docxOf(f, entry{"word/_rels/document.xml.rels", link("hyperlink", "x", "External")}))
	f.Add(xlsxOf(f))
	f.Fuzz(func(t *testing.T, b []byte) { wantStable(t, "a.docx", b) })
}

func FuzzPDF(f *testing.F) {
	f.Add(pdfOf(objects("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", deflated("3 0 <</Type/Page>>"))))
	f.Fuzz(func(t *testing.T, b []byte) { wantStable(t, "a.pdf", b) })
}

func FuzzCompound(f *testing.F) {
	f.Add(compoundOf("EncryptedPackage", "EncryptionInfo"))
	f.Fuzz(func(t *testing.T, b []byte) { wantStable(t, "a.docx", b) })
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"計画.pdf", `C:\CON.pdf`, "a. . .pdf", "..", "\u202E"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		c, ok := wantStable(t, name, pdfOf(""))
		if ok && (!utf8.ValidString(c.Name) || len(c.Name) > document.MaxNameBytes || bytes.ContainsAny([]byte(c.Name), "/\\\x00:\n")) {
			t.Fatalf("unsafe name %q", c.Name)
		}
	})
}
