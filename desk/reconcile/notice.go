package reconcile

import (
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
)

// Short stay (短期入所生活介護・療養介護) is not charged beyond its 30th day in a row.
const shortStayRun = 30

// Service types by what people check about them.
var (
	shortStays = []string{"21", "22", "23", "2A", "24", "25", "26", "2B"}
	outings    = []string{ // 訪問・通所
		"11", "12", "13", "14", "15", "16", "71", "72", "78", "62", "63", "64", "66", "74",
		"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8",
	}
)

// notices are what people check by eye (注意). They say nothing about units.
func (m *month) notices() []Difference {
	var out []Difference
	for _, d := range m.deals {
		out = append(out, m.absences(d)...)
		out = append(out, d.weekdays()...)
	}
	out = append(out, m.overlaps()...)
	out = append(out, m.longStays()...)
	if m.c.Facts.Status == applying {
		out = append(out, Difference{
			Level: Notice, Rule: "D-APPLYING", Kind: Applying, Sentence: "要介護認定を申請中です。",
			Next: "認定の結果が出るまで請求できません。結果が間に合わないときは月遅れにしてください。",
		})
	}
	return out
}

const applying = "1" // 認定状況区分 申請中

// note makes a notice about a done row.
func (d *deal) note(k Kind, rule string, r *row, sentence, next string) Difference {
	return Difference{
		Level: Notice, Rule: rule, Kind: k, Provider: d.Provider, ProviderName: d.name, Type: d.Type, Code: r.Code, Day: r.Day,
		Done: cells([]*row{r}), Sentence: d.label(r.Day) + sentence, Next: next,
	}
}

// absences finds done services on days on which the client was not there, one notice for
// each day.
func (m *month) absences(d *deal) []Difference {
	var out []Difference
	for _, r := range firstOfDays(d.done) {
		if x, ok := m.absence(d, r); ok {
			out = append(out, x)
		}
	}
	return out
}

func (m *month) absence(d *deal, r *row) (Difference, bool) {
	f := m.c.Facts
	if f.Died != "" && r.Day > f.Died {
		return d.note(AfterDeath, "D-DEATH", r, "お亡くなりになった後の日に実績があります。", askCorrect), true
	}
	for _, s := range f.Hospital {
		if s.covers(r.Day) {
			return d.away(InHospital, "D-HOSPITAL", r, s, "入院", "退院"), true
		}
	}
	for _, s := range f.Stays {
		if s.covers(r.Day) {
			return d.away(InFacility, "D-FACILITY", r, s, "入所", "退所"), true
		}
	}
	if slices.Contains(outings, d.Type) && m.fullShortStay(r.Day) {
		return d.note(DuringShortStay, "D-SHORTSTAY", r, "短期入所中の日（入所・退所の日を除く）に実績があります。", askCorrect), true
	}
	return Difference{}, false
}

// away words a service during a stay. On the day of going in or coming out it may be right.
func (d *deal) away(k Kind, rule string, r *row, s Span, in, out string) Difference {
	switch r.Day {
	case s.From:
		return d.note(k, rule, r, in+"した日に実績があります。", in+"の前に行ったサービスかを事業所に確認してください。")
	case s.To:
		return d.note(k, rule, r, out+"した日に実績があります。", out+"の後に行ったサービスかを事業所に確認してください。")
	}
	return d.note(k, rule, r, in+"中の日に実績があります。", askCorrect)
}

// firstOfDays gives the first service of each day, without additions.
func firstOfDays(rows []*row) []*row {
	var out []*row
	for _, r := range rows {
		if !r.addition && (len(out) == 0 || out[len(out)-1].Day != r.Day) {
			out = append(out, r)
		}
	}
	return out
}

// weekdays finds services on a day that neither the slip nor the weekly plan (第3表) has.
func (d *deal) weekdays() []Difference {
	var out []Difference
	var usual [7]bool
	known := false
	for _, w := range d.facts.Weekly {
		if w.Provider == d.Provider && w.Type == d.Type && w.Weekday >= 0 && w.Weekday < 7 {
			usual[w.Weekday], known = true, true
		}
	}
	for _, r := range firstOfDays(d.done) {
		wd := calendar.Weekday(r.Day)
		if !known || wd < 0 || usual[wd] || d.plannedOn(r.Day) || d.toldFor(r.Day) {
			continue
		}
		out = append(out, d.note(OtherWeekday, "D-WEEKDAY", r, "第3表（週間サービス計画表）にない曜日の実績です。", "曜日の変更が続くときは、計画の変更が必要かを検討してください。"))
	}
	return out
}

func (d *deal) plannedOn(day string) bool {
	return slices.ContainsFunc(d.plan, func(r *row) bool { return r.Day == day })
}

func (d *deal) toldFor(day string) bool {
	return slices.ContainsFunc(d.facts.Agreed, func(a Agreed) bool { return a.Provider == d.Provider && a.To == day })
}

// overlaps finds visits of two providers at the same time, one notice for two providers
// and a day. What overlaps on the slip as well is meant to.
func (m *month) overlaps() []Difference {
	var out []Difference
	for i, a := range m.deals {
		for _, b := range m.deals[i+1:] {
			if a.Provider == b.Provider || slices.Contains(shortStays, a.Type) || slices.Contains(shortStays, b.Type) {
				continue
			}
			last := ""
			for _, c := range crossings(a.done, b.done) {
				if c[0].Day == last || plannedToCross(a, b, c[0].Day) {
					continue
				}
				last = c[0].Day
				out = append(out, overlap(a, b, c))
			}
		}
	}
	return out
}

func overlap(a, b *deal, c [2]*row) Difference {
	x := a.note(Overlap, "D-OVERLAP", c[0], fmt.Sprintf("%sの実績が、%sの%sと重なっています。", c[0].time(), b.title(), c[1].time()),
		"どちらの時刻が正しいかを両方の事業所に確認してください。")
	x.Done += "、" + cells([]*row{c[1]})
	return x
}

func crossings(a, b []*row) [][2]*row {
	var out [][2]*row
	for _, x := range a {
		for _, y := range b {
			if !x.addition && !y.addition && x.overlaps(y) {
				out = append(out, [2]*row{x, y})
			}
		}
	}
	return out
}

func plannedToCross(a, b *deal, day string) bool {
	return slices.ContainsFunc(crossings(a.plan, b.plan), func(c [2]*row) bool { return c[0].Day == day })
}
