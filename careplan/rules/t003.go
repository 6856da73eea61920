package rules

import "github.com/tasuki-care/tasuki/careplan"

var t003 = Rule{
	ID: "T003", Clause: "D", Title: "長すぎる記録", Severity: careplan.Error,
	Next: "この行の引用符や改行がこわれていないか確かめて、もう一度出力してください。",
	Why:  "No record of the standard comes near one MiB; reading on would only fill memory.",
	New: func(c *Check) Hooks {
		var file *careplan.File
		last := 0
		return Hooks{Syntax: func(v *Visit) {
			for _, f := range v.Record.Faults {
				if f.Kind == careplan.FaultTooLong && (file != v.File || last != v.Record.N) {
					file, last = v.File, v.Record.N // the pieces of one record share its number
					c.Record(v, lineLabel(v)+"の記録が長すぎて読めません。")
				}
			}
		}}
	},
}
