package effect_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/region/effect"
)

func bill(t *testing.T, v effect.Volumes, a []effect.Assumption) effect.Bill {
	t.Helper()
	b, err := effect.Calculate(v, a)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNothingLinkedSavesNothing: joining alone costs the licence and the set-up.
func TestNothingLinkedSavesNothing(t *testing.T) {
	b := bill(t, effect.Volumes{SlipsOut: 195, SlipsIn: 195}, effect.Assumptions())
	if b.MinutesBefore != 2340 || b.MinutesAfter != 2340 || b.Net != -(1750+750) {
		t.Errorf("%+v", b)
	}
}

// TestAllLinked is computed by hand: 390 slips save 4 minutes each (26 hours, 46,800 yen)
// and 195 sheets sent save 2*3 + 0.6*10 + 0.2*110 = 34 yen each; licence 1,750 and set-up
// 5 h * 1,800 / 12 = 750 yen a month are paid.
func TestAllLinked(t *testing.T) {
	b := bill(t, effect.Volumes{SlipsOut: 195, SlipsIn: 195, Linked: 1}, effect.Assumptions())
	if b.MinutesAfter != 780 || b.Net != 46800+195*34-1750-750 {
		t.Errorf("%+v", b)
	}
}

// TestTheCurveGrowsBetweenItsEnds: more linked never pays less, but the first linked slip
// brings the work of two ways.
func TestTheCurveGrowsBetweenItsEnds(t *testing.T) {
	points, err := effect.Curve(effect.Volumes{SlipsOut: 100, SlipsIn: 100}, effect.Assumptions())
	if err != nil {
		t.Fatal(err)
	}
	for i := 2; i < len(points); i++ {
		if points[i].Net < points[i-1].Net {
			t.Errorf("%v then %v", points[i-1], points[i])
		}
	}
}

func TestBadNumbersAreRefused(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		v := effect.Volumes{SlipsOut: -1 - rng.IntN(9), SlipsIn: 3, Linked: rng.Float64()}
		if _, err := effect.Calculate(v, effect.Assumptions()); err == nil {
			t.Fatalf("%+v was taken", v)
		}
	}
	a := effect.Assumptions()
	a[0].Value = -1
	if _, err := effect.Calculate(effect.DefaultVolumes(), a); err == nil {
		t.Error("a negative wage was taken")
	}
}

func TestEveryRuleIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range effect.Rules() {
		if r.ID == "" || seen[r.ID] || r.Name == "" || r.Body == "" || r.Source == "" || r.Pays == "" || len(r.Needs) == 0 {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
		for _, n := range r.Needs {
			if n.Kind == "other" && n.Text == "" {
				t.Errorf("%s has a need without words", r.ID)
			}
		}
	}
}

func TestJudge(t *testing.T) {
	today := time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)
	rule := effect.Rule{ID: "x", From: "2026-04-01", Until: "2027-03-31", Needs: []effect.Need{{Kind: "licence"}, {Kind: "partners", N: 5}, {Kind: "months", N: 3}}}
	use := effect.Use{Joined: today.AddDate(0, -6, 0), Partners: map[string]int{"2026-03": 9, "2026-10": 4, "2026-11": 5, "2026-12": 5}}
	if v := effect.Judge(rule, use, today); !v.Met || len(v.Needs) != 3 {
		t.Errorf("%+v", v)
	}
	use.Partners["2026-11"], use.Partners["2026-12"] = 4, 4 // nine partners lie before the rule began
	v := effect.Judge(rule, use, today)
	if v.Met || v.Needs[1].Met || !strings.Contains(v.Needs[1].Text, "いま最多の月で4") {
		t.Errorf("%+v", v)
	}
	if v := effect.Judge(rule, use, today.AddDate(1, 0, 0)); !v.Over || v.Met {
		t.Errorf("after its end: %+v", v)
	}
	for _, r := range effect.Rules() {
		if v := effect.Judge(r, effect.Use{}, today); v.Met {
			t.Errorf("%s is met by nobody's use", r.ID)
		}
	}
}

func TestStudies(t *testing.T) {
	before := []effect.Study{{Office: "a", Entries: []effect.Timing{{"送付", "FAX", 100, 200}, {"実績の転記", "FAX", 100, 250}}}, {Office: "b", Entries: []effect.Timing{{"送付", "郵送", 10, 50}}}}
	after := []effect.Study{{Office: "a", Entries: []effect.Timing{{"送付", "データ", 80, 40}, {"送付", "FAX", 20, 40}}}}
	c := effect.Compare(before, after)
	if c.Offices != 1 || c.Before != 4.5 || c.After != 0.8 || len(c.NotComparable) != 1 {
		t.Errorf("%+v", c)
	}
	if effect.Compare(nil, nil).Words() == "" {
		t.Error("no words without studies")
	}
	sums := effect.Series([]effect.Tally{{Month: "2026-12", Returned: 2, Fax: 30}, {Month: "2026-11", Returned: 10}, {Month: "2026-12", Returned: 1, Fax: 4}})
	if len(sums) != 2 || sums[0].Month != "2026-11" || sums[1].Returned != 3 || sums[1].Fax != 34 || sums[1].Offices != 2 {
		t.Errorf("%+v", sums)
	}
}
