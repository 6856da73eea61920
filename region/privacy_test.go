package region_test

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/internal/city"
	"github.com/tasuki-care/tasuki/internal/city/settle"
	townfiles "github.com/tasuki-care/tasuki/internal/town"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/outreach"
)

const (
	itoguchi = "9999901011"
	tsumugi  = "9999903017"
	asahimo  = "9999903025"
	east     = "9999902019"
)

// rows gives all rows of a map's store.
func rows(t *testing.T, m *region.Map) []region.Row {
	t.Helper()
	all, err := m.Store.Since(t.Context(), 0)
	check(t, err)
	return all
}

func own(m *region.Map, number string) region.Session {
	return m.As(region.Actor{ID: "own", Name: "職員", Duty: region.OfficeStaff, Own: number})
}

// TestCountsUnderThreeAreNeverKept: whatever a desk sends, the numbers 1 and 2 are the same
// from then on, in the row, in the sums and on the screen.
func TestCountsUnderThreeAreNeverKept(t *testing.T) {
	sums := map[int][]string{}
	for _, n := range []int{1, 2, 3} {
		m, _, _ := town(t)
		check(t, m.Take(t.Context(), itoguchi, "2026-12", map[string]int{tsumugi: n, asahimo: 40}))
		whole, err := m.As(settle.Clerk).Whole(t.Context(), m.Now())
		check(t, err)
		partners, err := m.As(settle.Clerk).Partners(t.Context(), tsumugi, "試験")
		check(t, err)
		sums[n] = append(sums[n], whole.Rate(adoption.SlipsLinked).String())
		for _, p := range partners {
			if p.Number == itoguchi {
				sums[n] = append(sums[n], p.Words)
			}
		}
		for _, r := range rows(t, m) {
			if r.Drawer == "traffic" && bytes.Contains(r.Body, []byte(`"Slips":1,`)) {
				t.Errorf("the number 1 stands in the store: %s", r.Body)
			}
		}
	}
	if !slices.Equal(sums[1], sums[2]) || slices.Equal(sums[2], sums[3]) || sums[1][1] != "少数" || sums[3][1] != "3件" {
		t.Errorf("%v", sums)
	}
}

func TestWithoutConsentNothingIsTaken(t *testing.T) {
	m, c, _ := town(t)
	for _, s := range c.States {
		if s.State != city.Planned {
			continue
		}
		var own *region.Error
		if err := m.Take(t.Context(), s.Number, "2026-12", map[string]int{tsumugi: 9}); !errors.As(err, &own) || own.Code != "traffic_consent" {
			t.Errorf("counts of an office without consent: %v", err)
		}
		refused, err := m.SaveEstimates(t.Context(), "", []region.Estimate{{A: s.Number, B: tsumugi, Slips: 5, Basis: outreach.Declared, By: s.Number}})
		if err != nil || refused != 1 {
			t.Errorf("a declaration without consent: %d refused, %v", refused, err)
		}
		return
	}
}

// TestWithdrawalErases: what the office sent is gone from the store; with an objection also
// what others sent about it, and nothing new comes in.
func TestWithdrawalErases(t *testing.T) {
	m, _, _ := town(t)
	o := own(m, tsumugi)
	check(t, o.WithdrawConsent(t.Context(), true))
	for _, r := range rows(t, m) {
		if (r.Drawer == "traffic" || r.Drawer == "estimates") && bytes.Contains(r.Body, []byte(tsumugi)) {
			t.Errorf("%s still names the office: %s", r.Drawer, r.Body)
		}
	}
	check(t, m.Take(t.Context(), itoguchi, "2026-12", map[string]int{tsumugi: 9, asahimo: 4}))
	partners, err := m.As(settle.Clerk).Partners(t.Context(), itoguchi, "試験")
	check(t, err)
	for _, p := range partners {
		if p.Number == tsumugi {
			t.Error("an office that objected came back")
		}
	}
	if err := m.As(settle.Clerk).RecordConsent(t.Context(), tsumugi, "紙 2027-01-18"); err == nil {
		t.Error("a withdrawn consent was brought back by somebody else")
	}
	check(t, o.GiveConsent(t.Context()))
	check(t, m.Take(t.Context(), tsumugi, "2026-12", map[string]int{itoguchi: 9}))
}

// TestEveryViewOfPairsIsWrittenDown, and only the offices that were shown read it.
func TestEveryViewOfPairsIsWrittenDown(t *testing.T) {
	m, _, _ := town(t)
	s := m.As(settle.Clerk)
	_, err := s.Partners(t.Context(), itoguchi, "事業所のページ")
	check(t, err)
	list, err := s.Calls(t.Context(), outreach.Recommended, region.Filter{}, 3)
	check(t, err)
	_, err = s.Bundles(t.Context(), 2)
	check(t, err)
	_, _, err = s.Network(t.Context(), "z1", "連携先の図")
	check(t, err)
	seen := map[string]int{}
	for _, n := range []string{itoguchi, list.Rows[0].Number, list.Rows[9].Number} {
		looks, err := own(m, n).Looks()
		check(t, err)
		for _, l := range looks {
			seen[l.Page]++
			if l.Name != settle.Clerk.Name || l.Duty != region.Promoter || !slices.Equal(l.Offices, []string{n}) {
				t.Errorf("%+v", l)
			}
		}
	}
	if seen["事業所のページ"] == 0 || seen["声かけリスト"] == 0 {
		t.Errorf("%v", seen)
	}
	if looks, err := own(m, "9999900000").Looks(); err != nil || len(looks) != 0 {
		t.Errorf("an office that was not shown reads %+v %v", looks, err)
	}
}

// TestDuties: what each duty may do, as one table.
func TestDuties(t *testing.T) {
	m, _, _ := town(t)
	ctx := t.Context()
	for _, try := range []struct {
		what string
		do   func(region.Session) error
		may  []region.Duty
	}{
		{"rates", func(s region.Session) error { _, err := s.Whole(ctx, m.Now()); return err }, []region.Duty{region.Promoter, region.Auditor, region.CentreStaff, region.Supporter, region.Prefecture}},
		{"offices", func(s region.Session) error { _, err := s.Offices(region.Filter{}); return err }, []region.Duty{region.Promoter, region.Auditor, region.CentreStaff, region.Supporter}},
		{"network", func(s region.Session) error { _, _, err := s.Network(ctx, "", "p"); return err }, []region.Duty{region.Promoter}},
		{"bundles", func(s region.Session) error { _, err := s.Bundles(ctx, 1); return err }, []region.Duty{region.Promoter}},
		{"calls", func(s region.Session) error { _, err := s.Calls(ctx, "", region.Filter{}, 5); return err }, []region.Duty{region.Promoter, region.CentreStaff, region.Supporter}},
		{"answers", func(s region.Session) error { _, err := s.Answers("sendai-6.2"); return err }, []region.Duty{region.Promoter}},
		{"zone totals", func(s region.Session) error { _, err := s.ZoneTotals("sendai-6.2"); return err }, []region.Duty{region.Promoter, region.CentreStaff, region.Supporter}},
		{"undo", func(s region.Session) error { _, err := s.Undo(ctx); return err }, []region.Duty{region.Promoter}},
		{"own", func(s region.Session) error { _, err := s.ConsentOf(); return err }, []region.Duty{region.CentreStaff, region.OfficeStaff}},
		{"actors", func(s region.Session) error { _, err := s.Actors(); return err }, nil},
		{"figures", func(s region.Session) error {
			_, err := s.Figures(ctx, region.PeriodOf(m.Now(), region.Month))
			return err
		}, []region.Duty{region.Promoter, region.Auditor, region.CentreStaff, region.Supporter, region.Prefecture}},
	} {
		for _, d := range region.Duties() {
			err := try.do(m.As(region.Actor{ID: "x", Duty: d, Own: east}))
			var own *region.Error
			refused := errors.As(err, &own) && own.Code == "duty"
			if refused == slices.Contains(try.may, d) {
				t.Errorf("%s as %s: %v", try.what, d.Word(), err)
			}
		}
	}
}

// TestOthersSeeStateAndBandOnly: for 包括, notes and counts of other offices are gone.
func TestOthersSeeStateAndBandOnly(t *testing.T) {
	m, _, _ := town(t)
	clerk := m.As(settle.Clerk)
	check(t, clerk.AddContact(t.Context(), tsumugi, region.Contact{At: m.Now(), Way: region.ByCall, Note: "ひみつ"}, time.Time{}))
	centre := m.As(region.Actor{ID: "h", Duty: region.CentreStaff, Own: east})
	v, err := centre.Office(tsumugi)
	check(t, err)
	if v.Band != "21件以上" || len(v.Outreach.Contacts) != 0 {
		t.Errorf("%q %+v", v.Band, v.Outreach)
	}
	if list, err := centre.Partners(t.Context(), tsumugi, "p"); err != nil || list != nil {
		t.Errorf("partners of another office: %v %v", list, err)
	}
	if list, err := centre.Partners(t.Context(), east, "p"); err != nil || len(list) == 0 {
		t.Errorf("own partners: %d %v", len(list), err)
	}
	list, err := centre.Calls(t.Context(), outreach.Recommended, region.Filter{}, 50)
	check(t, err)
	for _, r := range append(list.Rows, list.Put...) {
		if r.AtOnce != 0 || r.Soon != 0 || r.Active != 0 || len(r.Partners) != 0 || r.Zone != "z3" && r.Number != east {
			t.Fatalf("%s: %+v", r.Name, r)
		}
	}
	auditor := m.As(region.Actor{ID: "a", Duty: region.Auditor})
	if v, err := auditor.Office(tsumugi); err != nil || len(v.Outreach.Contacts) != 0 {
		t.Errorf("the auditor reads notes: %+v %v", v.Outreach, err)
	}
	for _, e := range v.Record.History {
		if d, err := auditor.Office(tsumugi); err != nil || d.Record.History[0].Note != "" {
			t.Errorf("the auditor reads the note of %+v", e)
		}
	}
}

// TestTheWall: after a month of work the map's rows hold numbers of offices and counts, and
// nothing of a client, a letter or a message.
func TestTheWall(t *testing.T) {
	m, _, _ := town(t)
	known := []string{"adoption", "batches", "consents", "editions", "estimates", "hands", "marks", "series", "settings", "tasks", "traffic", "workshops", "zones", "duties", "outreach", "looks"}
	insured := regexp.MustCompile(`"(Insured|Client|Letter|Message|Birth|Envelope|被保険者)`)
	var clients []string
	for _, f := range townfiles.StoryOne()[:9] {
		for _, cell := range strings.FieldsFunc(string(f.Bytes), func(r rune) bool { return r == ',' || r == '\n' || r == '\r' || r == '"' }) {
			if strings.HasPrefix(cell, "H") && len(cell) == 10 {
				clients = append(clients, cell)
			}
		}
	}
	if len(clients) == 0 {
		t.Fatal("the town's files hold no 被保険者番号 to look for")
	}
	for _, r := range rows(t, m) {
		if !slices.Contains(known, r.Drawer) {
			t.Errorf("drawer %s is not known to this test: say what it may hold", r.Drawer)
		}
		if insured.Match(r.Body) {
			t.Errorf("%s holds a field of a letter: %s", r.Drawer, r.Body)
		}
		for _, k := range clients {
			if bytes.Contains(r.Body, []byte(k)) {
				t.Errorf("%s holds the number of a client", r.Drawer)
			}
		}
	}
}
