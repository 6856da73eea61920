package desk_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

// untilOf is the last day on which the sample client's record must be kept.
func untilOf(t *testing.T, cm *desk.Bench, k careplan.ClientKey) string {
	t.Helper()
	due, kept, err := cm.Retention(t.Context())
	check(t, err)
	for _, x := range kept {
		if x.Client == k {
			return x.Until
		}
	}
	for _, x := range due {
		if x.Client == k {
			return x.Until
		}
	}
	t.Fatal("the record is neither due nor kept")
	return ""
}

// TestChangedYearsMoveTheDueDate: by kind, then by insurer, then by insurer and kind.
func TestChangedYearsMoveTheDueDate(t *testing.T) {
	town, cm := sentSlip(t)
	clients := newest(t, cm).Clients
	for _, k := range clients {
		check(t, cm.AddEvent(t.Context(), k, desk.ClientEvent{Kind: desk.Ended, Day: "20250430"}, "itoi"))
	}
	insurer := clients[0].Insurer
	for _, step := range []struct {
		years    map[string]int
		insurers map[string]map[string]int
		until    string
	}{
		{nil, nil, "20300430"},
		{map[string]int{"slip": 2}, nil, "20270430"},
		{map[string]int{"plan": 2}, nil, "20300430"},
		{map[string]int{"slip": 2}, map[string]map[string]int{insurer: {"": 7}}, "20320430"},
		{map[string]int{"slip": 2}, map[string]map[string]int{insurer: {"": 7, "slip": 3}}, "20280430"},
		{map[string]int{"slip": 2}, map[string]map[string]int{"999999": {"": 7}}, "20270430"},
	} {
		check(t, cm.SetRetention(t.Context(), "admin", step.years, step.insurers))
		if got := untilOf(t, cm, clients[0]); got != step.until {
			t.Errorf("%v %v: kept until %s, want %s", step.years, step.insurers, got, step.until)
		}
	}
	town.From.Now = func() time.Time { return time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC) }
	if due := dueCount(t, cm); due != 2 {
		t.Errorf("%d are due after two years, want 2", due)
	}
	check(t, cm.SetRetention(t.Context(), "admin", nil, nil))
	if due := dueCount(t, cm); due != 0 {
		t.Errorf("%d are due although five years are set again", due)
	}
}

func dueCount(t *testing.T, cm *desk.Bench) int {
	t.Helper()
	due, _, err := cm.Retention(t.Context())
	check(t, err)
	return len(due)
}

func TestYearsBelowTheLawAreRefused(t *testing.T) {
	_, cm := sentSlip(t)
	for code, try := range map[string]struct {
		years    map[string]int
		insurers map[string]map[string]int
	}{
		"years_too_few":  {map[string]int{"slip": 1}, nil},
		"years_too_many": {map[string]int{"slip": 50}, nil},
		"no_kind":        {map[string]int{"letter": 5}, nil},
		"no_insurer":     {nil, map[string]map[string]int{"見本市": {"": 5}}},
	} {
		var e *desk.Error
		if err := cm.SetRetention(t.Context(), "admin", try.years, try.insurers); !errors.As(err, &e) || e.Code != code || e.Next == "" {
			t.Errorf("%s: %v", code, err)
		}
	}
	set, err := cm.Settings(t.Context())
	check(t, err)
	p := evidence.Policy{Years: set.Retention, ByInsurer: set.Insurers}
	if n := p.YearsOf(evidence.Holding{RecordKind: "slip"}); n != desk.DefaultYears {
		t.Errorf("%d years after refusals", n)
	}
}
