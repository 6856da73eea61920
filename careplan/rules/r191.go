package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r191 = Rule{
	ID: "R191", Clause: "A 補足 No.63", Title: "利用者補足情報の対象年月", Severity: careplan.Error,
	Next: "計画書と送るときは000000、利用票と送るときはサービスの年月を書いて、出力し直してください。",
	Why:  "No.63 is always filled.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool { return l.Kind == spec.UPHOSOKU && f.Key == "target_month" },
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				if blank(cell.Value) {
					c.Cell(v, f, cellLabel(v, f)+"が空です。")
				}
			},
		}
	},
}
