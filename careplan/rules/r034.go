package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
)

var r034 = Rule{
	ID: "R034", Clause: "D", Title: "空の行と末尾の文字", Severity: careplan.Warning, Strict: careplan.Error,
	Leniency: "blank-lines",
	Next:     "このまま取り込めます。空の行などを読み飛ばせない介護ソフトもあるため、送る側では出さないようにしてください。",
	Why:      "Empty lines and a final 0x1A are no records; they are passed over and counted.",
	New: func(c *Check) Hooks {
		return Hooks{FileEnd: func(v *Visit, r *careplan.Reader) {
			label := kindLabel(v.File.Name.Kind)
			if n := r.FaultCount(careplan.FaultBlankLine); n > 0 {
				c.File(v.File, fmt.Sprintf("%sに空の行が%d行あります。読み飛ばしました。", label, n), Count(n))
			}
			if n := r.FaultCount(careplan.FaultEOFMark); n > 0 {
				c.File(v.File, label+"の最後に、ファイルの終わりを示す古い文字（0x1A）があります。読み飛ばしました。", Lenient("eof-mark", n))
			}
		}}
	},
}
