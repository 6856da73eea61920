package rules

import "github.com/tasuki-care/tasuki/careplan"

var r035 = Rule{
	ID: "R035", Clause: "D", Title: "記録のないファイル", Severity: careplan.Warning,
	Next: "出力する利用者や月の選び方を確かめてください。空でよい場合はそのまま送れます。",
	Why:  "A file without records is useless; whether a mandatory one may be empty is not stated.",
	New: func(c *Check) Hooks {
		return Hooks{FileEnd: func(v *Visit, r *careplan.Reader) {
			if r.Records() == 0 {
				c.File(v.File, kindLabel(v.File.Name.Kind)+"に記録が1件もありません。")
			}
		}}
	},
}
