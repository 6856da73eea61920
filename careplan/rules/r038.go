package rules

import "github.com/tasuki-care/tasuki/careplan"

var r038 = Rule{
	ID: "R038", Clause: "D", Title: "制御文字", Severity: careplan.Warning,
	Next: "このまま取り込めますが、相手先で文字が化けることがあります。介護ソフトでこの項目を入力し直してください。",
	Why:  "Control characters other than CR, LF and TAB come from a broken paste and may stop an importer.",
	New: func(c *Check) Hooks {
		return Hooks{Syntax: c.onFault(careplan.FaultControl, "に、目に見えない制御文字が入っています。")}
	},
}
