package rules

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
)

var t001 = Rule{
	ID: "T001", Clause: "D", Title: "同じ名前で中身の違うファイル", Severity: careplan.Error,
	Next: "どちらが正しいかを確かめて、もう片方を外してください。",
	Why:  "Two files of one name with other bytes: taking either would be a guess.",
	Heap: func(c *HeapCheck) {
		for _, twin := range c.Heap.Twins {
			if twin.Files[0].Name.Kind == "" {
				continue // R001 asks to leave them out anyway
			}
			for _, f := range twin.Files[1:] {
				i := slices.IndexFunc(c.Heap.Units, func(u *careplan.Unit) bool { return slices.Contains(u.Files, f) })
				if i >= 0 {
					c.File(i, f, "同じ名前で中身の違うファイルが、ほかにもあります。")
				}
			}
		}
	},
}
