package rules

import "github.com/tasuki-care/tasuki/careplan"

var r050 = Rule{
	ID: "R050", Clause: "M 2.4(1)①", Title: "計画書のファイル一式", Severity: careplan.Error,
	Next: "第1表・第2表・第3表・利用者補足情報を、一緒に出力してください。",
	Why:  "A plan travels as 1表, 2表, 3表 and 補足 together; the importer hangs all on 1表.",
	New:  func(c *Check) Hooks { return c.combined() },
}
