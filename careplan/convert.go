package careplan

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Lost is a filled value that the other edition has no item for.
type Lost struct {
	Record int // 1-based
	Col    int // item No. in the edition it was read in
	Item   string
}

// In gives the document in another edition: item 1 says so, items are carried over by
// what they are, and the name takes the edition's form. Names of 202407 need the two
// service types; names of 202208 drop them. What has no place is listed, never dropped
// in silence.
func (d *Document) In(e spec.Edition, fromType, toType string) (*Document, []Lost, error) {
	l := spec.LayoutOf(e, d.Layout.Kind)
	if l == nil {
		return nil, nil, fmt.Errorf("%s in edition %s: %w", d.Layout.Kind, e, ErrUnknownKind)
	}
	out := &Document{Layout: l, quotedNumbers: d.quotedNumbers, quotedEmpties: d.quotedEmpties}
	out.Name = nameIn(d.Name, e, fromType, toType)
	var lost []Lost
	for i, r := range d.Records {
		next, gone := d.recordIn(r, l)
		for _, col := range gone {
			lost = append(lost, Lost{Record: i + 1, Col: col, Item: d.Layout.Fields[col-1].Name})
		}
		out.Records = append(out.Records, next)
	}
	return out, lost, nil
}

func nameIn(text string, e spec.Edition, fromType, toType string) string {
	n := ParseName(text)
	n.Edition = e
	if fromType != "" {
		n.From.Type = fromType
	}
	if toType != "" {
		n.To.Type = toType
	}
	return FormatName(n)
}

// recordIn moves one record; gone lists the items that were filled and have no place.
func (d *Document) recordIn(r DocumentRecord, l *spec.Layout) (next DocumentRecord, gone []int) {
	next = DocumentRecord{Line: r.Line, Values: make([]string, l.Columns()), Extra: r.Extra}
	for i, v := range r.Values {
		col := l.Col(d.Layout.Fields[i].Key)
		if col == 0 {
			if v != "" {
				gone = append(gone, i+1)
			}
			continue
		}
		next.Values[col-1] = v
		if b, ok := r.Bytes[i+1]; ok {
			if next.Bytes == nil {
				next.Bytes = map[int][]byte{}
			}
			next.Bytes[col] = b
		}
	}
	if col := l.Col(keyVersion); col > 0 {
		next.Values[col-1] = string(l.Edition)
	}
	return next, gone
}
