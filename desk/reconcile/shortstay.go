package reconcile

import (
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
)

// stayDays are the days of short stay of a pair: as done, or as planned while the actual is
// awaited.
func (d *deal) stayDays() []string {
	if !slices.Contains(shortStays, d.Type) {
		return nil
	}
	rows := d.done
	if d.waiting {
		rows = d.plan
	}
	var out []string
	for _, r := range firstOfDays(rows) {
		out = append(out, r.Day)
	}
	return out
}

// runs cuts days, in order, into unbroken runs.
func runs(days []string) [][]string {
	var out [][]string
	for i, day := range days {
		if i == 0 || calendar.Add(days[i-1], 1) != day {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], day)
	}
	return out
}

// fullShortStay reports a day in the middle of a short stay; the days of going in and
// coming out may have other services.
func (m *month) fullShortStay(day string) bool {
	for _, d := range m.deals {
		for _, run := range runs(d.stayDays()) {
			if run[0] < day && day < run[len(run)-1] {
				return true
			}
		}
	}
	return false
}

// longStays looks at all days of short stay together: the 31st day in a row, and more days
// than half of the 認定期間.
func (m *month) longStays() []Difference {
	var days []string
	var last *deal
	for _, d := range m.deals {
		if own := d.stayDays(); len(own) > 0 {
			days, last = append(days, own...), d
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	if len(days) == 0 {
		return nil
	}
	var out []Difference
	if x, ok := m.thirtyFirst(days); ok {
		out = append(out, x)
	}
	if x, ok := m.overHalf(len(days)); ok {
		x.Provider, x.ProviderName, x.Type = last.Provider, last.name, last.Type
		out = append(out, x)
	}
	return out
}

// before is how many days of short stay the client had until the month before in the
// 認定期間 (入所前月迄利用日数).
func (m *month) before() int {
	if m.c.Plan == nil || m.c.Plan.Supplement == nil {
		return 0
	}
	return m.c.Plan.Supplement.ShortStay
}

// thirtyFirst finds the 31st day in a row. Of the months before only the number of days is
// known, not whether they were in a row: with a stay that begins on the first of the month
// they may have been. A day that its rows call 30日超 is known.
func (m *month) thirtyFirst(days []string) (Difference, bool) {
	for _, run := range runs(days) {
		carried := 0
		if run[0] == m.c.Month+"01" {
			carried = m.before()
		}
		at := max(shortStayRun-carried, 0)
		if at >= len(run) {
			continue
		}
		d, r := m.stayOn(run[at])
		if d == nil || r.Over30 {
			continue
		}
		text := "短期入所が続けて31日目になります。"
		if carried > 0 {
			text = fmt.Sprintf("前月までの利用日数（%d日）から続いていれば、短期入所が続けて31日目以降になります。", carried)
		}
		return d.note(Day31, "D-31DAYS", r, text, "31日目は保険の請求ができません。30日超の扱いになっているかを事業所に確認してください。"), true
	}
	return Difference{}, false
}

// stayOn finds who has the short stay of a day.
func (m *month) stayOn(day string) (*deal, *row) {
	for _, d := range m.deals {
		rows := d.done
		if d.waiting {
			rows = d.plan
		}
		for _, r := range rows {
			if slices.Contains(shortStays, d.Type) && r.Day == day && !r.addition {
				return d, r
			}
		}
	}
	return nil, nil
}

// overHalf compares all days of short stay with half of the 認定期間.
func (m *month) overHalf(now int) (Difference, bool) {
	from, ok1 := calendar.Parse(m.c.Facts.CertFrom)
	to, ok2 := calendar.Parse(m.c.Facts.CertTo)
	if !ok1 || !ok2 || to.Before(from) {
		return Difference{}, false
	}
	period, used := int(to.Sub(from).Hours()/24)+1, m.before()+now
	if used*2 <= period {
		return Difference{}, false
	}
	return Difference{
		Level: Notice, Rule: "D-HALF", Kind: OverHalf,
		Sentence: fmt.Sprintf("短期入所の利用が%d日になり、認定期間（%d日）の半数を超えています。", used, period),
		Next:     "超える理由を計画に記録し、保険者への届出が要るかを確かめてください。",
	}, true
}
