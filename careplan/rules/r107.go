package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r107 = Rule{
	ID: "R107", Clause: "A コード表", Title: "コード表にない値", Severity: careplan.Error,
	Next: "介護ソフトで選び直して、もう一度出力してください。",
	Why:  "Code values come from the closed tables of the annex; anything else has no meaning for the importer.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(_ *spec.Layout, f *spec.Field) bool { return f.Codes != nil },
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if !f.Codes.Has(value) && !(ownCareLevel(v.Layout, f) && commonCareLevel(value)) { // R214
					c.Cell(v, f, cellLabel(v, f)+"が、コード表「"+f.Codes.Name+"」にない値です。")
				}
			}),
		}
	},
}
