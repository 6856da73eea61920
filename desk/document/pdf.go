package document

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"slices"
)

// maxObjects bounds how many bytes of packed objects of one PDF are unpacked.
const maxObjects = 64 << 20

// pdfForbidden are names of actions and parts (ISO 32000) that run a program or carry
// another file.
var pdfForbidden = []string{"JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "GoToE", "RichMedia", "Rendition", "ImportData", "XFA"}

// checkPDF looks through the whole file, also where no object should stand: a reader may
// be led anywhere by the table of objects.
func checkPDF(c *Checked) error {
	b := c.Bytes
	if !bytes.HasPrefix(b, []byte("%PDF-")) {
		return broken("pdf-start")
	}
	encrypted, err := scanPDF(b)
	if err != nil {
		return err
	}
	if err := checkPacked(b, encrypted); err != nil {
		return err
	}
	if encrypted {
		c.Notes = append(c.Notes, passwordNote())
	}
	return nil
}

func passwordNote() Note {
	return Note{Warning, "この書類にはパスワードがかかっています。中身は確かめられません。", "連携先に、パスワードを電話などで別にお知らせください。"}
}

// emptyFiles is a list of files inside that holds none; some writers of PDF always write it.
var emptyFiles = regexp.MustCompile(`^/EmbeddedFiles\s*<<\s*/Names\s*\[\s*\]\s*>>`)

// scanPDF looks at every name. It reports whether the file is encrypted.
func scanPDF(b []byte) (bool, error) {
	encrypted := false
	for at := bytes.IndexByte(b, '/'); at >= 0; {
		name := pdfName(b[at+1:])
		if slices.Contains(pdfForbidden, name) && !emptyFiles.Match(b[at:]) {
			return false, program("pdf-program", "このPDFには、プログラムまたは別のファイルが入っています。")
		}
		encrypted = encrypted || name == "Encrypt"
		next := bytes.IndexByte(b[at+1:], '/')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return encrypted, nil
}

// pdfName reads a name behind its slash, with #-escapes undone: J#61vaScript.
func pdfName(b []byte) string {
	var out []byte
	for i := 0; i < len(b) && len(out) < 32; i++ {
		switch ch := b[i]; {
		case bytes.IndexByte([]byte("\x00\t\n\f\r ()<>[]{}/%"), ch) >= 0:
			return string(out)
		case ch == '#' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]):
			out = append(out, unhex(b[i+1])<<4|unhex(b[i+2]))
			i += 2
		default:
			out = append(out, ch)
		}
	}
	return string(out)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

// checkPacked unpacks the streams that hold objects (ObjStm) and looks at their names. A
// packing that is not understood is refused, except behind a password.
func checkPacked(b []byte, encrypted bool) error {
	left, work := int64(maxObjects), 8*len(b)+1<<16
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("obj"))
		if i < 0 {
			return nil
		}
		at += i + len("obj")
		if bytes.HasSuffix(b[:at], []byte("endobj")) {
			continue
		}
		dict, read, stream := object(b[at:])
		if work -= read; work < 0 {
			return program("pdf-work", "このPDFは、中身を確かめられない形で保存されています。")
		}
		if !stream || !holdsObjects(dict) {
			continue
		}
		inner, err := unpack(dict, b[at+read:], &left)
		if _, bad := scanPDF(inner); bad != nil {
			return bad
		}
		if err != nil && !encrypted {
			return err
		}
	}
}

// object reads behind the keyword obj: the names up to the keyword stream, the bytes read,
// and whether there is a stream.
func object(b []byte) ([]string, int, bool) {
	var names []string
	for at := 0; at < len(b); {
		switch ch := b[at]; {
		case ch == '/':
			names = append(names, pdfName(b[at+1:]))
			at++
		case ch == '(':
			at += stringLength(b[at:])
		case ch == '%':
			at += lengthTo(b[at:], "\r\n")
		case ch == '<' && at+1 < len(b) && b[at+1] == '<':
			at += 2
		case ch == '<':
			at += lengthTo(b[at:], ">")
		case ch == ')':
			return nil, at, false
		case ch >= 'a' && ch <= 'z' && (at == 0 || b[at-1] != '/'):
			word := pdfName(b[at:])
			at += max(1, len(word))
			if word == "stream" {
				return names, at, true
			}
			if word == "endobj" || word == "obj" || word == "xref" || word == "trailer" {
				return nil, at, false
			}
		default:
			at++
		}
	}
	return nil, len(b), false
}

// stringLength measures a string in brackets, with brackets and escapes inside.
func stringLength(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(b)
}

// lengthTo measures up to and with the first of some bytes.
func lengthTo(b []byte, ends string) int {
	if i := bytes.IndexAny(b, ends); i >= 0 {
		return i + 1
	}
	return len(b)
}

// holdsObjects: a reader needs /First to find objects, whatever the /Type says.
func holdsObjects(names []string) bool {
	return slices.Contains(names, "ObjStm") || slices.Contains(names, "First")
}

// otherPackings are filters and settings that are not undone here.
var otherPackings = []string{"ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt", "Predictor", "F"}

// unpack gives the objects of a stream that is plain or packed with FlateDecode alone.
func unpack(names []string, rest []byte, left *int64) ([]byte, error) {
	rest = bytes.TrimPrefix(bytes.TrimPrefix(rest, []byte("\r")), []byte("\n"))
	for _, n := range names {
		if slices.Contains(otherPackings, n) {
			return nil, program("pdf-packing", "このPDFは、中身を確かめられない形で保存されています。")
		}
	}
	if !slices.Contains(names, "Filter") {
		return nil, nil // plain: already looked through
	}
	z, err := zlib.NewReader(bytes.NewReader(rest))
	if err != nil {
		return nil, broken("pdf-packed")
	}
	inner, err := io.ReadAll(io.LimitReader(z, *left+1))
	*left -= int64(len(inner))
	if *left < 0 {
		return nil, program("pdf-bomb", "このPDFは、広げると大きくなりすぎます。")
	}
	if err != nil {
		return inner, broken("pdf-packed")
	}
	return inner, nil
}
