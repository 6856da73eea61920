package rules

import "github.com/tasuki-care/tasuki/careplan"

var r060 = Rule{
	ID: "R060", Clause: "M 3.4(1)", Title: "利用者基本情報のファイル一式", Severity: careplan.Error,
	Next: "利用者基本情報を、別表と一緒に出力してください。",
	Why:  "Basic information travels as UPKIHON with what accompanies it.",
	New:  func(c *Check) Hooks { return c.combined() },
}
