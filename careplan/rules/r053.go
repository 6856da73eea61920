package rules

import "github.com/tasuki-care/tasuki/careplan"

var r053 = Rule{
	ID: "R053", Clause: "M 2.4(2)", Title: "実績のファイル", Severity: careplan.Error,
	Next: "実績のファイルは1つだけで送ってください。",
	Why:  "UPJSK and DLTJSK each travel alone.",
	New:  func(c *Check) Hooks { return c.combined() },
}
