package rules

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// formatGroup are the rules about the form of one value, in the order in which they are
// asked. They are asked only when a value is not plain, and the first error ends the
// questions: one cause, one finding.
var formatGroup = []string{
	"R032", "R113", "R100", "R112", "R109", "R110",
	"R101", "R102", "R128", "R114", "R111", "R104", "R105", "R214", "R107", "R155", "R108", "R106",
}

type cellHook = func(v *Visit, f *spec.Field, c *careplan.Cell)

// plan is what has to be done for the records of one layout: the hooks of all rules,
// sorted out once.
type plan struct {
	layout  *spec.Layout
	fields  []fieldPlan
	syntax  []func(v *Visit)
	records []func(v *Visit)
	ends    []func(v *Visit, r *careplan.Reader)

	insurer, insured int   // index of the client's two numbers, -1 = none
	keys             []int // item Nos. that tie rows of files together
}

type fieldPlan struct {
	acceptor
	field *spec.Field
	ask   []cellHook // format rules, when the value is not plain
	each  []cellHook // rules that look at every value
}

func newPlan(l *spec.Layout, cells cellRules, hooks []Hooks) *plan {
	p := &plan{layout: l, fields: make([]fieldPlan, 0, len(l.Fields)), insurer: l.Col("insurer_number") - 1, insured: l.Col("insured_number") - 1}
	for i := range l.Fields {
		p.fields = append(p.fields, newFieldPlan(l, &l.Fields[i], cells))
	}
	for _, h := range hooks {
		if h.Syntax != nil {
			p.syntax = append(p.syntax, h.Syntax)
		}
		if h.Record != nil && (h.Wants == nil || h.Wants(l)) {
			p.records = append(p.records, h.Record)
		}
		if h.FileEnd != nil {
			p.ends = append(p.ends, h.FileEnd)
		}
	}
	p.keys = append(p.keys, p.insurer+1, p.insured+1)
	p.keys = append(p.keys, l.RowKey...)
	if l.Parent != nil {
		for _, c := range l.Parent.Cols {
			p.keys = append(p.keys, c[0])
		}
	}
	return p
}

// cellRules are the rules with a Cell hook: those of the format group in their order,
// and the others. They are sorted out once for a unit.
type cellRules struct {
	ask, each []*Hooks
}

func newCellRules(book []*Rule, hooks []Hooks) cellRules {
	var c cellRules
	group := make([]*Hooks, len(formatGroup))
	for i, r := range book {
		if hooks[i].Cell == nil {
			continue
		}
		if at := slices.Index(formatGroup, r.ID); at >= 0 {
			group[at] = &hooks[i]
			continue
		}
		c.each = append(c.each, &hooks[i])
	}
	for _, h := range group {
		if h != nil {
			c.ask = append(c.ask, h)
		}
	}
	return c
}

func newFieldPlan(l *spec.Layout, f *spec.Field, cells cellRules) fieldPlan {
	fp := fieldPlan{acceptor: accept(l, f), field: f}
	if f.Col == versionCol {
		return fp
	}
	fp.ask = hooksFor(l, f, cells.ask)
	fp.each = hooksFor(l, f, cells.each)
	return fp
}

func hooksFor(l *spec.Layout, f *spec.Field, from []*Hooks) []cellHook {
	var out []cellHook
	for _, h := range from {
		if h.Applies == nil || h.Applies(l, f) {
			out = append(out, h.Cell)
		}
	}
	return out
}

// versionCol is item 1 CSVバージョン of every layout, the business of R040–R043 alone.
const versionCol = 1

// cells asks the rules about the values of one record.
func (p *plan) cells(r *run, v *Visit) {
	cells := v.Record.Cells
	for i := range p.fields {
		fp := &p.fields[i]
		c := &cells[i]
		if !fp.plain(c.Value) && !fp.why(r, v, c) {
			continue
		}
		for _, h := range fp.each {
			h(v, fp.field, c)
		}
	}
}

// why asks the format rules about a value that is not plain. It reports whether the
// value can still be looked at by other rules.
func (fp *fieldPlan) why(r *run, v *Visit, c *careplan.Cell) bool {
	null := isNullWord(c.Value)
	if null {
		v.markBad(fp.field.Col) // R032 counts it; the others take it for empty
	}
	for _, h := range fp.ask {
		before := r.report.summary
		h(v, fp.field, c)
		after := r.report.summary
		if after.Errors > before.Errors {
			v.markBad(fp.field.Col)
			r.badKey(v, fp.field.Col)
			return false
		}
		if after != before {
			break
		}
	}
	return !null
}

// badKey marks the file when the value that ties the row to other files is wrong: that
// the row then has no partner is a consequence.
func (r *run) badKey(v *Visit, col int) {
	for _, k := range r.plan(v.Layout).keys {
		if k == col {
			r.files[v.file].broken = true
		}
	}
}
