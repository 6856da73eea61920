package careplan

import (
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// row is one record of a document, read by the keys of its layout, so that no position is
// written here.
type row struct {
	layout *spec.Layout
	cols   map[string]int
	rec    *DocumentRecord
}

// rowsOf reads the records of a unit's file of one kind; none if it has no such file.
func rowsOf(u *Unit, k spec.Kind) ([]row, error) {
	f := u.File(k)
	if f == nil {
		return nil, nil
	}
	return rowsOfFile(f)
}

// rowsOfFile reads a file's records; an image or a foreign file has none.
func rowsOfFile(f *File) ([]row, error) {
	if f.Layout == nil || f.Layout.Binary {
		return nil, nil
	}
	d, err := ReadDocument(f)
	if err != nil {
		return nil, err
	}
	cols := make(map[string]int, len(d.Layout.Fields))
	for i := range d.Layout.Fields {
		cols[d.Layout.Fields[i].Key] = i
	}
	out := make([]row, len(d.Records))
	for i := range d.Records {
		out[i] = row{d.Layout, cols, &d.Records[i]}
	}
	return out, nil
}

// text gives an item by its key, "" when the edition or the record has none.
func (r row) text(key string) string {
	i, ok := r.cols[key]
	if !ok || i >= len(r.rec.Values) {
		return ""
	}
	return r.rec.Values[i]
}

// number gives a whole number, 0 for what is none: the rules report it.
func (r row) number(key string) int {
	n, err := strconv.Atoi(strings.TrimSpace(r.text(key)))
	if err != nil {
		return 0
	}
	return n
}

func (r row) client() ClientKey {
	return ClientKey{Insurer: r.text("insurer_number"), Insured: r.text("insured_number")}
}
