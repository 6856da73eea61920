package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r047 = Rule{
	ID: "R047", Clause: "2nd", Title: "旧版の終わり", Severity: careplan.Info,
	Next: "介護ソフトをV4.1（202407）に対応した版にする予定を、ソフトの会社に確かめてください。",
	Why:  "V3-only software is announced to stop when the exchange moves in January 2027.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			old := c.Unit.Edition == spec.E202208 && c.Unit.ID != ""
			if old && !c.Reported("R043", nil) && !c.Reported("R045", nil) {
				c.Whole("このデータは旧版（202208）です。旧版だけの介護ソフトは、2027年1月から使えなくなると知らされています。")
			}
		}}
	},
}
