package adoption_test

import (
	"math"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
)

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestHistory(t *testing.T) {
	var r adoption.Record
	if got := r.At(day("2026-12-31")); got != adoption.Unknown {
		t.Errorf("without history %s, want unknown", got)
	}
	for _, e := range []adoption.Event{
		{At: day("2026-10-01"), State: adoption.Active, Source: "連携件数"},
		{At: day("2026-04-01"), State: adoption.Considering, Source: "電話"}, // learned later, happened earlier
		{At: day("2026-07-01"), State: adoption.Planned, Source: "訪問", When: "2026-09"},
		{At: day("2026-07-01"), State: adoption.Idle, Source: "訂正"}, // same day: the later note holds
	} {
		if err := r.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	for at, want := range map[string]adoption.State{
		"2026-03-31": adoption.Unknown, "2026-04-01": adoption.Considering, "2026-06-30": adoption.Considering,
		"2026-07-01": adoption.Idle, "2026-09-30": adoption.Idle, "2026-10-01": adoption.Active, "2027-01-01": adoption.Active,
	} {
		if got := r.At(day(at)); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
	if got := r.Since(adoption.Idle, adoption.Active); !got.Equal(day("2026-07-01")) {
		t.Errorf("joined since %s", got)
	}
	if err := r.Add(adoption.Event{At: day("2026-01-01"), State: "gone"}); err == nil {
		t.Error("an unknown state was taken")
	}
	if err := r.Add(adoption.Event{State: adoption.None}); err == nil {
		t.Error("an event without a date was taken")
	}
}

func TestClassesOfYonago(t *testing.T) {
	for s, want := range map[adoption.State]adoption.Class{
		adoption.Unknown: adoption.NotYet, adoption.None: adoption.NotYet, adoption.Considering: adoption.NotYet, adoption.Left: adoption.NotYet,
		adoption.Planned: adoption.Soon, adoption.Idle: adoption.Already, adoption.Active: adoption.Already, adoption.Out: adoption.NoClass,
	} {
		if got := s.Class(); got != want {
			t.Errorf("%s: class %q, want %q", s.Word(), got, want)
		}
	}
	if len(adoption.States()) != 8 {
		t.Error("a state is missing in the list of screens")
	}
}

func TestStatesAsListsWriteThem(t *testing.T) {
	for text, want := range map[string]adoption.State{
		"利用中": adoption.Active, " 導入済み（未活用） ": adoption.Idle, "導入済み": adoption.Idle, "検討中": adoption.Considering,
		"導入するつもりはない": adoption.None, "対象外": adoption.Out, "planned": adoption.Planned,
	} {
		if got, ok := adoption.ParseState(text); !ok || got != want {
			t.Errorf("%q: %s %v, want %s", text, got, ok, want)
		}
	}
	if _, ok := adoption.ParseState("たぶん使っている"); ok {
		t.Error("a word that is no state was taken for one")
	}
}

// TestDenominatorAlone repeats the published figures: report 図表3-1.
func TestDenominatorAlone(t *testing.T) {
	rate := func(num, den int) adoption.Rate { return adoption.Rate{Num: num, Den: den} }
	for _, c := range []struct {
		place             string
		before, after     adoption.Rate
		text              string
		numerator, moving float64
	}{
		{"千歳市", rate(51, 169), rate(66, 163), "66/163 = 40.5 %", 8.9, 1.4},
		{"岡崎市", rate(20, 664), rate(122, 681), "122/681 = 17.9 %", 15.4, -0.5},
		{"東彼杵町", rate(0, 25), rate(14, 21), "14/21 = 66.7 %", 56.0, 10.7},
		{"仙台市", rate(192, 2070), rate(357, 2104), "357/2104 = 17.0 %", 8.0, -0.3},
		{"米子市", rate(77, 336), rate(111, 336), "111/336 = 33.0 %", 10.1, 0},
		{"襷市", rate(43, 214), rate(43, 209), "43/209 = 20.6 %", 0, 0.5},
	} {
		got := adoption.Change(c.before, c.after)
		if c.after.String() != c.text || math.Abs(got.Numerator-c.numerator) > 0.05 || math.Abs(got.Denominator-c.moving) > 0.05 {
			t.Errorf("%s: %s %+.2f %+.2f, want %s %+.1f %+.1f", c.place, c.after, got.Numerator, got.Denominator, c.text, c.numerator, c.moving)
		}
		if want := c.after.Percent() - c.before.Percent(); math.Abs(got.Total()-want) > 1e-9 {
			t.Errorf("%s: parts make %.3f, want %.3f", c.place, got.Total(), want)
		}
	}
	if got := adoption.Change(rate(1, 0), rate(1, 2)); got.Total() != 0 {
		t.Error("a change from nothing was counted")
	}
}
