package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r109 = Rule{
	ID: "R109", Clause: "A 識別子", Title: "使わない項目（識別子）", Severity: careplan.Info,
	Leniency: "filled-identifier",
	Next:     "読み込みには影響しません。そのままお使いいただけます。",
	Why:      "識別子 is not used by the standard: we write it empty and ignore what others write.",
	New: func(c *Check) Hooks {
		n := 0
		var first Place
		var field *spec.Field
		return Hooks{
			Applies: func(_ *spec.Layout, f *spec.Field) bool { return f.Unused },
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				if blank(cell.Value) {
					return
				}
				if n == 0 {
					first, field = c.Place(v), f
				}
				n++
			},
			FileEnd: func(v *Visit, _ *careplan.Reader) {
				if n > 0 {
					message := fmt.Sprintf("%sの%d行で、使わない項目の%s(No.%d)に値があります。読まずにおきました。", kindLabel(v.File.Name.Kind), n, field.Name, field.Col)
					c.Cell(v, field, message, At(first), Count(n))
				}
				n = 0
			},
		}
	},
}
