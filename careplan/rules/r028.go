package rules

import "github.com/tasuki-care/tasuki/careplan"

var r028 = Rule{
	ID: "R028", Clause: "M 4.2", Title: "項目の区切り", Severity: careplan.Error,
	Next: "項目の区切りを半角のカンマにして、もう一度出力してください。",
	Why:  "Items are separated by half-width commas; with anything else the record is one long item.",
	New: func(c *Check) Hooks {
		var told *careplan.File
		return Hooks{Syntax: func(v *Visit) {
			if v.Shape == Separated && told != v.File {
				told = v.File
				c.Record(v, lineLabel(v)+"から、項目の区切りが半角のカンマではありません。")
			}
		}}
	},
}
