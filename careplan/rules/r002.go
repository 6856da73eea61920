package rules

import "github.com/tasuki-care/tasuki/careplan"

var r002 = Rule{
	ID: "R002", Clause: "A all, E02", Title: "ファイル名の事業所番号", Severity: careplan.Error,
	Next: "介護ソフトに登録した事業所番号（10桁）を確かめて、もう一度出力してください。",
	Why:  "The office number has 10 characters; the 9-digit examples of the main text are slips.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			eachName(c.Unit, func(f nameFaults, n careplan.Name) (string, bool) { return "from " + n.From.Office, f.fromOffice },
				func(f *careplan.File) {
					c.File(f, "ファイル名の送信元の事業所番号が10桁ではありません。")
				})
			eachName(c.Unit, func(f nameFaults, n careplan.Name) (string, bool) { return "to " + n.To.Office, f.toOffice },
				func(f *careplan.File) {
					c.File(f, "ファイル名の送信先の事業所番号が10桁ではありません。")
				})
		}}
	},
}
