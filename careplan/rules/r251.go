package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r251 = Rule{
	ID: "R251", Clause: "M 1.4", Title: "表にないサービス種類", Severity: careplan.Warning,
	Next: "サービスコードを確かめてください。総合事業の新しい種類なら、このまま送れます。",
	Why:  "Types that are in no list of the standard (for example A9–AF) are neither in nor out of scope.",
	New: serviceTypes(func(c *Check, v *Visit, f *spec.Field, code [2]byte) {
		if t := string(code[:]); !spec.IsTarget(t) && !spec.IsNotTarget(t) {
			c.Cell(v, f, cellLabel(v, f)+"のサービス種類「"+t+"」は、標準仕様のどの表にもありません。")
		}
	}),
}
