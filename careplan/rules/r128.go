package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r128 = Rule{
	ID: "R128", Clause: "A 6表 No.11, D", Title: "日割対象日", Severity: careplan.Error,
	Next: "日割対象日は、1日から31日までを0と1の31文字で書きます。介護ソフトの会社に伝えてください。",
	Why:  "Exactly 31 characters 0 or 1, position = day of the month; days the month does not have are 0.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: typeIs(spec.Flags31),
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				switch {
				case !isFlags(value):
					c.Cell(v, f, cellLabel(v, f)+"が、0と1の31文字ではありません。")
				case beyondMonth(v, value):
					c.Cell(v, f, cellLabel(v, f)+"で、その月にない日が1になっています。",
						As(careplan.Warning), Next("その月にない日は0です。介護ソフトの会社に伝えてください。"))
				}
			}),
		}
	},
}

func isFlags(value []byte) bool {
	for _, b := range value {
		if b != '0' && b != '1' {
			return false
		}
	}
	return len(value) == 31
}

// beyondMonth reports a 1 on a day that 対象年月 does not have.
func beyondMonth(v *Visit, flags []byte) bool {
	month := v.Record.Cell(v.Layout.Col("target_month")).Value
	if !plainMonth(month) {
		return false
	}
	for _, b := range flags[daysIn(number(month[:4]), number(month[4:])):] {
		if b == '1' {
			return true
		}
	}
	return false
}
