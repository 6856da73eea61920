package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r157 = Rule{
	ID: "R157", Clause: "H 3.2, A 7表 No.30, E07", Title: "前月までの利用日数", Severity: careplan.Info, Strict: careplan.Warning,
	Next: "2桁までしか読めない介護ソフトがあります。相手先で取り込めないときは、介護ソフトの会社に伝えてください。",
	Why:  "Read up to five digits although the V4.1 annex prints two; above two digits a partner's software may stumble.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool { return isTable7(l) && f.PrintedLen > 0 },
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if c.Mode == Strict && digits(value) && len(value) > f.PrintedLen {
					c.Cell(v, f, cellLabel(v, f)+"が、別紙に印刷された桁数より長い値です。")
				}
			}),
		}
	},
}
