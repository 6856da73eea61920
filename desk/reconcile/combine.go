package reconcile

import (
	"slices"
	"strconv"
)

// MergeGap is below how many minutes between two visits they may be charged as one (the
// two-hour rule of 訪問介護, 2時間ルール).
const MergeGap = 120

// combine finds several visits of one side that are one visit on the other side: merged
// (many planned, one done) or split (many done, one planned).
func (d *deal) combine(many, one []*row, kind Kind) {
	for _, a := range services(one) {
		run := longestRun(many, one, a)
		if len(run) == 0 {
			continue
		}
		take(run...)
		a.taken = true
		if kind == Merged {
			d.report(kind, fold(many, run...), fold(one, a))
		} else {
			d.report(kind, fold(one, a), fold(many, run...))
		}
	}
}

// longestRun is the greatest number of neighbouring visits of the day that one visit of
// the other side can stand for; none if there are not at least two.
func longestRun(many, one []*row, a *row) []*row {
	rest := services(many)
	rest = slices.DeleteFunc(rest, func(r *row) bool { return r.Day != a.Day || equipment(r.Type()) })
	for n := len(rest); n >= 2; n-- {
		for i := 0; i+n <= len(rest); i++ {
			if run := rest[i : i+n]; standsFor(a, run) && !rivals(one, a, run) {
				return run
			}
		}
	}
	return nil
}

// standsFor: the same code as often as all together, or a visit as long as all together
// beside visits that lie less than two hours apart.
func standsFor(a *row, run []*row) bool {
	count, code := 0, true
	for _, r := range run {
		count += r.Count
		code = code && r.Code == a.Code
	}
	return code && count == a.Count || longEnough(a, run)
}

func longEnough(a *row, run []*row) bool {
	from, to, ok := a.band()
	if !ok {
		return false
	}
	length, last := 0, -1
	for _, r := range run {
		f, t, timed := r.band()
		if !timed || last >= 0 && f-last >= MergeGap {
			return false
		}
		length += t - f
		last = t
	}
	first, _, _ := run[0].band()
	return from < last && first < to && to-from+TimeTolerance >= length
}

// rivals reports another visit beside a that is left and overlaps the run: then the visits
// pair off one by one.
func rivals(one []*row, a *row, run []*row) bool {
	return slices.ContainsFunc(services(one), func(o *row) bool {
		return o != a && slices.ContainsFunc(run, func(r *row) bool { return r.overlaps(o) })
	})
}

// overlaps reports two visits of one day that share at least a minute.
func (r *row) overlaps(o *row) bool {
	f1, t1, ok1 := r.band()
	f2, t2, ok2 := o.band()
	return ok1 && ok2 && r.Day == o.Day && f1 < t2 && f2 < t1
}

// band gives start and end in minutes of the day; a visit over midnight (R133) ends after
// 1440. ok is false without a time.
func (r *row) band() (from, to int, ok bool) {
	if !r.HasTime() {
		return 0, 0, false
	}
	from, ok1 := minutes(r.Start)
	to, ok2 := minutes(r.End)
	if to < from {
		to += 1440
	}
	return from, to, ok1 && ok2
}

func minutes(hhmm string) (int, bool) {
	if len(hhmm) != 4 {
		return 0, false
	}
	h, err1 := strconv.Atoi(hhmm[:2])
	m, err2 := strconv.Atoi(hhmm[2:])
	return h*60 + m, err1 == nil && err2 == nil && h <= 24 && m < 60
}

// apart is how many minutes lie between two times, over midnight if that is shorter; 0 for
// what is no time.
func apart(a, b string) int {
	x, ok1 := minutes(a)
	y, ok2 := minutes(b)
	if !ok1 || !ok2 {
		return 0
	}
	n := abs(x - y)
	return min(n, 1440-n)
}
