package rules

import "github.com/tasuki-care/tasuki/careplan"

var r065 = Rule{
	ID: "R065", Clause: "M 2.2, 3.2", Title: "任意の機能（削除）", Severity: careplan.Info,
	Next: "受け取る側の介護ソフトが削除に対応していないときは、手作業で削除してもらうよう相手先に伝えてください。",
	Why:  "All deletion files are optional functions; the partner's software may not know them.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				if f.Layout != nil && f.Layout.OptionalFunction {
					c.File(f, kindLabel(f.Name.Kind)+"は任意の機能です。相手先の介護ソフトが対応していないことがあります。")
				}
			}
		}}
	},
}
