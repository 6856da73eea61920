package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r029 = Rule{
	ID: "R029", Clause: "A all (※)", Title: "文字の項目の引用符", Severity: careplan.Warning, Strict: careplan.Error,
	Leniency: "unquoted-text",
	Next:     "このまま取り込めます。送る側では文字の項目を半角の「\"」で囲んでください。",
	Why:      "Free text stands in double quotes, so that commas and line breaks in it do no harm.",
	New: func(c *Check) Hooks {
		n := 0
		return Hooks{
			Applies: func(_ *spec.Layout, f *spec.Field) bool { return f.FreeText && !f.DeclaredText },
			Cell: func(_ *Visit, _ *spec.Field, cell *careplan.Cell) {
				if !cell.Quoted && len(cell.Value) > 0 {
					n++
				}
			},
			FileEnd: func(v *Visit, _ *careplan.Reader) {
				if n > 0 {
					c.File(v.File, fmt.Sprintf("%sの文字の項目が、%dか所で「\"」に囲まれていません。", kindLabel(v.File.Name.Kind), n), Count(n))
				}
				n = 0
			},
		}
	},
}
