package rules

import "github.com/tasuki-care/tasuki/careplan"

var r005 = Rule{
	ID: "R005", Clause: "A fig", Title: "ファイル名の区切り", Severity: careplan.Error,
	Next: "ファイル名の区切りを半角の下線「_」に直してください。",
	Why:  "The separator is the ASCII underscore; look-alikes come from copied PDF text or full-width typing.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				if judgeName(f.Name).separator {
					c.File(f, kindLabel(f.Name.Kind)+"のファイル名の区切りが、半角の下線「_」ではありません。")
				}
			}
		}}
	},
}
