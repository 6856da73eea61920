package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
)

var t002 = Rule{
	ID: "T002", Clause: "D", Title: "まったく同じファイル", Severity: careplan.Info,
	Next: "このままで構いません。1つのファイルとして扱います。",
	Why:  "Byte-equal copies are one file; a clerk should know that the second one did not count.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				if n := len(f.Copies); n > 0 {
					c.File(f, fmt.Sprintf("まったく同じ内容のファイルが、ほかに%d個ありました。", n))
				}
			}
		}}
	},
}
