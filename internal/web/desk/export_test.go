package deskweb

import (
	"archive/zip"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestOnlyTheAdministratorTakesEverythingAway: the ZIP is whole, and the page says who did it.
func TestOnlyTheAdministratorTakesEverythingAway(t *testing.T) {
	w := newWorld(t)
	if status, _ := w.as(w.cm, "staff").post("/records/export", url.Values{}); status != http.StatusForbidden {
		t.Errorf("staff: status %d", status)
	}
	v := w.as(w.cm, "admin")
	if _, body := v.get("/records"); strings.Contains(body, "最後に持ち出した日時") || !strings.Contains(body, "すべて持ち出す（ZIP）") {
		t.Error("the page before the export")
	}
	status, body := v.post("/records/export", url.Values{})
	if status != http.StatusOK {
		t.Fatalf("status %d: %.200s", status, body)
	}
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	check(t, err)
	names := ""
	for _, f := range z.File {
		names += f.Name + "\n"
	}
	for _, want := range []string{"README.txt", "index.json", "送信/202504/", "受信/202504/"} {
		if !strings.Contains(names, want) {
			t.Errorf("%s is missing in\n%s", want, names)
		}
	}
	if _, body := v.get("/records"); !strings.Contains(body, "管理 する子") || !strings.Contains(body, "最後に持ち出した日時") {
		t.Error("the page does not say who took everything away")
	}
	if _, body := w.as(w.cm, "viewer").get("/records"); strings.Contains(body, "/records/export") {
		t.Error("a viewer is offered the export")
	}
}
