package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r081 = Rule{
	ID: "R081", Clause: "D from M 2.3", Title: "第1表に合う補足情報・第2表・第3表", Severity: careplan.Error,
	Next: "この利用者の計画書を、第1表から利用者補足情報までまとめて、もう一度出力してください。",
	Why:  "Every plan needs its 利用者補足情報 and should have rows in 第2表 and 第3表.",
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
						c.partless(k, rows)
					}
				}
			},
		}
	},
}

// partless reports plans without a part. Rows of the part that hang on no plan (R080)
// explain as many of them: one wrong number is one finding.
func (c *Check) partless(k spec.Kind, rows *planRows) {
	missing := rows.without(spec.UP1KYO, k)
	if len(missing) <= len(rows.without(k, spec.UP1KYO)) {
		return
	}
	severity := careplan.Warning
	if k == spec.UPHOSOKU {
		severity = careplan.Error
	}
	for _, p := range missing {
		message := fmt.Sprintf("%s %d行目の計画に合う%sの行がありません。", kindLabel(spec.UP1KYO), p.Line, kindLabel(k))
		c.Record(nil, message, At(p), As(severity))
	}
}
