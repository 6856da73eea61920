package regionweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/internal/excel"
)

// deeds are what only the promoter, or who accompanies, may do.
var deeds = map[string]url.Values{
	"/offices":                       {"number": {"9999903017"}, "name": {"x"}},
	"/offices/9999903017/state":      {"state": {"active"}, "source": {"電話"}},
	"/offices/9999903017/record":     {"step": {"3"}},
	"/offices/9999903017/hand":       {"zone": {"z1"}},
	"/offices/9999903017/contact":    {"way": {"call"}},
	"/offices/9999903017/postpone":   {"why": {"x"}},
	"/offices/9999903017/pin":        {"why": {"x"}},
	"/offices/9999903017/out":        {"why": {"x"}},
	"/offices/9999903017/work":       {"what": {"owner"}},
	"/offices/9999903017/consent":    {"paper": {"x"}},
	"/import/undo":                   {},
	"/calls/budget":                  {"budget": {"9"}},
	"/support/plan":                  {"name": {"x"}},
	"/support/tasks":                 {"title": {"x"}},
	"/inquiries":                     {"number": {"9999903017"}, "symptom": {"x"}},
	"/workshops":                     {"title": {"x"}},
	"/forms":                         {"title": {"x"}},
	"/forms/sendai-6.2/open":         {"until": {"2027-02-10"}},
	"/reports/keep":                  {"day": {"2026-12-31"}},
	"/reports/mark":                  {"at": {"2027-01-01"}, "text": {"x"}},
	"/settings":                      {"name": {"x"}},
	"/settings/actor":                {"name": {"x"}, "login": {"x"}, "duty": {"promoter"}, "password": {password}},
	"/support/sheets/9999902019":     {},
	"/support/letters":               {"template": {"request"}},
	"/workshops/kenshu-2027-01/seat": {"number": {"9999903017"}, "people": {"1"}},
	"/reports/place":                 {"place": {"x"}, "num": {"1"}, "den": {"2"}, "at": {"2027-01-01"}, "basis": {"x"}, "definition": {"joined-all"}},
	"/reports/study":                 {"office": {"9999903017"}},
	"/inquiries/trouble":             {"symptom": {"x"}, "remedy": {"x"}},
}

// TestTheAuditorSeesNoPairs: 指導監査担当 sees rates and offices, no partners, no notes, no
// answers, and can change nothing.
func TestTheAuditorSeesNoPairs(t *testing.T) {
	w := settled(t)
	check(t, w.m.As(actor(t, w, "yuki")).PinTo(t.Context(), "9999903017", "ひみつのわけ"))
	v := w.as("kansa")
	open := map[string]bool{"/": true, "/offices": true, "/account": true, "/reports": true}
	for _, p := range pages {
		code, body := v.get(p)
		first := "/" + strings.SplitN(strings.Trim(strings.SplitN(p, "?", 2)[0], "/"), "/", 2)[0]
		allowed := open[first] || first == "/excel" || strings.HasPrefix(p, "/reports/sheet") || strings.HasPrefix(p, "/figure") && !strings.Contains(p, "network")
		if strings.HasPrefix(p, "/reports/") && !strings.HasPrefix(p, "/reports/sheet") {
			allowed = false
		}
		if allowed != (code == http.StatusOK) {
			t.Errorf("%s: %d", p, code)
		}
		for _, secret := range []string{"ひみつのわけ", "件（申告）", "件（推計）", "連携先</h2>"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s shows %q to the auditor", p, secret)
			}
		}
	}
	for p, form := range deeds {
		if code, _ := v.post(p, form); code != http.StatusForbidden {
			t.Errorf("POST %s as auditor: %d", p, code)
		}
	}
}

// TestThePrefectureSeesSumsOnly.
func TestThePrefectureSeesSumsOnly(t *testing.T) {
	w := settled(t)
	v := w.as("ken")
	for _, p := range []string{"/", "/?by=pref", "/reports", "/reports/sheet"} {
		code, body := v.get(p)
		if code != http.StatusOK || strings.Contains(body, "つむぎ") || strings.Contains(body, "9999903017") {
			t.Errorf("%s: %d", p, code)
		}
	}
	for _, p := range []string{"/offices", "/offices/9999903017", "/offices/excel", "/calls", "/support", "/inquiries", "/workshops", "/forms/sendai-6.2/results", "/reports/network", "/own", "/import", "/settings"} {
		if code, body := v.get(p); code != http.StatusForbidden || strings.Contains(body, "つむぎ") {
			t.Errorf("%s: %d", p, code)
		}
	}
	if _, body := v.get("/figure/map/svg"); strings.Contains(body, "つむぎ") {
		t.Error("the map names offices to the prefecture")
	}
}

// TestTheCentreSeesItsZone: own pairs with counts, others only as state and band.
func TestTheCentreSeesItsZone(t *testing.T) {
	w := settled(t)
	v := w.as("higashi")
	_, own := v.get("/offices/9999902019")
	if !strings.Contains(own, "連携先</h2>") || !strings.Contains(own, "デイ つむぎ") {
		t.Error("the centre does not see its own partners")
	}
	code, other := v.get("/offices/9999903017")
	if code != http.StatusOK || strings.Contains(other, "連携先</h2>") || !strings.Contains(other, "21件以上") {
		t.Errorf("an office of the zone: %d", code)
	}
	for _, o := range w.city.Offices {
		if o.Zone != "z3" && o.Zone != "" {
			if code, _ := v.get("/offices/" + o.Number); code != http.StatusNotFound {
				t.Errorf("an office of another zone: %d", code)
			}
			break
		}
	}
	code, calls := v.get("/calls?n=100")
	if code != http.StatusOK || strings.Contains(calls, "件のやり取りがすぐ") || strings.Contains(calls, "<details><summary>連携先") || strings.Contains(calls, "まとめて声をかける") {
		t.Errorf("the call list shows pairs to the centre: %d", code)
	}
	for _, p := range []string{"/forms/sendai-6.2/excel", "/forms/sendai-6.2/paper", "/reports/network", "/import", "/settings"} {
		if code, _ := v.get(p); code != http.StatusForbidden {
			t.Errorf("%s: %d", p, code)
		}
	}
}

// TestTheSupporterSeesTheAssigned.
func TestTheSupporterSeesTheAssigned(t *testing.T) {
	v := settled(t).as("shien")
	if code, _ := v.get("/offices/9999907018"); code != http.StatusOK {
		t.Errorf("the assigned office: %d", code)
	}
	if code, _ := v.get("/offices/9999903017"); code != http.StatusNotFound {
		t.Errorf("another office: %d", code)
	}
	if _, body := v.get("/offices"); strings.Contains(body, "つむぎ") {
		t.Error("the list shows another office")
	}
	for p, form := range deeds {
		if strings.Contains(p, "9999903017") {
			if code, _ := v.post(p, form); code != http.StatusForbidden && code != http.StatusNotFound {
				t.Errorf("POST %s: %d", p, code)
			}
		}
	}
}

// TestTheOfficeSeesItselfAndWhoLooked: its own row, its own pairs, and every view of them.
func TestTheOfficeSeesItselfAndWhoLooked(t *testing.T) {
	w := settled(t)
	office := w.as("itoi")
	if _, body := office.get("/own"); !strings.Contains(body, "まだだれも見ていません") {
		t.Error("somebody looked before anybody did")
	}
	if code, _ := w.as("yuki").get("/offices/9999901011"); code != http.StatusOK {
		t.Fatal(code)
	}
	_, body := office.get("/own")
	if !strings.Contains(body, "事業所のページ") || !strings.Contains(body, "結城（見本）") {
		t.Error("the office does not see who looked")
	}
	for _, p := range []string{"/", "/offices", "/offices/9999903017", "/calls", "/reports", "/settings", "/forms/sendai-6.2/results"} {
		if code, _ := office.get(p); code != http.StatusForbidden {
			t.Errorf("%s: %d", p, code)
		}
	}
	if code, _ := office.post("/own/withdraw", url.Values{"object": {"1"}}); code != http.StatusOK {
		t.Fatal(code)
	}
	if _, body := office.get("/own"); strings.Contains(body, "デイ つむぎ") {
		t.Error("pairs stay after the office objected")
	}
	if _, body := w.as("yuki").get("/offices/9999901011"); !strings.Contains(body, "連携先は分かりません") {
		t.Error("the promoter still sees them")
	}
}

// TestEveryPageWithPairsSaysWhatForAndNotesWarn.
func TestEveryPageWithPairsSaysWhatForAndNotesWarn(t *testing.T) {
	w := settled(t)
	v := w.as("yuki")
	for _, p := range []string{"/calls", "/offices/9999901011", "/reports/network?zone=z3"} {
		if _, body := v.get(p); !strings.Contains(body, "普及支援の目的に限り、運営指導・監査・集中減算の判定には使いません") {
			t.Errorf("%s does not say what pairs are for", p)
		}
	}
	for _, p := range []string{"/calls", "/offices/9999901011", "/inquiries"} {
		if _, body := v.get(p); !strings.Contains(body, "公文書として開示請求の対象になることがあります") {
			t.Errorf("%s does not warn beside notes", p)
		}
	}
}

// TestAnotherSiteCannotAct: a form on a foreign page changes nothing.
func TestAnotherSiteCannotAct(t *testing.T) {
	w := settled(t)
	v := w.as("yuki")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/import/undo", nil)
	check(t, err)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := v.c.Do(req)
	check(t, err)
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", res.StatusCode)
	}
}

// TestTheCallListLeavesWithoutScores: the Excel file holds reasons, but nothing to rank by.
func TestTheCallListLeavesWithoutScores(t *testing.T) {
	w := settled(t)
	code, body := w.as("yuki").get("/calls/excel")
	if code != http.StatusOK {
		t.Fatal(code)
	}
	tabs, err := excel.Read(strings.NewReader(body), 1000)
	check(t, err)
	if len(tabs) != 1 || len(tabs[0]) < 20 {
		t.Fatalf("%d tabs", len(tabs))
	}
	for _, row := range tabs[0] {
		for _, cell := range row {
			if strings.Contains(cell, "点数") || strings.Contains(cell, "スコア") || strings.Contains(cell, "順位") {
				t.Errorf("a score leaves with the list: %q", cell)
			}
		}
	}
	if n := tabs[0][3][0]; len(n) != 10 || !strings.HasPrefix(n, "99999") {
		t.Errorf("the office number is no text: %q", n)
	}
}
