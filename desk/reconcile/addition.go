package reconcile

import "slices"

// markAdditions tells services from what comes on top of them. Without a table of codes
// the rows themselves must say it.
func (d *deal) markAdditions() {
	if equipment(d.Type) {
		return
	}
	timed := slices.ContainsFunc(slices.Concat(d.plan, d.done), func(r *row) bool { return r.HasTime() })
	counts := slices.ContainsFunc(slices.Concat(d.plan, d.done), func(r *row) bool { return r.units != 0 })
	for _, side := range [][]*row{d.plan, d.done} {
		for _, r := range side {
			r.addition = d.isAddition(r, side, timed, counts)
		}
	}
}

// isAddition: a row is an addition (加算・減算) if it lies outside the limit beside rows that
// count, if another row of the same day and band has more units, or if it has no band
// where the services of the pair have one.
func (d *deal) isAddition(r *row, side []*row, timed, counts bool) bool {
	if counts && d.scale.outside[r.Code] || timed && !r.HasTime() {
		return true
	}
	return slices.ContainsFunc(side, func(o *row) bool { return o.Units > r.Units && r.sharesBand(o) })
}

// sharesBand reports the same day and the same band of time, or none in both (R131).
func (r *row) sharesBand(o *row) bool {
	return r.Day == o.Day && (r.Start == o.Start && r.End == o.End || !r.HasTime() && !o.HasTime())
}

// monthly matches codes that are compared for presence alone: additions that are 0 in some
// row (R123, R124) or count nothing. Their day, number of rows and units say nothing.
func (d *deal) monthly() {
	for _, code := range d.codes() {
		if !d.byPresence(code) {
			continue
		}
		plan, done := ofCode(d.plan, code), ofCode(d.done, code)
		if len(plan) > 0 && len(done) > 0 {
			take(plan...)
			take(done...)
		}
	}
}

func (d *deal) byPresence(code string) bool {
	rows := ofCode(slices.Concat(d.plan, d.done), code)
	if slices.ContainsFunc(rows, func(r *row) bool { return !r.addition }) {
		return false
	}
	return d.scale.outside[code] || slices.ContainsFunc(rows, func(r *row) bool { return r.Units == 0 })
}

// codes lists the codes of the pair, each once, in the order of the rows.
func (d *deal) codes() []string {
	var out []string
	for _, r := range slices.Concat(d.plan, d.done) {
		if !slices.Contains(out, r.Code) {
			out = append(out, r.Code)
		}
	}
	return out
}

func ofCode(rows []*row, code string) []*row {
	var out []*row
	for _, r := range rows {
		if r.Code == code {
			out = append(out, r)
		}
	}
	return out
}

// fold takes the additions that go with reported services into the same difference: those
// of the same band, and those without a band if nothing else was left of the day.
func fold(side []*row, services ...*row) []*row {
	out := slices.Clone(services)
	for _, r := range side {
		if r.taken || !r.addition {
			continue
		}
		with := slices.ContainsFunc(services, func(s *row) bool {
			return r.sharesBand(s) || r.Day == s.Day && !r.HasTime() && r.Units != 0 && alone(side, s)
		})
		if with {
			r.taken = true
			out = append(out, r)
		}
	}
	return out
}

// alone reports that a service is the only one of its day.
func alone(side []*row, s *row) bool {
	return !slices.ContainsFunc(side, func(o *row) bool { return o != s && !o.addition && o.Day == s.Day })
}

// additions reports what is left of additions; a code that counts nothing once a month.
func (d *deal) additions() {
	said := map[string]bool{}
	for _, side := range []struct {
		rows []*row
		kind Kind
	}{{d.plan, AdditionMissing}, {d.done, AdditionNew}} {
		for _, r := range free(side.rows) {
			r.taken = true
			if d.byPresence(r.Code) && said[r.Code] {
				continue
			}
			said[r.Code] = true
			if side.kind == AdditionMissing {
				d.report(side.kind, []*row{r}, nil)
			} else {
				d.report(side.kind, nil, []*row{r})
			}
		}
	}
}
