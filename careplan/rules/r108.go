package rules

import (
	"bytes"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r108 = Rule{
	ID: "R108", Clause: "A 整数, D", Title: "数字だけの項目", Severity: careplan.Error,
	Next: askSoftware,
	Why:  "整数 items hold digits; a minus sign is not mentioned, but reductions (減算) exist, so it is accepted.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(_ *spec.Layout, f *spec.Field) bool {
				return f.Codes == nil && (f.Type == spec.Int || f.Type == spec.Decimal)
			},
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if !isNumber(f, value) {
					c.Cell(v, f, cellLabel(v, f)+"に、数字ではない文字があります。")
				}
			}),
		}
	},
}

// isNumber accepts one minus in front of a whole number, and one point between the digits
// of a decimal.
func isNumber(f *spec.Field, value []byte) bool {
	if f.Type == spec.Decimal {
		whole, fraction, found := bytes.Cut(value, []byte("."))
		return digits(whole) && (!found || digits(fraction))
	}
	return digits(bytes.TrimPrefix(value, []byte("-")))
}
