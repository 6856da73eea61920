package rules

import "github.com/tasuki-care/tasuki/careplan"

var r012 = Rule{
	ID: "R012", Clause: "M 2.2, 2.4, 3.2", Title: "送る向き", Severity: careplan.Error,
	Next: "計画と予定はケアマネジャーの側から、実績はサービスの側から送ります。送信元と送信先を確かめて、もう一度出力してください。",
	Why:  "Plans go from the planner to the service, actuals back; the other way no importer takes them.",
	New: func(c *Check) Hooks {
		r := newReversal(c.Unit)
		return Hooks{
			Files: func() {
				for _, f := range c.Unit.Files {
					if wayOf(f.Name) == wrong {
						c.wrongWay(f)
						return // the files of a unit go the same way
					}
				}
			},
			Wants:  r.wants,
			Record: r.record,
			End: func() {
				if r.file != nil && !r.onlyTypes() {
					c.wrongWay(r.file)
				}
			},
		}
	},
}

// wrongWay is known for actuals only after their rows were read. That the rows are then
// not the sender's (R138) is the same mistake seen from inside.
func (c *Check) wrongWay(f *careplan.File) {
	c.run.report.retract("R138", f)
	c.File(f, kindLabel(f.Name.Kind)+"を送る向きが、ファイル名の送信元と送信先のサービス種類コードと合いません。")
}
