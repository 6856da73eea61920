package rules

import "github.com/tasuki-care/tasuki/careplan"

var r055 = Rule{
	ID: "R055", Clause: "D", Title: "一式の送信元と送信先", Severity: careplan.Error,
	Next: "ファイル一式の送信元と送信先をそろえて、もう一度出力してください。",
	Why:  "All files of a unit go from one office to one other; the SUB files say so for their parent.",
	New: func(c *Check) Hooks {
		return c.joined("のファイル名の送信元または送信先が、ほかのファイルと違います。", func(n nameFaults, j careplan.Join) bool {
			if c.Reported("R045", j.File) {
				return true // the types are missing because the name has another edition's form
			}
			if j.Part == "from" {
				return n.fromOffice || n.fromType
			}
			return n.toOffice || n.toType
		})
	},
}
