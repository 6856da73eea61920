package rules_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// TestPlainValuesSatisfyTheFormatRules is what the fast path rests on: no rule would have
// had anything to say about a value that the compiled table passes without asking.
func TestPlainValuesSatisfyTheFormatRules(t *testing.T) {
	for _, e := range []spec.Edition{spec.E202407, spec.E202208} {
		for _, l := range spec.Layouts(e) {
			if l.Binary {
				continue
			}
			t.Run(string(e)+" "+string(l.Kind), func(t *testing.T) {
				a := rules.NewAsker(l)
				for i := range l.Fields[1:] {
					f := &l.Fields[i+1]
					rnd := rand.New(rand.NewPCG(uint64(f.Col), uint64(len(l.Fields))))
					for range 400 {
						judgeValue(t, a, l, f, randomValue(rnd, f))
					}
				}
			})
		}
	}
}

func judgeValue(t *testing.T, a *rules.Asker, l *spec.Layout, f *spec.Field, v []byte) {
	t.Helper()
	a.Forget()
	plain, rule := a.Plain(f.Col, v), a.Complaint(f.Col, v)
	if plain && rule != "" {
		t.Errorf("%s(No.%d): %q passes unasked, but %s complains", f.Name, f.Col, v, rule)
	}
	if !plain && rule == "" && !toleratedValue(l, f, v) {
		t.Errorf("%s(No.%d): %q is refused, but no rule says why", f.Name, f.Col, v)
	}
}

// toleratedValue lists the values that are right only after a closer look.
func toleratedValue(l *spec.Layout, f *spec.Field, v []byte) bool {
	switch {
	case strings.EqualFold(string(v), "NULL"):
		return true // R032 counts, and reports at the end of the file
	case f.Unused:
		return true // so does R109
	case l.Kind == spec.UPHOSOKU && f.Key == "target_month":
		return len(v) == 0 // R191 reports it
	case f.Type == spec.Flags31:
		return true // days 29 to 31 depend on the month
	case f.Type == spec.Int:
		return bytes.HasPrefix(v, []byte("-")) // reductions, R108
	case f.Format == spec.FormatTaisCode, f.Format == spec.FormatEquipmentNotificationCode:
		return bytes.Contains(v, []byte{0x81}) // the printed full-width hyphen
	case f.Type == spec.Code && f.Codes == nil && f.Format == "":
		return !isCapitals(v) // the standard names no characters for these
	case f.Format == spec.FormatImageName:
		return true // R213 compares the name with the file
	}
	return false
}

func isCapitals(v []byte) bool {
	return len(v) > 0 && strings.Trim(string(v), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// randomValue is now and then right, often nearly right.
func randomValue(r *rand.Rand, f *spec.Field) []byte {
	v := []byte(rightValue(r, f))
	switch r.IntN(6) {
	case 0:
		return nil
	case 1:
		if len(v) > 0 {
			v[r.IntN(len(v))] = "0129AZaz-. :/H"[r.IntN(14)]
		}
	case 2:
		v = append(v, "019A-"[r.IntN(5)])
	case 3:
		if len(v) > 0 {
			v = v[1:]
		}
	case 4:
		odd := []string{"NULL", "１２", "ａ", "－", "9999", "2400", "00000000", "000000", "-5", "1.5", "00001－000010", "あ", "0"}
		v, _ = careplan.Encode(odd[r.IntN(len(odd))])
	}
	return v
}

func rightValue(r *rand.Rand, f *spec.Field) string {
	if len(f.Special) > 0 && r.IntN(3) == 0 {
		return f.Special[r.IntN(len(f.Special))]
	}
	if f.Codes != nil {
		for code := range f.Codes.Values {
			return code
		}
	}
	digits := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(byte('0' + r.IntN(10)))
		}
		return b.String()
	}
	switch f.Format {
	case spec.FormatPostalCode:
		return digits(3) + "-" + digits(4)
	case spec.FormatPhone:
		return "03-" + digits(4) + "-" + digits(4)
	case spec.FormatTaisCode, spec.FormatEquipmentNotificationCode:
		return digits(5) + "-" + digits(6)
	case spec.FormatInsuredNumber:
		return "H" + digits(9)
	}
	switch f.Type {
	case spec.Date:
		return fmt.Sprintf("%04d%02d%02d", 1900+r.IntN(150), r.IntN(13), r.IntN(32))
	case spec.YearMonth:
		return fmt.Sprintf("%04d%02d", 1900+r.IntN(150), r.IntN(14))
	case spec.Time:
		return fmt.Sprintf("%02d%02d", r.IntN(26), r.IntN(62))
	case spec.Int:
		return fmt.Sprint(r.IntN(200))
	case spec.Decimal:
		return digits(2) + "." + digits(2)
	case spec.Flags31:
		return strings.Repeat("01", 16)[r.IntN(2):][:31]
	case spec.Text:
		return "text"
	}
	return digits(max(f.Len, 1))
}
