package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// onFault makes a Syntax hook that reports one kind of byte fault at the item it is in.
func (c *Check) onFault(kind careplan.FaultKind, sentence string) func(v *Visit) {
	return func(v *Visit) {
		if len(v.Record.Faults) == 0 || v.Shape == Header {
			return
		}
		for _, fault := range v.Record.Faults {
			if fault.Kind != kind {
				continue
			}
			if f := v.Layout.Field(fault.Col); f != nil {
				c.Cell(v, f, cellLabel(v, f)+sentence)
				continue
			}
			c.Record(v, lineLabel(v)+sentence)
		}
	}
}

// versionField is item 1 of every layout.
func versionField(l *spec.Layout) *spec.Field { return l.Field(versionCol) }
