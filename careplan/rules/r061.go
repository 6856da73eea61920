package rules

import "github.com/tasuki-care/tasuki/careplan"

var r061 = Rule{
	ID: "R061", Clause: "M 3.4(2)(3), 3.3", Title: "支援計画書のファイル一式", Severity: careplan.Error,
	Next: "支援計画書と別表を、一緒に出力してください。",
	Why:  "A prevention plan is always accompanied by its table, with or without the basic information.",
	New:  func(c *Check) Hooks { return c.combined() },
}
