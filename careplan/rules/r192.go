package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r192 = Rule{
	ID: "R192", Clause: "A 補足 No.20–55", Title: "種類別限度額の欄", Severity: careplan.Warning,
	Next: "種類別の限度額は、1番の欄から順に、四つの項目をそろえて書きます。介護ソフトの会社に伝えてください。",
	Why:  "The nine slots are filled from 1 without gaps, four items each.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: only(spec.UPHOSOKU),
			Record: func(v *Visit) {
				gap := false
				for slot := 1; slot <= limitSlots; slot++ {
					filled, first := slotFilled(v, slot)
					switch {
					case filled == 0:
						gap = true
					case filled < slotItems:
						c.Cell(v, first, cellLabel(v, first)+"の欄で、四つの項目がそろっていません。")
						return
					case gap:
						c.Cell(v, first, cellLabel(v, first)+"の前に、空の欄があります。")
						return
					}
				}
			},
		}
	},
}

const (
	limitSlots = 9 // 種類別限度額 1–9
	slotItems  = 4
)

// slotFilled counts the filled items of a slot and gives its first item.
func slotFilled(v *Visit, slot int) (int, *spec.Field) {
	n := 0
	first := item(v.Layout, fmt.Sprintf("service_limit_%d_service_type", slot))
	for i := range slotItems {
		if !blank(v.Record.Cells[first.Col-1+i].Value) {
			n++
		}
	}
	return n, first
}
