package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r014 = Rule{
	ID: "R014", Clause: "M 1.3, 1.4", Title: "連携対象のサービス種類", Severity: careplan.Warning,
	Next: "ファイル名のサービス種類コードが正しいか、介護ソフトの事業所の設定を確かめてください。",
	Why:  "A type that is out of scope takes no part in the exchange; one in no list may be a slip.",
	New: func(c *Check) Hooks {
		side := func(label string, of func(n careplan.Name) string) {
			eachName(c.Unit, func(f nameFaults, n careplan.Name) (string, bool) {
				t := of(n)
				return t, isType(t) && !isParty(t)
			}, func(f *careplan.File) {
				if spec.IsNotTarget(of(f.Name)) {
					c.File(f, "ファイル名の"+label+"のサービス種類は、データ連携の対象外です。", As(careplan.Error),
						Next("対象外のサービスのデータは送れません。送る相手とサービス種類を確かめてください。"))
					return
				}
				c.File(f, "ファイル名の"+label+"のサービス種類コードが、標準仕様の一覧にありません。")
			})
		}
		return Hooks{Files: func() {
			side("送信元", func(n careplan.Name) string { return n.From.Type })
			side("送信先", func(n careplan.Name) string { return n.To.Type })
		}}
	},
}
