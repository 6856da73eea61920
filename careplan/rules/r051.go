package rules

import "github.com/tasuki-care/tasuki/careplan"

var r051 = Rule{
	ID: "R051", Clause: "M 2.4(1)②", Title: "利用票（予定）のファイル一式", Severity: careplan.Error,
	Next: "第6表（予定）・第7表・利用者補足情報を、一緒に出力してください。",
	Why:  "A slip travels as 6表, 7表 and 補足 together.",
	New:  func(c *Check) Hooks { return c.combined() },
}
