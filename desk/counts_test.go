package desk_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
)

// TestCountsForTheMap: what came by data counts once for each client however often it came,
// FAX does not count, and another month is another count.
func TestCountsForTheMap(t *testing.T) {
	town := desktest.New(t)
	cm := bench(t, town.From)
	id := draft(t, cm, dropped(t, "03_K5_actual")...)
	sorted(t, cm, id)
	for range 2 {
		if _, err := cm.TakeMine(t.Context(), id, desk.National, "itoi"); err != nil {
			t.Fatal(err)
		}
	}
	e := newest(t, cm)
	check(t, cm.RecordActual(t.Context(), "202504", e.Partner, []careplan.ClientKey{{Insurer: "999904", Insured: "0000000077"}}, desk.Fax, "itoi"))
	got := cm.Counts("202504")
	if len(got) != 1 || got[0] != (desk.Count{Partner: e.Partner.Office, Slips: len(e.Clients)}) || len(e.Clients) == 0 {
		t.Errorf("%+v, want %d of %s", got, len(e.Clients), e.Partner.Office)
	}
	if n := len(cm.Counts("202505")); n != 0 {
		t.Errorf("%d counts in another month", n)
	}
}
