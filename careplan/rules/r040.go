package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r040 = Rule{
	ID: "R040", Clause: "A all, H", Title: "CSVバージョン", Severity: careplan.Error,
	Next: "2025年4月以降のサービス分のCSVバージョンは202407です。介護ソフトを新しい版にするか、ソフトの会社に伝えてください。",
	Why:  "Item 1 says by which table the record is read; a value that is no edition cannot be read safely.",
	New: func(c *Check) Hooks {
		var file *careplan.File
		seen := map[string]bool{}
		return Hooks{Syntax: func(v *Visit) {
			version := v.Record.Cell(versionCol).Value
			if string(version) == string(v.File.Edition) || v.Shape != Sound && !unknownEdition(version) {
				return
			}
			if file != v.File {
				file = v.File
				clear(seen)
			}
			if v.Shape == Header || v.Shape == OldEdition || v.Shape == Separated || seen[string(version)] {
				return
			}
			seen[string(version)] = true
			f := versionField(v.Layout)
			c.Cell(v, f, cellLabel(v, f)+versionFault(version))
		}}
	},
}

func versionFault(version []byte) string {
	if len(version) == 0 {
		return "が空です。"
	}
	if !isSixDigits(version) {
		return "が半角6桁の数字ではありません。"
	}
	if note, known := spec.VersionNote(string(version)); known {
		return "の" + string(version) + "は、" + note + "。"
	}
	return "の" + string(version) + "は、どの版の値でもありません。"
}
