package deskweb

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestYearsAreSetOnThePage: fields by kind and rows by insurer are kept, shown again and
// taken away.
func TestYearsAreSetOnThePage(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "admin")
	_, body := v.get("/settings")
	for _, want := range []string{`name="years-slip"`, "完結の日から2年以上", `placeholder="5"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing", want)
		}
	}
	form := url.Values{"years-slip": {"7"}, "years-plan": {""}, "insurer": {"999901", "999902", ""}, "kind": {"", "actual", ""}, "years": {"10", "3", ""}}
	if status, body := v.post("/settings/retention", form); status != http.StatusOK || !strings.Contains(body, `name="years-slip" inputmode="numeric" size="4" value="7"`) {
		t.Fatalf("status %d, the year is not shown again", status)
	}
	set, err := w.cm.Settings(t.Context())
	check(t, err)
	if set.Retention["slip"] != 7 || len(set.Retention) != 1 || set.Insurers["999901"][""] != 10 || set.Insurers["999902"]["actual"] != 3 {
		t.Errorf("%v %v", set.Retention, set.Insurers)
	}
	form["years"][0] = ""
	v.post("/settings/retention", form)
	if set, _ = w.cm.Settings(t.Context()); len(set.Insurers) != 1 {
		t.Errorf("%v after a row was emptied", set.Insurers)
	}
	for _, bad := range []string{"1", "一", "-3"} {
		if status, body := v.post("/settings/retention", url.Values{"years-slip": {bad}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "年") {
			t.Errorf("%q: status %d", bad, status)
		}
	}
	if set, _ = w.cm.Settings(t.Context()); set.Retention["slip"] != 7 {
		t.Errorf("a refused year was kept: %v", set.Retention)
	}
	v.post("/settings", url.Values{"wishday": {"8"}, "layout": {"partner"}})
	if set, _ = w.cm.Settings(t.Context()); set.Retention["slip"] != 7 || set.Import != "partner" || set.WishDay != 8 {
		t.Errorf("another form changed the years or not the layout: %+v", set)
	}
}
