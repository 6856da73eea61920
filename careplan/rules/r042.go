package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
)

var r042 = Rule{
	ID: "R042", Clause: "D", Title: "版の混在（ファイル一式の中）", Severity: careplan.Error,
	Next: "ファイル一式を同じ版で、まとめてもう一度出力してください。",
	Why:  "The files of a unit are read together and refer to each other; they share one edition.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				if differsFromUnit(c.Unit, f) {
					c.File(f, fmt.Sprintf("%sのCSVバージョンは%sですが、ほかのファイルは%sです。", kindLabel(f.Name.Kind), f.Edition, c.Unit.Edition))
				}
			}
		}}
	},
}

// versioned reports whether item 1 of the file names an edition that we know.
func versioned(f *careplan.File) bool { return f.Version != "" && f.Version == string(f.Edition) }

func differsFromUnit(u *careplan.Unit, f *careplan.File) bool {
	return versioned(f) && f.Edition != u.Edition
}
