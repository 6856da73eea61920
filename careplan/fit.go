package careplan

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Family is the clear word for a unit on the envelope: plan, slip, actual or base; "" if
// the files form no unit.
func Family(u *Unit) string {
	if u.Spec == nil {
		return ""
	}
	return u.Spec.Family
}

// fit finds the transmission unit that the kinds of some files fit best, in the domain
// their names speak of; if it has no such kinds, in the other one. nil if nothing fits.
func fit(files []*File) *spec.Unit {
	units := spec.UnitsOf(editionOf(files))
	if units == nil {
		units = spec.UnitsOf(spec.E202407)
	}
	d := domainOf(files)
	if u := fitIn(units, files, func(u *spec.Unit) bool { return u.Domain == d }); u != nil {
		return u
	}
	if u := fitIn(units, files, func(u *spec.Unit) bool { return u.Domain != d }); u != nil {
		return u
	}
	// A kind that the edition does not have, such as form 3 under 202208.
	return fitIn(spec.UnitsOf(spec.E202407), files, func(*spec.Unit) bool { return true })
}

// domainOf tells 居宅 from 介護予防: the latter if either type code of the majority is one
// of prevention or 総合事業, 46 or AF, or if both sides plan.
func domainOf(files []*File) spec.Domain {
	from := majority(files, func(f *File) string { return f.Name.From.Type })
	to := majority(files, func(f *File) string { return f.Name.To.Type })
	if spec.IsPrevention(from) || spec.IsPrevention(to) || spec.IsPlanner(from) && spec.IsPlanner(to) {
		return spec.Yobo
	}
	return spec.Kyotaku
}

func fitIn(units []*spec.Unit, files []*File, want func(*spec.Unit) bool) *spec.Unit {
	var best *spec.Unit
	var most score
	for _, u := range units {
		if !want(u) {
			continue
		}
		if s := scoreOf(u, files); s.found > 0 && (best == nil || s.better(most)) {
			best, most = u, s
		}
	}
	return best
}

// score weighs a unit against the files at hand. A kind that belongs to one unit only
// says more than 補足, which goes with plans and slips, and than what merely accompanies.
type score struct {
	found   int // files whose kind belongs to the unit
	missing int // required kinds that are not there
	month   bool
}

func scoreOf(u *spec.Unit, files []*File) score {
	var s score
	for _, f := range files {
		if slices.Contains(u.Required, f.Name.Kind) || slices.Contains(u.Accompany, f.Name.Kind) {
			s.found++
		}
		if f.Name.Kind == spec.UPHOSOKU {
			// 補足 says by its month which unit it goes with: 000000 = plan (R190).
			s.month = (f.Name.Month == planMonth) == (u.Family == "plan")
		}
	}
	for _, k := range u.Required {
		if !has(files, k) {
			s.missing++
		}
	}
	return s
}

// planMonth is the month of 補足 in a plan unit.
const planMonth = "000000"

func (s score) better(t score) bool {
	if s.found != t.found {
		return s.found > t.found
	}
	if s.month != t.month {
		return s.month
	}
	return s.missing < t.missing
}
