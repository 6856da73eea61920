package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r121 = Rule{
	ID: "R121", Clause: "A 6表 No.6/7/8, D", Title: "プラン担当業者・担当者名・単位数", Severity: careplan.Warning,
	Next: "わかるときは介護ソフトで入力して、もう一度出力してください。",
	Why:  "One of the three items is not 必須, and our source does not show which: we write all and tolerate empty ones.",
	New: func(c *Check) Hooks {
		var nameless *careplan.File
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool {
				return isTable6(l) && (f.Key == "plan_office_number" || f.Key == "planner_name" || f.Key == "units")
			},
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				if !blank(cell.Value) {
					return
				}
				// Who writes no names never does: one finding per file says it.
				if f.FreeText && nameless == v.File {
					return
				}
				if f.FreeText {
					nameless = v.File
				}
				c.Cell(v, f, cellLabel(v, f)+"が空です。")
			},
		}
	},
}
