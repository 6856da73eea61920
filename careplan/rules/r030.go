package rules

import "github.com/tasuki-care/tasuki/careplan"

var r030 = Rule{
	ID: "R030", Clause: "A all (※)", Title: "文中の引用符", Severity: careplan.Error,
	Next: "文字の中の「\"」は2つ重ねて書きます。介護ソフトでその文字を消すか全角に直して、もう一度出力してください。",
	Why:  "A quote inside free text is doubled; otherwise the item, or the record, ends too early or too late.",
	New: func(c *Check) Hooks {
		bare := c.onFault(careplan.FaultBareQuote, "の中に、重ねていない「\"」があります。")
		open := c.onFault(careplan.FaultOpenQuote, "を囲む「\"」が閉じていません。")
		return Hooks{Syntax: func(v *Visit) {
			if v.Shape == Misquoted {
				bare(v)
				open(v)
			}
		}}
	},
}
