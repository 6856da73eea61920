package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r104 = Rule{
	ID: "R104", Clause: "A YYYYMMDD", Title: "日付", Severity: careplan.Error,
	Next: "介護ソフトで日付を直して、もう一度出力してください。日付は西暦8桁（例：20250401）です。",
	Why:  "Dates are real calendar dates YYYYMMDD; 00000000 stands only where the table lists it.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: typeIs(spec.Date),
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if plainDate(value) {
					return
				}
				if len(value) == 8 && digits(value) {
					c.Cell(v, f, cellLabel(v, f)+"が、暦にない日付です。")
					return
				}
				c.Cell(v, f, cellLabel(v, f)+"が、西暦8桁の日付ではありません。")
			}),
		}
	},
}
