package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r100 = Rule{
	ID: "R100", Clause: "A 必須", Title: "必須の項目", Severity: careplan.Error,
	Next: "介護ソフトでこの項目を入力して、もう一度出力してください。",
	Why:  "Items marked 必須 must be filled, in delete files all of them; where we are not sure of the mark it is a warning.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool {
				return (f.Required == spec.Mandatory || l.Deletion) && !judgedElsewhere(l, f)
			},
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				if !blank(cell.Value) {
					return
				}
				if f.Confidence != spec.High {
					c.Cell(v, f, cellLabel(v, f)+"が空です。", As(careplan.Warning))
					return
				}
				c.Cell(v, f, cellLabel(v, f)+"が空です。必ず記録する項目です。")
			},
		}
	},
}
