package reconcile_test

import (
	"errors"
	"testing"

	"github.com/tasuki-care/tasuki/desk/reconcile"
)

func TestDistribute(t *testing.T) {
	r := reconcile.Compare(read(t, `
plan ほころび 7 09:00-09:30 111111 244
plan ちりめん 8 10:00-10:30 131111 471
fact limit 700
done as planned
done ほころび 14 09:00-09:30 111111 244
`).c)
	help, nurse := reconcile.Pair{Provider: "9999903041", Type: "11"}, reconcile.Pair{Provider: "9999904015", Type: "13"}
	if r.Excess != 259 {
		t.Fatalf("excess %d", r.Excess)
	}
	for name, c := range map[string]struct {
		carry map[reconcile.Pair]int
		want  error
	}{
		"one carries all": {map[reconcile.Pair]int{help: 259}, nil},
		"two share":       {map[reconcile.Pair]int{help: 200, nurse: 59}, nil},
		"too little":      {map[reconcile.Pair]int{help: 200}, reconcile.ErrSum},
		"too much":        {map[reconcile.Pair]int{help: 259, nurse: 1}, reconcile.ErrSum},
		"nobody":          {nil, reconcile.ErrSum},
		"less than none":  {map[reconcile.Pair]int{help: 260, nurse: -1}, reconcile.ErrRange},
		"more than done":  {map[reconcile.Pair]int{nurse: 472}, reconcile.ErrRange},
		"a stranger":      {map[reconcile.Pair]int{{Provider: "9999903058", Type: "12"}: 259}, reconcile.ErrUnknown},
	} {
		lines, err := reconcile.Distribute(r, c.carry)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		for _, l := range lines {
			if l.Over != c.carry[l.Pair] {
				t.Errorf("%s: %s carries %d", name, l.ProviderName, l.Over)
			}
		}
	}
	for _, l := range r.Lines {
		if l.Over != 0 {
			t.Error("the result was changed")
		}
	}
}

// TestThePlannedExcessIsProposed: as long as the month went over the limit as planned, the
// lines carry what the slip said.
func TestThePlannedExcessIsProposed(t *testing.T) {
	r := reconcile.Compare(read(t, `
plan ほころび 7,14,21 09:00-09:30 111111 244
total ほころび 111111 within=500 over=232 managed=732 units=244 count=3
fact limit 500
done as planned
`).c)
	if len(r.Lines) != 1 || r.Lines[0].Over != 232 || r.Lines[0].Managed != 732 {
		t.Errorf("%+v", r.Lines)
	}
	if _, err := reconcile.Distribute(r, map[reconcile.Pair]int{r.Lines[0].Pair: 232}); err != nil {
		t.Error(err)
	}
}
