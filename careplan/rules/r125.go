package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r125 = Rule{
	ID: "R125", Clause: "A 6表 No.10", Title: "サービス利用日の記録", Severity: careplan.Error,
	Next: "福祉用具貸与も含めて、サービス利用日を入力してから、もう一度出力してください。",
	Why:  "サービス利用日 is mandatory in every row, also for equipment rental; a row without it belongs to no day.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool { return isTable6(l) && f.Key == "service_date" },
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				if blank(cell.Value) {
					c.Cell(v, f, cellLabel(v, f)+"が空です。必ず記録する項目です。")
				}
			},
		}
	},
}
