package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r032 = Rule{
	ID: "R032", Clause: "A 6表, 7表", Title: "NULLという文字", Severity: careplan.Warning, Strict: careplan.Error,
	Leniency: "null-word",
	Next:     "空の項目には何も書きません。送信元の介護ソフトの会社に伝えてください。",
	Why:      "An empty item is empty; the word NULL is a value that nobody meant.",
	New: func(c *Check) Hooks {
		n := 0
		return Hooks{
			Applies: func(*spec.Layout, *spec.Field) bool { return true },
			Cell: func(_ *Visit, _ *spec.Field, cell *careplan.Cell) {
				if isNullWord(cell.Value) {
					n++
				}
			},
			FileEnd: func(v *Visit, _ *careplan.Reader) {
				if n > 0 {
					c.File(v.File, fmt.Sprintf("%sの%dか所に「NULL」という文字が入っています。空として読みました。", kindLabel(v.File.Name.Kind), n), Count(n))
				}
				n = 0
			},
		}
	},
}
