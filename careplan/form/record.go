package form

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// record is one record, read by the keys of its layout. The zero record has no values:
// forms are drawn the same when a file is missing.
type record struct {
	layout *spec.Layout
	line   int
	values []string
}

// field gives the table's row of an item, nil where the edition has no such item.
func (r record) field(key string) *spec.Field {
	if r.layout == nil {
		return nil
	}
	return r.layout.Field(r.layout.Col(key))
}

// text gives an item as written.
func (r record) text(key string) string {
	f := r.field(key)
	if f == nil || f.Col > len(r.values) {
		return ""
	}
	return r.values[f.Col-1]
}

// number gives a whole number, 0 for what is none.
func (r record) number(key string) int {
	n, err := strconv.Atoi(strings.TrimSpace(r.text(key)))
	if err != nil {
		return 0
	}
	return n
}

// at gives the place of an item; zero where the item or the record does not exist.
func (r record) at(key string) Origin {
	f := r.field(key)
	if f == nil || r.line == 0 {
		return Origin{}
	}
	return Origin{r.layout.Kind, r.line, f.Col}
}

// everywhere gives all places of the record, first the record itself (item 0).
func (r record) everywhere() []Origin {
	if r.layout == nil || r.line == 0 {
		return nil
	}
	out := make([]Origin, 0, len(r.layout.Fields)+1)
	for col := range len(r.layout.Fields) + 1 {
		out = append(out, Origin{r.layout.Kind, r.line, col})
	}
	return out
}

func (r record) client() careplan.ClientKey {
	return careplan.ClientKey{Insurer: r.text("insurer_number"), Insured: r.text("insured_number")}
}

// records of one kind in the order of the file.
type records []record

// where keeps the records for which all items have these values: key, value, key, value.
func (list records) where(pairs ...string) records {
	var out records
	for _, r := range list {
		fits := true
		for i := 0; i+1 < len(pairs); i += 2 {
			fits = fits && r.text(pairs[i]) == pairs[i+1]
		}
		if fits {
			out = append(out, r)
		}
	}
	return out
}

// of keeps the records of a client.
func (list records) of(k careplan.ClientKey) records {
	return list.where("insurer_number", k.Insurer, "insured_number", k.Insured)
}

// first gives the first record, or the empty one.
func (list records) first() record {
	if len(list) == 0 {
		return record{}
	}
	return list[0]
}

// distinct lists the different values of an item that are not empty.
func (list records) distinct(key string) []string {
	var out []string
	for _, r := range list {
		if v := r.text(key); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// read reads the records of all files of a unit, by kind.
func read(u *careplan.Unit) (map[spec.Kind]records, error) {
	out := map[spec.Kind]records{}
	for _, f := range u.Files {
		if f.Layout == nil || f.Layout.Binary {
			continue
		}
		d, err := careplan.ReadDocument(f)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", f.Layout.Kind, err)
		}
		for i := range d.Records {
			out[d.Layout.Kind] = append(out[d.Layout.Kind], record{d.Layout, d.Records[i].Line, widened(d.Records[i])})
		}
	}
	return out, nil
}

// widened puts what stands behind the last item to it, so that no value is lost.
func widened(r careplan.DocumentRecord) []string {
	if len(r.Extra) == 0 || len(r.Values) == 0 {
		return r.Values
	}
	out := slices.Clone(r.Values)
	last := append([]string{out[len(out)-1]}, r.Extra...)
	out[len(out)-1] = strings.Trim(strings.Join(last, "、"), "、")
	return out
}

// made makes a record of values by key, for what was read elsewhere. Line 0 has no place.
func made(l *spec.Layout, line int, values map[string]string) record {
	r := record{layout: l, line: line, values: make([]string, len(l.Fields))}
	for i := range l.Fields {
		r.values[i] = values[l.Fields[i].Key]
	}
	return r
}
