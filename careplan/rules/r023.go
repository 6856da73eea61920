package rules

import "github.com/tasuki-care/tasuki/careplan"

var r023 = Rule{
	ID: "R023", Clause: "M 4.3", Title: "外字", Severity: careplan.Error,
	Next: "介護ソフトで外字を普通の文字（例: 似た漢字やかな）に直して、もう一度出力してください。",
	Why:  "A user-defined character looks different, or like nothing, on every other machine.",
	New: func(c *Check) Hooks {
		return Hooks{Syntax: c.onFault(careplan.FaultUserDefined, "に外字があります。相手先では表示できません。")}
	},
}
