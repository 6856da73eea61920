package reconcile

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// TimeTolerance is by how many minutes start and end of a visit may each differ from the
// plan without being a difference. The actual carries the performed time (R131): a helper
// who arrives two minutes late has done what was planned. Whether the shorter time still
// carries the code is the provider's to know.
const TimeTolerance = 15

func equipment(kind string) bool { return spec.IsEquipment(kind) }

// compare finds the differences of the pair: first what is the same, then one visit
// against another, what is left over last.
func (d *deal) compare() {
	switch {
	case d.waiting:
		return
	case !d.onSlip():
		d.unknown()
		return
	}
	d.pair(same, d.details)
	d.pair(near, d.details)
	d.monthly()
	d.pair(sameAddition, d.details)
	d.combine(d.plan, d.done, Merged)
	d.combine(d.done, d.plan, Split)
	d.pair(otherTime, d.say(TimeChanged))
	d.pair(otherCount, d.say(CountChanged))
	d.pair(otherItem, d.say(ItemChanged))
	d.pair(otherCode, d.say(CodeChanged))
	d.pair(d.agreedMove, d.move)
	d.pair(otherDay, d.move)
	for _, p := range services(d.plan) {
		d.report(Missing, fold(d.plan, taken(p)), nil)
	}
	for _, q := range services(d.done) {
		d.report(Extra, nil, fold(d.done, taken(q)))
	}
	d.additions()
	d.rank()
}

// pair takes a planned and a done row each that belong together, the nearest first.
func (d *deal) pair(ok func(p, q *row) bool, then func(p, q *row)) {
	type couple struct {
		p, q *row
		far  int
	}
	var list []couple
	for _, p := range free(d.plan) {
		for _, q := range free(d.done) {
			if ok(p, q) {
				list = append(list, couple{p, q, distance(p, q)})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b couple) int { return cmp.Compare(a.far, b.far) })
	for _, c := range list {
		if !c.p.taken && !c.q.taken {
			take(c.p, c.q)
			then(c.p, c.q)
		}
	}
}

// distance is how far two rows lie apart, in minutes; a different satellite or detail
// number is a little further.
func distance(p, q *row) int {
	n := 4 * apart(p.Start, q.Start)
	if p.Day != q.Day {
		n += 4 * 1440 * abs(day(p.Day)-day(q.Day))
	}
	if p.Satellite != q.Satellite || p.Detail != q.Detail {
		n++
	}
	if p.Units != q.Units {
		n++
	}
	return n
}

func day(yyyymmdd string) int {
	if len(yyyymmdd) != 8 {
		return 0
	}
	n, _ := strconv.Atoi(yyyymmdd[6:])
	return n
}

func same(p, q *row) bool {
	return p.Day == q.Day && p.Code == q.Code && p.Count == q.Count && p.item() == q.item() && p.Start == q.Start && p.End == q.End
}

func near(p, q *row) bool {
	if p.Day != q.Day || p.Code != q.Code || p.Count != q.Count || p.item() != q.item() || p.HasTime() != q.HasTime() {
		return false
	}
	return !p.HasTime() || apart(p.Start, q.Start) <= TimeTolerance && apart(p.End, q.End) <= TimeTolerance
}

// sameAddition: an addition keeps the day of its service; its time follows the service.
func sameAddition(p, q *row) bool {
	return p.addition && q.addition && p.Day == q.Day && p.Code == q.Code && p.Count == q.Count
}

func otherTime(p, q *row) bool {
	return !p.addition && !q.addition && p.Day == q.Day && p.Code == q.Code && p.Count == q.Count && p.item() == q.item()
}

func otherCount(p, q *row) bool {
	return p.addition == q.addition && p.Day == q.Day && p.Code == q.Code && p.item() == q.item()
}

// otherItem is another product of 福祉用具 (R136) under the same code.
func otherItem(p, q *row) bool { return p.Day == q.Day && p.Code == q.Code && p.item() != q.item() }

// otherCode is another code on the same day; with equipment the product must be the same.
func otherCode(p, q *row) bool {
	if p.addition || q.addition || p.Day != q.Day || p.Code == q.Code {
		return false
	}
	return !equipment(p.Type()) || p.item() != "" && p.item() == q.item()
}

func otherDay(p, q *row) bool {
	return p.Code == q.Code && p.Day != q.Day && p.item() == q.item() && p.addition == q.addition && !p.addition
}

func (d *deal) agreedMove(p, q *row) bool {
	return otherDay(p, q) && d.agreed(p.Day, q.Day)
}

// item is the product of 福祉用具: its TAISコード or 届出コード.
func (r *row) item() string { return r.Tais + r.Equipment }

// details compares what is left of two rows that belong together.
func (d *deal) details(p, q *row) {
	switch {
	case p.Prorated != q.Prorated:
		d.report(ProratedChanged, []*row{p}, []*row{q})
	case p.Units != q.Units && p.units != 0 && q.units != 0:
		d.report(UnitsChanged, []*row{p}, []*row{q})
	}
}

func (d *deal) say(k Kind) func(p, q *row) {
	return func(p, q *row) { d.report(k, []*row{p}, []*row{q}) }
}

// move reports 振替 as one difference; the additions of the day move along.
func (d *deal) move(p, q *row) {
	plan, done := []*row{p}, []*row{q}
	for _, a := range free(d.plan) {
		for _, b := range free(d.done) {
			if a.addition && b.addition && !a.taken && !b.taken && a.Day == p.Day && b.Day == q.Day && a.Code == b.Code && a.Count == b.Count {
				take(a, b)
				plan, done = append(plan, a), append(done, b)
			}
		}
	}
	d.report(Moved, plan, done)
}

// unknown reports a pair the slip does not have: one question to one provider.
func (d *deal) unknown() {
	if len(d.done) == 0 {
		return
	}
	take(d.done...)
	d.report(UnknownPair, nil, d.done)
}

func take(rows ...*row) {
	for _, r := range rows {
		r.taken = true
	}
}

func taken(r *row) *row {
	r.taken = true
	return r
}

func free(rows []*row) []*row {
	var out []*row
	for _, r := range rows {
		if !r.taken {
			out = append(out, r)
		}
	}
	return out
}

// services are the rows that are left and are no additions.
func services(rows []*row) []*row {
	return slices.DeleteFunc(free(rows), func(r *row) bool { return r.addition })
}

func abs(n int) int { return max(n, -n) }
