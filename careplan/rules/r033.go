package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r033 = Rule{
	ID: "R033", Clause: "A", Title: "項目の数", Severity: careplan.Error,
	Next: "介護ソフトの版が新しいか、出力の設定が正しいかを確かめて、もう一度出力してください。",
	Why:  "Items are known by their position only; one too many or too few shifts all that follow.",
	New: func(c *Check) Hooks {
		var file *careplan.File
		b := breaks{torn: func(Place) {}}
		b.short = func(p piece) { c.Record(nil, widthMessage(p, file), At(p.place)) }
		return Hooks{
			Syntax: func(v *Visit) {
				file = v.File
				if v.Shape == Width && unknownEdition(v.Record.Cell(versionCol).Value) {
					return // R040: the layout was only a guess
				}
				b.feed(c, v)
			},
			FileEnd: func(*Visit, *careplan.Reader) { b.flush() },
		}
	},
}

func widthMessage(p piece, f *careplan.File) string {
	if p.items == p.want+1 && p.last {
		return fmt.Sprintf("%sの終わりに、余分なカンマがあります。", p.label)
	}
	message := fmt.Sprintf("%sの項目の数が%dです。標準仕様では%dです。", p.label, p.items, p.want)
	for _, e := range spec.Editions() {
		l := spec.LayoutOf(e.Edition, f.Name.Kind)
		if e.Edition != f.Edition && l != nil && l.Columns() == p.items {
			return message + fmt.Sprintf("CSVバージョン%sの並びのようです。", e.Edition)
		}
	}
	return message
}

// unknownEdition reports a six-digit item 1 that is no edition of ours.
func unknownEdition(version []byte) bool {
	if !isSixDigits(version) {
		return false
	}
	for _, e := range spec.Editions() {
		if string(version) == string(e.Edition) {
			return false
		}
	}
	return true
}
