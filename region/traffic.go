package region

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/registry"
)

// Few is the number of slips under which a pair is only 「少数」.
const Few = 3

// Traffic is what the desk of a consenting office counted in one month: slips per partner,
// no names, no contents.
type Traffic struct {
	Reporter string
	Month    string // YYYY-MM
	At       time.Time
	Counts   []Count
}

// Count is the slips with one partner, both directions together.
type Count struct {
	Partner string
	Slips   int  // 2 when Few: the true number, 1 or 2, was never kept
	Few     bool `json:",omitempty"` // 少数: under 3 slips
}

// Words writes the count as people may see it.
func (c Count) Words() string { return slipWords(c.Slips, c.Few) }

func slipWords(n int, few bool) string {
	if few {
		return "少数"
	}
	return fmt.Sprintf("%d件", n)
}

// drop takes a partner out of the counts.
func (t *Traffic) drop(number string) bool {
	n := len(t.Counts)
	t.Counts = slices.DeleteFunc(slices.Clone(t.Counts), func(c Count) bool { return c.Partner == number })
	return len(t.Counts) != n
}

// Take receives one month's counts from an office's own desk. Numbers under 3 are clipped
// before anything is written, so that no sum can give them back. Without the office's
// consent nothing is taken.
func (m *Map) Take(ctx context.Context, reporter, month string, counts map[string]int) error {
	if _, err := time.Parse("2006-01", month); err != nil {
		return &Error{Code: "traffic_month", Message: "対象月が読み取れません。", Next: "「2026-12」の形で送ってください。"}
	}
	m.mu.RLock()
	c, _ := m.consents.get(reporter)
	t := Traffic{Reporter: reporter, Month: month, At: m.Now()}
	for _, p := range slices.Sorted(maps.Keys(counts)) {
		other, _ := m.consents.get(p)
		if n := counts[p]; n > 0 && p != reporter && other.Objected.IsZero() {
			t.Counts = append(t.Counts, Count{p, max(n, Few-1), n < Few})
		}
	}
	m.mu.RUnlock()
	if !c.Holds() {
		return &Error{Code: "traffic_consent", Message: "この事業所は、件数を送ることに同意していません。", Next: "地図の「自分の事業所」で、同意のスイッチを入れてください。"}
	}
	_, err := change(ctx, m, &m.traffic, reporter+"/"+month, Note{Who: reporter, Verb: "counted", Subject: reporter, Text: month}, func(old *Traffic) error {
		*old = t
		return nil
	})
	return err
}

// Estimate is a pair nobody measured: named by an office, or guessed from users and distance.
type Estimate struct {
	A, B  string // office numbers
	Slips int    // a month, 0 = partners, number not known
	Basis outreach.Basis
	By    string `json:",omitempty"` // office that named it
	From  string // アンケート 2026-06 …
}

// SaveEstimates adds pairs that were declared or estimated. A declared pair needs the
// consent of the office that named it; others are refused and counted.
func (m *Map) SaveEstimates(ctx context.Context, who string, list []Estimate) (refused int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []Row
	for _, e := range list {
		if !m.mayKeep(e) {
			refused++
			continue
		}
		if e.Slips > 0 {
			e.Slips = max(e.Slips, Few-1)
		}
		r, err := m.estimates.row(min(e.A, e.B)+"/"+max(e.A, e.B), e)
		if err != nil {
			return refused, err
		}
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		return refused, nil
	}
	return refused, m.put(ctx, Note{Who: who, Verb: "estimated", Subject: "pairs"}, rows...)
}

func (m *Map) mayKeep(e Estimate) bool {
	a, _ := m.consents.get(e.A)
	b, _ := m.consents.get(e.B)
	if e.A == e.B || !a.Objected.IsZero() || !b.Objected.IsZero() {
		return false
	}
	if e.Basis == outreach.Estimated {
		return true
	}
	by, _ := m.consents.get(e.By)
	return by.Holds()
}

// Pair is two offices that exchange slips.
type Pair struct {
	A, B  string
	Slips int // a month, both directions
	Few   bool
	Basis outreach.Basis
}

// Words writes the count as people may see it.
func (p Pair) Words() string {
	switch {
	case p.Slips == 0:
		return "件数不明"
	case p.Basis == outreach.Measured:
		return slipWords(p.Slips, p.Few)
	}
	return slipWords(p.Slips, p.Slips < Few) + "（" + p.Basis.String() + "）"
}

// pairs puts together what is known up to a day: the newest month an office counted,
// else what was declared, else what was estimated.
func (m *Map) pairs(day time.Time) []Pair {
	found := map[[2]string]Pair{}
	for _, e := range m.estimates.items {
		v := e.value
		keep(found, Pair{m.heir(v.A), m.heir(v.B), v.Slips, v.Slips > 0 && v.Slips < Few, v.Basis})
	}
	for _, t := range m.latest(day) {
		for _, c := range t.Counts {
			keep(found, Pair{m.heir(t.Reporter), m.heir(c.Partner), c.Slips, c.Few, outreach.Measured})
		}
	}
	out := make([]Pair, 0, len(found))
	for _, p := range found {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return out
}

// keep holds the better of two counts for a pair: measured before declared before
// estimated, and of two measured ones the larger (one desk may not have sent all).
func keep(found map[[2]string]Pair, p Pair) {
	if p.A > p.B {
		p.A, p.B = p.B, p.A
	}
	old, ok := found[[2]string{p.A, p.B}]
	if !ok || p.Basis < old.Basis || p.Basis == old.Basis && p.Slips > old.Slips {
		found[[2]string{p.A, p.B}] = p
	}
}

// latest gives for each office the newest month that ended before the day.
func (m *Map) latest(day time.Time) map[string]Traffic {
	last := day.AddDate(0, 0, 1).Format("2006-01") // the day's end: a month's last day counts for it
	out := map[string]Traffic{}
	for _, i := range m.traffic.items {
		t := i.value
		if c, _ := m.consents.get(t.Reporter); c.Holds() && t.Month < last && t.Month > out[t.Reporter].Month {
			out[t.Reporter] = t
		}
	}
	return out
}

// Refresh sets 利用中 from the counts of a month: whoever exchanged with one partner was in
// use, and an office that sent its counts and exchanged with nobody was not.
func (m *Map) Refresh(ctx context.Context, month string) (int, error) {
	first, err := time.ParseInLocation("2006-01", month, m.Now().Location())
	if err != nil {
		return 0, fmt.Errorf("read month: %w", err)
	}
	end := first.AddDate(0, 1, -1)
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []Row
	for number, use := range m.used(month) {
		r, err := m.adoption.copyOf(number)
		if err != nil {
			return 0, err
		}
		to := adoption.Idle
		if use {
			to = adoption.Active
		}
		if now := r.At(end); now == to || !use && now != adoption.Active || end.After(m.Now()) {
			continue
		}
		r.Number = number
		if err := r.Add(adoption.Event{At: end, State: to, Source: "やり取りの件数（" + month + "）", Noted: m.Now()}); err != nil {
			return 0, fmt.Errorf("set state from counts: %w", err)
		}
		row, err := m.adoption.row(number, r)
		if err != nil {
			return 0, err
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return 0, nil
	}
	return len(rows), m.put(ctx, Note{Verb: "refreshed", Subject: month}, rows...)
}

// used tells for every office of which something is known whether it exchanged in a month.
func (m *Map) used(month string) map[string]bool {
	out := map[string]bool{}
	for _, i := range m.traffic.items {
		t := i.value
		if t.Month != month {
			continue
		}
		out[t.Reporter] = out[t.Reporter] || len(t.Counts) > 0
		for _, c := range t.Counts {
			if _, ok := m.office(c.Partner); ok {
				out[c.Partner] = true
			}
		}
	}
	return out
}

// needed tells whether slips flow between two kinds of offices: one plans, one provides.
func needed(a, b registry.Office) bool {
	planner := func(o registry.Office) bool { return o.Kind() == registry.Planner || o.Kind() == registry.Centre }
	return planner(a) != planner(b) && a.Kind() != registry.Facility && b.Kind() != registry.Facility
}
