package rules

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
)

var r056 = Rule{
	ID: "R056", Clause: "D from M 2.4", Title: "種類の違う一式のファイル連番", Severity: careplan.Error,
	Next: "片方の一式を、時刻を変えてもう一度出力してください。ファイル連番は一式ごとに別にします。",
	Why:  "The serial says which files belong together; two kinds of unit must not share one.",
	Heap: func(c *HeapCheck) {
		for i, u := range c.Heap.Units {
			j := slices.IndexFunc(c.Heap.Units[:i], func(o *careplan.Unit) bool {
				return sameSerial(o, u) && sameOffices(o, u) && !sameKinds(o, u)
			})
			if j >= 0 {
				c.Whole(i, "この「"+u.Spec.Name+"」は、種類の違う「"+c.Heap.Units[j].Spec.Name+"」とファイル連番が同じです。")
			}
		}
	},
}

// sameSerial compares units that are at least recognised as such.
func sameSerial(a, b *careplan.Unit) bool {
	return a.Spec != nil && b.Spec != nil && a.Serial != "" && a.Serial == b.Serial
}

// sameOffices ignores the direction.
func sameOffices(a, b *careplan.Unit) bool {
	return a.From.Office == b.From.Office && a.To.Office == b.To.Office ||
		a.From.Office == b.To.Office && a.To.Office == b.From.Office
}

// sameKinds reports whether two units are made of the same kinds of file, whatever the
// part of the insurance they belong to.
func sameKinds(a, b *careplan.Unit) bool {
	return slices.Equal(a.Spec.Required, b.Spec.Required)
}
