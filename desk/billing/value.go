package billing

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// line is a line of the text, cut into cells.
type line struct {
	number int // from 1
	cells  []string
}

// split cuts the text into lines and cells. Tabs win over commas; a quoted cell may hold a
// line break, as Excel writes it.
func split(text string) ([]line, bool) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\uFEFF", "").Replace(text)
	separator := ','
	if strings.Contains(text, "\t") {
		separator = '\t'
	}
	var out []line
	rows := strings.Split(text, "\n")
	for i := 0; i < len(rows); i++ {
		if len(out) == maxLines {
			return out, true
		}
		number, row := i+1, rows[i]
		for n := 0; strings.Count(row, `"`)%2 == 1 && i+1 < len(rows) && n < 5; n++ {
			i++
			row += "\n" + rows[i]
		}
		out = append(out, line{number, cells(row, separator)})
	}
	return out, false
}

// cells cuts one line. A line whose quotes do not close is cut at every separator.
func cells(row string, separator rune) []string {
	r := csv.NewReader(strings.NewReader(row))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator, true, -1
	out, err := r.Read()
	if err != nil {
		out = strings.Split(row, string(separator))
	}
	out = out[:min(len(out), maxCells)]
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

func isEmpty(cells []string) bool { return strings.Join(cells, "") == "" }

// plain writes full-width letters, digits and marks in their usual form.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == '−', r == '‐', r == '–':
			return '-'
		}
		return r
	}, s)
	return strings.TrimSpace(strings.TrimPrefix(s, "'"))
}

func isDigits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789") == ""
}

// isInsured: ten digits, or H and nine digits for those on welfare without insurance
// (生活保護).
func isInsured(s string) bool {
	return isDigits(s, 10) || len(s) == 10 && s[0] == 'H' && isDigits(s[1:], 9)
}

// isErrorCode: four signs such as 12P0 or ANN4, or one letter A to G.
func isErrorCode(s string) bool {
	if len(s) == 1 {
		return s[0] >= 'A' && s[0] <= 'G'
	}
	return errorCode.MatchString(s)
}

var (
	errorCode = regexp.MustCompile(`^[A-Z0-9]{2}[A-Z][A-Z0-9]$`)
	western   = regexp.MustCompile(`^(\d{4})(?:[/.\-年 ]+(\d{1,2})月?|(\d{2}))(?:分)?$`)
	japanese  = regexp.MustCompile(`^(令和|平成|R|H|r|h|㋿)[. ]?(元|\d{1,2})[/.\-年 ]+(\d{1,2})月?(?:分)?$`)
	compact   = regexp.MustCompile(`^(R|H|r|h|4|5)(\d{2})(\d{2})$`)
)

// eras are the years before the first of each era. 4 and 5 are the numbers of 平成 and 令和
// in claims.
var eras = map[string]int{"令和": 2018, "R": 2018, "㋿": 2018, "5": 2018, "平成": 1988, "H": 1988, "4": 1988}

// parseMonth reads 202611, 2026/11, 2026年11月, 令和8年11月, R8.11, R0811 and 50811.
func parseMonth(v string) (string, bool) {
	if m := western.FindStringSubmatch(v); m != nil {
		return month(0, m[1], m[2]+m[3])
	}
	m := japanese.FindStringSubmatch(v)
	if m == nil {
		m = compact.FindStringSubmatch(v)
	}
	if m == nil {
		return "", false
	}
	if m[2] == "元" {
		m[2] = "1"
	}
	return month(eras[strings.ToUpper(m[1])], m[2], m[3])
}

// month checks a month since care insurance began (April 2000).
func month(before int, year, mon string) (string, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(mon)
	y += before
	if y < 2000 || y > 2099 || m < 1 || m > 12 || before > 0 && year == "0" {
		return "", false
	}
	return fmt.Sprintf("%04d%02d", y, m), true
}

// parseUnits reads 1,234, △803, ▲803 and -803.
func parseUnits(v string) (int, bool) {
	sign := 1
	for _, minus := range []string{"△", "▲", "-"} {
		if rest, ok := strings.CutPrefix(v, minus); ok {
			v, sign = strings.TrimSpace(rest), -1
			break
		}
	}
	v = strings.TrimSuffix(strings.TrimPrefix(v, "+"), "単位")
	v = strings.ReplaceAll(v, ",", "")
	if v == "" || len(v) > 8 || strings.Trim(v, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(v)
	return sign * n, err == nil
}

// set fills one cell in; false if the value has not the shape of its column.
func (r *Row) set(column, value string) bool {
	v := plain(value)
	ok := true
	switch column {
	case colKind:
		r.Kind = kindWord(v, r.Kind)
	case colInsurer:
		r.Insurer, ok = number(v, 6)
	case colInsured:
		if v, ok = number(v, 10); ok || isInsured(v) {
			r.Insured, ok = v, true
		}
	case colMonth:
		r.Month, ok = parseMonth(v)
	case colProvider:
		r.Provider, ok = number(v, 10)
	case colType:
		r.Type, ok = serviceType(v)
	case colUnits:
		r.Units, ok = parseUnits(v)
	case colDelta:
		r.Delta, ok = parseUnits(v)
	}
	return ok
}

// number gives back zeros that Excel took from the front of a number.
func number(v string, n int) (string, bool) {
	if v == "" || len(v) > n || strings.Trim(v, "0123456789") != "" || len(v) < n-5 {
		return v, false
	}
	return strings.Repeat("0", n-len(v)) + v, true
}

// serviceType takes the two digits from "15", "15 通所介護" or "151111".
func serviceType(v string) (string, bool) {
	digits := v
	if i := strings.IndexFunc(v, func(r rune) bool { return !unicode.IsDigit(r) }); i >= 0 {
		digits = v[:i]
	}
	if len(digits) != 2 && len(digits) != 6 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits[:2], true
}
