package region

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
)

// SeriesPoint is one kept figure: a month's end of this region, or a figure of another place
// entered from a printed source.
type SeriesPoint struct {
	ID    string
	Place string // "" = this region
	Rate  adoption.Rate
	Note  string `json:",omitempty"`
	Hand  bool   `json:",omitempty"` // typed in
}

// SavePoint writes a figure typed in from a source, with its basis.
func (s Session) SavePoint(ctx context.Context, p SeriesPoint) error {
	if err := s.need(Report); err != nil {
		return err
	}
	if p.Rate.Den <= 0 || p.Rate.Num < 0 || p.Rate.Num > p.Rate.Den || p.Rate.At.IsZero() || p.Rate.Basis == "" {
		return &Error{Code: "point_basis", Message: "分子・分母・日付・分母の出典のどれかが足りません。", Next: "割合だけでは記録できません。分子と分母、基準日、分母の出典を入れてください。"}
	}
	p.ID, p.Hand = cmp.Or(p.ID, p.Place+"/"+p.Rate.Definition+"/"+p.Rate.At.Format(time.DateOnly)), true
	_, err := change(ctx, s.Map, &s.series, p.ID, Note{Who: s.ID, Verb: "figure", Subject: p.ID}, func(old *SeriesPoint) error {
		*old = p
		return nil
	})
	return err
}

// RemovePoint takes a typed figure out.
func (s Session) RemovePoint(ctx context.Context, id string) error {
	if err := s.need(Report); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.series.get(id); !ok {
		return ErrNotFound
	}
	return s.put(ctx, Note{Who: s.ID, Verb: "unfigured", Subject: id}, s.series.without(id))
}

// Points lists the kept figures of a place, by day.
func (s Session) Points(place string) []SeriesPoint {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := slices.DeleteFunc(s.series.all(), func(p SeriesPoint) bool { return p.Place != place })
	return sorted(list, func(p SeriesPoint) int64 { return p.Rate.At.Unix() })
}

// Places lists the other places of which figures were entered.
func (s Session) Places() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []string
	for _, p := range s.series.items {
		if p.value.Place != "" {
			out = append(out, p.value.Place)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Keep stores the figures of a day, so that later editions do not change what was reported.
func (s Session) Keep(ctx context.Context, day time.Time) error {
	if err := s.need(Report); err != nil {
		return err
	}
	whole, err := s.Whole(ctx, day)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Row
	for _, r := range whole.Rates {
		p := SeriesPoint{ID: "/" + r.Definition + "/" + day.Format(time.DateOnly), Rate: r}
		row, err := s.series.row(p.ID, p)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return s.put(ctx, Note{Who: s.ID, Verb: "kept", Subject: day.Format(time.DateOnly)}, rows...)
}

// SeedPoints writes kept figures without asking who may; for the demo.
func (m *Map) SeedPoints(ctx context.Context, list ...SeriesPoint) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []Row
	for _, p := range list {
		p.ID = p.Place + "/" + p.Rate.Definition + "/" + p.Rate.At.Format(time.DateOnly)
		row, err := m.series.row(p.ID, p)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return m.put(ctx, Note{Verb: "kept", Subject: "series"}, rows...)
}

// Trend gives one rate at the month ends of the last n months and today: the kept figure
// where there is one, else counted from history.
func (s Session) Trend(ctx context.Context, definition string, n int) ([]adoption.Rate, error) {
	var out []adoption.Rate
	kept := map[string]adoption.Rate{}
	for _, p := range s.Points("") {
		if p.Rate.Definition == definition {
			kept[p.Rate.At.Format("2006-01")] = p.Rate
		}
	}
	for i := n; i >= 0; i-- {
		day := monthEnd(s.Now(), -i)
		if i == 0 {
			day = s.Now()
		}
		if r, ok := kept[day.Format("2006-01")]; ok && (i > 0 || r.At.After(day.AddDate(0, 0, -1))) {
			out = append(out, r)
			continue
		}
		r, ok, err := s.rateAt(ctx, definition, day)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// rateAt counts a rate on a day; pairs and slips only where counts of that time exist.
func (s Session) rateAt(ctx context.Context, definition string, day time.Time) (adoption.Rate, bool, error) {
	s.mu.RLock()
	e, ok := s.editionAt(day)
	s.mu.RUnlock()
	if !ok || e.Date.After(day) { // before the first list nothing is known
		return adoption.Rate{}, false, nil
	}
	whole, err := s.Whole(ctx, day)
	if err != nil {
		return adoption.Rate{}, false, err
	}
	r := whole.Rate(definition)
	return r, r.Den > 0, nil
}

// monthEnd is the last day of the month that lies n months from a day.
func monthEnd(day time.Time, n int) time.Time {
	return time.Date(day.Year(), day.Month()+time.Month(n)+1, 0, 23, 59, 0, 0, day.Location())
}
