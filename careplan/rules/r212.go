package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r212 = Rule{
	ID: "R212", Clause: "A UPKIHON No.8/12", Title: "利用者基本情報の補足", Severity: careplan.Warning,
	Next: "「その他」や「入院又は入所中」を選んだときは、内容も書いてください。",
	Why:  "相談方法 03 needs its text; 利用者の現況 02 needs the supplement.",
	New: func(c *Check) Hooks {
		return Hooks{
			Wants: only(spec.UPKIHON),
			Record: func(v *Visit) {
				for _, pair := range []struct{ code, is, text string }{
					{"consultation_method", "03", "consultation_method_other"}, {"current_status", "02", "current_status_note"},
				} {
					f := item(v.Layout, pair.text)
					if string(at(v, pair.code)) == pair.is && len(value(v, f)) == 0 && !v.Bad(f.Col) {
						c.Cell(v, f, cellLabel(v, f)+"が空です。")
					}
				}
			},
		}
	},
}
