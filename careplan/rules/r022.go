package rules

import "github.com/tasuki-care/tasuki/careplan"

var r022 = Rule{
	ID: "R022", Clause: "M 4.3", Title: "読めない文字", Severity: careplan.Error,
	Next: "介護ソフトでこの項目の文字を入力し直して、もう一度出力してください。",
	Why:  "Bytes that are no character come from a broken conversion; what stood there is lost.",
	New: func(c *Check) Hooks {
		return Hooks{Syntax: c.onFault(careplan.FaultBadByte, "に、文字として読めない部分があります。")}
	},
}
