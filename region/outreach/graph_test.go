package outreach

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// invented makes a small region with whole-number slips, so that sums are exact.
func invented(rng *rand.Rand, n int) ([]Node, []Pair) {
	nodes, pairs := make([]Node, n), []Pair{}
	for v := range nodes {
		nodes[v] = Node{
			ID: fmt.Sprintf("99999%05d", v), State: State(rng.IntN(int(states))), Planner: v < n/3,
			Cannot: rng.IntN(10) == 0, Zone: string(rune('A' + rng.IntN(3))), Corp: string(rune('a' + rng.IntN(4))),
			Asked: rng.IntN(2), AskedShare: float64(rng.IntN(3)) / 10, Size: float64(rng.IntN(2) * rng.IntN(60)),
		}
	}
	for a := range nodes {
		for b := a + 1; b < n; b++ {
			if nodes[a].Planner != nodes[b].Planner && rng.IntN(2) == 0 {
				pairs = append(pairs, Pair{A: a, B: b, Slips: float64(rng.IntN(20)), Basis: Basis(rng.IntN(3))})
			}
		}
	}
	return nodes, pairs
}

func mustGraph(t testing.TB, nodes []Node, pairs []Pair) *Graph {
	t.Helper()
	g, err := NewGraph(nodes, pairs)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestNewGraphRefuses(t *testing.T) {
	two := []Node{{ID: "9999900001"}, {ID: "9999900002"}}
	cases := map[string]struct {
		nodes []Node
		pairs []Pair
	}{
		"outreach.self":  {two, []Pair{{A: 1, B: 1}}},
		"outreach.range": {two, []Pair{{A: 0, B: 2}}},
		"outreach.slips": {two, []Pair{{A: 0, B: 1, Slips: math.NaN()}}},
		"outreach.basis": {two, []Pair{{A: 0, B: 1, Basis: 3}}},
		"outreach.twice": {[]Node{{ID: "9999900001"}, {ID: "9999900001"}}, nil},
		"outreach.state": {[]Node{{ID: "9999900001", State: states}}, nil},
	}
	for code, c := range cases {
		_, err := NewGraph(c.nodes, c.pairs)
		var e *Error
		if !errors.As(err, &e) || e.Code != code || e.Message == "" || e.Next == "" {
			t.Errorf("%s: got %v", code, err)
		}
	}
	for _, bad := range []Pair{{A: -1, B: 0}, {A: 0, B: 1, Slips: -1}, {A: 0, B: 1, Slips: math.Inf(1)}} {
		if _, err := NewGraph(two, []Pair{bad}); err == nil {
			t.Errorf("%+v must be refused", bad)
		}
	}
}

func TestPairsNamedTwiceAreAddedUp(t *testing.T) {
	nodes := []Node{{ID: "2", State: Active}, {ID: "1"}, {ID: "3", State: Active}}
	g := mustGraph(t, nodes, []Pair{{A: 0, B: 1, Slips: 3}, {A: 1, B: 0, Slips: 4, Basis: Estimated}, {A: 0, B: 2, Slips: 5}})
	slips, of, pairs, ofPairs := g.Linked()
	if slips != 5 || of != 12 || pairs != 1 || ofPairs != 2 {
		t.Errorf("Linked = %v %v %v %v", slips, of, pairs, ofPairs)
	}
	if s, n := g.Joined(1); s != 7 || n != 1 {
		t.Errorf("Joined = %v %v", s, n)
	}
	row := g.Rank(DefaultParams(), noDay)[0]
	if row.Node != 1 || !row.Estimated || len(row.Top) != 1 || row.Top[0].Slips != 7 {
		t.Errorf("row = %+v", row)
	}
}

func TestJoinedEqualsRecomputation(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		nodes, pairs := invented(rng, 3+rng.IntN(15))
		g := mustGraph(t, nodes, pairs)
		for v := range nodes {
			s0, of0, p0, _ := g.Linked()
			s1, of1, p1, _ := g.With(v, Active).Linked()
			ds, dp := g.Joined(v)
			if s1-s0 != ds || p1-p0 != dp || of0 != of1 {
				t.Fatalf("node %d: %v %d, recomputed %v %d", v, ds, dp, s1-s0, p1-p0)
			}
			if s1 < s0 {
				t.Fatal("the linked share must not fall when an office starts")
			}
		}
	}
}

func TestWithLeavesTheOldGraphAlone(t *testing.T) {
	g := mustGraph(t, []Node{{ID: "1", State: Active}, {ID: "2"}}, []Pair{{A: 0, B: 1, Slips: 3}})
	h := g.With(1, Active)
	if s, _, _, _ := h.Linked(); s != 3 || h.Node(1).State != Active {
		t.Error("the new graph must have both active")
	}
	if s, _, _, _ := g.Linked(); s != 0 || g.Len() != 2 {
		t.Error("the old graph must not change")
	}
	if got := h.Scores(DefaultParams(), nil); got[0] != 0 || got[1] != 0 {
		t.Errorf("active offices have no score: %v", got)
	}
}

func FuzzNewGraph(f *testing.F) {
	f.Add(uint8(3), []byte{0, 1, 5, 1, 2, 9})
	f.Add(uint8(0), []byte{})
	f.Add(uint8(2), []byte{1, 1, 1})
	f.Fuzz(func(t *testing.T, n uint8, raw []byte) {
		nodes := make([]Node, n)
		for v := range nodes {
			nodes[v] = Node{ID: fmt.Sprint(v), State: State(v) % states}
		}
		var pairs []Pair
		for i := 0; i+2 < len(raw); i += 3 {
			pairs = append(pairs, Pair{A: int(raw[i]), B: int(raw[i+1]), Slips: float64(raw[i+2])})
		}
		g, err := NewGraph(nodes, pairs)
		if err != nil {
			return
		}
		sum := 0.0
		for _, p := range pairs {
			sum += p.Slips
		}
		if _, of, _, _ := g.Linked(); of != sum {
			t.Fatalf("slips lost: %v of %v", of, sum)
		}
		for _, s := range g.Scores(DefaultParams(), nil) {
			if math.IsNaN(s) || s < 0 {
				t.Fatalf("score %v", s)
			}
		}
	})
}
