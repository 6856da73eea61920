package rules

import (
	"bytes"
	"sync"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// acceptFunc says from the bytes alone that no format rule has anything to say about a
// value. It may be wrong in one direction only: a value it refuses may still be right,
// the rules are then asked.
type acceptFunc func(value []byte) bool

// acceptor is a field of the tables, compiled.
type acceptor struct {
	optional bool // empty is plain
	filled   acceptFunc
}

// plain is on the path of every value; most are empty.
func (a *acceptor) plain(v []byte) bool {
	if len(v) == 0 {
		return a.optional
	}
	return a.filled(v)
}

var acceptors sync.Map // *spec.Field → acceptor; the tables never change

// accept compiles one field of the tables.
func accept(l *spec.Layout, f *spec.Field) acceptor {
	if known, ok := acceptors.Load(f); ok {
		return known.(acceptor)
	}
	made := acceptor{
		optional: f.Required != spec.Mandatory && f.Required != spec.Recommended && !l.Deletion,
		filled:   compileFilled(f),
	}
	if f.Unused {
		made.filled = func([]byte) bool { return false }
	}
	acceptors.Store(f, made)
	return made
}

// compileFilled is about values that are not empty.
func compileFilled(f *spec.Field) acceptFunc {
	var shape acceptFunc
	switch {
	case f.Codes != nil:
		shape = oneOf(f.Codes)
	case f.Format != "":
		shape = formatted(f)
	default:
		shape = typed(f)
	}
	if len(f.Special) == 0 {
		return shape
	}
	special := specials(f.Special)
	return func(v []byte) bool { return shape(v) || special(v) }
}

func specials(values []string) acceptFunc {
	return func(v []byte) bool {
		for _, s := range values {
			if string(v) == s {
				return true
			}
		}
		return false
	}
}

// oneOf is a bit set over codes of one or two bytes, and a map for longer ones.
func oneOf(t *spec.CodeTable) acceptFunc {
	var bits [1024]uint64
	for code := range t.Values {
		if i := codeIndex([]byte(code)); i >= 0 {
			bits[i/64] |= 1 << (i % 64)
		}
	}
	return func(v []byte) bool {
		i := codeIndex(v)
		return i >= 0 && bits[i/64]&(1<<(i%64)) != 0
	}
}

func codeIndex(v []byte) int {
	switch len(v) {
	case 1:
		return int(v[0])
	case 2:
		return int(v[0])<<8 | int(v[1])
	}
	return -1
}

// formatted asks the named shape; the shapes that stand in every row are written out.
func formatted(f *spec.Field) acceptFunc {
	switch f.Format {
	case spec.FormatInsurerNumber:
		return func(v []byte) bool { return len(v) == 6 && digits(v) }
	case spec.FormatInsuredNumber:
		return func(v []byte) bool { return len(v) == 10 && (digits(v) || v[0] == 'H' && digits(v[1:])) }
	case spec.FormatOfficeNumber, spec.FormatServiceType, spec.FormatServiceCode, spec.FormatServiceCodeOrTotal:
		n := f.Len
		return func(v []byte) bool { return len(v) == n && capitals(v) }
	}
	shape := spec.Formats[f.Format]
	return func(v []byte) bool { return shape.Match(v) && !isNullWord(v) }
}

func typed(f *spec.Field) acceptFunc {
	switch f.Type {
	case spec.Date:
		return plainDate
	case spec.YearMonth:
		return plainMonth
	case spec.Time:
		return plainTime
	case spec.Int:
		return plainInt(f)
	case spec.Decimal:
		return plainDecimal(f)
	case spec.Flags31:
		return plainFlags
	case spec.Text:
		return plainText(f)
	}
	return plainCode(f)
}

func plainText(f *spec.Field) acceptFunc {
	limit := f.Len
	return func(v []byte) bool {
		return (limit == 0 || len(v) <= limit) && !isNullWord(v)
	}
}

func plainCode(f *spec.Field) acceptFunc {
	n, exact := f.Len, f.Exact
	return func(v []byte) bool {
		return (len(v) == n || !exact && len(v) < n) && capitals(v) && !isNullWord(v)
	}
}

func plainInt(f *spec.Field) acceptFunc {
	limit, low, high := f.Len, f.Min, f.Max
	return func(v []byte) bool {
		if limit > 0 && len(v) > limit || !digits(v) {
			return false
		}
		if low == 0 && high == 0 {
			return true
		}
		n := number(v)
		return n >= low && (high == 0 || n <= high)
	}
}

func plainDecimal(f *spec.Field) acceptFunc {
	limit, decimals := f.Len, f.Decimals
	return func(v []byte) bool {
		point := bytes.IndexByte(v, '.')
		if limit > 0 && len(v) > limit || point <= 0 {
			return len(v) <= limit && digits(v)
		}
		fraction := v[point+1:]
		return digits(v[:point]) && len(fraction) > 0 && len(fraction) <= decimals && digits(fraction)
	}
}

// plainFlags leaves days that not every month has to the rule.
func plainFlags(v []byte) bool {
	if len(v) != 31 {
		return false
	}
	for i, c := range v {
		if c != '0' && (c != '1' || i >= 28) {
			return false
		}
	}
	return true
}

func plainMonth(v []byte) bool {
	if len(v) != 6 || !digits(v) {
		return false
	}
	month := number(v[4:])
	return month >= 1 && month <= 12 && number(v[:4]) > 0
}

func plainDate(v []byte) bool {
	if len(v) != 8 || !plainMonth(v[:6]) || !digits(v[6:]) {
		return false
	}
	day := number(v[6:])
	return day >= 1 && day <= daysIn(number(v[:4]), number(v[4:6]))
}

func plainTime(v []byte) bool {
	return len(v) == 4 && digits(v) && number(v[:2]) <= 23 && number(v[2:]) <= 59
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func digits(v []byte) bool {
	for _, c := range v {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(v) > 0
}

// capitals reports whether all bytes are half-width digits or capital letters.
func capitals(v []byte) bool {
	for _, c := range v {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// number reads digits; what does not fit an int is larger than any bound of the tables.
func number(v []byte) int {
	n := 0
	for _, c := range v {
		if n > 1<<40 {
			return n
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// isNullWord reports the word NULL where nothing should stand (R032).
func isNullWord(v []byte) bool {
	return len(v) == 4 && (v[0] == 'N' || v[0] == 'n') && bytes.EqualFold(v, nullWord)
}

var nullWord = []byte("NULL")
