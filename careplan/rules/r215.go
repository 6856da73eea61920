package rules

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r215 = Rule{
	ID: "R215", Clause: "A fig", Title: "支援計画書別表の番号", Severity: careplan.Warning,
	Next: "課題NO・支援計画NO・利用サービスNOを、1から順に、重ならないように付けてください。",
	Why:  "The three numbers order the rows; the same combination twice cannot be told apart.",
	New: func(c *Check) Hooks {
		var seen []uint64
		client := -1
		return Hooks{
			Wants: only(spec.UPYOBO_SUB),
			Record: func(v *Visit) {
				if v.Client != client {
					client, seen = v.Client, seen[:0]
				}
				line, ok := c.planSteps(v)
				if !ok {
					return
				}
				if slices.Contains(seen, line) {
					c.Record(v, lineLabel(v)+"の課題NO・支援計画NO・利用サービスNOの組が、ほかの行と同じです。")
				}
				seen = append(seen, line)
			},
		}
	},
}

// planSteps reads the three numbers of a row and reports the first that is none.
func (c *Check) planSteps(v *Visit) (uint64, bool) {
	parts := [][]byte{at(v, "plan_date")}
	for _, key := range []string{"issue_no", "support_plan_no", "service_no"} {
		f := item(v.Layout, key)
		n := value(v, f)
		if key == "issue_no" && !v.Bad(f.Col) && !plainSeq(n) {
			c.Cell(v, f, cellLabel(v, f)+"が、1から99の番号ではありません。")
			return 0, false
		}
		parts = append(parts, n)
	}
	return hash(parts...), true
}
