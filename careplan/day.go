package careplan

import "time"

// Day is a calendar day as the standard writes it, YYYYMMDD. It is how rules are told
// what today is; nothing in this package reads a clock.
type Day string

// Valid reports whether the day exists in the calendar.
func (d Day) Valid() bool {
	if len(d) != 8 {
		return false
	}
	_, err := time.Parse("20060102", string(d))
	return err == nil
}

// Month gives the day's month, YYYYMM, or "" for a day that is none.
func (d Day) Month() string {
	if !d.Valid() {
		return ""
	}
	return string(d[:6])
}

// Add gives the day n days later; an invalid day stays as it is.
func (d Day) Add(n int) Day {
	t, err := time.Parse("20060102", string(d))
	if err != nil {
		return d
	}
	return Day(t.AddDate(0, 0, n).Format("20060102"))
}

// String gives the day as written.
func (d Day) String() string { return string(d) }

// Today gives the day of a moment in the moment's own time zone.
func Today(t time.Time) Day { return Day(t.Format("20060102")) }
