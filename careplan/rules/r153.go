package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r153 = Rule{
	ID: "R153", Clause: "D", Title: "小計のサービス種類", Severity: careplan.Warning,
	Next: "小計の行のサービスコードを確かめてください。明細のない種類の小計は要りません。",
	Why:  "The type of a subtotal line occurs in the lines of the client.",
	New: func(c *Check) Hooks {
		s := newTypeLines(c)
		s.judge = s.subtotalOfNothing
		return s.hooks()
	},
}

func (s *typeLines) subtotalOfNothing(t typeLine) {
	if t.subtotals > 0 && t.lines == 0 {
		s.c.Cell(nil, s.t.code, placeLabel(kindLabel(spec.UPSIKYU), t.place, s.t.code)+"は小計ですが、その種類の明細がありません。", At(t.place))
	}
}
