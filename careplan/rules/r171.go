package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r171 = Rule{
	ID: "R171", Clause: "D", Title: "第1表の介護支援事業者コード", Severity: careplan.Warning,
	Next: "計画を作った事業所と送信元が同じか確かめてください。",
	Why:  "介護支援事業者コード of 第1表 equals the sender number of the file name.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: only(spec.UP1KYO),
			Record: func(v *Visit) {
				f := item(v.Layout, "cm_office_number")
				if own := value(v, f); len(own) == 10 && len(v.File.Name.From.Office) == 10 && string(own) != v.File.Name.From.Office {
					c.Cell(v, f, cellLabel(v, f)+"が、ファイル名の送信元の番号と違います。")
				}
			},
		}
	},
}
