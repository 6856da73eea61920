package rules

import (
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r140 = Rule{
	ID: "R140", Clause: "M 5.1.2.1, E10", Title: "送信元と違うサービス種類の実績", Severity: careplan.Warning,
	Next: "サービス種類ごとにファイルを分けるかどうかを、相手先と確かめてください。",
	Why:  "The text says one file per service type and number, its figure puts home help and equipment into one: both exist.",
	New: func(c *Check) Hooks {
		var t table6
		var file *careplan.File
		var own string
		var others []string
		return Hooks{
			Wants: func(l *spec.Layout) bool { return l.Kind == spec.UPJSK && l.HasTypes },
			Record: func(v *Visit) {
				if file != v.File {
					file, own, others = v.File, serviceTypeOf(v.File), nil
				}
				t := t.of(v)
				code := value(v, t.code)
				if !spec.IsKnownType(own) || len(code) != 6 || string(code[:2]) == own {
					return
				}
				kind := string(code[:2])
				if slices.Contains(others, kind) {
					return
				}
				others = append(others, kind)
				c.Cell(v, t.code, fmt.Sprintf("%sのサービス種類は%s、ファイル名の送信元は%sです。", cellLabel(v, t.code), typeLabel(kind), typeLabel(own)))
			},
		}
	},
}

// serviceTypeOf is the type of the office that gives the service: the sender's, or the
// receiver's where the types follow the faulty official example (R013). Forwarded actuals
// have none.
func serviceTypeOf(f *careplan.File) string {
	switch {
	case isForwarded(f):
		return ""
	case isPlanningOffice(f.Name.From.Type):
		return f.Name.To.Type
	}
	return f.Name.From.Type
}

// typeLabel is a service type with its name.
func typeLabel(code string) string {
	if name := spec.ServiceTypeName(code); name != "" {
		return code + "（" + name + "）"
	}
	return code
}
