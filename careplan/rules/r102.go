package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r102 = Rule{
	ID: "R102", Clause: "A all", Title: "保険者番号", Severity: careplan.Error,
	Next: "被保険者証の保険者番号（6桁の数字）を確かめてください。",
	Why:  "6 digits, the municipality the person belongs to; it is half of the person's key.",
	New: func(c *Check) Hooks {
		shape := spec.Formats[spec.FormatInsurerNumber]
		return Hooks{
			Applies: formatIs(spec.FormatInsurerNumber),
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if !shape.Match(value) {
					c.Cell(v, f, cellLabel(v, f)+"が6桁の数字ではありません。")
				}
			}),
		}
	},
}
