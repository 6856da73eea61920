package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Check is one run over one unit as one rule sees it: what it may ask, and where it
// reports. There is no clock in here; Today was given.
type Check struct {
	Unit  *careplan.Unit
	Mode  Mode
	Today careplan.Day

	run  *run
	rule *Rule
}

// Cell reports a finding about one item of the record under the scan.
func (c *Check) Cell(v *Visit, f *spec.Field, message string, opts ...Opt) {
	n := c.note(message, opts)
	n.at(c.Place(v))
	n.Column, n.Item = f.Col, f.Name
	if c.run.showValues && v != nil && v.Record != nil && !n.moved {
		n.Value = v.Record.Cell(f.Col).Text()
	}
	c.run.report.add(n)
}

// Record reports a finding about the record under the scan.
func (c *Check) Record(v *Visit, message string, opts ...Opt) {
	n := c.note(message, opts)
	n.at(c.Place(v))
	c.run.report.add(n)
}

// File reports a finding about a whole file.
func (c *Check) File(f *careplan.File, message string, opts ...Opt) {
	n := c.note(message, opts)
	n.at(Place{File: f})
	c.run.report.add(n)
}

// Whole reports a finding about the whole unit (no file).
func (c *Check) Whole(message string, opts ...Opt) {
	c.run.report.add(c.note(message, opts))
}

// Place remembers where the scan stands, to report there later with At.
func (c *Check) Place(v *Visit) Place {
	if v == nil {
		return Place{}
	}
	p := Place{File: v.File}
	if v.Record != nil {
		p.Line, p.Record = v.Record.Line, v.Record.N
	}
	return p
}

// Clients is how many clients were met so far; they are numbered from 0.
func (c *Check) Clients() int { return c.run.clients.count() }

// ClientHas reports whether a client has a readable record in a file of the kind.
func (c *Check) ClientHas(kind spec.Kind, client int) bool {
	return c.run.place(kind, client).File != nil
}

// ClientPlace gives the client's first record in the first file of the kind; its File is
// nil if there is none.
func (c *Check) ClientPlace(kind spec.Kind, client int) Place { return c.run.place(kind, client) }

// Broken reports whether a file has errors that make its records unfit for comparing
// them with other files: encoding, quoting, number of items, mixed versions, keys.
// A nil file is not broken.
func (c *Check) Broken(f *careplan.File) bool {
	i := c.run.indexOf(f)
	return i >= 0 && c.run.files[i].broken
}

// Reported reports whether a rule has found something in a file so far (nil: anywhere in
// the unit). Rules use it to stay silent about consequences.
func (c *Check) Reported(rule string, f *careplan.File) bool {
	return c.run.report.has(rule, f)
}

// Remember keeps a value for the rule's Heap function.
func (c *Check) Remember(value any) {
	if c.run.facts == nil {
		c.run.facts = map[string]any{}
	}
	c.run.facts[c.rule.ID] = value
}

func (c *Check) note(message string, opts []Opt) note {
	return newNote(c.rule, c.Mode, message, opts)
}

// HeapCheck is one run over all units of a heap as one rule sees it.
type HeapCheck struct {
	Heap *careplan.Heap
	Mode Mode

	runs []*run
	rule *Rule
}

// Whole reports a finding about unit No. i of the heap.
func (c *HeapCheck) Whole(i int, message string, opts ...Opt) {
	c.runs[i].report.add(newNote(c.rule, c.Mode, message, opts))
}

// File reports a finding about a file of unit No. i of the heap.
func (c *HeapCheck) File(i int, f *careplan.File, message string, opts ...Opt) {
	n := newNote(c.rule, c.Mode, message, opts)
	n.at(Place{File: f})
	c.runs[i].report.add(n)
}

// Fact gives what the rule remembered about unit No. i, or nil.
func (c *HeapCheck) Fact(i int) any { return c.runs[i].facts[c.rule.ID] }
