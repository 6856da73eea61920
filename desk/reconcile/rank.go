package reconcile

import (
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
)

// rank lifts the rows that make the pair exceed its plan to ①. If the pair exceeds it and
// no row says why, the pair itself is reported.
func (d *deal) rank() {
	done, plan := sum(d.done), d.scale.within+d.scale.over
	if done <= plan {
		return
	}
	why := false
	for i := range d.found {
		if d.found[i].Units > 0 {
			d.found[i].Level, why = OverPlan, true
			d.found[i].Sentence += "この事業所の実績は、予定より" + comma(done-plan) + "単位多くなっています。"
		}
	}
	if why {
		return
	}
	w := wordings[PairOver]
	x := Difference{
		Level: w.level, Rule: w.rule, Kind: PairOver, Provider: d.Provider, ProviderName: d.name, Type: d.Type,
		Planned: comma(plan) + "単位", Done: comma(done) + "単位", Units: done - plan, Next: w.next,
	}
	x.Sentence = d.label("") + fmt.Sprintf(w.sentence, x.Planned, x.Done)
	d.found = append(d.found, x)
}

// agreed reports a change the provider told: from a day to another. Empty stands for none.
func (d *deal) agreed(from, to string) bool {
	return slices.ContainsFunc(d.facts.Agreed, func(a Agreed) bool {
		return a.Provider == d.Provider && a.Day == from && a.To == to && from+to != ""
	})
}

// isAgreed reports a difference that a told change explains: a move, a cancelled day, a
// day on top.
func (d *deal) isAgreed(k Kind, plan, done []*row) bool {
	switch k {
	case Moved:
		return d.agreed(plan[0].Day, done[0].Day)
	case Missing:
		return d.agreed(plan[0].Day, "") || d.movedAway(plan[0])
	case Extra:
		return d.agreed("", done[0].Day)
	}
	return false
}

// movedAway reports a visit that was told to move into another month.
func (d *deal) movedAway(r *row) bool {
	return slices.ContainsFunc(d.facts.Agreed, func(a Agreed) bool {
		return a.Provider == d.Provider && a.Day == r.Day && a.To != "" && calendar.Month(a.To) != calendar.Month(r.Day)
	})
}

// reason says why a planned visit may not have taken place, as far as the office knows.
func (d *deal) reason(day string) string {
	switch {
	case d.facts.Died != "" && day > d.facts.Died:
		return "お亡くなりになった後の日です。"
	case slices.ContainsFunc(d.facts.Hospital, func(s Span) bool { return s.covers(day) }):
		return "入院中の日です。"
	case slices.ContainsFunc(d.facts.Stays, func(s Span) bool { return s.covers(day) }):
		return "入所中の日です。"
	}
	return ""
}

// covers reports a day of the span, both ends included.
func (s Span) covers(day string) bool {
	return s.From != "" && s.From <= day && (s.To == "" || day <= s.To)
}
