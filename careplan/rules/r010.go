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
				if first := c.run.firstOfKind(i); first != nil && first.Name.Text != f.Name.Text {
					c.File(f, kindLabel(f.Name.Kind)+"が、1組のファイルの中に2つ以上あります。")
				}
			}
		}}
	},
}

// firstOfKind gives the earlier file of the same kind as file No. i, or nil. Of two files
// of a kind only the first is read: what comparing both with the rest would tell is only
// a consequence.
func (r *run) firstOfKind(i int) *careplan.File {
	kind := r.unit.Files[i].Name.Kind
	if kind == "" || kind == spec.UPKIHON_IMAGE {
		return nil
	}
	for _, f := range r.unit.Files[:i] {
		if f.Name.Kind == kind {
			return f
		}
	}
	return nil
}
