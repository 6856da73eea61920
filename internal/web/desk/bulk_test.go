package deskweb

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
)

// bulkDraft leaves a draft with slips for many partners, none of them enrolled.
func (w *world) bulkDraft(partners int) string {
	w.t.Helper()
	names, err := filepath.Glob(filepath.Join(samples, "02_K2_slip", "*"))
	check(w.t, err)
	var sample []desk.Dropped
	for _, name := range names {
		b, err := os.ReadFile(name)
		check(w.t, err)
		sample = append(sample, desk.Dropped{Name: filepath.Base(name), Bytes: b})
	}
	d, err := w.cm.NewDraft(w.t.Context(), "itoi")
	check(w.t, err)
	_, err = w.cm.AddFiles(w.t.Context(), d.ID, "itoi", desktest.BulkSlips(sample, partners))
	check(w.t, err)
	return d.ID
}

// TestADraftOfFiveHundredPartnersIsShownInParts: no page is over 1 MB and every partner
// stands on exactly one.
func TestADraftOfFiveHundredPartnersIsShownInParts(t *testing.T) {
	w := newWorld(t)
	id := w.bulkDraft(500)
	v := w.as(w.cm, "staff")
	seen := map[int]int{}
	for page := 1; page <= 5; page++ {
		status, body := v.get(fmt.Sprintf("/drafts/%s?page=%d", id, page))
		if status != http.StatusOK || len(body) >= 1<<20 {
			t.Fatalf("page %d: status %d, %d bytes", page, status, len(body))
		}
		for i := range 500 {
			if strings.Contains(body, `id="r-`+slug(desktest.BulkPartner(i))+`"`) {
				seen[i]++
			}
		}
	}
	for i := range 500 {
		if seen[i] != 1 {
			t.Errorf("partner %d stands on %d pages", i, seen[i])
		}
	}
	last := desktest.BulkPartner(99) // by name, No. 99 stands on the last page
	if _, body := v.get("/drafts/" + id + "?open=" + last.String()); !strings.Contains(body, `id="r-`+slug(last)+`"`) {
		t.Error("the row that was just changed is not on the page")
	}
	if _, body := v.get("/drafts/" + id + "?only=ready"); strings.Contains(body, `class="row"`) || !strings.Contains(body, "止まっている 500") {
		t.Error("the choice of ready rows shows others")
	}
}
