package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Whether the month suits the unit (000000 for plans) is R190's business, an empty item
// R191's.
var r087 = Rule{
	ID: "R087", Clause: "A 補足", Title: "補足情報のファイル名の年月と対象年月", Severity: careplan.Error,
	Next: "利用票用は月ごとに分け、計画書用は000000にして、もう一度出力してください。",
	Why:  "The month part of the name of UPHOSOKU is item 63 of every record.",
	New: func(c *Check) Hooks {
		return c.monthOfName(func(l *spec.Layout) bool { return l.Kind == spec.UPHOSOKU })
	},
}
