package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
)

var r132 = Rule{
	ID: "R132", Clause: "A 6表 No.12", Title: "時刻の要る加算", Severity: careplan.Warning,
	Next: "この加算には本体サービスと同じ開始・終了時刻を記録して、もう一度出力してください。",
	Why:  "Bathing and individual training of day services are counted per visit and carry its time; percentage additions do not. The list of codes is our own (additions.go).",
	New: func(c *Check) Hooks {
		var t table6
		return Hooks{
			Wants: isTable6,
			Record: func(v *Visit) {
				t := t.of(v)
				if string(value(v, t.start)) != noTime || string(value(v, t.end)) != noTime {
					return
				}
				if isTimedAddition(value(v, t.code), value(v, t.month)) {
					c.Cell(v, t.start, cellLabel(v, t.start)+"が9999（時刻なし）です。この加算には時刻が要ります。")
				}
			},
		}
	},
}
