package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r010 = Rule{
	ID: "R010", Clause: "D from M 2.4", Title: "同じ種類のファイルの重なり", Severity: careplan.Error,
	Next: "どちらを使うかを決めて、もう片方を外してください。",
	Why:  "A kind occurs at most once in a unit, images excepted; nobody can say which one counts.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for i, f := range c.Unit.Files {
				// The same name with other bytes is T001.
				if chosen := c.run.chosen(i); chosen != f && chosen.Name.Text != f.Name.Text {
					c.File(f, kindLabel(f.Name.Kind)+"が、1組のファイルの中に2つ以上あります。")
				}
			}
		}}
	},
}

// chosen gives the one file of its kind that is read when a unit has several: the one of
// the unit's month, or else the first. Comparing the others with the rest of the unit
// would only tell consequences. Any number of images is right.
func (r *run) chosen(i int) *careplan.File {
	f := r.unit.Files[i]
	if f.Name.Kind == "" || f.Name.Kind == spec.UPKIHON_IMAGE {
		return f
	}
	var first *careplan.File
	for _, g := range r.unit.Files {
		if g.Name.Kind != f.Name.Kind {
			continue
		}
		if first == nil || first.Name.Month != r.unit.Month && g.Name.Month == r.unit.Month {
			first = g
		}
	}
	return first
}

// surplus reports whether file f stands beside another one of its kind (R010, T001).
func (r *run) surplus(f *careplan.File) bool {
	i := r.indexOf(f)
	return i >= 0 && r.chosen(i) != f
}
