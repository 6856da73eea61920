package rules_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

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
						judgeValue(t, a, f, randomValue(rnd, f))
					}
				}
			})
		}
	}
}

func judgeValue(t *testing.T, a *rules.Asker, f *spec.Field, v []byte) {
	t.Helper()
	a.Forget()
	plain, rule := a.Plain(f.Col, v), a.Complaint(f.Col, v)
	if plain && rule != "" {
		t.Errorf("%s(No.%d): %q passes unasked, but %s complains", f.Name, f.Col, v, rule)
	}
	if !plain && rule == "" && !toleratedValue(f, v) {
		t.Errorf("%s(No.%d): %q is refused, but no rule says why", f.Name, f.Col, v)
	}
}

// ownRule are items whose emptiness or length belongs to a rule outside the format group.
var ownRule = map[string]string{
	"target_month": "R191", "plan_office_number": "R121", "units": "R121", "service_date": "R125",
	"count_or_days": "R155", "office_code_fixed": "R158",
}

// toleratedValue lists the values that are right only after a closer look.
func toleratedValue(f *spec.Field, v []byte) bool {
	switch {
	case strings.EqualFold(string(v), "NULL"):
		return true // R032 counts, and reports at the end of the file
	case f.Unused:
		return true // so does R109
	case ownRule[f.Key] != "":
		return true
	case f.Type == spec.Flags31:
		return true // days 29 to 31 depend on the month
	case f.Type == spec.Int && f.Min > 0 && strings.Trim(string(v), "0") == "":
		return true // R137, R174 and R215 speak about numbers that start from 1
	case f.Type == spec.Int, f.Type == spec.Decimal:
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

// TestCalendarAgreesWithTheLibrary compares every day of some years, leap and not, with
// package time, which the rules must not use.
func TestCalendarAgreesWithTheLibrary(t *testing.T) {
	for _, year := range []int{1900, 1904, 1999, 2000, 2024, 2025, 2100} {
		for month := range 14 {
			ym := fmt.Sprintf("%04d%02d", year, month)
			if _, err := time.Parse("200601", ym); rules.PlainMonth([]byte(ym)) != (err == nil) {
				t.Errorf("month %s: %v", ym, err)
			}
			for day := range 33 {
				ymd := fmt.Sprintf("%s%02d", ym, day)
				if _, err := time.Parse("20060102", ymd); rules.PlainDate([]byte(ymd)) != (err == nil) {
					t.Errorf("day %s: %v", ymd, err)
				}
			}
		}
	}
	for clock := range 10000 {
		hm := fmt.Sprintf("%04d", clock)
		if _, err := time.Parse("1504", hm); rules.PlainTime([]byte(hm)) != (err == nil) {
			t.Errorf("time %s: %v", hm, err)
		}
	}
	for _, wrong := range []string{"", "2025", "2025-1-1", "202504010", "00000000", "２０２５０４０１"} {
		if rules.PlainDate([]byte(wrong)) {
			t.Errorf("%q is a date", wrong)
		}
	}
}
