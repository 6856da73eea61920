package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r080 = Rule{
	ID: "R080", Clause: "M 2.3", Title: "第1表のない計画書の行", Severity: careplan.Error,
	Next: "第1表と同じ保険者番号・被保険者番号・作成（変更）日にそろえて、計画書一式をもう一度出力してください。",
	Why:  "第1表 is the base of a plan; a row whose insurer, insured number and plan date it does not have would be imported nowhere.",
	New: func(c *Check) Hooks {
		rows := newPlanRows(c)
		return Hooks{
			Wants:  rows.wants,
			Record: rows.record,
			End: func() {
				if !c.usable(spec.UP1KYO) {
					return
				}
				for _, k := range planParts {
					if c.usable(k) {
						c.orphans(k, rows.without(k, spec.UP1KYO), "の利用者・作成（変更）日に合う第1表がありません。")
					}
				}
			},
		}
	},
}

// planParts are the kinds that hang on 第1表.
var planParts = []spec.Kind{spec.UPHOSOKU, spec.UP2KYO, spec.UP3KYO}

// orphans reports rows whose base is missing, once for each key.
func (c *Check) orphans(k spec.Kind, at []Place, sentence string) {
	for _, p := range at {
		c.Record(nil, fmt.Sprintf("%s %d行目%s", kindLabel(k), p.Line, sentence), At(p))
	}
}
