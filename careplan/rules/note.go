package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
)

// Place is a remembered place in a file.
type Place struct {
	File   *careplan.File
	Line   int // physical line where the record starts
	Record int // 1-based
}

// Opt adjusts one finding.
type Opt func(*note)

// Next gives a next step other than the rule's own.
func Next(sentence string) Opt { return func(n *note) { n.Finding.Next = sentence } }

// As gives a severity other than the rule's own.
func As(s careplan.Severity) Opt { return func(n *note) { n.Severity = s } }

// At reports at a remembered place instead of where the scan stands.
func At(p Place) Opt {
	return func(n *note) { n.place, n.moved = p, true }
}

// Count says that the finding stands for n deviations, which are tolerated under the
// rule's leniency.
func Count(n int) Opt { return func(x *note) { x.count = n } }

// Lenient is Count under a name other than the rule's own.
func Lenient(name string, n int) Opt {
	return func(x *note) { x.count, x.leniency = n, name }
}

// note is a finding in the making.
type note struct {
	careplan.Finding
	place    Place
	moved    bool // At was given
	count    int
	leniency string
}

func newNote(r *Rule, m Mode, message string, opts []Opt) note {
	n := note{leniency: r.Leniency}
	n.Finding.Rule, n.Severity, n.Message, n.Finding.Next = r.ID, r.severity(m), message, r.Next
	for _, o := range opts {
		o(&n)
	}
	return n
}

// at sets the place unless At did.
func (n *note) at(p Place) {
	if !n.moved {
		n.place = p
	}
}
