package rules

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// askSoftware is the next step for values that only the sending software can put right.
const askSoftware = "介護ソフトで値を直して、もう一度出力してください。"

// blank reports whether an item says nothing: it is empty, or holds the word NULL, which
// is read as empty (R032).
func blank(value []byte) bool { return len(value) == 0 || isNullWord(value) }

// isSpecial reports whether the table allows the value besides the item's shape.
func isSpecial(f *spec.Field, value []byte) bool {
	for _, s := range f.Special {
		if string(value) == s {
			return true
		}
	}
	return false
}

// placeLabel is cellLabel for a place that was remembered.
func placeLabel(kind string, p Place, f *spec.Field) string {
	return fmt.Sprintf("%s %d行目 %s(No.%d)", kind, p.Line, f.Name, f.Col)
}

// typeIs chooses the fields of one type.
func typeIs(t spec.Type) func(*spec.Layout, *spec.Field) bool {
	return func(_ *spec.Layout, f *spec.Field) bool { return f.Type == t }
}

// formatIs chooses the fields of one named shape.
func formatIs(s spec.Format) func(*spec.Layout, *spec.Field) bool {
	return func(_ *spec.Layout, f *spec.Field) bool { return f.Format == s }
}

// filled makes a Cell hook that is about values, not about their absence.
func filled(judge func(v *Visit, f *spec.Field, value []byte)) func(*Visit, *spec.Field, *careplan.Cell) {
	return func(v *Visit, f *spec.Field, c *careplan.Cell) {
		if !blank(c.Value) && !isSpecial(f, c.Value) {
			judge(v, f, c.Value)
		}
	}
}

// judgedElsewhere names the items whose emptiness is the business of a rule of their own,
// so that R100 does not repeat it.
func judgedElsewhere(l *spec.Layout, f *spec.Field) bool {
	switch f.Key {
	case "plan_office_number", "units": // R121
		return isTable6(l)
	case "service_date": // R125
		return isTable6(l)
	case "target_month": // R191
		return l.Kind == spec.UPHOSOKU
	case "count_or_days": // R155
		return l.Kind == spec.UPSIKYU
	}
	return false
}

// widths looks for full-width characters in the bytes of a value: letters and digits, and
// apart from them hyphens, which one example of the annex prints (E11).
func widths(value []byte) (letters, hyphens bool) {
	for i := 0; i < len(value); i++ {
		if !isLead(value[i]) || i+1 == len(value) {
			continue
		}
		lead, trail := value[i], value[i+1]
		i++
		switch {
		case lead == 0x82 && (trail >= 0x4F && trail <= 0x58 || trail >= 0x60 && trail <= 0x79 || trail >= 0x81 && trail <= 0x9A):
			letters = true
		case isWideHyphen(lead, trail):
			hyphens = true
		}
	}
	return letters, hyphens
}

// isLead reports the first byte of a two-byte character of Windows-31J.
func isLead(b byte) bool { return b >= 0x81 && b <= 0x9F || b >= 0xE0 && b <= 0xFC }

// isWideHyphen knows － ‐ ー and ―.
func isWideHyphen(lead, trail byte) bool {
	return lead == 0x81 && (trail == 0x7C || trail == 0x5D || trail == 0x5B || trail == 0x5C)
}

// narrowHyphens writes full-width hyphens as half-width ones.
func narrowHyphens(value []byte) []byte {
	var out []byte
	for i := 0; i < len(value); i++ {
		if isLead(value[i]) && i+1 < len(value) {
			if isWideHyphen(value[i], value[i+1]) {
				out = append(out, '-')
			} else {
				out = append(out, value[i], value[i+1])
			}
			i++
			continue
		}
		out = append(out, value[i])
	}
	return out
}
