package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
)

var r130 = Rule{
	ID: "R130", Clause: "A 6表 No.12/13, D", Title: "片方だけの時刻", Severity: careplan.Warning,
	Next: "時刻のあるサービスは開始と終了の両方を、ないサービスは両方とも9999を記録してください。",
	Why:  "Services without a time have 9999 as start and end; one 9999 beside a real time is suspicious.",
	New: func(c *Check) Hooks {
		var t table6
		return Hooks{
			Wants: isTable6,
			Record: func(v *Visit) {
				t := t.of(v)
				start, end := value(v, t.start), value(v, t.end)
				if len(start) == 0 || len(end) == 0 {
					return
				}
				noStart, noEnd := string(start) == noTime, string(end) == noTime
				switch {
				case noStart && !noEnd:
					c.Cell(v, t.start, cellLabel(v, t.start)+"が9999（時刻なし）ですが、終了時刻は記録されています。")
				case noEnd && !noStart:
					c.Cell(v, t.end, cellLabel(v, t.end)+"が9999（時刻なし）ですが、開始時刻は記録されています。")
				}
			},
		}
	},
}
