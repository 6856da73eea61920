// Package calendar knows Japanese days: holidays, working days, weekdays, eras (和暦) and the
// monthly deadline of claims. Days are YYYYMMDD and months YYYYMM, as the standard writes
// them. It reads no clock: today is an argument.
//
// The holidays stand in holidays.txt, one a line, from the data set holiday_jp 2.5.1 (MIT).
package calendar

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"
)

//go:embed holidays.txt
var holidayText string

var holidays = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(holidayText) {
		day, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok {
			out[day] = name
		}
	}
	return out
})

// Holiday names the public holiday (国民の祝日) of a day, "" if it is none.
func Holiday(day string) string { return holidays()[day] }

// Parse gives the moment a day begins in Japan; ok is false for what is no day.
func Parse(day string) (t time.Time, ok bool) {
	t, err := time.ParseInLocation("20060102", day, Japan)
	return t, err == nil
}

// Japan is the time zone of all offices.
var Japan = time.FixedZone("JST", 9*60*60)

// Of gives the day of a moment in Japan.
func Of(t time.Time) string { return t.In(Japan).Format("20060102") }

// Add gives the day n days later, or "" for what is no day.
func Add(day string, n int) string {
	t, ok := Parse(day)
	if !ok {
		return ""
	}
	return t.AddDate(0, 0, n).Format("20060102")
}

// Weekday gives 0 for Sunday to 6 for Saturday; -1 for what is no day.
func Weekday(day string) int {
	t, ok := Parse(day)
	if !ok {
		return -1
	}
	return int(t.Weekday())
}

var weekdays = []string{"日", "月", "火", "水", "木", "金", "土"}

// WeekdayName gives 日 to 土, "" for what is no day.
func WeekdayName(day string) string {
	if w := Weekday(day); w >= 0 {
		return weekdays[w]
	}
	return ""
}

// Closed reports a day on which public bodies do not work: Saturday, Sunday, holiday, and
// 29 December to 3 January (行政機関の休日).
func Closed(day string) bool {
	w := Weekday(day)
	return w == 0 || w == 6 || Holiday(day) != "" || yearEnd(day)
}

func yearEnd(day string) bool {
	if len(day) != 8 {
		return false
	}
	md := day[4:]
	return md >= "1229" || md <= "0103"
}

// Working reports a working day (営業日) for an office that has further closing days.
func Working(day string, closing map[string]bool) bool {
	return len(day) == 8 && !Closed(day) && !closing[day]
}

// WorkingDays lists the working days from one day to another, both included.
func WorkingDays(from, to string, closing map[string]bool) []string {
	var out []string
	for day := from; day != "" && day <= to; day = Add(day, 1) {
		if Working(day, closing) {
			out = append(out, day)
		}
	}
	return out
}

// Month gives the month of a day, "" if it is too short.
func Month(day string) string {
	if len(day) < 6 {
		return ""
	}
	return day[:6]
}

// AddMonths gives the month n months later, "" for what is no month.
func AddMonths(month string, n int) string {
	t, ok := Parse(month + "01")
	if !ok {
		return ""
	}
	return t.AddDate(0, n, 0).Format("200601")
}

// Days lists all days of a month.
func Days(month string) []string {
	t, ok := Parse(month + "01")
	if !ok {
		return nil
	}
	var out []string
	for d := t; d.Month() == t.Month(); d = d.AddDate(0, 0, 1) {
		out = append(out, d.Format("20060102"))
	}
	return out
}

// ClaimDay is the day by which a service month is claimed at the 国保連: the 10th of the next
// month, also on weekends and holidays.
func ClaimDay(month string) string {
	if next := AddMonths(month, 1); next != "" {
		return next + "10"
	}
	return ""
}

// Deadline is how much time is left until a claim.
type Deadline struct {
	Day  string   // the 10th
	Left []string // working days from today to the 10th, today included
	Last string   // the last working day before or on the 10th
}

// UntilClaim counts the working days from today to the claim of a service month.
func UntilClaim(month, today string, closing map[string]bool) Deadline {
	d := Deadline{Day: ClaimDay(month)}
	d.Left = WorkingDays(today, d.Day, closing)
	all := WorkingDays(AddMonths(month, 1)+"01", d.Day, closing)
	if len(all) > 0 {
		d.Last = all[len(all)-1]
	}
	return d
}

// Clock writes HH:MM of a moment in Japan.
func Clock(t time.Time) string { return t.In(Japan).Format("15:04") }

// Style is how days are written.
type Style uint8

// The two ways to write a year.
const (
	Era     Style = iota // 和暦: 令和8年12月3日(木)
	Western              // 西暦: 2026年12月3日(木)
)

// Date writes a day with its weekday; what is no day stands as it is.
func (s Style) Date(day string) string {
	t, ok := Parse(day)
	if !ok {
		return day
	}
	return fmt.Sprintf("%s%d月%d日(%s)", s.year(day), t.Month(), t.Day(), WeekdayName(day))
}

// Month writes a month, 令和8年12月; what is no month stands as it is.
func (s Style) Month(month string) string {
	t, ok := Parse(month + "01")
	if !ok {
		return month
	}
	return fmt.Sprintf("%s%d月", s.year(month+"01"), t.Month())
}

// Moment writes a day and time, 令和8年12月3日(木) 9:05.
func (s Style) Moment(t time.Time) string {
	return s.Date(Of(t)) + " " + t.In(Japan).Format("15:04")
}

// Short writes 12/3(木).
func Short(day string) string {
	t, ok := Parse(day)
	if !ok {
		return day
	}
	return fmt.Sprintf("%d/%d(%s)", t.Month(), t.Day(), WeekdayName(day))
}

var eras = []struct{ from, name string }{
	{"20190501", "令和"}, {"19890108", "平成"}, {"19261225", "昭和"}, {"19120730", "大正"}, {"18680125", "明治"},
}

func (s Style) year(day string) string {
	y := int(day[0]-'0')*1000 + int(day[1]-'0')*100 + int(day[2]-'0')*10 + int(day[3]-'0')
	if s == Western {
		return fmt.Sprintf("%d年", y)
	}
	for _, e := range eras {
		if day >= e.from {
			first := int(e.from[0]-'0')*1000 + int(e.from[1]-'0')*100 + int(e.from[2]-'0')*10 + int(e.from[3]-'0')
			if y == first {
				return e.name + "元年"
			}
			return fmt.Sprintf("%s%d年", e.name, y-first+1)
		}
	}
	return fmt.Sprintf("%d年", y)
}

// Age gives the full years of a person born on one day, on another day; -1 if unknown.
func Age(birth, today string) int {
	b, ok := Parse(birth)
	t, ok2 := Parse(today)
	if !ok || !ok2 {
		return -1
	}
	age := t.Year() - b.Year()
	if t.Format("0102") < b.Format("0102") {
		age--
	}
	return age
}
