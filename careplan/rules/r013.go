package rules

import "github.com/tasuki-care/tasuki/careplan"

var r013 = Rule{
	ID: "R013", Clause: "A 6表, E01, D", Title: "実績のサービス種類コードの並び", Severity: careplan.Warning, Strict: careplan.Error,
	Leniency: "actual-types-not-swapped",
	Next:     "事業所番号から向きがわかるため、このまま取り込めます。送る側では送信元と送信先のサービス種類コードを入れ替えてください。",
	Why:      "The official example of UPJSK swaps the numbers but not the types (E01); read it, never write it.",
	New: func(c *Check) Hooks {
		r := newReversal(c.Unit)
		return Hooks{
			Wants:  r.wants,
			Record: r.record,
			End: func() {
				if r.onlyTypes() {
					c.File(r.file, kindLabel(r.file.Name.Kind)+"のファイル名で、送信元と送信先のサービス種類コードが逆です。", Count(1))
				}
			},
		}
	},
}
