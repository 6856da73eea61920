package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r101 = Rule{
	ID: "R101", Clause: "A all", Title: "被保険者番号", Severity: careplan.Error,
	Next: "被保険者証の番号（10桁の数字）を確かめてください。生活保護だけの方はHと9桁の数字です。",
	Why:  "10 digits, or H and 9 digits for persons on public assistance only; it is half of the person's key.",
	New: func(c *Check) Hooks {
		shape := spec.Formats[spec.FormatInsuredNumber]
		return Hooks{
			Applies: formatIs(spec.FormatInsuredNumber),
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if !shape.Match(value) {
					c.Cell(v, f, cellLabel(v, f)+"が10桁の数字（またはHと9桁の数字）ではありません。")
				}
			}),
		}
	},
}
