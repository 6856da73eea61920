package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r111 = Rule{
	ID: "R111", Clause: "A 6表 No.12/13, A 3表, D", Title: "時刻", Severity: careplan.Error,
	Next: "介護ソフトで時刻を直して、もう一度出力してください。時刻は4桁（例：0930）です。",
	Why:  "Times are HHMM from 0000 to 2359; 9999 stands only in 第6表, and 2400 is not covered by the standard.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: typeIs(spec.Time),
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				switch {
				case plainTime(value):
				case string(value) == "2400":
					c.Cell(v, f, cellLabel(v, f)+"が2400です。24時の書き方は標準仕様に定めがありません。",
						As(careplan.Warning), Next("0時ちょうどは0000と書きます。相手先で読めるかを確かめてください。"))
				case string(value) == noTime:
					c.Cell(v, f, cellLabel(v, f)+"が9999です。この様式では使えません。")
				default:
					c.Cell(v, f, cellLabel(v, f)+"が、0000から2359までの4桁の時刻ではありません。")
				}
			}),
		}
	},
}
