package rules

import "github.com/tasuki-care/tasuki/careplan"

var r057 = Rule{
	ID: "R057", Clause: "D from M 2.3", Title: "一式の年月", Severity: careplan.Error,
	Next: "同じ月の第6表・第7表・利用者補足情報を、まとめてもう一度出力してください。",
	Why:  "The three files of a slip speak of one month; rows of another month have no parent.",
	New: func(c *Check) Hooks {
		return c.joined("のファイル名の年月が、ほかのファイルと違います。", func(n nameFaults, _ careplan.Join) bool { return n.month })
	},
}
