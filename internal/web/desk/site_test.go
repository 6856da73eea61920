package deskweb

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
	"github.com/tasuki-care/tasuki/desk/people"
)

const samples = "../../../careplan/testdata/standard/good/"

// world is a site with two offices on a real post office, a sent slip and a returned
// actual, and a person of every role at each.
type world struct {
	t      *testing.T
	town   *desktest.Town
	server *httptest.Server
	cm, sp *Office
	draft  string // an open draft at cm
	entry  string // the slip at cm
	got    string // the slip at sp
	actual string // the actual at cm
	plain  string // the card of a doctor at cm
}

func newWorld(t *testing.T) *world {
	t.Helper()
	town := desktest.New(t)
	w := &world{t: t, town: town, cm: openOffice(t, town.From, "架空居宅"), sp: openOffice(t, town.To, "架空ヘルパーステーション")}
	site := &Site{Offices: []*Office{w.cm, w.sp}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now}
	handler, err := site.Handler()
	check(t, err)
	w.server = httptest.NewServer(handler)
	t.Cleanup(w.server.Close)
	w.play(town)
	return w
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// openOffice opens an office's workbench with one person of every role; "ftp17" may see
// service type 17 only.
func openOffice(t *testing.T, o *desktest.Office, name string) *Office {
	t.Helper()
	bench, err := desk.NewBench(t.Context(), o.Desk, o.Rows, name)
	check(t, err)
	bench.Report = func(err error) { t.Errorf("trouble in the background: %v", err) }
	accounts := &people.Desk{Store: o.Rows.People(), Now: time.Now, Rand: rand.Reader}
	for login, m := range map[string]people.Member{
		"admin": {Name: "管理 する子", Role: people.Admin}, "staff": {Name: "職員 する男", Role: people.Staff},
		"viewer": {Name: "閲覧 のみ江", Role: people.Viewer}, "other": {Name: "種類 違い", Role: people.Staff, Types: []string{"17"}},
	} {
		m.Login = login
		_, err := accounts.Add(t.Context(), m, "correct horse battery")
		check(t, err)
	}
	return &Office{Bench: bench, People: accounts}
}

// play sends a slip, returns the actual, and leaves a draft.
func (w *world) play(town *desktest.Town) {
	t, ctx := w.t, w.t.Context()
	w.sendAll(w.cm, "02_K2_slip")
	town.Sequence()
	check(t, w.sp.Beat(ctx, 0))
	w.sendAll(w.sp, "03_K5_actual")
	check(t, w.cm.Beat(ctx, 0))
	out, in := true, false
	w.entry = w.cm.Entries(desk.Filter{Out: &out})[0].ID
	w.actual = w.cm.Entries(desk.Filter{Out: &in})[0].ID
	w.got = w.sp.Entries(desk.Filter{Out: &in})[0].ID
	w.draft = w.dropDraft(w.cm, "01_K1_plan")
	card, err := w.cm.AddPlainPartner(ctx, desk.Card{NoNumber: "主治医", Name: "架空医院"}, "itoi")
	check(t, err)
	w.plain = card.ID
}

func (w *world) dropDraft(o *Office, sample string) string {
	w.t.Helper()
	d, err := o.NewDraft(w.t.Context(), "itoi")
	check(w.t, err)
	names, err := filepath.Glob(filepath.Join(samples, sample, "*"))
	check(w.t, err)
	var files []desk.Dropped
	for _, name := range names {
		b, err := os.ReadFile(name)
		check(w.t, err)
		files = append(files, desk.Dropped{Name: filepath.Base(name), Bytes: b})
	}
	_, err = o.AddFiles(w.t.Context(), d.ID, "itoi", files)
	check(w.t, err)
	return d.ID
}

func (w *world) sendAll(o *Office, sample string) {
	w.t.Helper()
	id := w.dropDraft(o, sample)
	s, err := o.Sort(w.t.Context(), id)
	check(w.t, err)
	_, err = o.ChangeDraft(w.t.Context(), id, "itoi", func(d *desk.Draft) error {
		for _, r := range s.Rows {
			d.Rows[r.Key] = desk.Choice{New: true}
		}
		return nil
	})
	check(w.t, err)
	check(w.t, o.StartSending(w.t.Context(), id, "itoi"))
	o.Wait()
}

// visitor is a person with a browser's cookies.
type visitor struct {
	w      *world
	client *http.Client
}

// as logs somebody in.
func (w *world) as(o *Office, login string) *visitor {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	check(w.t, err)
	v := &visitor{w, &http.Client{Jar: jar}}
	if o != nil {
		status, body := v.post("/login", url.Values{"number": {o.Bench.Desk.Office}, "login": {login}, "password": {"correct horse battery"}})
		if status != http.StatusOK {
			w.t.Fatalf("login of %s: %d %s", login, status, body)
		}
	}
	return v
}

func (v *visitor) get(path string) (int, string) {
	v.w.t.Helper()
	return v.do(http.MethodGet, path, nil)
}

func (v *visitor) post(path string, form url.Values) (int, string) {
	v.w.t.Helper()
	return v.do(http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (v *visitor) do(method, path string, body io.Reader) (int, string) {
	v.w.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, v.w.server.URL+path, body)
	check(v.w.t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := v.client.Do(req)
	check(v.w.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	check(v.w.t, err)
	return res.StatusCode, string(b)
}

// paths gives an example of every page's address at the care manager's office.
func (w *world) paths() map[string]string {
	sorting, err := w.cm.Sort(w.t.Context(), w.draft)
	check(w.t, err)
	const client = "999901-0000000001"
	return map[string]string{
		"/{$}": "/", "/month": "/month?by=clients", "/actuals/{month}/{partner}": "/actuals/202504/9999900011-11",
		"/clients": "/clients?q=かくう", "/clients/{client}": "/clients/" + client, "/new": "/new", "/drafts": "/drafts",
		"/drafts/{draft}": "/drafts/" + w.draft, "/drafts/{draft}/progress": "/drafts/" + w.draft + "/progress",
		"/drafts/{draft}/unit/{unit}": "/drafts/" + w.draft + "/unit/" + sorting.Rows[0].Units[0].Key,
		"/received":                   "/received", "/sent": "/sent?family=slip", "/entries/{entry}": "/entries/" + w.entry,
		"/entries/{entry}/files": "/entries/" + w.entry + "/files", "/entries/{entry}/pdf": "/entries/" + w.entry + "/pdf",
		"/entries/{entry}/cover": "", "/plain/{card}": "/plain/" + w.plain,
		"/entries/{entry}/document/{n}": "", "/entries/{entry}/difference": "",
		"/reconcile": "/reconcile?month=202504", "/reconcile/{month}/{client}": "/reconcile/202504/" + client,
		"/reconcile/{month}/table": "/reconcile/202504/table", "/reconcile/{month}/excel": "/reconcile/202504/excel",
		"/threads": "/threads", "/threads/{partner}": "/threads/9999900011-11", "/partners": "/partners", "/partners/{partner}": "/partners/9999900011-11",
		"/unchanged/{month}": "/unchanged/202504", "/clients/{client}/handover": "/clients/" + client + "/handover?month=202504", "/returned": "/returned",
		"/broadcast": "/broadcast", "/partners/{partner}/notice": "/partners/9999900011-11/notice", "/records/retention": "/records/retention", "/records/rule": "/records/rule?name=見本加算&partners=3&months=1&from=202504&to=202505",
		"/records": "/records", "/records/client": "/records/client?client=" + client + "&from=202504&to=202504",
		"/records/transfers": "/records/transfers?technical=1", "/records/counts": "/records/counts?month=202504", "/account": "/account", "/print": "/print?out=1&month=202504", "/settings": "/settings",
	}
}

func TestEveryPageAnswersAndIsPlainHTML(t *testing.T) {
	w := newWorld(t)
	v, paths := w.as(w.cm, "admin"), w.paths()
	for _, r := range routes() {
		if r.method != "GET" {
			continue
		}
		path, ok := paths[r.path]
		if !ok {
			t.Errorf("no example of page %s", r.path)
		}
		if path == "" {
			continue
		}
		status, body := v.get(path)
		if status != http.StatusOK || len(body) == 0 {
			t.Errorf("%s: %d\n%.400s", path, status, body)
		}
		for _, bad := range []string{" style=", "onclick=", "<script>", "http://", "https://", "<no value>"} {
			if strings.HasPrefix(body, "<!doctype") && strings.Contains(body, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
}

func TestNobodySeesAPageWithoutLogin(t *testing.T) {
	w := newWorld(t)
	v := w.as(nil, "")
	for pattern, path := range w.paths() {
		if path == "" {
			continue
		}
		if status, body := v.get(path); status != http.StatusUnauthorized || strings.Contains(body, "架空　太郎") {
			t.Errorf("%s: %d without login", pattern, status)
		}
	}
	for _, r := range routes() {
		if r.method == "POST" {
			if status, _ := v.post(strings.NewReplacer("{", "", "}", "").Replace(r.path), nil); status != http.StatusUnauthorized {
				t.Errorf("POST %s: %d without login", r.path, status)
			}
		}
	}
}

// TestWrongRole: who may only look can do nothing, and who is no システム管理者 manages nothing.
func TestWrongRole(t *testing.T) {
	w := newWorld(t)
	viewer, staff := w.as(w.cm, "viewer"), w.as(w.cm, "staff")
	for _, r := range routes() {
		if r.method != "POST" {
			continue
		}
		path := strings.NewReplacer("{", "", "}", "").Replace(r.path)
		if r.may == people.View {
			continue // the own account
		}
		if status, _ := viewer.post(path, nil); status != http.StatusForbidden {
			t.Errorf("閲覧のみ: POST %s: %d", r.path, status)
		}
		status, _ := staff.post(path, nil)
		if (status == http.StatusForbidden) != (r.may == people.Manage) {
			t.Errorf("職員: POST %s: %d", r.path, status)
		}
	}
}

// TestWrongOffice: what one office holds is not there for another, though both are served
// by the same site.
func TestWrongOffice(t *testing.T) {
	w := newWorld(t)
	other := w.as(w.sp, "admin")
	for _, path := range []string{
		"/entries/" + w.entry, "/entries/" + w.actual + "/files", "/entries/" + w.entry + "/pdf", "/drafts/" + w.draft,
		"/drafts/" + w.draft + "/progress", "/partners/9999900011-11", "/actuals/202504/9999900011-11", "/threads/9999900015-15", "/plain/" + w.plain,
	} {
		if status, _ := other.get(path); status != http.StatusNotFound {
			t.Errorf("%s: %d for another office", path, status)
		}
	}
	for _, path := range []string{"/entries/" + w.entry + "/withdraw", "/entries/" + w.actual + "/accept", "/drafts/" + w.draft + "/send", "/drafts/" + w.draft + "/drop"} {
		if status, _ := other.post(path, nil); status != http.StatusNotFound {
			t.Errorf("POST %s: %d for another office", path, status)
		}
	}
}

// TestWrongServiceType: a member whose rights end at another service type sees no letter
// and no client of this one.
func TestWrongServiceType(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "other")
	for _, path := range []string{"/entries/" + w.entry, "/entries/" + w.entry + "/files", "/clients/999901-0000000001", "/reconcile/202504/999901-0000000001", "/records/client?client=999901-0000000001"} {
		if status, body := v.get(path); status != http.StatusNotFound || strings.Contains(body, "太郎") {
			t.Errorf("%s: %d for another service type", path, status)
		}
	}
	for _, path := range []string{"/received", "/sent", "/clients", "/reconcile?month=202504", "/threads", "/month?by=clients", "/reconcile/202504/table"} {
		if _, body := v.get(path); strings.Contains(body, "架空　太郎") || strings.Contains(body, "/entries/") {
			t.Errorf("%s shows what another service type received", path)
		}
	}
	if status, _ := v.post("/entries/"+w.entry+"/withdraw", nil); status != http.StatusNotFound {
		t.Errorf("withdrawn by another service type: %d", status)
	}
}

func TestALockedScreenComesBackWhereItWas(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "staff")
	v.post("/lock", nil)
	status, body := v.get("/clients/999901-0000000001")
	if status != http.StatusUnauthorized || strings.Contains(body, "太郎") || !strings.Contains(body, "/clients/999901-0000000001") {
		t.Fatalf("locked: %d\n%.500s", status, body)
	}
	status, body = v.post("/login", url.Values{"number": {w.cm.Bench.Desk.Office}, "login": {"staff"}, "password": {"correct horse battery"}, "back": {"/clients/999901-0000000001"}})
	if status != http.StatusOK || !strings.Contains(body, "架空　太郎") {
		t.Errorf("after the password: %d", status)
	}
}

func TestAnotherSiteCannotAct(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.cm, "admin")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+"/drafts/"+w.draft+"/drop", nil)
	check(t, err)
	req.Header.Set("Origin", "https://elsewhere.example")
	res, err := v.client.Do(req)
	check(t, err)
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign site dropped the draft: %d", res.StatusCode)
	}
}

func TestOpeningALetterIsNotedAndFetchingAgainIsPossible(t *testing.T) {
	w := newWorld(t)
	v := w.as(w.sp, "staff")
	for range 2 {
		if status, body := v.get("/entries/" + w.got + "/files"); status != http.StatusOK || !strings.HasPrefix(body, "PK") {
			t.Fatalf("%d %.20q", status, body)
		}
	}
	if _, body := v.get("/entries/" + w.got); !strings.Contains(body, "職員 する男") {
		t.Error("the page does not say who opened it")
	}
	notes, err := w.sp.Cabinet.Journal(t.Context(), w.got)
	check(t, err)
	fetched := 0
	for _, n := range notes {
		if n.Verb == "fetched" {
			fetched++
		}
	}
	if fetched != 2 {
		t.Errorf("%d fetches noted, want 2", fetched)
	}
}
