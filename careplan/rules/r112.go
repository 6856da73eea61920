package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r112 = Rule{
	ID: "R112", Clause: "A 必要, D", Title: "必要の項目", Severity: careplan.Warning,
	Next: "わかるときは介護ソフトで入力して、もう一度出力してください。",
	Why:  "Items marked only 必要 (委託の有無) should be filled; the document explains neither 必須 nor 必要.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(_ *spec.Layout, f *spec.Field) bool { return f.Required == spec.Recommended },
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				if blank(cell.Value) {
					c.Cell(v, f, cellLabel(v, f)+"が空です。")
				}
			},
		}
	},
}
