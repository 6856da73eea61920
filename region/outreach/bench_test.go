package outreach

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// nation is 165,000 offices and 1.6 million pairs, most of them near each other.
func nation(b *testing.B) *Graph {
	b.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	const offices, care, each = 165_000, 41_600, 39
	nodes, pairs := make([]Node, offices), make([]Pair, 0, care*each)
	for v := range nodes {
		nodes[v] = Node{ID: fmt.Sprintf("99999%06d", v), State: State(rng.IntN(int(Left))), Planner: v%4 == 0}
	}
	for c := range care {
		for range each {
			v := (4*c + 1 + rng.IntN(600)) % offices
			if v%4 == 0 {
				v++
			}
			pairs = append(pairs, Pair{A: 4 * c % offices, B: v % offices, Slips: 1 + 20*rng.Float64()})
		}
	}
	g, err := NewGraph(nodes, pairs)
	if err != nil {
		b.Fatal(err)
	}
	return g
}

// BenchmarkNationalScores is the ranking of the whole country, recomputed from scratch.
func BenchmarkNationalScores(b *testing.B) {
	g, out := nation(b), []float64(nil)
	_, _, _, pairs := g.Linked()
	b.ReportMetric(float64(pairs), "pairs")
	for b.Loop() {
		out = g.Scores(DefaultParams(), out)
	}
}

// BenchmarkOkazaki is 30 seeds under every simple order and the recommended one.
func BenchmarkOkazaki(b *testing.B) {
	for b.Loop() {
		if _, err := Simulate(Setting{"岡崎市", Base, 30, 12}, []Order{Recommended}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCityRank is one page view of a city of 1,372 offices.
func BenchmarkCityRank(b *testing.B) {
	st, err := newStage(towns[4], Base, 1)
	if err != nil {
		b.Fatal(err)
	}
	g := st.copy().seen
	g.classify()
	for b.Loop() {
		g.Rank(DefaultParams(), noDay)
	}
}

// BenchmarkPlan is the band of one city of 496 offices with 200 runs.
func BenchmarkPlan(b *testing.B) {
	st, err := newStage(towns[3], Base, 1)
	if err != nil {
		b.Fatal(err)
	}
	g := st.copy().seen
	g.classify()
	for b.Loop() {
		g.Plan(DefaultParams(), Recommended, 20, 12, 200, 1)
	}
}
