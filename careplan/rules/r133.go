package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
)

// Services over midnight exist and the standard does not regulate them, so only what can
// hardly be one is reported: a day service, or a visit of more than twelve hours.
var r133 = Rule{
	ID: "R133", Clause: "D", Title: "開始より早い終了時刻", Severity: careplan.Warning,
	Next: "開始と終了が逆になっていないか、確かめてください。日をまたぐサービスなら、そのままで構いません。",
	Why:  "An end before the start is right for a service over midnight and wrong when the two were swapped.",
	New: func(c *Check) Hooks {
		var t table6
		return Hooks{
			Wants: isTable6,
			Record: func(v *Visit) {
				t := t.of(v)
				start, end, ok := t.times(v)
				if !ok || end >= start {
					return
				}
				code := value(v, t.code)
				long := end+24*60-start > longestNight
				if dayServices.has(code) || long && !overnight.has(code) {
					c.Cell(v, t.end, cellLabel(v, t.end)+"が、開始時刻より早い時刻です。")
				}
			},
		}
	},
}

// longestNight is the longest visit over midnight that looks like one, in minutes.
const longestNight = 12 * 60
