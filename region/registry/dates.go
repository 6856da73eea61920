package registry

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	dateWest   = regexp.MustCompile(`^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T(].*)?$`)
	datePacked = regexp.MustCompile(`^(20[0-9]{2})([0-9]{2})([0-9]{2})$`)
	dateEra    = regexp.MustCompile(`^(?:令和|R)\s*(元|[0-9]{1,2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$`)
	dateMonth  = regexp.MustCompile(`^([0-9]{4})[-/.年]([0-9]{1,2})月?$`)
	dateEraM   = regexp.MustCompile(`^(?:令和|R)\s*(元|[0-9]{1,2})[-/.年]([0-9]{1,2})月?$`)
	dateSerial = regexp.MustCompile(`^4[0-9]{4}(?:\.[0-9]+)?$`)
)

// ReadDate reads a day as lists write it: 2026-04-01, 2026/4/1, 20260401, 令和8年4月1日,
// R8.4.1, a month alone (its first day), or a spreadsheet's day number. The day begins in loc.
func ReadDate(s string, loc *time.Location) (time.Time, bool) {
	s = strings.ToUpper(strings.TrimSpace(half(s)))
	for _, f := range []struct {
		form *regexp.Regexp
		era  bool
	}{{dateWest, false}, {datePacked, false}, {dateEra, true}, {dateMonth, false}, {dateEraM, true}} {
		if m := f.form.FindStringSubmatch(s); m != nil {
			return dayOf(m[1:], f.era, loc)
		}
	}
	if dateSerial.MatchString(s) {
		whole, _, _ := strings.Cut(s, ".")
		n, _ := strconv.Atoi(whole)
		return time.Date(1899, 12, 30+n, 0, 0, 0, 0, loc), true
	}
	return time.Time{}, false
}

// dayOf makes a day from year, month and perhaps day; false for 31 April.
func dayOf(parts []string, era bool, loc *time.Location) (time.Time, bool) {
	year := 1
	if parts[0] != "元" {
		year, _ = strconv.Atoi(parts[0])
	}
	if era {
		year += 2018
	}
	month, _ := strconv.Atoi(parts[1])
	day := 1
	if len(parts) > 2 {
		day, _ = strconv.Atoi(parts[2])
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, loc)
	return t, t.Day() == day && int(t.Month()) == month && year >= 2000 && year < 2100
}
