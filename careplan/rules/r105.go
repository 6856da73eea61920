package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r105 = Rule{
	ID: "R105", Clause: "A YYYYMM", Title: "年月", Severity: careplan.Error,
	Next: "介護ソフトで年月を直して、もう一度出力してください。年月は西暦6桁（例：202504）です。",
	Why:  "Months are YYYYMM with 01 to 12; 000000 stands only where the table lists it.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: typeIs(spec.YearMonth),
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if !plainMonth(value) {
					c.Cell(v, f, cellLabel(v, f)+"が、西暦6桁の年月ではありません。")
				}
			}),
		}
	},
}
