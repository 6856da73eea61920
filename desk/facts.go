package desk

import (
	"cmp"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/reconcile"
)

// factsOf tells the comparison what the office knows besides the files.
func factsOf(c Client, m *Month) reconcile.Facts {
	f := reconcile.Facts{CertFrom: c.CertFrom, CertTo: c.CertTo, Limit: c.Limit, Status: c.Status}
	if c.LevelChanged != "" && len(c.LevelChanged) == 8 && c.LevelChanged[:6] == m.Month {
		f.HeavierLimit = max(c.Limit, c.PreviousLimit)
	}
	for _, e := range c.Events {
		switch e.Kind {
		case Died:
			f.Died = e.Day
		case Hospital:
			f.Hospital = append(f.Hospital, reconcile.Span{From: e.Day, To: endOf(c, e.Day)})
		case Facility:
			f.Stays = append(f.Stays, reconcile.Span{From: e.Day, To: endOf(c, e.Day)})
		}
	}
	for _, ch := range m.Changes[c.Key] {
		f.Agreed = append(f.Agreed, reconcile.Agreed{Provider: ch.Partner.Office, Day: ch.Day, To: ch.To, Note: ch.Note})
	}
	return f
}

// weekly takes the weekly plan (第3表) of the newest plan of care apart: which provider is
// planned on which weekday. A service that 第2表 gives to no provider, or to several, says
// nothing.
func (b *Bench) weekly(k careplan.ClientKey, planned *careplan.Slip) []reconcile.Weekly {
	plan, ok := b.newestPlan(k)
	if !ok || planned == nil {
		return nil
	}
	var out []reconcile.Weekly
	for _, w := range plan.Weekly {
		provider, kind := "", ""
		for _, s := range plan.Services {
			if s.Kind == w.Service && s.Provider != provider {
				if provider != "" {
					provider = ""
					break
				}
				provider = s.Provider
			}
		}
		for _, v := range planned.Visits {
			if v.Provider == provider {
				kind = v.Type()
				break
			}
		}
		if provider != "" && kind != "" && len(w.Weekday) == 1 {
			out = append(out, reconcile.Weekly{Provider: provider, Type: kind, Weekday: int(w.Weekday[0]-'0') % 7})
		}
	}
	return out
}

// newestPlan is the newest plan of care of a client that is no draft (原案).
func (b *Bench) newestPlan(k careplan.ClientKey) (careplan.Plan, bool) {
	for _, e := range b.Entries(Filter{Client: k, Family: "plan"}) {
		b.mu.Lock()
		c := b.content[e.ID]
		b.mu.Unlock()
		if c == nil || e.Stage == "原案" || e.State == Withdrawn || e.State == Refused {
			continue
		}
		for _, p := range c.Plans {
			if p.Client == k {
				return p, true
			}
		}
	}
	return careplan.Plan{}, false
}

// endOf is the day of the discharge after a day, or the end of time.
func endOf(c Client, from string) string {
	for _, e := range c.Events {
		if e.Kind == Discharged && e.Day >= from {
			return e.Day
		}
	}
	return "99991231"
}

// clients lists everybody the month speaks of.
func (m *Month) clients() []careplan.ClientKey {
	seen := map[careplan.ClientKey]bool{}
	var out []careplan.ClientKey
	add := func(k careplan.ClientKey) {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	for k := range m.Planned {
		add(k)
	}
	for p := range m.Done {
		add(p.Client)
	}
	slices.SortFunc(out, func(x, y careplan.ClientKey) int { return cmp.Compare(x.String(), y.String()) })
	return out
}

// donePairs lists for which providers a client's actuals are here, in a fixed order.
func (m *Month) donePairs(k careplan.ClientKey) []Pair {
	var out []Pair
	for p := range m.Done {
		if p.Client == k {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.Type, y.Type), cmp.Compare(x.Provider, y.Provider)) })
	return out
}

func sortReviews(list []Review) {
	slices.SortStableFunc(list, func(x, y Review) int {
		switch {
		case reconcile.Less(x.Result, y.Result):
			return -1
		case reconcile.Less(y.Result, x.Result):
			return 1
		}
		return cmp.Or(cmp.Compare(fold(x.Client.Kana), fold(y.Client.Kana)), cmp.Compare(x.Client.Key.String(), y.Client.Key.String()))
	})
}
