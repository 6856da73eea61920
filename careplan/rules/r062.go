package rules

import "github.com/tasuki-care/tasuki/careplan"

var r062 = Rule{
	ID: "R062", Clause: "M 3.4(4)", Title: "介護予防の利用票のファイル一式", Severity: careplan.Error,
	Next: "第6表（予定）・第7表・利用者補足情報を、一緒に出力してください。",
	Why:  "A prevention slip travels as 6表, 7表 and 補足 together.",
	New:  func(c *Check) Hooks { return c.combined() },
}
