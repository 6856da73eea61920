package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r007 = Rule{
	ID: "R007", Clause: "A", Title: "ファイル名の年月", Severity: careplan.Error,
	Next: "介護ソフトからもう一度出力してください。年月が入るのは第6表・第7表・利用者補足情報と、第6表の削除だけです。",
	Why:  "Only kinds of one service month carry a month part; only 補足 may carry 000000.",
	New: func(c *Check) Hooks {
		return Hooks{Files: func() {
			for _, f := range c.Unit.Files {
				if judgeName(f.Name).month {
					c.File(f, monthFault(f))
				}
			}
		}}
	},
}

func monthFault(f *careplan.File) string {
	label := kindLabel(f.Name.Kind)
	l := spec.LayoutOf(spec.E202407, f.Name.Kind)
	switch {
	case !l.HasMonth:
		return label + "のファイル名に年月は入りません。"
	case f.Name.Month == "":
		return label + "のファイル名に年月がありません。"
	}
	return label + "のファイル名の年月が、実際にある年月（6桁）ではありません。"
}
