package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// pen writes values as people read them.
type pen struct{ o Options }

// value writes one item: codes by their meaning, days in the chosen style. What cannot be
// read stands as written; a value that only means "none" is left out.
func (p pen) value(r record, key string) string {
	f, v := r.field(key), r.text(key)
	if f == nil || v == "" || slices.Contains(f.Special, v) {
		return ""
	}
	if f.Codes != nil {
		if meaning, ok := f.Codes.Values[v]; ok {
			return meaning
		}
		return v
	}
	switch f.Type {
	case spec.Date:
		return p.day(v)
	case spec.YearMonth:
		return p.o.Style.Month(v)
	case spec.Time:
		return clock(v)
	case spec.Int:
		return grouped(v)
	}
	return v
}

// day writes a day without its weekday, as the forms do.
func (p pen) day(v string) string {
	if _, ok := calendar.Parse(v); !ok {
		return v
	}
	text, _, _ := strings.Cut(p.o.Style.Date(v), "(")
	return text
}

// period writes from and to: 令和7年4月1日 ～ 令和8年3月31日.
func (p pen) period(r record, from, to string) string {
	a, b := p.value(r, from), p.value(r, to)
	if a == "" && b == "" {
		return ""
	}
	return a + " ～ " + b
}

// clock writes HHMM as HH:MM; what is no time stands as written.
func clock(v string) string {
	if minutes(v) < 0 {
		return v
	}
	return v[:2] + ":" + v[2:]
}

// minutes gives the minutes since midnight of HHMM, 0000 to 2400; -1 for what is no time.
func minutes(v string) int {
	if len(v) != 4 || strings.Trim(v, "0123456789") != "" {
		return -1
	}
	h, _ := strconv.Atoi(v[:2]) // digits, as just seen
	m, _ := strconv.Atoi(v[2:])
	if m > 59 || h*60+m > 24*60 {
		return -1
	}
	return h*60 + m
}

// grouped writes a whole number with its thousands apart; anything else as written.
func grouped(v string) string {
	digits := strings.TrimPrefix(v, "-")
	if digits == "" || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return v
	}
	out := digits
	for i := len(digits) - 3; i > 0; i -= 3 {
		out = out[:i] + "," + out[i:]
	}
	return v[:len(v)-len(digits)] + out
}

// joined puts the texts that are not empty together.
func joined(between string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" }), between)
}

// around puts a unit or a remark around a text that is not empty.
func around(before, text, behind string) string {
	if text == "" {
		return ""
	}
	return before + text + behind
}
