package rules

import "github.com/tasuki-care/tasuki/careplan"

var r063 = Rule{
	ID: "R063", Clause: "M 3.4(5)–(9)", Title: "介護予防の削除・実績のファイル", Severity: careplan.Error,
	Next: "削除や実績のファイルは1つだけで送ってください。",
	Why:  "Deletions and actuals of prevention each travel alone.",
	New:  func(c *Check) Hooks { return c.combined() },
}
