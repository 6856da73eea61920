package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r134 = Rule{
	ID: "R134", Clause: "A 6表 No.14", Title: "サービス回数", Severity: careplan.Warning,
	Next: "行わなかったサービスの行は出力しません。行ったサービスは1以上の回数にしてください。",
	Why:  "サービス回数 is how often the service is charged that day, 1 to 99; a row with 0 says that nothing happened.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool { return isTable6(l) && f.Key == "service_count" },
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				n := cell.Value
				if len(n) == 0 || isNullWord(n) || n[0] != '-' && number(n) > 0 {
					return
				}
				c.Cell(v, f, cellLabel(v, f)+"が1より小さい数です。")
			},
		}
	},
}
