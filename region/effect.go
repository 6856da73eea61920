package region

import (
	"cmp"
	"context"
	"slices"

	"github.com/tasuki-care/tasuki/region/effect"
)

// Studies lists the time studies of an office ("" = all the actor may see).
func (s Session) Studies(number string) ([]effect.Study, error) {
	if !s.May(Report) && !s.May(SeeOwn) {
		return nil, s.need(Report)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.DeleteFunc(s.studies.all(), func(v effect.Study) bool { return number != "" && v.Office != number || !s.sees(v.Office) }), nil
}

// SaveStudy writes a time study of an office.
func (s Session) SaveStudy(ctx context.Context, v effect.Study) error {
	if err := s.mayMeasure(v.Office); err != nil {
		return err
	}
	v.ID = cmp.Or(v.ID, newID())
	_, err := change(ctx, s.Map, &s.studies, v.ID, Note{Who: s.ID, Verb: "study", Subject: v.Office}, func(old *effect.Study) error {
		*old = v
		return nil
	})
	return err
}

func (s Session) mayMeasure(number string) error {
	if number == s.Own && s.May(SeeOwn) {
		return nil
	}
	return s.mayTouch(number)
}

// Tallies lists the monthly counts of paper, FAX, returned claims and entrusted plans.
func (s Session) Tallies(number string) ([]effect.Tally, error) {
	if !s.May(Report) && !s.May(SeeOwn) {
		return nil, s.need(Report)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.DeleteFunc(s.tallies.all(), func(v effect.Tally) bool { return number != "" && v.Office != number || !s.sees(v.Office) }), nil
}

// SaveTally writes the counts of an office's month.
func (s Session) SaveTally(ctx context.Context, v effect.Tally) error {
	if err := s.mayMeasure(v.Office); err != nil {
		return err
	}
	v.ID = v.Office + "/" + v.Month
	_, err := change(ctx, s.Map, &s.tallies, v.ID, Note{Who: s.ID, Verb: "tally", Subject: v.Office}, func(old *effect.Tally) error {
		*old = v
		return nil
	})
	return err
}

// Verdicts judges the subsidy and 加算 rules for the own office from its own counts.
func (s Session) Verdicts(number string) ([]effect.Verdict, error) {
	if number != s.Own || !s.May(SeeOwn) {
		if err := s.need(SeePairs); err != nil {
			return nil, err
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	use := s.use(number)
	var out []effect.Verdict
	for _, r := range effect.Rules() {
		out = append(out, effect.Judge(r, use, s.Now()))
	}
	return out, nil
}

// use counts what the office's desk reported: partners linked in each month.
func (m *Map) use(number string) effect.Use {
	r, _ := m.adoption.get(number)
	u := effect.Use{Joined: r.Since("idle", "active"), Partners: map[string]int{}}
	for _, i := range m.traffic.items {
		if t := i.value; t.Reporter == number && len(t.Counts) > 0 {
			u.Partners[t.Month] = len(t.Counts)
		}
	}
	for _, w := range m.workshops.all() {
		for _, seat := range w.Seats {
			u.Attended = u.Attended || seat.Office == number && !seat.Attended.IsZero() && !seat.Attended.After(m.Now())
		}
	}
	return u
}
