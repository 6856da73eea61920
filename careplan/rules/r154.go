package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r154 = Rule{
	ID: "R154", Clause: "A 7表 No.13–15", Title: "小計・合計の行の単位数", Severity: careplan.Warning,
	Next: "小計・合計の行では、単位数は0、割引後率と割引後単位数は空にします。介護ソフトの会社に伝えてください。",
	Why:  "Subtotal and total lines: 単位数 0, 割引後率 and 割引後単位数 empty.",
	New: func(c *Check) Hooks {
		var t table7
		return Hooks{
			Wants: isTable7,
			Record: func(v *Visit) {
				t := t.of(v)
				code := value(v, t.code)
				if len(code) != 6 || lineOf(code) == codeLine {
					return
				}
				if n, ok := units(value(v, t.units)); ok && n != 0 {
					c.Cell(v, t.units, cellLabel(v, t.units)+"が、小計・合計の行なのに0ではありません。")
				}
				for _, f := range []*spec.Field{t.rate, t.discounted} {
					if len(value(v, f)) > 0 {
						c.Cell(v, f, cellLabel(v, f)+"に、小計・合計の行なのに値があります。")
					}
				}
			},
		}
	},
}
