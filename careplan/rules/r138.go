package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r138 = Rule{
	ID: "R138", Clause: "A 6表 No.20, D", Title: "実績を行った事業所と送信元", Severity: careplan.Error,
	Next: "実績は、サービスを行った事業所の番号で送ります。事業所番号を確かめて、もう一度出力してください。",
	Why:  "In a provider's own actuals the performing office is the sender; only an entrusted office forwards those of others.",
	New: func(c *Check) Hooks {
		var t table6
		var file *careplan.File
		var sender string
		return Hooks{
			Wants: func(l *spec.Layout) bool { return l.Kind == spec.UPJSK },
			Record: func(v *Visit) {
				if file != v.File {
					file, sender = v.File, ""
					if !isForwarded(file) && !c.Reported("R002", file) {
						sender = file.Name.From.Office
					}
				}
				t := t.of(v)
				office := value(v, t.office)
				if sender == "" || len(office) == 0 || string(office) == sender {
					return
				}
				c.Cell(v, t.office, cellLabel(v, t.office)+"が、ファイル名の送信元の事業所番号と違います。")
			},
		}
	},
}

// isForwarded reports actuals that the entrusted office passes on to the centre: both
// sides of the name are offices that plan (R012, R221).
func isForwarded(f *careplan.File) bool {
	return isPlanningOffice(f.Name.From.Type) && isPlanningOffice(f.Name.To.Type)
}

// isPlanningOffice leaves out 73, 75 and 77, which plan and give services.
func isPlanningOffice(code string) bool {
	t := spec.ServiceTypeOf(code)
	return t != nil && t.Benefit == spec.Planning
}
