package rules

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r064 = Rule{
	ID: "R064", Clause: "M 3.3, A fig", Title: "利用者基本情報の別表", Severity: careplan.Warning,
	Next: "別表も一緒に出力できるか、介護ソフトの設定を確かめてください。書くことがなければこのまま送れます。",
	Why:  "The two tables of the basic information accompany it in principle; images are R213.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			if c.Unit.Spec == nil || c.Unit.File(spec.UPKIHON) == nil {
				return
			}
			var missing []spec.Kind
			for _, k := range c.Unit.Spec.Accompany {
				if k != spec.UPKIHON_IMAGE && c.Unit.File(k) == nil {
					missing = append(missing, k)
				}
			}
			if slices.Contains(c.Unit.Spec.Accompany, spec.UPKIHON_SUB1) && len(missing) > 0 {
				c.Whole("利用者基本情報に合わせて送る" + kindList(missing) + "がありません。")
			}
		}}
	},
}
