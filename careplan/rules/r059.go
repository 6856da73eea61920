package rules

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
)

var r059 = Rule{
	ID: "R059", Clause: "D from M 2.5", Title: "ファイル連番の使い回し", Severity: careplan.Warning,
	Next: "片方の一式を、時刻を変えてもう一度出力してください。同じ連番だと取り込む順番が決まりません。",
	Why:  "Imports go by serial; two units of one sender with the same serial have no order.",
	Heap: func(c *HeapCheck) {
		for i, u := range c.Heap.Units {
			again := slices.ContainsFunc(c.Heap.Units[:i], func(o *careplan.Unit) bool {
				return sameSerial(o, u) && o.From.Office == u.From.Office && o.To.Office == u.To.Office && sameKinds(o, u)
			})
			if again {
				c.Whole(i, "この「"+u.Spec.Name+"」は、同じ送信元と送信先の別の一式とファイル連番が同じです。")
			}
		}
	},
}
