package careplan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Document is the neutral form of one CSV file: its records by item, as text. Values
// stay as read: leading zeros, blanks and continuation rows are not touched.
type Document struct {
	Name     string // file name
	Layout   *spec.Layout
	Encoding string // of the file it was read from, if that was not Windows-31J
	Records  []DocumentRecord

	quotedNumbers bool // the numbers the annex declares as free text stood in quotes
	quotedEmpties bool // empty free text was written as ""
}

// DocumentRecord is one record. A record of the wrong width keeps it: Values is shorter,
// or Extra holds what stood behind the last item.
type DocumentRecord struct {
	Line   int // physical line in the file it came from, 0 if none
	Values []string
	Extra  []string
	Bytes  map[int][]byte // item No. → exact bytes, where the text alone would not give them back
}

// Errors of the neutral form.
var (
	ErrUnknownKind = errors.New("file is of no known kind with records")
	ErrEncoding    = errors.New("encoding is neither Windows-31J nor UTF-8")
	ErrTooLong     = errors.New("record is too long")
)

// ReadDocument reads all records of a file, in whatever dialect they are.
func ReadDocument(f *File) (*Document, error) {
	if f.Layout == nil || f.Layout.Binary {
		return nil, ErrUnknownKind
	}
	d := &Document{Name: f.Name.Text, Layout: f.Layout}
	decode := Decode
	switch f.Encoding {
	case windows31J:
	case utf8Name:
		d.Encoding = f.Encoding
		decode = func(b []byte) string { return string(bytes.ToValidUTF8(b, []byte("\uFFFD"))) }
	default:
		return nil, fmt.Errorf("%w: %s", ErrEncoding, f.Encoding)
	}
	r, c, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := d.readAll(r, decode); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Document) readAll(r *Reader, decode func([]byte) string) error {
	var q quoting
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read record: %w", err)
		}
		if len(rec.Cells) == 0 {
			return fmt.Errorf("record %d: %w", rec.N, ErrTooLong)
		}
		d.Records = append(d.Records, d.record(rec, decode, &q))
	}
	d.quotedNumbers = q.quotedNumbers > 0 && q.bareNumbers == 0
	d.quotedEmpties = q.quotedEmpties > 0 && q.bareEmpties == 0
	return nil
}

// quoting counts what the standard leaves open, so that a file that is consistent in it
// can be written back the same.
type quoting struct{ quotedNumbers, bareNumbers, quotedEmpties, bareEmpties int }

func (q *quoting) see(f *spec.Field, c Cell) {
	switch {
	case f.FreeText && c.Empty() && c.Quoted:
		q.quotedEmpties++
	case f.FreeText && c.Empty():
		q.bareEmpties++
	case f.DeclaredText && !c.Empty() && c.Quoted:
		q.quotedNumbers++
	case f.DeclaredText && !c.Empty():
		q.bareNumbers++
	}
}

func (d *Document) record(rec *Record, decode func([]byte) string, q *quoting) DocumentRecord {
	out := DocumentRecord{Line: rec.Line}
	for i, c := range rec.Cells {
		text := decode(c.Value)
		if i >= d.Layout.Columns() {
			out.Extra = append(out.Extra, text)
			continue
		}
		q.see(&d.Layout.Fields[i], c)
		out.Values = append(out.Values, text)
		if d.Encoding == "" && !isASCII(c.Value) && !sameBytes(text, c.Value) {
			if out.Bytes == nil {
				out.Bytes = map[int][]byte{}
			}
			out.Bytes[i+1] = bytes.Clone(c.Value)
		}
	}
	return out
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// sameBytes reports whether a text encodes to exactly these bytes.
func sameBytes(text string, want []byte) bool {
	got, bad := Encode(text)
	return bad == nil && bytes.Equal(got, want)
}

// CSV writes the document in the standard's form. The error is an *UnencodableError if
// characters have no place in Windows-31J.
func (d *Document) CSV() ([]byte, error) {
	var out bytes.Buffer
	w := NewWriter(&out, d.Layout)
	w.numbers, w.empties = d.quotedNumbers, d.quotedEmpties
	for _, r := range d.Records {
		if err := w.writeDocumentRecord(r); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// writeDocumentRecord writes a record of any width, and exact bytes where the text still
// is the one they were read as.
func (w *Writer) writeDocumentRecord(r DocumentRecord) error {
	w.buf = w.buf[:0]
	var bad []UnencodableItem
	var behind spec.Field // stands for items behind the last one
	for i := range len(r.Values) + len(r.Extra) {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		f, v := &behind, ""
		if i < len(r.Values) {
			f, v = &w.layout.Fields[i], r.Values[i]
		} else {
			v = r.Extra[i-len(r.Values)]
		}
		if b, ok := r.Bytes[i+1]; ok && Decode(b) == v {
			w.exact(b, w.quotes(f, v))
			continue
		}
		if chars := w.item(v, w.quotes(f, v)); chars != nil {
			bad = append(bad, UnencodableItem{Col: i + 1, Name: f.Name, Chars: chars})
		}
	}
	if len(w.buf) == 0 {
		w.buf = append(w.buf, `""`...) // a record of one empty value is not an empty line
	}
	return w.flush(bad)
}

func (w *Writer) exact(b []byte, quoted bool) {
	if !quoted {
		w.buf = append(w.buf, b...)
		return
	}
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, bytes.ReplaceAll(b, []byte{'"'}, []byte(`""`))...)
	w.buf = append(w.buf, '"')
}
