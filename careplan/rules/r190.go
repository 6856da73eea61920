package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Whether item 63 agrees with the name is R087's; whether it is filled, R191's. Here: does
// the record suit the unit it travels in.
var r190 = Rule{
	ID: "R190", Clause: "A 補足", Title: "利用者補足情報の日付と年月", Severity: careplan.Error,
	Next: "計画書と送る補足情報は対象年月を000000、利用票と送る補足情報は作成（変更）日を00000000にして、出力し直してください。",
	Why:  "Plan unit: No.4 = plan date, No.63 = 000000. Slip unit: No.4 = 00000000, No.63 = service month.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: only(spec.UPHOSOKU),
			Record: func(v *Visit) {
				date, month := item(v.Layout, "care_plan_date"), item(v.Layout, "target_month")
				zeroDate, zeroMonth := string(value(v, date)) == "00000000", string(value(v, month)) == "000000"
				agrees := string(value(v, month)) == v.File.Name.Month
				switch {
				case len(value(v, date)) == 0:
				case isPlan(c.Unit) && zeroDate:
					c.Cell(v, date, cellLabel(v, date)+"が00000000です。計画書と送るときは、計画の作成（変更）日を書きます。")
				case isSlip(c.Unit) && !zeroDate:
					c.Cell(v, date, cellLabel(v, date)+"が00000000ではありません。利用票と送るときは00000000です。")
				case isPlan(c.Unit) && agrees && !zeroMonth && len(value(v, month)) > 0 && !c.Reported("R057", v.File):
					c.Cell(v, month, cellLabel(v, month)+"が000000ではありません。計画書と送るときは000000です。")
				case isSlip(c.Unit) && agrees && zeroMonth && !c.Reported("R057", v.File) && !c.Reported("R007", v.File):
					c.Cell(v, month, cellLabel(v, month)+"が000000です。利用票と送るときはサービスの年月を書きます。")
				}
			},
		}
	},
}
