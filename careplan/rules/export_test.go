package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Asker asks the format rules about single values, past the compiled table.
type Asker struct {
	run  *run
	plan *plan
	v    *Visit
}

// NewAsker prepares a unit with one file of the layout.
func NewAsker(l *spec.Layout) *Asker {
	f := &careplan.File{Name: careplan.Name{Kind: l.Kind, Month: "202504"}, Edition: l.Edition, Layout: l, Source: careplan.Bytes(nil)}
	r := newRun(&careplan.Unit{Edition: l.Edition, Files: []*careplan.File{f}}, Tolerant, "20250401", settings{})
	rec := &careplan.Record{N: 1, Line: 1, Cells: make([]careplan.Cell, l.Columns())}
	return &Asker{run: r, plan: r.plan(l), v: &Visit{File: f, Layout: l, Record: rec, Client: -1}}
}

// Plain is the verdict of the compiled table.
func (a *Asker) Plain(col int, value []byte) bool { return a.plan.fields[col-1].plain(value) }

// Complaint gives the first format rule that has something to say about a value.
func (a *Asker) Complaint(col int, value []byte) string {
	fp := &a.plan.fields[col-1]
	a.v.Record.Cells[col-1] = careplan.Cell{Raw: value, Value: value}
	for _, h := range fp.ask {
		before := len(a.run.report.entries)
		tallied := a.run.report.summary
		h(a.v, fp.field, &a.v.Record.Cells[col-1])
		if a.run.report.summary != tallied {
			if len(a.run.report.entries) > before {
				return a.run.report.entries[before].Rule
			}
			return "more"
		}
	}
	return ""
}

// Forget empties the report, so that a long test does not run into the limit.
func (a *Asker) Forget() { a.run.report.entries, a.run.report.tallies = nil, nil }

// The shapes of dates, months and times, which rules and compiled table share.
var (
	PlainDate  = plainDate
	PlainMonth = plainMonth
	PlainTime  = plainTime
)
