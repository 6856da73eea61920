package rules

import "github.com/tasuki-care/tasuki/careplan"

var r003 = Rule{
	ID: "R003", Clause: "A all, H 4.1", Title: "ファイル名のサービス種類コード", Severity: careplan.Error,
	Next: "ファイル名のサービス種類コードは「11」「43」のような2桁です。介護ソフトの設定を確かめて、もう一度出力してください。",
	Why:  "V4.1 names carry the two-character service type of both sides, not a service code.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			eachName(c.Unit, func(f nameFaults, n careplan.Name) (string, bool) { return "from " + n.From.Type, f.fromType },
				func(f *careplan.File) {
					c.File(f, "ファイル名の送信元のサービス種類コードが2桁ではありません。")
				})
			eachName(c.Unit, func(f nameFaults, n careplan.Name) (string, bool) { return "to " + n.To.Type, f.toType },
				func(f *careplan.File) {
					c.File(f, "ファイル名の送信先のサービス種類コードが2桁ではありません。")
				})
		}}
	},
}
