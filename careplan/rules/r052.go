package rules

import "github.com/tasuki-care/tasuki/careplan"

var r052 = Rule{
	ID: "R052", Clause: "M 2.4(1)③④", Title: "計画・予定の削除のファイル", Severity: careplan.Error,
	Next: "削除のファイルは1つだけで送ってください。",
	Why:  "DLT1KYO and DLTPLAN each travel alone.",
	New:  func(c *Check) Hooks { return c.combined() },
}
