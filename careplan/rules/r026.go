package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
)

var r026 = Rule{
	ID: "R026", Clause: "D, implementations", Title: "行の終わり", Severity: careplan.Warning, Strict: careplan.Error,
	Leniency: "lf-line-ends",
	Next:     "このまま取り込めます。送る側では行の終わりをCRLFにしてください。",
	Why:      "Records end with CRLF; LF is read too, a lone CR would glue records together.",
	New: func(c *Check) Hooks {
		return Hooks{
			Syntax: func(v *Visit) {
				if v.Shape == LoneCR {
					c.Record(v, lineLabel(v)+"の途中に、行の終わりの文字が半分（CR）だけあります。", As(careplan.Error),
						Next("行の終わりをCRLFにして、もう一度出力してください。"))
				}
			},
			FileEnd: func(v *Visit, r *careplan.Reader) {
				if _, lf := r.Ends(); lf > 0 {
					c.File(v.File, fmt.Sprintf("%sの行の終わりが、%d行でCRLFではなくLFです。", kindLabel(v.File.Name.Kind), lf), Count(lf))
				}
			},
		}
	},
}
