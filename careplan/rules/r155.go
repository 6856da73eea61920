package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r155 = Rule{
	ID: "R155", Clause: "A 7表 No.16, H 4.0", Title: "回数／日数", Severity: careplan.Error,
	Next: askSoftware,
	Why:  "回数／日数 is mandatory and has up to three digits (two in V3).",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool { return isTable7(l) && f.Key == "count_or_days" },
			Cell: func(v *Visit, f *spec.Field, cell *careplan.Cell) {
				switch {
				case blank(cell.Value):
					c.Cell(v, f, cellLabel(v, f)+"が空です。")
				case digits(cell.Value) && len(cell.Value) > f.Len:
					c.Cell(v, f, fmt.Sprintf("%sが%d桁を超えています。", cellLabel(v, f), f.Len))
				}
			},
		}
	},
}
