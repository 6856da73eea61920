package outreach

import (
	"math"
	"math/rand/v2"
	"slices"
)

// The variations: what differs from the base, and what the caller does not know.
const (
	Base        = "base"        // 基準
	Uniform     = "uniform"     // 意向の区分が当てにならない
	Hidden      = "hidden"      // 未参加の半数は連携先が不明
	Noise       = "noise"       // 件数の誤差 ±50 %
	Segments    = "segments"    // 区分の 20 % が誤り
	WeakPush    = "push25"      // 訪問の効果が弱い (0.25)
	StrongPush  = "push50"      // 訪問の効果が強い (0.50)
	Corporation = "corporation" // 法人がまとめて決める
	Capacity    = "capacity"    // 参加できるかどうかが不明
)

// Variations are the names of the robustness settings, the base first.
func Variations() []string {
	return []string{Base, Uniform, Hidden, Noise, Segments, WeakPush, StrongPush, Corporation, Capacity}
}

var variationNames = map[string]string{
	Base: "基準", Uniform: "意向の区分が当てにならない", Hidden: "未参加の半数は連携先が不明", Noise: "件数の誤差 ±50 %",
	Segments: "区分の 20 % が誤り", WeakPush: "訪問の効果が弱い（0.25）", StrongPush: "訪問の効果が強い（0.50）",
	Corporation: "法人がまとめて決める", Capacity: "参加できるかどうかが不明",
}

// Thresholds of the adoption model by segment, and their spread.
var thresholdMean = [states]float64{Unknown: 0.75, None: 0.75, Considering: 0.50, Planned: 0.22}

const (
	thresholdSpread = 0.18
	cannotShare     = 0.10
)

// stage is a world before its first month, to be copied for every order.
type stage struct {
	w    world
	t    town
	seed uint64
}

// newStage builds one town under one variation from one seed.
func newStage(t town, variation string, seed uint64) (*stage, error) {
	rng := rand.New(rand.NewPCG(seed, 0x7A55))
	m := t.make(rng)
	segments := m.people(t, rng)
	real, err := NewGraph(m.nodes, m.pairs)
	if err != nil {
		return nil, err
	}
	st := &stage{t: t, seed: seed, w: world{facts: defaultFacts(), real: real, seed: seed*2654435761 + 1}}
	w := &st.w
	w.theta, w.able = thresholds(segments, variation == Uniform, rng), make([]bool, len(m.nodes))
	for v := range m.nodes {
		w.able[v] = !m.nodes[v].Cannot
	}
	switch variation {
	case WeakPush:
		w.push = 0.25
	case StrongPush:
		w.push = 0.50
	case Corporation:
		w.decideTogether()
	}
	w.look(variation, rng)
	w.settle()
	return st, nil
}

// people draws segment, ability and who is already a member. It gives the true segments.
func (m *made) people(t town, rng *rand.Rand) []State {
	segments := make([]State, len(m.nodes))
	for v := range m.nodes {
		n := &m.nodes[v]
		segments[v] = []State{None, Considering, Planned}[draw([]float64{0.50, 0.38, 0.12}, rng)]
		n.State = segments[v]
		n.Cannot = rng.Float64() < cannotShare
	}
	joined := int(math.Round(t.start * float64(len(m.nodes))))
	for _, v := range rng.Perm(len(m.nodes)) {
		if n := &m.nodes[v]; joined > 0 && !n.Cannot {
			joined--
			n.State = Active
			if rng.Float64() < 0.1 {
				n.State = Idle
			}
		}
	}
	return segments
}

func thresholds(segments []State, uniform bool, rng *rand.Rand) []float64 {
	out := make([]float64, len(segments))
	for v, s := range segments {
		out[v] = thresholdMean[s] + thresholdSpread*rng.NormFloat64()
		if uniform {
			out[v] = rng.Float64()
		}
	}
	return out
}

// decideTogether gives all offices of one corporation the threshold of the first.
func (w *world) decideTogether() {
	by := map[string][]int{}
	for v := range w.real.nodes {
		by[w.real.nodes[v].Corp] = append(by[w.real.nodes[v].Corp], v)
	}
	w.corp = make([][]int, len(w.real.nodes))
	for _, list := range by {
		for _, v := range list {
			w.corp[v], w.theta[v] = list, w.theta[list[0]]
		}
	}
}

// look makes what the calling office sees: published sizes with an error of about 30 %,
// and whatever the variation blurs.
func (w *world) look(variation string, rng *rand.Rand) {
	g := *w.real
	g.nodes, g.slips, g.weight = slices.Clone(g.nodes), slices.Clone(g.slips), slices.Clone(g.weight)
	w.seen = &g
	switch variation {
	case Noise:
		w.blur(rng)
	case Hidden:
		w.hide(rng)
	case Segments:
		w.mistake(rng)
	case Capacity:
		for v := range g.nodes {
			g.nodes[v].Cannot = false
		}
	}
}

func (w *world) blur(rng *rand.Rand) {
	g := w.seen
	for v := range g.nodes {
		for e := g.start[v]; e < g.start[v+1]; e++ {
			if u := g.to[e]; int(u) > v {
				x := 0.5 + rng.Float64()
				g.slips[e] *= x
				g.slips[w.back(u, int32(v))] *= x
			}
		}
	}
	g.weigh()
}

// hide takes away every pair of an office that does not tell, unless an end is a member.
func (w *world) hide(rng *rand.Rand) {
	g := w.seen
	for v := range g.nodes {
		g.nodes[v].Size = g.weight[v] * math.Exp(0.3*rng.NormFloat64())
	}
	silent := make([]bool, len(g.nodes))
	for v := range silent {
		silent[v] = g.nodes[v].State != Active && rng.Float64() < 0.5
	}
	w.hidden = make([]bool, len(g.to))
	for v := range g.nodes {
		for e := g.start[v]; e < g.start[v+1]; e++ {
			u := g.to[e]
			member := g.nodes[v].State == Active || g.nodes[u].State == Active
			if !member && (silent[v] || silent[u]) {
				w.hidden[e], g.slips[e] = true, 0
			}
		}
	}
	g.weigh()
}

func (w *world) mistake(rng *rand.Rand) {
	for v := range w.seen.nodes {
		n := &w.seen.nodes[v]
		if n.State <= Planned && rng.Float64() < 0.2 {
			n.State = []State{None, Considering, Planned}[rng.IntN(3)]
		}
	}
}

// copy gives a world of its own to one order.
func (st *stage) copy() *world {
	w := st.w
	g := *st.w.seen
	g.nodes, g.slips, g.weight = slices.Clone(g.nodes), slices.Clone(g.slips), slices.Clone(g.weight)
	g.class = nil
	w.seen, w.now, w.hidden = &g, slices.Clone(w.now), slices.Clone(w.hidden)
	return &w
}
