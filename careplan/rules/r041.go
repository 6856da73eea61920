package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
)

var r041 = Rule{
	ID: "R041", Clause: "A all", Title: "版の混在（ファイルの中）", Severity: careplan.Error,
	Next: "1つのファイルは1つの版で書きます。月ごとに分けて、もう一度出力してください。",
	Why:  "A file has one table; records of another edition in it would be read by the wrong one.",
	New: func(c *Check) Hooks {
		var told *careplan.File
		return Hooks{Syntax: func(v *Visit) {
			if v.Shape != OldEdition || told == v.File {
				return
			}
			told = v.File
			f := versionField(v.Layout)
			c.Cell(v, f, fmt.Sprintf("%sが%sで、1行目の%sと違います。", cellLabel(v, f), v.Record.Cell(versionCol).Text(), v.File.Edition))
		}}
	},
}
