package document_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// place is what must never leave: 35°41'22" as three fractions, as Exif writes it, and
// the date that GPS receivers add.
var place = []byte("\x00\x00\x00\x23\x00\x00\x00\x01\x00\x00\x00\x29\x00\x00\x00\x01\x00\x00\x00\x16\x00\x00\x00\x01")

const maker = "MAKER-NOTE-35.6895,139.6917"

func be16(v int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(v)) }
func be32(v int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(v)) }

func join(parts ...any) []byte {
	var out []byte
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			out = append(out, v...)
		case []byte:
			out = append(out, v...)
		case byte:
			out = append(out, v)
		case int:
			out = append(out, byte(v))
		}
	}
	return out
}

// tiffWithPlace is an Exif block: side, moment, maker note, place.
func tiffWithPlace(order binary.AppendByteOrder, mark string) []byte {
	var b []byte
	u16 := func(v uint16) { b = order.AppendUint16(b, v) }
	u32 := func(v uint32) { b = order.AppendUint32(b, v) }
	f := func(tag, kind uint16, n, v uint32) { u16(tag); u16(kind); u32(n); u32(v) }
	b = append(b, mark...)
	u16(42)
	u32(8)
	u16(3) // IFD0 at 8, 42 bytes
	u16(0x0112)
	u16(3)
	u32(1)
	u16(6)
	u16(0)
	f(0x8769, 4, 1, 50)
	f(0x8825, 4, 1, 80)
	u32(0)
	u16(2) // Exif IFD at 50, 30 bytes
	f(0x9003, 2, 20, 110)
	f(0x927C, 7, uint32(len(maker)), 130)
	u32(0)
	u16(2) // GPS IFD at 80, 30 bytes
	f(0x0001, 2, 2, 'N'<<24)
	f(0x0002, 5, 3, uint32(130+len(maker)))
	u32(0)
	b = append(b, "2026:11:05 09:30:00\x00"...)
	b = append(b, maker...)
	return append(b, place...)
}

func segment(mark byte, body []byte) []byte {
	return join(byte(0xFF), mark, be16(len(body)+2), body)
}

var (
	jfif    = segment(0xE0, []byte("JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"))
	picture = join(segment(0xDB, bytes.Repeat([]byte{1}, 65)), segment(0xC0, []byte("\x08\x00\x01\x00\x01\x01\x01\x11\x00")),
		segment(0xDA, []byte("\x01\x01\x00\x00\x3F\x00")), "\x12\xFF\x00\x34\xFF\xD0\x56")
	xmp = []byte("http://ns.adobe.com/xap/1.0/\x00<x exif:GPSLatitude=\"35,41.37N\"/>")
)

func jpegOf(segments ...[]byte) []byte {
	return join("\xFF\xD8", slices.Concat(segments...), picture, "\xFF\xD9")
}

func exifSegment(tiff []byte) []byte { return segment(0xE1, join("Exif\x00\x00", tiff)) }

func chunk(kind string, body []byte) []byte {
	in := join(kind, body)
	return join(be32(len(body)), in, be32(int(crc32.ChecksumIEEE(in))))
}

var (
	pngHead = join("\x89PNG\r\n\x1a\n", chunk("IHDR", []byte("\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")))
	pngTail = join(chunk("IDAT", []byte("\x78\x9c\x63\x00\x00\x00\x02\x00\x01")), chunk("IEND", nil))
)

func pngOf(chunks ...[]byte) []byte { return join(pngHead, slices.Concat(chunks...), pngTail) }

func boxOf(kind string, parts ...any) []byte {
	body := join(parts...)
	return join(be32(8+len(body)), kind, body)
}

// heicOf has one picture and, behind it in mdat, the blocks given by kind ("Exif", "mime",
// "" for bytes that no item names).
type heicBlock struct {
	kind string
	b    []byte
}

var heicPicture = []byte("HEVC-PICTURE-DATA")

func heicOf(blocks ...heicBlock) []byte { return heicWith(nil, blocks...) }

// heicWith adds more boxes at the end.
func heicWith(more []byte, blocks ...heicBlock) []byte {
	ftyp := boxOf("ftyp", "heic", "\x00\x00\x00\x00", "mif1", "heic")
	all := append([]heicBlock{{"hvc1", heicPicture}}, blocks...)
	meta := heicMeta(all, 0)
	meta = heicMeta(all, len(ftyp)+len(meta)+8)
	var data []byte
	for _, x := range all {
		data = append(data, x.b...)
	}
	return join(ftyp, meta, boxOf("mdat", data), more)
}

func heicMeta(all []heicBlock, at int) []byte {
	var infe, iloc []byte
	n := 0
	for i, x := range all {
		if x.kind != "" {
			n++
			infe = append(infe, boxOf("infe", "\x02\x00\x00\x00", be16(i+1), "\x00\x00", x.kind, "\x00", map[bool]string{true: "application/rdf+xml\x00"}[x.kind == "mime"])...)
			iloc = append(iloc, join(be16(i+1), "\x00\x00", "\x00\x01", be32(at), be32(len(x.b)))...)
		}
		at += len(x.b)
	}
	return boxOf("meta", "\x00\x00\x00\x00",
		boxOf("hdlr", strings.Repeat("\x00", 8), "pict", strings.Repeat("\x00", 13)),
		boxOf("pitm", "\x00\x00\x00\x00\x00\x01"),
		boxOf("iinf", "\x00\x00\x00\x00", be16(n), infe),
		boxOf("iprp", boxOf("ipco", boxOf("ispe", strings.Repeat("\x00", 12))), boxOf("ipma", "\x00\x00\x00\x00\x00\x00\x00\x00")),
		boxOf("iloc", "\x00\x00\x00\x00", "\x44\x00", be16(n), iloc))
}

type entry struct{ name, body string }

func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	wordMain  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	excelMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	relTypes  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

func types(main string) entry {
	return entry{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="` + main + `"/></Types>`}
}

func docxOf(t testing.TB, more ...entry) []byte {
	return zipOf(t, append([]entry{types(wordMain), {"word/document.xml", `<w:document xmlns:w="w"><w:t>見本</w:t></w:document>`}}, more...)...)
}

func xlsxOf(t testing.TB, more ...entry) []byte {
	return zipOf(t, append([]entry{types(excelMain), {"xl/workbook.xml", `<workbook/>`}}, more...)...)
}

func link(kind, target, mode string) string {
	return `<Relationships><Relationship Id="r1" Type="` + relTypes + kind + `" Target="` + target + `" TargetMode="` + mode + `"/></Relationships>`
}

func pdfOf(objects string) []byte {
	return []byte("%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n" + objects + "\ntrailer<</Root 1 0 R>>\n%%EOF\n")
}

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

// compoundOf is a compound file with these streams: header, one table sector, directory.
func compoundOf(streams ...string) []byte {
	le := binary.LittleEndian
	head := make([]byte, 512)
	copy(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	le.PutUint16(head[30:], 9)
	le.PutUint32(head[48:], 1)          // directory begins in sector 1
	le.PutUint32(head[68:], 0xFFFFFFFE) // no more tables
	for i := 76; i < 512; i += 4 {
		le.PutUint32(head[i:], 0xFFFFFFFF)
	}
	le.PutUint32(head[76:], 0)
	var dir []byte
	for _, s := range append([]string{"Root Entry"}, streams...) {
		e := make([]byte, 128)
		u := utf16.Encode([]rune(s))
		for i, v := range u {
			le.PutUint16(e[2*i:], v)
		}
		le.PutUint16(e[64:], uint16(2*len(u)+2))
		e[66] = 2
		dir = append(dir, e...)
	}
	dir = append(dir, make([]byte, (512-len(dir)%512)%512)...)
	table := bytes.Repeat([]byte{0xFF}, 512)
	le.PutUint32(table, 0xFFFFFFFD)
	for i := 1; i <= len(dir)/512; i++ {
		le.PutUint32(table[4*i:], uint32(i+1))
	}
	le.PutUint32(table[4*(len(dir)/512):], 0xFFFFFFFE)
	return join(head, table, dir)
}
