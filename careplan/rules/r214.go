package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r214 = Rule{
	ID: "R214", Clause: "A UPKIHON 23/26, UPYOBO 14", Title: "介護予防の要介護度のコード", Severity: careplan.Error,
	Next: "利用者基本情報では01（非該当）と12〜25、支援計画書では1・2・3を使います。介護ソフトの会社に伝えてください。",
	Why:  "利用者基本情報 uses 01 非該当 (no 06) and 支援計画書 1/2/3: the common table of 要介護状態区分 is not reused here.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool { return ownCareLevel(l, f) },
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if !f.Codes.Has(value) && commonCareLevel(value) {
					c.Cell(v, f, cellLabel(v, f)+"が、この表では使わない共通の要介護状態区分のコードです。")
				}
			}),
		}
	},
}

// ownCareLevel chooses the items with a care level table of their own.
func ownCareLevel(l *spec.Layout, f *spec.Field) bool {
	return f.Codes != nil && (l.Kind == spec.UPKIHON && (f.Key == "care_level" || f.Key == "previous_care_level") || l.Kind == spec.UPYOBO && f.Key == "support_level")
}

// commonCareLevel reports a code of the table that all other files use.
func commonCareLevel(value []byte) bool {
	l := spec.LayoutOf(spec.E202407, spec.UPHOSOKU)
	return item(l, "care_level").Codes.Has(value)
}
