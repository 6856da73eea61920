package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r113 = Rule{
	ID: "R113", Clause: "D, E11", Title: "全角の数字・英字", Severity: careplan.Error,
	Next: "介護ソフトで半角に直して、もう一度出力してください。",
	Why:  "Codes and numbers are half-width. A full-width hyphen stands in an example of the annex and is read.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(_ *spec.Layout, f *spec.Field) bool { return !f.FreeText && !f.Unused },
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				letters, hyphens := widths(value)
				switch {
				case letters && f.DeclaredText && c.Mode == Tolerant:
					c.Cell(v, f, cellLabel(v, f)+"が全角で書かれています。", As(careplan.Warning), Lenient("full-width-number", 1))
				case letters:
					c.Cell(v, f, cellLabel(v, f)+"に全角の数字や英字があります。")
				case hyphens && isHyphenated(f) && spec.Formats[f.Format].Match(narrowHyphens(value)):
					c.wideHyphen(v, f)
				}
			}),
		}
	},
}

// isHyphenated are the items whose hyphen is read in either width. Postal codes are R114's.
func isHyphenated(f *spec.Field) bool {
	return f.Format == spec.FormatTaisCode || f.Format == spec.FormatEquipmentNotificationCode || f.Format == spec.FormatPhone
}

func (c *Check) wideHyphen(v *Visit, f *spec.Field) {
	message := cellLabel(v, f) + "のハイフンが全角です。"
	if c.Mode == Strict {
		c.Cell(v, f, message)
		return
	}
	c.Cell(v, f, message, As(careplan.Warning), Lenient("full-width-hyphen", 1))
}
