package town

import (
	"fmt"
	"sync"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
)

// visits gives a client's rows of 第6表 in a month, by service, then by day. rename gives
// the number under which a provider is known; nil leaves it.
func (c Client) visits(month string, rename func(string) string) []careplan.Visit {
	var out []careplan.Visit
	away := c.staysIn(month)
	for _, s := range c.Services {
		days := s.daysIn(month)
		if len(s.Weekdays) > 0 {
			days = without(days, away)
		}
		out = append(out, c.rows(s, month, days)...)
	}
	for i := range out {
		out[i].ProviderName = nameOf(out[i].Provider)
		if rename != nil {
			out[i].Provider = rename(out[i].Provider)
		}
	}
	return out
}

// rows are the services of the days with their additions.
func (c Client) rows(s Service, month string, days []string) []careplan.Visit {
	var out []careplan.Visit
	base := careplan.Visit{
		Client: c.Key, Month: month, Created: writtenOn(month), Planner: itoguchi, PlannerName: staffName(c.ManagerIn(month)),
		Units: s.Units, Start: s.Start, End: s.End, Count: 1, Code: s.Code, Tais: s.Tais, Article: s.Article, Provider: s.Provider,
	}
	for _, d := range days {
		v := base
		v.Day = d
		out = append(out, v)
		for _, a := range s.Additions {
			if a.Rate == 0 {
				v.Code, v.Units = a.Code, a.Units
				out = append(out, v)
			}
		}
	}
	return append(out, rates(s, base, out)...)
}

// rates are the additions that are a rate of the month; they stand on the last day.
func rates(s Service, base careplan.Visit, rows []careplan.Visit) []careplan.Visit {
	var out []careplan.Visit
	for _, a := range s.Additions {
		if a.Rate == 0 || len(rows) == 0 {
			continue
		}
		v := base
		v.Code, v.Units, v.Day, v.Start, v.End = a.Code, (sumOf(rows)*a.Rate+500)/1000, rows[len(rows)-1].Day, noTime, noTime
		out = append(out, v)
	}
	return out
}

// isRate reports the code of an addition by rate (処遇改善), which counts nothing of the limit.
func isRate(code string) bool { return code == "116274" || code == "156108" }

// sumOf adds up what rows count within the limit, in 単位.
func sumOf(rows []careplan.Visit) int {
	n := 0
	for _, v := range rows {
		if !isRate(v.Code) {
			n += v.Units * v.Count
		}
	}
	return n
}

// daysIn lists the days of a month on which a service is planned.
func (s Service) daysIn(month string) []string {
	var out []string
	shut := plannedClosing(s)
	for n, d := range calendar.Days(month) {
		if s.Since != "" && d < s.Since || s.Until != "" && d > s.Until || !s.on(n+1, d) || shut[d] {
			continue
		}
		out = append(out, d)
	}
	return out
}

// on reports whether a service falls on the n-th of a month.
func (s Service) on(n int, d string) bool {
	switch {
	case s.Stay > 0:
		return n >= s.StayFrom && n < s.StayFrom+s.Stay
	case len(s.Weekdays) == 0:
		return n == 1
	}
	for _, w := range s.Weekdays {
		if w == calendar.Weekday(d) {
			return true
		}
	}
	return false
}

// plannedClosing are the closing days known when December was planned: つむぎ closed 12/30
// only later. Rentals and flat services have none.
func plannedClosing(s Service) map[string]bool {
	out := map[string]bool{}
	if len(s.Weekdays) == 0 {
		return out
	}
	for _, d := range closingOf(seat{number: s.Provider, kind: s.Type}) {
		out[d] = s.Provider != tsumugi || d != "20261230"
	}
	return out
}

// staysIn lists the days of a month which the client spends in a short stay.
func (c Client) staysIn(month string) []string {
	var out []string
	for _, s := range c.Services {
		if s.Stay > 0 {
			out = append(out, s.daysIn(month)...)
		}
	}
	return out
}

// staysBefore counts the days of short stay in the 認定期間 before a month.
func (c Client) staysBefore(month string) int {
	n := 0
	if c.Has("短期入所半数超") {
		n = 55 // August and September 2026
	}
	for _, m := range Months() {
		if m < month {
			n += len(c.staysIn(m))
		}
	}
	return n
}

func without(days, gone []string) []string {
	skip := map[string]bool{}
	for _, d := range gone {
		skip[d] = true
	}
	var out []string
	for _, d := range days {
		if !skip[d] {
			out = append(out, d)
		}
	}
	return out
}

func staffName(id string) string {
	for _, p := range first().Staff {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}

// nameOf gives the name of an office, "" if the town has none of the number.
func nameOf(number string) string { return names()[number] }

var names = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, o := range Offices() {
		out[o.Number] = o.Name
	}
	return out
})

// serial makes a ファイル連番 of a day: 14 digits that are a moment, one for each file set.
func serial(day string, hour, n int) string {
	return fmt.Sprintf("%s%02d%02d%02d", day, hour, n/60, n%60)
}
