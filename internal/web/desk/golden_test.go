package deskweb

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden pages anew")

// changing are the parts of a page that differ from run to run: ids, tokens, days and times.
var changing = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\b[0-9a-f]{48,64}\b`), "UNIT"}, {regexp.MustCompile(`\b[oi][0-9a-f]{32}`), "LETTER"}, {regexp.MustCompile(`\b[0-9a-f]{32}\b`), "ID"}, {regexp.MustCompile(`\b[A-Z2-7]{26}\b`), "ID"},
	{regexp.MustCompile(`令和\d+年\d+月\d+日\([日月火水木金土]\)( \d\d:\d\d)?`), "日付"}, {regexp.MustCompile(`令和\d+年\d+月`), "月"},
	{regexp.MustCompile(`\d{1,2}/\d{1,2}\([日月火水木金土]\)`), "月日"}, {regexp.MustCompile(`20\d\d-\d\d-\d\d`), "DAY"}, {regexp.MustCompile(`\b20[23]\d{3}\b`), "MONTH"},
	{regexp.MustCompile(`<b>\d+</b> 営業日`), "<b>N</b> 営業日"}, {regexp.MustCompile(`（あと\d+日）`), "（あとN日）"},
}

// TestGoldenPages compares every page of the small world with its golden text. A change of
// a page is seen in review as a change of its file: go test ./internal/web/desk -update.
func TestGoldenPages(t *testing.T) {
	w := newWorld(t)
	v, paths := w.as(w.cm, "admin"), w.paths()
	for _, r := range routes() {
		path := paths[r.path]
		if r.method != "GET" || path == "" {
			continue
		}
		status, body := v.get(path)
		if status != http.StatusOK || !strings.HasPrefix(body, "<!doctype") {
			continue // files and PDF have tests of their own
		}
		for _, c := range changing {
			body = c.pattern.ReplaceAllString(body, c.instead)
		}
		name := strings.Trim(strings.NewReplacer("/", "-", "{", "", "}", "", "$", "start").Replace(r.path), "-")
		compareGolden(t, filepath.Join("testdata", "golden", name+".html"), body)
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		check(t, os.MkdirAll(filepath.Dir(name), 0o755))
		check(t, os.WriteFile(name, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Errorf("%v (go test ./internal/web/desk -update)", err)
		return
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			t.Errorf("%s line %d:\n  is   %.300s\n  want %.300s", name, i+1, a[i], b[i])
			return
		}
	}
	if len(a) != len(b) {
		t.Errorf("%s has %d lines, want %d", name, len(a), len(b))
	}
}
