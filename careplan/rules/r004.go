package rules

import "github.com/tasuki-care/tasuki/careplan"

var r004 = Rule{
	ID: "R004", Clause: "A all, E02", Title: "ファイル連番", Severity: careplan.Error,
	Next: "ファイル連番は出力した日時の14桁（年月日時分秒）です。介護ソフトからもう一度出力してください。",
	Why:  "The serial orders the imports; 14 digits are mandatory, a real date and time is expected.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			eachName(c.Unit, func(f nameFaults, n careplan.Name) (string, bool) { return n.Serial + ".", f.serialForm },
				func(f *careplan.File) {
					c.File(f, "ファイル名の最後のファイル連番が14桁の数字ではありません。")
				})
			eachName(c.Unit, func(f nameFaults, n careplan.Name) (string, bool) { return n.Serial, f.serialTime },
				func(f *careplan.File) {
					c.File(f, "ファイル名の最後のファイル連番が、実際にある日時ではありません。", As(careplan.Warning))
				})
		}}
	},
}
