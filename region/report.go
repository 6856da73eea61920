package region

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
)

// Period is what a report speaks about.
type Period struct {
	From, To time.Time // first and last day
	Name     string    // 令和8年12月, 令和8年度第3四半期
}

// Span names the length of a period.
type Span string

// The spans.
const (
	Month   Span = "month"
	Quarter Span = "quarter"
	Year    Span = "year" // 年度, April to March
)

// Word is the span on screen.
func (s Span) Word() string {
	return map[Span]string{Month: "月次", Quarter: "四半期", Year: "年度"}[s]
}

// PeriodOf is the period that holds a day.
func PeriodOf(day time.Time, span Span) Period {
	y, m := day.Year(), day.Month()
	fiscal := y
	if m < time.April {
		fiscal--
	}
	from, months := time.Date(y, m, 1, 0, 0, 0, 0, day.Location()), 1
	switch span {
	case Quarter:
		from, months = time.Date(y, (m-1)/3*3+1, 1, 0, 0, 0, 0, day.Location()), 3
	case Year:
		from, months = time.Date(fiscal, time.April, 1, 0, 0, 0, 0, day.Location()), 12
	}
	p := Period{From: from, To: from.AddDate(0, months, -1)}
	switch span {
	case Quarter:
		p.Name = fmt.Sprintf("%d年度第%d四半期", fiscal, (int(from.Month())+8)%12/3+1)
	case Year:
		p.Name = fmt.Sprintf("%d年度", fiscal)
	default:
		p.Name = fmt.Sprintf("%d年%d月", y, m)
	}
	return p
}

// Figures is one A4 page of figures: what changed in a period, why, and on what basis.
type Figures struct {
	Period
	Before, After Slice
	Moves         []Move
	Events        []Mark
	Contacts      int
	Visits        int
	Inquiries     int
	Workshops     []Workshop
	Stuck         [8]int
	Long          [8]int
	Web, Joined   int
	Editions      []string // registry lists that came in during the period
}

// Move is the change of one rate, split into what came from offices and what came from the
// denominator alone.
type Move struct {
	Definition    adoption.Definition
	Before, After adoption.Rate
	Split         adoption.Split
	SameBasis     bool
}

// Words says what changed, with the share of the denominator.
func (m Move) Words() string {
	switch {
	case m.After.Den == 0:
		return "まだ数えられません。"
	case m.Before.Den == 0:
		return "前の期間の数字がないため、比べていません。"
	}
	t := points(m.Split.Total()) + "ポイント"
	if m.SameBasis || m.Before.Den == m.After.Den {
		return t
	}
	return t + "（うち分子の増減 " + points(m.Split.Numerator) + "、分母の変更だけによる分 " + points(m.Split.Denominator) + "）"
}

// points writes a change in percentage points: +0.5, −1.2, ±0.0.
func points(v float64) string {
	switch s := fmt.Sprintf("%+.1f", v); s {
	case "+0.0", "-0.0":
		return "±0.0"
	default:
		return strings.Replace(s, "-", "−", 1)
	}
}

// Figures computes a report for a period; days after today are left out.
func (s Session) Figures(ctx context.Context, p Period) (Figures, error) {
	if err := s.need(SeeRates); err != nil {
		return Figures{}, err
	}
	f := Figures{Period: p}
	end := p.To
	if end.After(s.Now()) {
		end = s.Now()
	}
	var err error
	if f.Before, err = s.kept(ctx, p.From.AddDate(0, 0, -1)); err != nil {
		return f, err
	}
	if f.After, err = s.kept(ctx, end); err != nil {
		return f, err
	}
	for i, r := range f.After.Rates {
		b := f.Before.Rates[i]
		f.Moves = append(f.Moves, Move{adoption.DefinitionOf(r.Definition), b, r, adoption.Change(b, r), adoption.SameBasis(b, r)})
	}
	if f.Stuck, f.Long, err = s.Stuck(); err != nil {
		return f, err
	}
	f.Web, f.Joined = s.Web()
	s.count(&f)
	return f, nil
}

// kept gives the figures of a day, with those that were kept in their place.
func (s Session) kept(ctx context.Context, day time.Time) (Slice, error) {
	whole, err := s.Whole(ctx, day)
	if err != nil {
		return whole, err
	}
	for _, p := range s.Points("") {
		for i, r := range whole.Rates {
			if !p.Hand && p.Rate.Definition == r.Definition && p.Rate.At.Format(time.DateOnly) == day.Format(time.DateOnly) {
				whole.Rates[i] = p.Rate
			}
		}
	}
	return whole, nil
}

// count adds what was done in the period.
func (s Session) count(f *Figures) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	in := func(t time.Time) bool { return !t.Before(f.From) && t.Before(f.To.AddDate(0, 0, 1)) }
	for _, i := range s.outreach.items {
		for _, c := range i.value.Contacts {
			if in(c.At) {
				f.Contacts++
				f.Visits += b2i(c.Way == ByVisit)
			}
		}
	}
	for _, q := range s.inquiries.items {
		f.Inquiries += b2i(in(q.value.At))
	}
	for _, w := range s.workshops.all() {
		if in(w.At()) {
			f.Workshops = append(f.Workshops, w)
		}
	}
	for _, m := range sorted(s.marks.all(), func(k Mark) int64 { return k.At.Unix() }) {
		if in(m.At) {
			f.Events = append(f.Events, m)
		}
	}
	for _, e := range s.standing(false) {
		if in(e.Read) {
			f.Editions = append(f.Editions, e.Date.Format(time.DateOnly)+"の登録簿（"+strings.TrimSpace(e.Label)+"）")
		}
	}
}
