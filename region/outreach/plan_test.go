package outreach

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// smallTown is 千歳市 of the simulation as a caller would see it.
func smallTown(t testing.TB) *Graph {
	t.Helper()
	st, err := newStage(towns[1], Base, 1)
	if err != nil {
		t.Fatal(err)
	}
	g := st.copy().seen
	g.classify()
	return g
}

func TestPlanGivesABand(t *testing.T) {
	g, p := smallTown(t), DefaultParams()
	plan := g.Plan(p, Recommended, 5, 12, 60, 1)
	if !reflect.DeepEqual(plan, g.Plan(p, Recommended, 5, 12, 60, 1)) {
		t.Error("equal seeds must give equal plans")
	}
	if len(plan.Months) != 12 || len(plan.P10) != 12 {
		t.Fatalf("%d months", len(plan.Months))
	}
	for m := range plan.Months {
		if !(0 <= plan.P10[m] && plan.P10[m] <= plan.P50[m] && plan.P50[m] <= plan.P90[m] && plan.P90[m] <= 1) {
			t.Errorf("month %d: %v %v %v", m+1, plan.P10[m], plan.P50[m], plan.P90[m])
		}
	}
	first := g.Sequence(Recommended, p, day, nil)[:5]
	if !slices.Equal(plan.Months[0].Nodes, first) || plan.Months[0].Contacts != 5 || plan.Months[1].Nodes != nil {
		t.Errorf("first month %+v, want %v", plan.Months[0], first)
	}
	if idle := g.Plan(p, Recommended, 0, 12, 60, 1); idle.P50[11] >= plan.P50[11] {
		t.Errorf("without contacts %v, with five a month %v", idle.P50[11], plan.P50[11])
	}
}

func TestPlanLeavesTheGraphAlone(t *testing.T) {
	g := smallTown(t)
	before := slices.Clone(g.nodes)
	g.Plan(DefaultParams(), Size, 5, 6, 8, 2)
	if !reflect.DeepEqual(before, g.nodes) {
		t.Error("a plan must not change the graph")
	}
}

func TestPlanSpeaksOnlyToThoseItMay(t *testing.T) {
	nodes := []Node{{ID: "1", State: Active}, {ID: "2", NotBefore: day}, {ID: "3", Cannot: true}, {ID: "4", State: Out}, {ID: "5", State: Active}}
	g := mustGraph(t, nodes, []Pair{{A: 0, B: 4, Slips: 5}, {A: 0, B: 1, Slips: 5}, {A: 0, B: 2, Slips: 5}, {A: 0, B: 3, Slips: 5}})
	for _, m := range g.Plan(DefaultParams(), Size, 4, 6, 10, 3).Months {
		if m.Contacts != 0 {
			t.Errorf("%+v", m)
		}
	}
	for _, o := range []Order{Oracle, "unknown"} {
		if m := smallTown(t).Plan(DefaultParams(), o, 5, 1, 2, 3).Months[0]; m.Contacts != 0 {
			t.Errorf("%s speaks to %v", o, m.Contacts)
		}
	}
	if empty := g.Plan(DefaultParams(), Size, -1, -1, -1, 3); len(empty.Months) != 0 {
		t.Errorf("%+v", empty)
	}
}

// TestImaginedThresholdsFollowTheChances draws many worlds: the offices that would say yes
// must be as many as Params says, also after a refusal.
func TestImaginedThresholdsFollowTheChances(t *testing.T) {
	nodes := []Node{{ID: "1", State: Planned}, {ID: "2", State: Considering}, {ID: "3", State: None, Asked: 1}, {ID: "4", State: Considering, Asked: 1, AskedShare: 0.1}, {ID: "5", State: Active}}
	pairs := []Pair{{A: 3, B: 4, Slips: 3}, {A: 3, B: 0, Slips: 3}, {A: 1, B: 4, Slips: 1}, {A: 1, B: 2, Slips: 3}}
	g, p := mustGraph(t, nodes, pairs), DefaultParams()
	rng, s := rand.New(rand.NewPCG(8, 8)), g.sight(&p)
	const runs = 4000
	yes := make([]float64, len(nodes))
	for range runs {
		w := g.imagined(&p, rng)
		for v := range nodes {
			if w.willing(v, w.push) {
				yes[v] += 1.0 / runs
			}
		}
	}
	for v := range 4 {
		want := s.judge(v).chance
		if nodes[v].State == None {
			want = 0 // the rest for a change of mind is no part of the thresholds
		}
		if d := yes[v] - want; d > 0.03 || d < -0.03 {
			t.Errorf("node %d: %.3f say yes, chance %.3f", v, yes[v], want)
		}
	}
}

func TestQuantile(t *testing.T) {
	for q, want := range map[float64]float64{0: 1, 0.5: 2.5, 1: 4, 0.1: 1.3} {
		if got := quantile([]float64{1, 2, 3, 4}, q); got < want-1e-12 || got > want+1e-12 {
			t.Errorf("quantile %v = %v, want %v", q, got, want)
		}
	}
}
