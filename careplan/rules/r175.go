package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r175 = Rule{
	ID: "R175", Clause: "A 3表, fig", Title: "第3表の行", Severity: careplan.Warning,
	Next: "第3表の1行には、週間のサービス、日常生活上の活動、週単位以外のサービスのどれか一つだけを書きます。",
	Why:  "A row fills exactly one group: weekly service (6–9), daily activity (10–12), other service (13); a service with its weekday and times.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: only(spec.UP3KYO),
			Record: func(v *Visit) {
				service := filledAny(v, "care_service", "weekday", "service_start_time", "service_end_time")
				activity := filledAny(v, "daily_activity", "activity_start_time", "activity_end_time")
				other := filledAny(v, "non_weekly_service")
				switch groups := howMany(service, activity, other); {
				case groups != 1:
					c.Record(v, lineLabel(v)+"に、三つの欄のうち一つだけが書かれていません。")
				case service:
					c.complete(v, "care_service", "weekday", "service_start_time", "service_end_time")
				case activity:
					c.complete(v, "daily_activity", "activity_start_time", "activity_end_time")
				}
			},
		}
	},
}

func filledAny(v *Visit, keys ...string) bool {
	for _, k := range keys {
		if f := item(v.Layout, k); !blank(v.Record.Cells[f.Col-1].Value) {
			return true
		}
	}
	return false
}

func howMany(conditions ...bool) int {
	n := 0
	for _, c := range conditions {
		if c {
			n++
		}
	}
	return n
}

// complete reports the first empty item of a group that was begun.
func (c *Check) complete(v *Visit, keys ...string) {
	for _, k := range keys {
		if f := item(v.Layout, k); blank(v.Record.Cells[f.Col-1].Value) {
			c.Cell(v, f, cellLabel(v, f)+"が空です。", Next("サービス名や活動には、曜日と時間を合わせて書いてください。"))
			return
		}
	}
}
