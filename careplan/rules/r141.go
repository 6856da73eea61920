package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r141 = Rule{
	ID: "R141", Clause: "A 6表 No.24", Title: "更新業者コード", Severity: careplan.Warning,
	Next: "予定では居宅介護支援事業所の番号、実績ではサービス事業所の番号を記録します。介護ソフトの設定を確かめてください。",
	Why:  "Plan: number of the care management office; actual: number of the service office.",
	New: func(c *Check) Hooks {
		var t table6
		return Hooks{
			Wants: isTable6,
			Record: func(v *Visit) {
				t := t.of(v)
				updated := value(v, t.updated)
				if len(updated) == 0 || string(updated) == v.File.Name.From.Office {
					return
				}
				writer := t.planOffice
				if v.Layout.Kind == spec.UPJSK {
					writer = t.office
				}
				if own := value(v, writer); len(own) > 0 && string(own) != string(updated) {
					c.Cell(v, t.updated, cellLabel(v, t.updated)+"が、この行を作る事業所の番号ではありません。")
				}
			},
		}
	},
}
