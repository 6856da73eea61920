package reconcile

import (
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
)

// scale says how a pair's rows are counted, read from the pair's lines in 第7表. Units are
// 単位.
type scale struct {
	within, over int             // 区分支給限度基準内 (No.22) and 基準超 (No.21), as planned
	managed      int             // 給付管理単位数 (No.18), as planned
	outside      map[string]bool // codes that count nothing: 率加減算 and what lies outside the limit
	per          map[string]int  // 給付管理単位数 of one service where it is not its 単位数 (R156)
	once         map[string]bool // codes billed once a month, whatever the number of rows (R127, R129)
	nothing      bool            // the whole service type lies outside the limit
}

// beyondLimit are the service types without a limit: 居宅療養管理指導.
func beyondLimit(kind string) bool { return kind == "31" || kind == "34" }

func scaleOf(d *deal, filled bool) scale {
	s := scale{nothing: beyondLimit(d.Type), outside: map[string]bool{}, per: map[string]int{}, once: map[string]bool{}}
	s.learnCodes(d)
	if s.nothing || !d.onSlip() {
		return s
	}
	if len(d.totals) == 0 || !filled {
		s.within = s.sumOf(d.plan)
		return s
	}
	s.readSums(d.totals)
	s.outside = s.whatIsOutside(d)
	return s
}

// says reports that a line of 第7表 has units in one of No.18, 21, 22. All three may be empty.
func says(t careplan.Total) bool { return t.Managed != 0 || t.Over != 0 || t.Within != 0 }

// isSubtotal reports ttAAAA: the sum of what lies within the category limit (R150).
func isSubtotal(t careplan.Total) bool { return strings.HasSuffix(t.Code, "AAAA") }

// readSums takes the subtotals of the pair, or its lines if it has no subtotal. Lines of
// 30日超 and the subtotals EEEE and ZZZZ lie outside.
func (s *scale) readSums(totals []careplan.Total) {
	byLines := !slices.ContainsFunc(totals, isSubtotal)
	for _, t := range totals {
		if isSubtotal(t) || byLines && !t.IsTotal() && !t.Over30 {
			s.within += t.Within
			s.over += t.Over
			s.managed += t.Managed
		}
	}
	if s.within == 0 && s.over == 0 {
		s.within = s.managed
	}
}

// learnCodes finds codes whose managed units differ from their units, and codes that are
// billed once a month.
func (s *scale) learnCodes(d *deal) {
	for _, t := range d.totals {
		if t.IsTotal() || t.Over30 || t.Count == 0 {
			continue
		}
		one := t.Managed / t.Count
		if t.Managed%t.Count == 0 && one > 0 && one != unitOf(t) {
			s.per[t.Code] = one
		}
		if t.Count == 1 && d.planned(t.Code) > 1 && (t.Managed == unitOf(t) || t.Amount == unitOf(t)) {
			s.once[t.Code] = true
		}
	}
	for _, r := range slices.Concat(d.plan, d.done) {
		if r.Prorated != "" {
			s.once[r.Code] = true
		}
	}
}

// unitOf is the 割引後単位数 of a line if there is one, else its 単位数.
func unitOf(t careplan.Total) int {
	if t.Discounted != 0 {
		return t.Discounted
	}
	return t.Units
}

func (d *deal) planned(code string) int {
	n := 0
	for _, r := range d.plan {
		if r.Code == code && r.Tais == "" && r.Equipment == "" {
			n += r.Count
		}
	}
	return n
}

// whatIsOutside finds the codes that count nothing. A line of 第7表 without units in No.18,
// 21 and 22 is one, unless the sender fills these in subtotals only; then the choice that
// makes the planned rows add up to the subtotal is taken.
func (s *scale) whatIsOutside(d *deal) map[string]bool {
	silent, untimed, some := map[string]bool{}, map[string]bool{}, false
	for _, t := range d.totals {
		if !t.IsTotal() && !t.Over30 {
			silent[t.Code] = !says(t)
			some = some || says(t)
		}
	}
	for _, r := range d.plan {
		if !r.HasTime() {
			untimed[r.Code] = true
		}
	}
	for _, choice := range []map[string]bool{silent, {}, untimed} {
		try := *s
		try.outside = choice
		if try.sumOf(d.plan) == s.within+s.over {
			return choice
		}
	}
	if some {
		return silent
	}
	return map[string]bool{}
}

// weigh writes into rows what they count.
func (s *scale) weigh(rows []*row) {
	seen := map[string]bool{}
	for _, r := range rows {
		r.units = s.unitsOf(r, seen)
	}
}

// sumOf is what rows count, without writing it into them.
func (s *scale) sumOf(rows []*row) int {
	seen, n := map[string]bool{}, 0
	for _, r := range rows {
		n += s.unitsOf(r, seen)
	}
	return n
}

func (s *scale) unitsOf(r *row, seen map[string]bool) int {
	if s.nothing || s.outside[r.Code] || r.Over30 || r.Units == 0 {
		return 0
	}
	one := r.Units
	if per, ok := s.per[r.Code]; ok {
		one = per
	}
	if !s.once[r.Code] {
		return one * r.Count
	}
	if seen[r.Code] {
		return 0
	}
	seen[r.Code] = true
	if r.Prorated != "" {
		return one * strings.Count(r.Prorated, "1")
	}
	return one
}

func sum(rows []*row) int {
	n := 0
	for _, r := range rows {
		n += r.units
	}
	return n
}
