package rules

import "github.com/tasuki-care/tasuki/careplan"

var r011 = Rule{
	ID: "R011", Clause: "FAQ", Title: "送信元と送信先が同じ", Severity: careplan.Warning,
	Next: "同じ事業所番号どうしのやり取りで間違いないか確かめてください。国のシステムでは送れないことがあります。",
	Why:  "The national exchange may fail between identical numbers; ours works.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			eachName(c.Unit, func(_ nameFaults, n careplan.Name) (string, bool) {
				return n.From.Office, n.From.Office != "" && n.From.Office == n.To.Office
			}, func(f *careplan.File) {
				c.File(f, "ファイル名の送信元と送信先が、同じ事業所番号です。")
			})
		}}
	},
}
