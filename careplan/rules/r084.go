package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r084 = Rule{
	ID: "R084", Clause: "D", Title: "同じ計画・同じ利用者の行の重なり", Severity: careplan.Error,
	Next: "どちらが正しいかを確かめて、介護ソフトで一つにしてから、もう一度出力してください。",
	Why:  "One 第1表 per plan, one 利用者補足情報 per key, one UPKIHON per 相談日, one UPYOBO per 計画作成(変更)日: with two, the importer must guess.",
	New: func(c *Check) Hooks {
		var file *careplan.File
		var seen keyIndex
		var cols []int
		return Hooks{
			Wants: func(l *spec.Layout) bool { return len(l.RowKey) > 0 && l.Parent == nil && !l.Deletion },
			Record: func(v *Visit) {
				if file != v.File {
					file, seen = v.File, keyIndex{}
					cols = ownKey(v.Layout)
				}
				key, ok := keyOf(v, cols)
				if !ok || v.Client < 0 {
					return
				}
				if first := seen.find(v.Client, key); first != nil {
					c.Record(v, fmt.Sprintf("%sは、%d行目と同じ利用者・同じ日付（年月）の行です。", lineLabel(v), first.place.Line))
					return
				}
				seen.add(v.Client, key, c.Place(v))
			},
		}
	},
}

// ownKey gives the key's items besides the client's two numbers.
func ownKey(l *spec.Layout) []int {
	var out []int
	for _, col := range l.RowKey {
		if col != l.Col("insurer_number") && col != l.Col("insured_number") {
			out = append(out, col)
		}
	}
	return out
}

// keyOf reads dates and months of a key into one number. The key of 利用者補足情報 has
// both, one of them always zero (R190).
func keyOf(v *Visit, cols []int) (key uint64, ok bool) {
	for _, col := range cols {
		value := v.Record.Cells[col-1].Value
		if v.Bad(col) || !digits(value) {
			return 0, false
		}
		key = key*100_000_000 + uint64(number(value))
	}
	return key, true
}
