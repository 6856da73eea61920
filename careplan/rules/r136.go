package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r136 = Rule{
	ID: "R136", Clause: "A 6表 No.16/17, A 7表 No.10/11, E06", Title: "福祉用具のTAISコード・届出コード", Severity: careplan.Error,
	Next: "福祉用具貸与の行には、TAISコードか福祉用具届出コードのどちらか一つを記録してください。",
	Why:  "Equipment rental is billed by product: one of the two codes must be there, and nowhere else.",
	New: func(c *Check) Hooks {
		var t table6
		return Hooks{
			Wants: func(l *spec.Layout) bool { return l.Col("tais_code") > 0 },
			Record: func(v *Visit) {
				t := t.of(v)
				code := value(v, t.code)
				if len(code) == 0 {
					return
				}
				tais := !blank(v.Record.Cells[t.tais.Col-1].Value)
				notice := !blank(v.Record.Cells[t.notice.Col-1].Value)
				if equipment.has(code) && !isTotal(code) {
					c.rental(v, t, tais, notice)
				} else if tais || notice {
					c.notRental(v, t, tais)
				}
			},
		}
	},
}

func (c *Check) rental(v *Visit, t *table6, tais, notice bool) {
	switch {
	case !tais && !notice:
		c.Cell(v, t.tais, lineLabel(v)+"は福祉用具貸与ですが、TAISコードも福祉用具届出コードもありません。")
	case tais && notice:
		c.Cell(v, t.notice, lineLabel(v)+"に、TAISコードと福祉用具届出コードの両方があります。", As(careplan.Warning))
	}
}

func (c *Check) notRental(v *Visit, t *table6, tais bool) {
	f := t.notice
	if tais {
		f = t.tais
	}
	c.Cell(v, f, cellLabel(v, f)+"に値がありますが、福祉用具貸与の行ではありません。", As(careplan.Warning),
		Next("サービスコードを確かめてください。福祉用具貸与でなければ、この項目を空にします。"))
}

// isTotal reports the codes of subtotal and total lines of 第7表 (A 7表 No.9).
func isTotal(code []byte) bool {
	if len(code) != 6 {
		return false
	}
	switch string(code[2:]) {
	case "AAAA", "EEEE", "ZZZZ":
		return true
	}
	return string(code) == "999999"
}
