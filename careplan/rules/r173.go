package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r173 = Rule{
	ID: "R173", Clause: "D", Title: "初回作成日と作成（変更）日", Severity: careplan.Warning,
	Next: "初回の作成日と今回の作成（変更）日を確かめてください。",
	Why:  "The first plan is not younger than this one.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: only(spec.UP1KYO),
			Record: func(v *Visit) {
				f := item(v.Layout, "initial_care_plan_date")
				first, now := value(v, f), at(v, "care_plan_date")
				if len(first) == 8 && len(now) == 8 && string(first) > string(now) {
					c.Cell(v, f, cellLabel(v, f)+"が、作成（変更）日より後です。")
				}
			},
		}
	},
}
