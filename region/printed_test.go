package region_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/internal/city"
	"github.com/tasuki-care/tasuki/internal/city/settle"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/registry"
	"github.com/tasuki-care/tasuki/region/survey"
)

// TestTheReportsTownsCanBeEntered: the printed rates come out again, with what the
// denominator alone did: +1.4 points in 千歳, +10.7 in 東彼杵, nothing in 米子.
func TestTheReportsTownsCanBeEntered(t *testing.T) {
	m, _, _ := town(t)
	s := m.As(settle.Clerk)
	check(t, s.EnterPrinted(t.Context()))
	check(t, s.EnterPrinted(t.Context())) // twice is once
	if n := len(s.Places()); n != 5 {
		t.Errorf("%d places", n)
	}
	for place, want := range map[string][3]string{
		"北海道千歳市":  {"51/169 = 30.2 %", "66/163 = 40.5 %", "+10.3ポイント（うち分子の増減 +8.9、分母の変更だけによる分 +1.4）"},
		"愛知県岡崎市":  {"20/664 = 3.0 %", "122/681 = 17.9 %", "分母の変更だけによる分 −0.5"},
		"長崎県東彼杵町": {"0/25 = 0.0 %", "14/21 = 66.7 %", "分母の変更だけによる分 +10.7"},
		"宮城県仙台市":  {"192/2070 = 9.3 %", "357/2104 = 17.0 %", "分母の変更だけによる分 −0.3"},
		"鳥取県米子市":  {"77/336 = 22.9 %", "111/336 = 33.0 %", "+10.1ポイント"},
	} {
		moves := region.Steps(s.Points(place))
		if len(moves) != 1 || moves[0].Before.String() != want[0] || moves[0].After.String() != want[1] || !strings.Contains(moves[0].Words(), want[2]) {
			t.Errorf("%s: %+v %s", place, moves, moves[0].Words())
		}
	}
}

func TestARateWithoutItsBasisIsRefused(t *testing.T) {
	m, _, _ := town(t)
	for _, r := range []adoption.Rate{{Num: 1, Den: 2, At: m.Now()}, {Num: 3, Den: 2, At: m.Now(), Basis: "x"}, {Num: 1, Den: 0, At: m.Now(), Basis: "x"}, {Num: 1, Den: 2, Basis: "x"}} {
		var own *region.Error
		if err := m.As(settle.Clerk).SavePoint(t.Context(), region.SeriesPoint{Place: "p", Rate: r}); !errors.As(err, &own) || own.Next == "" {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

// TestKeptFiguresStay: what was reported does not change with a later list.
func TestKeptFiguresStay(t *testing.T) {
	m, c, k := town(t)
	s := m.As(settle.Clerk)
	in, err := settle.Inputs(c.MinistryCSVDecember())
	check(t, err)
	imp, err := s.Compare(in, registry.Scope{})
	check(t, err)
	_, err = s.Apply(t.Context(), imp, time.Date(2026, 12, 31, 0, 0, 0, 0, city.JST))
	check(t, err)
	k.at = time.Date(2027, 1, 29, 9, 0, 0, 0, city.JST)
	f, err := s.Figures(t.Context(), region.PeriodOf(k.at, region.Month))
	check(t, err)
	if f.Before.Rate(adoption.JoinedAll).String() != "43/214 = 20.1 %" {
		t.Errorf("the kept figure changed: %s", f.Before.Rate(adoption.JoinedAll))
	}
	trend, err := s.Trend(t.Context(), adoption.JoinedAll, 12)
	check(t, err)
	for _, r := range trend {
		if r.At.Before(time.Date(2027, 1, 1, 0, 0, 0, 0, city.JST)) != (r.Basis == "登録簿 2026-06-30") {
			t.Errorf("%s on %s", r, r.Basis)
		}
	}
}

// TestAnImportOfStatesCanBeUndone, and a list of members does not end anybody's use.
func TestAnImportOfStatesCanBeUndone(t *testing.T) {
	m, _, _ := town(t)
	s := m.As(settle.Clerk)
	rows := [][]string{{"事業所番号", "状態", "日付"}, {itoguchi, "導入済み", "2027-01-10"}, {"9999907018", "導入済み", "2027-01-10"}, {"9999900000", "利用中", "2027-01-10"}, {tsumugi, "よくわからない", ""}}
	list, err := registry.Parse([]registry.Input{{Name: "x.csv", Rows: rows}}, m.Now())
	check(t, err)
	lines, err := s.CompareStates(list, m.Now(), adoption.Idle)
	check(t, err)
	got := ""
	for _, l := range lines {
		got += string(l.Outcome) + " "
	}
	if got != "same set missing unread " {
		t.Errorf("%s %+v", got, lines)
	}
	b, err := s.ApplyStates(t.Context(), lines, "WAM NET", m.Now())
	check(t, err)
	if v, _ := s.Office("9999907018"); v.State() != adoption.Idle || b.Set != 1 {
		t.Errorf("%s %+v", v.State(), b)
	}
	check(t, s.UndoStates(t.Context(), b.ID))
	if v, _ := s.Office("9999907018"); v.State() != adoption.None {
		t.Errorf("after undo: %s", v.State())
	}
}

// TestUseComesFromCounts: whoever exchanged last month is in use, whoever sent counts of
// nothing is not.
func TestUseComesFromCounts(t *testing.T) {
	m, _, k := town(t)
	k.at = time.Date(2027, 2, 3, 9, 0, 0, 0, city.JST)
	check(t, m.Take(t.Context(), itoguchi, "2027-01", map[string]int{"9999907018": 4}))
	check(t, m.Take(t.Context(), tsumugi, "2027-01", nil))
	n, err := m.Refresh(t.Context(), "2027-01")
	check(t, err)
	s := m.As(settle.Clerk)
	for number, want := range map[string]adoption.State{"9999907018": adoption.Active, tsumugi: adoption.Idle, itoguchi: adoption.Active} {
		if v, err := s.Office(number); err != nil || v.State() != want {
			t.Errorf("%s: %s, want %s (%v)", number, v.State(), want, err)
		}
	}
	if n != 2 {
		t.Errorf("%d offices changed", n)
	}
}

// TestTwoProcessesSeeOneMap: what one writes, the other reads before its next page, and two
// hands on one office lose nothing.
func TestTwoProcessesSeeOneMap(t *testing.T) {
	a, _, _ := town(t)
	b, err := region.Open(t.Context(), a.Store, a.Now)
	check(t, err)
	check(t, a.As(settle.Clerk).SetState(t.Context(), tsumugi, adoption.Event{At: a.Now(), State: adoption.Left, Source: "電話"}))
	check(t, b.As(settle.Clerk).AddContact(t.Context(), tsumugi, region.Contact{At: a.Now(), Way: region.ByCall}, time.Time{}))
	check(t, a.As(settle.Clerk).AddContact(t.Context(), tsumugi, region.Contact{At: a.Now(), Way: region.ByVisit}, time.Time{}))
	check(t, b.Sync(t.Context()))
	v, err := b.As(settle.Clerk).Office(tsumugi)
	check(t, err)
	if v.State() != adoption.Left || len(v.Outreach.Contacts) != 2 {
		t.Errorf("%s %+v", v.State(), v.Outreach.Contacts)
	}
}

// TestTheHandWins: a pinned office stands first, one put off and one just called stand below.
func TestTheHandWins(t *testing.T) {
	m, _, _ := town(t)
	s := m.As(settle.Clerk)
	before, err := s.Calls(t.Context(), outreach.Recommended, region.Filter{}, 0)
	check(t, err)
	last, first, second := before.Rows[len(before.Rows)-1].Number, before.Rows[0].Number, before.Rows[1].Number
	check(t, s.PinTo(t.Context(), last, "会議で頼まれたため"))
	check(t, s.Postpone(t.Context(), first, m.Now().AddDate(0, 1, 0), "繁忙期"))
	check(t, s.AddContact(t.Context(), second, region.Contact{At: m.Now(), Way: region.ByCall}, time.Time{}))
	after, err := s.Calls(t.Context(), outreach.Recommended, region.Filter{}, 0)
	check(t, err)
	if after.Rows[0].Number != last {
		t.Errorf("the pinned office stands not first: %s", after.Rows[0].Name)
	}
	for _, r := range after.Rows {
		if r.Number == first || r.Number == second {
			t.Errorf("%s is still in the list", r.Name)
		}
	}
	if len(after.Put) != len(before.Put)+2 {
		t.Errorf("%d put off, before %d", len(after.Put), len(before.Put))
	}
	if err := s.Postpone(t.Context(), first, m.Now().AddDate(0, 1, 0), " "); err == nil {
		t.Error("put off without a reason")
	}
	history, err := s.History(t.Context(), first)
	check(t, err)
	if h := history[len(history)-1]; h.Verb != "postponed" || h.Text != "繁忙期" || h.Who != settle.Clerk.ID {
		t.Errorf("%+v", h)
	}
}

// TestAnswersByZone: zones with fewer than five offices are hidden, and the answers to the
// public link keep their rules.
func TestAnswersByZone(t *testing.T) {
	m, c, k := town(t)
	s := m.As(settle.Clerk)
	f := survey.Sendai62()
	check(t, m.SeedAnswers(t.Context(), settle.Answers(c, f)...))
	z, err := s.ZoneTotals(f.ID)
	check(t, err)
	hidden := 0
	for _, r := range z.Rows {
		if !r.Shown {
			hidden++
			if r.N != 0 || len(r.Results) != 0 {
				t.Errorf("a hidden zone holds figures: %+v", r)
			}
		} else if r.Offices < 5 {
			t.Errorf("%s is shown with %d offices", r.Zone, r.Offices)
		}
	}
	if hidden == 1 {
		t.Error("one hidden zone can be worked out from the total")
	}
	link, err := s.OpenForm(t.Context(), f.ID, k.at.AddDate(0, 0, 7))
	check(t, err)
	if err := m.AnswerBy(t.Context(), link.Token, survey.Answer{}); err == nil {
		t.Error("an empty answer was taken")
	}
	k.at = k.at.AddDate(0, 0, 8)
	if _, err := m.FormOf(link.Token); !errors.Is(err, region.ErrNotFound) {
		t.Errorf("a link after its time: %v", err)
	}
	if _, err := m.FormOf("x"); !errors.Is(err, region.ErrNotFound) {
		t.Errorf("a wrong link: %v", err)
	}
}
