package main

import (
	"context"

	"github.com/tasuki-care/tasuki/desk"
	townfiles "github.com/tasuki-care/tasuki/internal/town"
)

// asleep are partners who do not look before the new year.
var asleep = map[string]bool{chirimen: true}

// afterTheSend: most partners fetch; かすり sends its slips back.
func (t *town) afterTheSend(ctx context.Context) error {
	if err := t.partnersFetch(ctx, asleep); err != nil {
		return err
	}
	b := t.opened[kasuri].Bench
	in := false
	for _, e := range b.Entries(desk.Filter{Out: &in, Month: "202701", Family: "slip", Partner: center, State: desk.Collected}) {
		if err := b.RefuseEntry(ctx, e.ID, "12/31で契約終了の利用者が入っています", ""); err != nil {
			return err
		}
	}
	return t.opened[center].Bench.Beat(ctx, 0)
}

// early are the partners whose actuals are here on the morning of 6 January: hub 16 of 22,
// national 3 of 4, FAX 2 of 3.
func early() []townfiles.Office {
	left := map[string]int{"hub": 16, "national": 3, "fax": 2}
	var out []townfiles.Office
	for _, o := range townfiles.Partners() {
		if o.Number == chirimen || o.Name == momen || left[o.Way] == 0 {
			continue
		}
		left[o.Way]--
		out = append(out, o)
	}
	return out
}

func (t *town) firstActuals(ctx context.Context) error {
	return t.actualsOf(ctx, "202612", early())
}

// lastActuals: the rest comes; もめん (FAX) stays missing.
func (t *town) lastActuals(ctx context.Context) error {
	done := map[string]bool{}
	for _, o := range early() {
		done[o.Number] = true
	}
	var rest []townfiles.Office
	for _, o := range townfiles.Partners() {
		if !done[o.Number] && o.Name != momen {
			rest = append(rest, o)
		}
	}
	return t.actualsOf(ctx, "202612", rest)
}

// lateActual: あさひも adds a visit after the closing.
func (t *town) lateActual(ctx context.Context) error {
	if err := t.sendFiles(ctx, t.desks[asahimo], townfiles.LateActual()); err != nil {
		return err
	}
	return t.partnersFetch(ctx, nil)
}
