package evidence

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
)

// book is the facts of one client in the order of their days.
type book struct {
	client Client
	months []string
	facts  []Fact
	years  bool // two months bear the same number: say the year
}

// plan is a version of the plan that needs consent and 交付, and the day the next one begins.
type plan struct {
	Fact
	until string // YYYYMMDD, not included
}

func newBook(c Client, months []string, facts []Fact) book {
	b := book{client: c, months: slices.Compact(slices.Sorted(slices.Values(months)))}
	for _, f := range facts {
		if f.Client != c.Key {
			continue
		}
		b.facts = append(b.facts, dated(f))
	}
	slices.SortStableFunc(b.facts, func(x, y Fact) int {
		return cmp.Or(cmp.Compare(x.Day, y.Day), x.Moment.Compare(y.Moment), cmp.Compare(x.Version, y.Version), cmp.Compare(x.Ref, y.Ref))
	})
	seen := map[string]bool{}
	for _, m := range b.months {
		number := m[min(4, len(m)):]
		b.years = b.years || seen[number]
		seen[number] = true
	}
	return b
}

// dated fills in the day of the moment and the month of the day.
func dated(f Fact) Fact {
	if f.Day == "" && !f.Moment.IsZero() {
		f.Day = calendar.Of(f.Moment)
	}
	if f.Month == "" {
		f.Month = calendar.Month(f.Day)
	}
	return f
}

// find gives the facts of the kinds that keep says yes to.
func (b book) find(keep func(Fact) bool, kinds ...Kind) []Fact {
	var out []Fact
	for _, f := range b.facts {
		if slices.Contains(kinds, f.Kind) && keep(f) {
			out = append(out, f)
		}
	}
	return out
}

// inMonth gives the facts of a service month.
func (b book) inMonth(m string, kinds ...Kind) []Fact {
	return b.find(func(f Fact) bool { return f.Month == m }, kinds...)
}

// with gives the facts of a service month and a partner.
func (b book) with(m string, p Partner, kinds ...Kind) []Fact {
	return b.find(func(f Fact) bool { return f.Month == m && f.Partner.is(p) }, kinds...)
}

// since gives the facts with a partner from one day to before another.
func (b book) since(from, until string, p Partner, kinds ...Kind) []Fact {
	return b.find(func(f Fact) bool { return f.Day >= from && f.Day < until && f.Partner.is(p) }, kinds...)
}

// between gives the facts without regard to a partner.
func (b book) between(from, until string, kinds ...Kind) []Fact {
	return b.find(func(f Fact) bool { return f.Day >= from && f.Day < until }, kinds...)
}

const noEnd = "99999999"

// planOf is the plan that holds in a month: the latest that began by then.
func (b book) planOf(m string) (plan, bool) {
	all := b.find(func(f Fact) bool { return !minor(f) }, PlanMade, PlanChanged)
	best := -1
	for i, f := range all {
		if f.Month <= m && (best < 0 || f.Month >= all[best].Month) {
			best = i
		}
	}
	if best < 0 {
		return plan{}, false
	}
	p := plan{Fact: all[best], until: noEnd}
	for _, f := range all[best+1:] {
		if f.Day > p.Day && f.Month >= p.Month {
			p.until = f.Day
			break
		}
	}
	return p, true
}

// meetings gives the meetings (サービス担当者会議・照会) of a plan: after the consent to the one before
// it, at most meetingBefore days before it was made, and until the next.
func (b book) meetings(p plan) []Fact {
	from := calendar.Add(p.Day, -meetingBefore)
	for _, f := range b.between("", p.Day, Consent) {
		from = max(from, calendar.Add(f.Day, 1))
	}
	return b.between(from, p.until, Meeting)
}

func minor(f Fact) bool { return f.Kind == PlanChanged && strings.HasPrefix(f.Note, Minor) }

// monthWord writes 11月, with the year only where two months would read the same.
func (b book) monthWord(m string) string {
	if len(m) != 6 {
		return m
	}
	n, err := strconv.Atoi(m[4:])
	if err != nil {
		return m
	}
	if b.years {
		return m[:4] + "年" + strconv.Itoa(n) + "月"
	}
	return strconv.Itoa(n) + "月"
}

// days writes 11/26(木)、12/11(金).
func days(facts []Fact) string {
	var out []string
	for _, f := range facts {
		if d := calendar.Short(f.Day); !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return strings.Join(out, "、")
}
