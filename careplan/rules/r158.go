package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r158 = Rule{
	ID: "R158", Clause: "A 7表 No.34", Title: "事業所コードの固定値", Severity: careplan.Warning,
	Next: "この項目は9999999999と決まっています。介護ソフトの会社に伝えてください。",
	Why:  "事業所コード (No.34) is the constant 9999999999.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool { return isTable7(l) && f.Key == "office_code_fixed" },
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				if !blank(cell.Value) && string(cell.Value) != "9999999999" {
					c.Cell(v, f, cellLabel(v, f)+"が、決められた9999999999ではありません。")
				}
			},
		}
	},
}
