package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// The month, the third part of this key, is not compared here: every file holds one month
// (R086, R087) and the names agree on it (R057), so a wrong month is reported there.
var r082 = Rule{
	ID: "R082", Clause: "M 2.3, 3.3, E08", Title: "第6表にない利用者の行", Severity: careplan.Error,
	Next: "第6表と同じ保険者番号・被保険者番号にそろえて、利用票一式をもう一度出力してください。",
	Why:  "第6表 is the base of a slip; rows of 第7表 or 利用者補足情報 for a person it does not have would be imported nowhere.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: noLayout,
			End: func() {
				if !isSlip(c.Unit) || !c.usable(spec.UPPLAN) {
					return
				}
				for _, k := range slipParts {
					if c.usable(k) {
						c.orphans(k, c.clientsWithout(k, spec.UPPLAN), "の利用者が第6表（予定）にありません。")
					}
				}
			},
		}
	},
}

// slipParts are the kinds that hang on 第6表.
var slipParts = []spec.Kind{spec.UPHOSOKU, spec.UPSIKYU}

func noLayout(*spec.Layout) bool { return false }

// clientsWithout gives the first rows of the clients that one kind has and the other has
// not.
func (c *Check) clientsWithout(kind, other spec.Kind) []Place {
	var out []Place
	for i := range c.Clients() {
		if p := c.ClientPlace(kind, i); p.File != nil && !c.ClientHas(other, i) {
			out = append(out, p)
		}
	}
	return out
}
