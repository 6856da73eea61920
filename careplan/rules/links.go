package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// usable reports whether the unit has files of the kind and all of them can be compared
// with others. What hangs on a missing or broken file is not said again (R033, R050 …).
func (c *Check) usable(k spec.Kind) bool {
	found := false
	for _, f := range c.Unit.Files {
		if f.Name.Kind != k {
			continue
		}
		if !readable(f) || c.Broken(f) {
			return false
		}
		found = true
	}
	return found
}

// isPlan and isSlip tell what 利用者補足情報 belongs to; a mixture of both is R056's.
func isPlan(u *careplan.Unit) bool { return u.File(spec.UP1KYO) != nil && u.File(spec.UPPLAN) == nil }
func isSlip(u *careplan.Unit) bool { return u.File(spec.UPPLAN) != nil && u.File(spec.UP1KYO) == nil }

// planRows remembers the plans (client and 作成（変更）日) that the files of a plan unit
// speak of (R080, R081).
type planRows struct {
	c      *Check
	layout *spec.Layout
	date   int // item No. of 作成（変更）日
	rows   *keyIndex
	kinds  map[spec.Kind]*keyIndex
}

func newPlanRows(c *Check) *planRows {
	return &planRows{c: c, kinds: map[spec.Kind]*keyIndex{}}
}

// wants chooses 第1表 and what hangs on it.
func (p *planRows) wants(l *spec.Layout) bool {
	return isPlan(p.c.Unit) && !l.Deletion && l.Col("care_plan_date") > 0
}

func (p *planRows) record(v *Visit) {
	if p.layout != v.Layout {
		p.layout, p.date = v.Layout, v.Layout.Col("care_plan_date")
		if p.kinds[v.Layout.Kind] == nil {
			p.kinds[v.Layout.Kind] = &keyIndex{}
		}
		p.rows = p.kinds[v.Layout.Kind]
	}
	date := v.Record.Cells[p.date-1].Value
	if v.Client < 0 || v.Bad(p.date) || !digits(date) {
		return
	}
	key := uint64(number(date))
	if p.rows.find(v.Client, key) == nil {
		p.rows.add(v.Client, key, p.c.Place(v))
	}
}

// without gives the first rows of the plans that one kind has and the other has not. A
// 利用者補足情報 whose date is 00000000 is R190's and counts as the client's plan.
func (p *planRows) without(kind, other spec.Kind) []Place {
	rows, partners := p.kinds[kind], p.kinds[other]
	if rows == nil {
		return nil
	}
	var out []Place
	for _, r := range rows.items {
		if kind == spec.UPHOSOKU && r.key == 0 {
			continue
		}
		if partners == nil || partners.find(r.client, r.key) == nil && !(other == spec.UPHOSOKU && partners.find(r.client, 0) != nil) {
			out = append(out, r.place)
		}
	}
	return out
}
