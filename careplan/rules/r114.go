package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r114 = Rule{
	ID: "R114", Clause: "A 補足, A 1表", Title: "郵便番号", Severity: careplan.Warning,
	Next: "介護ソフトで、3桁・ハイフン・4桁の形（例：123-4567）に直してください。",
	Why:  "Postal codes are written XXX-XXXX with a half-width hyphen.",
	New: func(c *Check) Hooks {
		shape := spec.Formats[spec.FormatPostalCode]
		return Hooks{
			Applies: formatIs(spec.FormatPostalCode),
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if !shape.Match(value) {
					c.Cell(v, f, cellLabel(v, f)+"が、3桁・ハイフン・4桁の形ではありません。")
				}
			}),
		}
	},
}
