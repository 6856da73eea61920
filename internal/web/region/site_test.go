package regionweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/internal/city"
	"github.com/tasuki-care/tasuki/internal/city/settle"
	"github.com/tasuki-care/tasuki/internal/store"
	"github.com/tasuki-care/tasuki/internal/store/regiondb"
	regionweb "github.com/tasuki-care/tasuki/internal/web/region"
	"github.com/tasuki-care/tasuki/internal/web/webtest"
	"github.com/tasuki-care/tasuki/region"
)

func TestMain(m *testing.M) { webtest.Main(m) }

// world is a map on a real database with its site, and a clock that the test sets.
type world struct {
	t      *testing.T
	m      *region.Map
	people *people.Desk
	site   *regionweb.Site
	url    string
	at     time.Time
	city   city.City
}

const password = "ながい ことば 見本 17"

// newWorld makes an empty map with its first promoter.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, at: settle.Start, city: city.New()}
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "region.db"))
	check(t, err)
	t.Cleanup(func() { db.Close() })
	rows, err := regiondb.Open(t.Context(), db)
	check(t, err)
	now := func() time.Time { return w.at }
	w.m, err = region.Open(t.Context(), rows, now)
	check(t, err)
	w.people = &people.Desk{Store: rows.People(), Now: now}
	w.add("yuki", region.Actor{Duty: region.Promoter, Manager: true})
	w.site = &regionweb.Site{Map: w.m, People: w.people, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: now}
	h, err := w.site.Handler()
	check(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// settled is a map into which the city has moved, with one person for each duty.
func settled(t *testing.T) *world {
	w := newWorld(t)
	check(t, settle.Move(t.Context(), w.m, w.city))
	w.add("kansa", region.Actor{Duty: region.Auditor})
	w.add("higashi", region.Actor{Duty: region.CentreStaff, Own: "9999902019"})
	w.add("shien", region.Actor{Duty: region.Supporter, Assigned: []string{"9999907018"}})
	w.add("ken", region.Actor{Duty: region.Prefecture})
	w.add("itoi", region.Actor{Duty: region.OfficeStaff, Own: "9999901011"})
	return w
}

// add makes an account with a duty.
func (w *world) add(login string, a region.Actor) {
	w.t.Helper()
	m, err := w.people.Add(w.t.Context(), people.Member{ID: login, Login: login, Name: login + "（見本）", Role: people.Admin}, password)
	check(w.t, err)
	a.ID, a.Name = m.ID, m.Name
	check(w.t, w.m.SeedDuty(w.t.Context(), a, ""))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// visitor is somebody with a browser without scripts.
type visitor struct {
	w *world
	c *http.Client
}

// as logs somebody in without the password.
func (w *world) as(login string) *visitor {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	check(w.t, err)
	v := &visitor{w, &http.Client{Jar: jar}}
	if login != "" {
		m, err := w.people.Store.MemberByLogin(context.Background(), login)
		check(w.t, err)
		_, token, err := w.people.Begin(context.Background(), m)
		check(w.t, err)
		at, err := url.Parse(w.url)
		check(w.t, err)
		jar.SetCookies(at, []*http.Cookie{{Name: "tasuki-map", Value: token}})
	}
	return v
}

func (v *visitor) do(method, path, kind string, body io.Reader) (int, string) {
	v.w.t.Helper()
	req, err := http.NewRequestWithContext(v.w.t.Context(), method, v.w.url+path, body)
	check(v.w.t, err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := v.c.Do(req)
	check(v.w.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	check(v.w.t, err)
	return res.StatusCode, string(b)
}

func (v *visitor) get(path string) (int, string) {
	v.w.t.Helper()
	return v.do(http.MethodGet, path, "", nil)
}

func (v *visitor) post(path string, form url.Values) (int, string) {
	v.w.t.Helper()
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// pages are addresses that exist in the settled city.
var pages = []string{
	"/", "/?by=service", "/?by=corp", "/?by=insurer", "/?by=city", "/?by=pref", "/excel?by=zone", "/offices", "/offices?q=%E3%83%87%E3%82%A4&home=1", "/offices/excel", "/offices/9999903017", "/import",
	"/calls", "/calls?order=size", "/calls?order=list", "/calls?order=planned", "/calls/excel", "/support", "/support/excel", "/figure/cities/page", "/support/letters", "/support/notes", "/support/sheets/9999902019",
	"/inquiries", "/inquiries?q=USB", "/inquiries/excel", "/workshops", "/workshops/excel", "/workshops/kenshu-2027-01", "/workshops/kenshu-2027-01/excel", "/forms/sendai-6.2", "/forms/sendai-6.2/results", "/forms/sendai-6.2/paper", "/forms/sendai-6.2/excel",
	"/reports", "/reports/sheet", "/reports/sheet?span=quarter", "/reports/sheet?span=year&for=council", "/reports/place", "/reports/effects", "/reports/simulation", "/reports/network?zone=z3",
	"/figure/trend/page", "/figure/trend/svg", "/figure/trend/excel", "/figure/map/page", "/figure/states/page?by=service", "/figure/network/page?zone=z3", "/settings", "/account",
}

// TestEveryPageAnswers: no page fails, none carries a script or style of its own, and every
// error it could show is words.
func TestEveryPageAnswers(t *testing.T) {
	w := settled(t)
	v := w.as("yuki")
	for _, p := range pages {
		code, body := v.get(p)
		if code != http.StatusOK {
			t.Errorf("%s: %d", p, code)
		}
		for _, bad := range []string{"<script>", "style=\"", "onclick", "%!", "ZgotmplZ", "<no value>", "NaN"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", p, bad)
			}
		}
	}
}

// TestAnEmptyMapSaysHowToBegin: every page of a new map has words for the first step.
func TestAnEmptyMapSaysHowToBegin(t *testing.T) {
	v := newWorld(t).as("yuki")
	for _, p := range pages {
		if strings.Contains(p, "99999") || strings.Contains(p, "kenshu") {
			continue
		}
		if code, _ := v.get(p); code != http.StatusOK {
			t.Errorf("%s: %d", p, code)
		}
	}
	for p, words := range map[string]string{"/": "登録簿がまだありません", "/offices": "登録簿を読み込むと", "/calls": "いま声をかける事業所はありません", "/import": "最初の版", "/inquiries": "まだありません"} {
		if _, body := v.get(p); !strings.Contains(body, words) {
			t.Errorf("%s does not say %q", p, words)
		}
	}
}

func TestNobodySeesAPageWithoutLogin(t *testing.T) {
	v := settled(t).as("")
	for _, p := range pages {
		if code, body := v.get(p); code != http.StatusUnauthorized || strings.Contains(body, "つむぎ") {
			t.Errorf("%s: %d", p, code)
		}
	}
}

// actor gives the duty of an account.
func actor(t *testing.T, w *world, login string) region.Actor {
	t.Helper()
	a, err := w.m.DutyOf(login)
	check(t, err)
	return a
}

// TestAPrefectureHasManyInsurers: a table of insurers, with a 広域連合 of two municipalities.
func TestAPrefectureHasManyInsurers(t *testing.T) {
	w := settled(t)
	v := w.as("yuki")
	form := url.Values{"name": {"絣県"}, "cities": {""}, "insurers": {"999904,襷市,999903\n409904,見本広域連合,401005\n409904,見本広域連合,402028"}}
	if code, body := v.post("/settings", form); code != http.StatusOK || !strings.Contains(body, "設定を保存しました") {
		t.Fatal(code)
	}
	if list := w.m.Settings().Insurers; len(list) != 2 || len(list[1].Cities)+len(list[0].Cities) != 3 {
		t.Errorf("%+v", list)
	}
	if _, body := v.get("/settings"); !strings.Contains(body, "409904,見本広域連合,402028") {
		t.Error("the table does not come back")
	}
	if _, body := v.get("/?by=insurer"); !strings.Contains(body, "襷市") {
		t.Error("no figures by insurer")
	}
	if _, body := v.post("/settings", url.Values{"name": {"x"}, "cities": {"123456"}}); !strings.Contains(body, "検査数字が合いません") {
		t.Error("a wrong municipality code was taken")
	}
}

// TestDeadlinesStandAmongTheAlerts.
func TestDeadlinesStandAmongTheAlerts(t *testing.T) {
	w := settled(t)
	if _, body := w.as("yuki").get("/support"); !strings.Contains(body, "期限まであと11日です") {
		t.Error("a task due in eleven days is not announced")
	}
}
