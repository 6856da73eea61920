package reconcile

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
)

// month is a client's month taken apart into pairs.
type month struct {
	c     Case
	deals []*deal
}

// deal is one pair: what was planned with a provider in one service type, and what was done.
type deal struct {
	Pair
	name       string
	facts      *Facts
	plan, done []*row
	totals     []careplan.Total
	hasPlan    bool // there is a slip for the client at all
	elsewhere  bool // the slip names the provider with another service type
	waiting    bool
	scale      scale
	found      []Difference
}

// row is one record of 第6表 under comparison.
type row struct {
	careplan.Visit
	units    int  // that count for the pair: units × count, 0 if outside the limit
	addition bool // 加算・減算, see deal.isAddition
	taken    bool // has found its counterpart or is reported
}

func monthOf(c Case) *month {
	m := &month{c: c}
	if c.Plan != nil {
		for _, v := range c.Plan.Visits {
			d := m.deal(Pair{v.Provider, v.Type()}, v.ProviderName)
			d.plan = append(d.plan, &row{Visit: v})
		}
		for _, t := range c.Plan.Totals {
			if t.Type() != "" && t.Provider != everyProvider {
				d := m.deal(Pair{t.Provider, t.Type()}, t.ProviderName)
				d.totals = append(d.totals, t)
			}
		}
	}
	for _, s := range c.Actuals {
		if s.Client == c.Client && s.Month == c.Month {
			m.actual(s)
		}
	}
	for _, p := range c.Facts.Expected {
		d := m.deal(p, "")
		d.waiting = len(d.done) == 0
	}
	slices.SortFunc(m.deals, func(a, b *deal) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Provider, b.Provider))
	})
	m.prepare()
	return m
}

// everyProvider stands as provider on the total line of all (第7表 全合計, R151).
const everyProvider = "9999999999"

func (m *month) actual(s careplan.Slip) {
	for _, v := range s.Visits {
		d := m.deal(Pair{v.Provider, v.Type()}, v.ProviderName)
		d.done = append(d.done, &row{Visit: v})
	}
}

func (m *month) deal(p Pair, name string) *deal {
	for _, d := range m.deals {
		if d.Pair == p {
			d.name = cmp.Or(d.name, name)
			return d
		}
	}
	d := &deal{Pair: p, name: name, facts: &m.c.Facts, hasPlan: m.c.Plan != nil}
	m.deals = append(m.deals, d)
	return d
}

func (m *month) prepare() {
	filled := m.c.Plan != nil && slices.ContainsFunc(m.c.Plan.Totals, says)
	for _, d := range m.deals {
		d.elsewhere = slices.ContainsFunc(m.deals, func(o *deal) bool {
			return o.Provider == d.Provider && o.Type != d.Type && o.onSlip()
		})
		inDayOrder(d.plan)
		inDayOrder(d.done)
		d.scale = scaleOf(d, filled)
		d.scale.weigh(d.plan)
		d.scale.weigh(d.done)
		d.markAdditions()
	}
}

// inDayOrder makes the outcome independent of the order of records in the files.
func inDayOrder(rows []*row) {
	slices.SortStableFunc(rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End),
			cmp.Compare(b.Units, a.Units), cmp.Compare(a.Code, b.Code))
	})
}

func (d *deal) onSlip() bool { return len(d.plan) > 0 || len(d.totals) > 0 }

func (d *deal) line() Line {
	return Line{
		Pair: d.Pair, ProviderName: d.name, PlanUnits: d.scale.within, ActualUnits: sum(d.done),
		Managed: d.scale.managed, Waiting: d.waiting,
	}
}

// limit is the 区分支給限度基準額 of the month; the heavier one if the level changed in it.
func (m *month) limit() int {
	l := max(m.c.Facts.Limit, m.c.Facts.HeavierLimit)
	if l == 0 && m.c.Plan != nil && m.c.Plan.Supplement != nil {
		return m.c.Plan.Supplement.Limit
	}
	return l
}

// excess compares the month with the limit. What the slip itself planned above the limit
// is no difference.
func (m *month) excess(r *Result) {
	total, planned := 0, 0
	for _, d := range m.deals {
		planned += d.scale.over
		if d.waiting {
			total += d.scale.within + d.scale.over
		} else {
			total += sum(d.done)
		}
	}
	if r.Limit == 0 || total <= r.Limit {
		return
	}
	r.Excess = total - r.Limit
	if r.Excess == planned {
		for i, d := range m.deals {
			r.Lines[i].Over = d.scale.over
		}
	}
	if r.Excess > planned {
		r.Differences = append(r.Differences, limitOver(total, r.Excess, planned, r.Limit, r.Complete))
	}
}

// limitOver is the difference ③.
func limitOver(total, excess, planned, limit int, complete bool) Difference {
	what := "実績の合計"
	if !complete {
		what = "実績と、まだ届いていない事業所の予定の合計"
	}
	d := Difference{
		Level: OverLimit, Rule: "D-LIMIT", Kind: LimitOver, Units: excess - planned,
		Planned: comma(limit+planned) + "単位", Done: comma(total) + "単位",
		Sentence: fmt.Sprintf("%sは%s単位で、限度額の%s単位を%s単位超えています。", what, comma(total), comma(limit), comma(excess)),
		Next:     "超えた単位をどの事業所の全額自己負担にするかを割り振り、利用者に説明してください。",
	}
	if planned > 0 {
		d.Sentence += fmt.Sprintf("予定で超えていたのは%s単位です。", comma(planned))
	}
	return d
}
