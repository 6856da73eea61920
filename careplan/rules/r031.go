package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
)

var r031 = Rule{
	ID: "R031", Clause: "A all (※)", Title: "文中の改行", Severity: careplan.Error,
	Next: "改行のある文字の項目は半角の「\"」で囲みます。介護ソフトの出力の設定を直すか改行を消して、もう一度出力してください。",
	Why:  "Line breaks in free text are kept, but only quotes keep them from tearing the record apart.",
	New: func(c *Check) Hooks {
		var label string
		b := breaks{short: func(piece) {}}
		b.torn = func(p Place) {
			c.Record(nil, fmt.Sprintf("%s %d行目の記録が、文中の改行で途中から次の行に分かれています。", label, p.Line), At(p))
		}
		return Hooks{
			Syntax: func(v *Visit) {
				if v.Shape == Width {
					label = kindLabel(v.File.Name.Kind)
				}
				b.feed(c, v)
			},
			FileEnd: func(*Visit, *careplan.Reader) { b.flush() },
		}
	},
}
