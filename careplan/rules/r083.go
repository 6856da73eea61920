package rules

import (
	"fmt"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r083 = Rule{
	ID: "R083", Clause: "D from M 2.3, 2.4", Title: "第6表の利用者の補足情報・第7表", Severity: careplan.Error,
	Next: "この利用者の第6表・第7表・利用者補足情報をまとめて、もう一度出力してください。",
	Why:  "Every person in 第6表 needs one 利用者補足情報 and lines in 第7表, or the slip cannot be shown or printed.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: noLayout,
			End: func() {
				if isSlip(c.Unit) && c.usable(spec.UPPLAN) {
					c.partlessClients()
				}
			},
		}
	},
}

// partlessClients reports the people of 第6表 who lack a part. Rows of the part for people
// that 第6表 does not have (R082) explain as many of them.
func (c *Check) partlessClients() {
	var judged []spec.Kind
	for _, k := range slipParts {
		orphans := len(c.clientsWithout(k, spec.UPPLAN))
		if c.usable(k) && len(c.clientsWithout(spec.UPPLAN, k)) > orphans {
			judged = append(judged, k)
		}
	}
	for i := range c.Clients() {
		at := c.ClientPlace(spec.UPPLAN, i)
		var missing []string
		for _, k := range judged {
			if at.File != nil && !c.ClientHas(k, i) {
				missing = append(missing, kindLabel(k))
			}
		}
		if len(missing) > 0 {
			message := fmt.Sprintf("%s %d行目の利用者の%sがありません。", kindLabel(spec.UPPLAN), at.Line, strings.Join(missing, "と"))
			c.Record(nil, message, At(at))
		}
	}
}
