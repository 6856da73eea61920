package rules

import (
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r193 = Rule{
	ID: "R193", Clause: "A 補足 No.20", Title: "短期入所療養介護の種類別限度額", Severity: careplan.Warning,
	Next: "短期入所療養介護は、どの施設でもサービス種類コード22で書きます。介護ソフトの会社に伝えてください。",
	Why:  "All short-term medical stays (22, 23, 2A) appear in a slot as 22.",
	New: func(c *Check) Hooks {
		return Hooks{
			Applies: func(l *spec.Layout, f *spec.Field) bool {
				return l.Kind == spec.UPHOSOKU && strings.HasPrefix(f.Key, "service_limit_") && strings.HasSuffix(f.Key, "_service_type")
			},
			Cell: filled(func(v *Visit, f *spec.Field, value []byte) {
				if s := string(value); s == "23" || s == "2A" {
					c.Cell(v, f, cellLabel(v, f)+"が22ではありません。短期入所療養介護はまとめて22です。")
				}
			}),
		}
	},
}
