package careplan

import (
	"fmt"
	"io"
	"strings"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Writer writes records as the standard has them: Windows-31J, every filled free-text
// item in quotes (R029), quotes doubled (R030), other items bare, CRLF, no header, no
// byte-order mark. It writes a record whole or not at all.
type Writer struct {
	w       io.Writer
	layout  *spec.Layout
	n       int
	buf     []byte
	numbers bool // quote the numbers the annex declares as free text, too
	empties bool // write empty free text as ""
}

// NewWriter writes records of a layout.
func NewWriter(w io.Writer, l *spec.Layout) *Writer { return &Writer{w: w, layout: l} }

// UnencodableError says which items of a record hold characters that Windows-31J has
// not. Nothing of the record was written.
type UnencodableError struct {
	Record int // 1-based
	Items  []UnencodableItem
}

// UnencodableItem is one item with the characters that have no place.
type UnencodableItem struct {
	Col   int
	Name  string
	Chars []Unencodable
}

// Error names places, never values.
func (e *UnencodableError) Error() string {
	var cols []string
	for _, it := range e.Items {
		cols = append(cols, fmt.Sprint(it.Col))
	}
	return fmt.Sprintf("encode record %d: characters outside Windows-31J in items %s", e.Record, strings.Join(cols, ", "))
}

// WriteRecord writes one record; values must be as many as the layout has items.
func (w *Writer) WriteRecord(values []string) error {
	if len(values) != w.layout.Columns() {
		return fmt.Errorf("write record %d of %s: %d values for %d items", w.n+1, w.layout.Kind, len(values), w.layout.Columns())
	}
	w.buf = w.buf[:0]
	var bad []UnencodableItem
	for i, v := range values {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		f := &w.layout.Fields[i]
		chars := w.item(v, w.quotes(f, v))
		if chars != nil {
			bad = append(bad, UnencodableItem{Col: f.Col, Name: f.Name, Chars: chars})
		}
	}
	return w.flush(bad)
}

func (w *Writer) flush(bad []UnencodableItem) error {
	if bad != nil {
		return &UnencodableError{Record: w.n + 1, Items: bad}
	}
	w.buf = append(w.buf, '\r', '\n')
	if _, err := w.w.Write(w.buf); err != nil {
		return fmt.Errorf("write record %d: %w", w.n+1, err)
	}
	w.n++
	return nil
}

// quotes tells whether a value stands in quotes. A value that would break the record
// without them gets them whatever its item is.
func (w *Writer) quotes(f *spec.Field, v string) bool {
	switch {
	case v == "":
		return w.empties && f.FreeText
	case f.FreeText:
		return true
	case f.DeclaredText && w.numbers:
		return true
	}
	return strings.ContainsAny(v, "\",\r\n")
}

func (w *Writer) item(v string, quoted bool) []Unencodable {
	if !quoted {
		out, bad := AppendEncode(w.buf, v)
		w.buf = out
		return bad
	}
	if strings.IndexByte(v, '"') >= 0 {
		v = strings.ReplaceAll(v, `"`, `""`)
	}
	w.buf = append(w.buf, '"')
	out, bad := AppendEncode(w.buf, v)
	w.buf = append(out, '"')
	return bad
}
