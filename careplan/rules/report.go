package rules

import (
	"cmp"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
)

// shown is how many findings of one rule in one file are listed one by one; the rest
// stands in one entry with their number.
const shown = 100

// report collects the findings of one unit.
type report struct {
	files     []*careplan.File
	ambiguous map[string]bool // file names that more than one file has
	entries   []entry
	tallies   map[tally]*count
	lenient   []careplan.Leniency
	summary   Summary
}

type entry struct {
	careplan.Finding
	file int // index in the unit, -1 for the whole unit
}

type tally struct {
	rule string
	file int
}

type count struct {
	n    int
	sum  Summary // n by severity
	more entry   // the entry for what is beyond the limit
}

func (r *report) add(n note) {
	e := entry{Finding: n.Finding, file: -1}
	if n.place.File != nil {
		e.file = slices.Index(r.files, n.place.File)
		e.File = n.place.File.Name.Text
		e.Line, e.Record = n.place.Line, n.place.Record
		if r.ambiguous[e.File] {
			e.Path = n.place.File.Path
		}
	}
	if n.count > 0 && n.leniency != "" {
		r.tolerate(n.leniency, e.Rule, n.count)
	}
	r.summary.count(e.Severity)
	r.list(e)
}

func (r *report) list(e entry) {
	if r.tallies == nil {
		r.tallies = map[tally]*count{}
	}
	key := tally{e.Rule, e.file}
	c := r.tallies[key]
	if c == nil {
		c = new(count)
		r.tallies[key] = c
	}
	c.n++
	c.sum.count(e.Severity)
	if c.n <= shown {
		r.entries = append(r.entries, e)
		return
	}
	if c.more.More == 0 {
		c.more = e
		c.more.Column, c.more.Item, c.more.Value = 0, "", ""
	}
	c.more.More++
	if rank(e.Severity) < rank(c.more.Severity) {
		c.more.Severity = e.Severity
	}
}

func (r *report) tolerate(name, rule string, n int) {
	for i := range r.lenient {
		if r.lenient[i].Name == name {
			r.lenient[i].Count += n
			return
		}
	}
	r.lenient = append(r.lenient, careplan.Leniency{Name: name, Rule: rule, Count: n})
}

func (r *report) has(rule string, f *careplan.File) bool {
	if f != nil {
		return r.tallies[tally{rule, slices.Index(r.files, f)}] != nil
	}
	for key := range r.tallies {
		if key.rule == rule {
			return true
		}
	}
	return false
}

// retract takes back what a rule found in a file, once its cause is known.
func (r *report) retract(rule string, f *careplan.File) {
	key := tally{rule, slices.Index(r.files, f)}
	c := r.tallies[key]
	if c == nil {
		return
	}
	delete(r.tallies, key)
	r.summary.Errors -= c.sum.Errors
	r.summary.Warnings -= c.sum.Warnings
	r.summary.Infos -= c.sum.Infos
	r.entries = slices.DeleteFunc(r.entries, func(e entry) bool { return e.Rule == rule && e.file == key.file })
}

// findings gives everything in the order of files, lines, items and rules; what belongs
// to the whole unit comes first, an entry that only counts comes after its like.
func (r *report) findings() []careplan.Finding {
	all := slices.Clone(r.entries)
	for _, c := range r.tallies {
		if c.more.More > 0 {
			all = append(all, c.more)
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int {
		return cmp.Or(
			cmp.Compare(a.file, b.file), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.More, b.More),
		)
	})
	out := make([]careplan.Finding, len(all))
	for i, e := range all {
		out[i] = e.Finding
	}
	return out
}

func rank(s careplan.Severity) int {
	switch s {
	case careplan.Error:
		return 0
	case careplan.Warning:
		return 1
	}
	return 2
}
