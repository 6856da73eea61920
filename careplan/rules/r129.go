package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r129 = Rule{
	ID: "R129", Clause: "A 6表 No.11", Title: "日割でない行の日割対象日", Severity: careplan.Warning,
	Next: "日割でない行では、日割対象日を空にします。介護ソフトの会社に伝えてください。",
	Why:  "日割対象日 is empty unless the service is billed pro rata; 31 zeros say nothing and may be read as pro rata for no day.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: typeIs(spec.Flags31),
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				if len(cell.Value) == 0 || !isFlags(cell.Value) {
					return
				}
				for _, b := range cell.Value {
					if b == '1' {
						return
					}
				}
				c.Cell(v, f, cellLabel(v, f)+"が、すべて0です。")
			},
		}
	},
}
