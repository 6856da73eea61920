package city

import (
	"slices"
	"time"
)

// How the numbers grew, by month ends from 2025-12 to 2026-12.
var (
	joinedBy = []int{14, 15, 17, 19, 21, 23, 26, 29, 32, 35, 38, 41, 43}
	activeBy = []int{6, 7, 9, 11, 13, 15, 18, 20, 23, 26, 28, 30, 31}
)

// stayed are the places, among all that joined in their order, of those that do not use the
// exchange yet; the others were always fast enough for the numbers above.
var stayed = []int{3, 9, 16, 24, 31, 34, 36, 38, 39, 40, 41, 42}

// monthEnd is the end of the i-th month after 2025-12.
func monthEnd(i int) time.Time { return date(2026, 1+i, 1).AddDate(0, 0, -1) }

// days lists a day for each office that came, so that the numbers by month are met.
func days(by []int, first int) []time.Time {
	var out []time.Time
	for i, n := range by {
		for k := len(out); k < n; k++ {
			out = append(out, weekday(date(2025, 12+i, first+k%8)))
		}
	}
	return out
}

// join gives all who joined their days: those of the story first, then their partners, then
// the others. Licences come in the first half of a month, use begins in the second.
func (d *dealer) join() {
	joined, began := days(joinedBy, 3), days(activeBy, 15)
	idle, k := d.having(Idle), 0
	active := d.having(Active)
	for i, day := range joined {
		if at := slices.Index(stayed, i); at >= 0 {
			s := &d.states[idle[at]]
			s.Joined, s.Since = day, day
			if monthEnd(12).Sub(day) > 30*24*time.Hour {
				s.StuckSince = day
			}
			continue
		}
		s := &d.states[active[k]]
		s.Joined, s.Since, s.Source = day, began[k], "利用の記録"
		k++
	}
}

// having lists the places of the offices in a state, in the order in which they came.
func (d *dealer) having(state string) []int {
	var out []int
	for i, s := range d.states {
		if s.State == state {
			out = append(out, i)
		}
	}
	rank := func(i int) int {
		n := d.states[i].Number
		switch {
		case n == itoguchi || n == east:
			return 0
		case slices.ContainsFunc(partners, func(p named) bool { return p.full() == n }):
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(a, b int) int { return rank(a) - rank(b) })
	if state == Idle {
		d.rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return out
}

// web says who registered for the new web service: all who joined but five, four of them
// without 利用申請.
func (d *dealer) web() {
	late := 0
	for i := range d.states {
		s := &d.states[i]
		if s.Joined.IsZero() {
			continue
		}
		s.WebService = Registered
		if s.Reason == reasonApply && late < 4 || s.Number == "9999906010" {
			s.WebService = Unregistered
		}
		if s.Reason == reasonApply {
			late++
		}
	}
}

// history counts both numbers at the month ends.
func history(states []State) []Rate {
	var out []Rate
	for i := range joinedBy {
		end := monthEnd(i)
		r := Rate{Month: end.Format("2006-01")}
		for _, s := range states {
			if !s.Joined.IsZero() && !s.Joined.After(end) {
				r.Joined++
				if s.State == Active && !s.Since.After(end) {
					r.Active++
				}
			}
		}
		out = append(out, r)
	}
	return out
}

// events are the days that figures show.
func events() []Event {
	return []Event{
		{At: date(2026, 1, 28), Text: "第1回研修会（会場・オンライン）"},
		{At: date(2026, 6, 12), Text: "方針文書「ケアプランデータ連携の進め方」を公表"},
		{At: date(2026, 9, 16), Text: "操作体験会"},
		{At: date(2026, 12, 1), Text: "新WEBサービスの登録受付を開始"},
	}
}
