package rules

import "github.com/tasuki-care/tasuki/careplan"

// R050 to R063 speak when a unit lacks something or has something too much. R302 is left
// with mixtures that no row of the table of units explains.
var r302 = Rule{
	ID: "R302", Clause: "FAQ", Title: "ファイルの組み合わせ", Severity: careplan.Error,
	Next: "計画、予定、実績などの種類ごとに分けて、もう一度出力してください。",
	Why:  "The national exchange refuses an upload whose files form no transmission unit.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			if combine(c.Unit).rule == c.rule.ID {
				c.Whole(wrongCombination + "違う種類のファイルが混ざっています。")
			}
		}}
	},
}
