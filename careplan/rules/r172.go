package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r172 = Rule{
	ID: "R172", Clause: "D", Title: "生活援助中心型の算定理由", Severity: careplan.Warning,
	Next: "算定理由が「その他」のときは、その他理由も書いてください。",
	Why:  "Reason 3 (その他) goes with その他理由, and その他理由 with reason 3.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: only(spec.UP1KYO),
			Record: func(v *Visit) {
				reason, f := at(v, "living_support_reason"), item(v.Layout, "living_support_reason_other")
				switch other := len(value(v, f)) > 0; {
				case string(reason) == "3" && !other:
					c.Cell(v, f, cellLabel(v, f)+"が空です。算定理由は「その他」です。")
				case string(reason) != "3" && other && !v.Bad(v.Layout.Col("living_support_reason")):
					c.Cell(v, f, cellLabel(v, f)+"に値がありますが、算定理由が「その他」ではありません。")
				}
			},
		}
	},
}
