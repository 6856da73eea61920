package rules

import "github.com/tasuki-care/tasuki/careplan"

var r027 = Rule{
	ID: "R027", Clause: "D, A fig", Title: "見出しの行", Severity: careplan.Error,
	Next: "介護ソフトの出力で見出しを付けない設定にして、もう一度出力してください。",
	Why:  "The annex defines no header line; importers would read it as a record.",
	New: func(c *Check) Hooks {
		return Hooks{Syntax: func(v *Visit) {
			if v.Shape == Header {
				c.Record(v, kindLabel(v.File.Name.Kind)+"の1行目がデータではなく、見出しのようです。")
			}
		}}
	},
}
