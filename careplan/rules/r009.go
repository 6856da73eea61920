package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Only the branch numbers tell parts of one month from a correction of it: two actual
// files of the same office and month whose rows belong to different satellites.
var r009 = Rule{
	ID: "R009", Clause: "A all, M 5.1.2.1", Title: "サテライトの合算", Severity: careplan.Warning,
	Next: "サテライトの分も1つのファイルにまとめて出力し直すよう、送信元の事業所に確かめてください。",
	Why:  "Satellites of one number and type share one file; a second file would replace the first.",
	New: func(c *Check) Hooks {
		branches := map[string]bool{}
		col := 0
		return Hooks{
			Wants: func(l *spec.Layout) bool {
				if l.Kind == spec.UPJSK {
					col = l.Col("satellite_no")
				}
				return l.Kind == spec.UPJSK
			},
			Record: func(v *Visit) {
				if branch := v.Record.Cell(col).Value; !branches[string(branch)] {
					branches[string(branch)] = true
				}
			},
			End: func() { c.Remember(branches) },
		}
	},
	Heap: func(c *HeapCheck) {
		for i, u := range c.Heap.Units {
			for _, earlier := range c.actualsLike(u, i) {
				if disjoint(c.Fact(i), c.Fact(earlier)) {
					c.File(i, u.File(spec.UPJSK), "同じ事業所番号・サービス種類・月の第6表（実績）が、サテライトごとに別のファイルになっています。")
					break
				}
			}
		}
	},
}

// actualsLike gives the units before No. i with actuals of the same offices and month.
func (c *HeapCheck) actualsLike(u *careplan.Unit, i int) []int {
	var out []int
	if u.File(spec.UPJSK) == nil {
		return nil
	}
	for j, o := range c.Heap.Units[:i] {
		if o.File(spec.UPJSK) != nil && o.From == u.From && o.To == u.To && o.Month == u.Month && o.Serial != u.Serial {
			out = append(out, j)
		}
	}
	return out
}

func disjoint(a, b any) bool {
	x, _ := a.(map[string]bool)
	y, _ := b.(map[string]bool)
	for k := range x {
		if y[k] {
			return false
		}
	}
	return len(x) > 0 && len(y) > 0
}
