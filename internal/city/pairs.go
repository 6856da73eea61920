package city

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tasuki-care/tasuki/region/registry"
)

// The sums of the story.
const (
	pairCount   = 1040
	slipCount   = 11880 // a month, all pairs
	linkedSlips = 1210  // a month, pairs with both ends active
	linkedPairs = 84
)

// weaver finds out who exchanges slips with whom.
type weaver struct {
	rng      *rand.Rand
	writers  []registry.Office // planners and centres
	takers   []registry.Office // providers of the city
	active   map[string]bool
	size     map[string]float64 // of every office, 1 = usual
	alone    map[string]bool    // idle for lack of partners: nobody active writes to them
	chosen   map[[2]string]bool
	partners map[string]int // pairs of a provider
}

func makePairs(offices, outside []registry.Office, states []State) []Pair {
	w := newWeaver(offices, states)
	for _, p := range partners {
		w.add(itoguchi, p.full())
	}
	for _, o := range outside {
		w.add(east, o.Number)
	}
	w.crowded()
	w.linked()
	w.rest()
	w.everybody()
	return w.slips()
}

func newWeaver(offices []registry.Office, states []State) *weaver {
	w := &weaver{
		rng: rand.New(rand.NewPCG(seed, 3)), active: map[string]bool{}, size: map[string]float64{},
		alone: map[string]bool{}, chosen: map[[2]string]bool{}, partners: map[string]int{},
	}
	for i, o := range offices {
		switch o.Kind() {
		case registry.Planner, registry.Centre:
			w.writers = append(w.writers, o)
		case registry.Provider:
			w.takers = append(w.takers, o)
		}
		w.active[o.Number] = states[i].State == Active
		w.alone[o.Number] = states[i].Reason == reasonAlone
		w.size[o.Number] = math.Exp(0.5 * w.rng.NormFloat64())
	}
	w.size[itoguchi], w.size[tsumugi], w.size[kasuri] = 1.8, 2, 2.5
	return w
}

func (w *weaver) add(writer, taker string) {
	if k := [2]string{writer, taker}; !w.chosen[k] {
		w.chosen[k] = true
		w.partners[taker]++
	}
}

// crowded gives the two large providers of the story their writers: つむぎ has slips from 14
// planners and 2 centres, かすり from all.
func (w *weaver) crowded() {
	planners, hubs := 13, 1 // いとぐち is chosen already; the centre of the story comes first
	w.add(east, tsumugi)
	for _, o := range w.sorted(w.writers, func(o registry.Office) bool { return w.active[o.Number] }) {
		w.add(o.Number, kasuri)
		if left := map[registry.Kind]*int{registry.Planner: &planners, registry.Centre: &hubs}[o.Kind()]; *left > 0 && !w.chosen[[2]string{o.Number, tsumugi}] {
			*left--
			w.add(o.Number, tsumugi)
		}
	}
}

// sorted puts those for whom first holds before the others.
func (w *weaver) sorted(list []registry.Office, first func(registry.Office) bool) []registry.Office {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b registry.Office) int {
		switch {
		case first(a) == first(b):
			return 0
		case first(a):
			return -1
		}
		return 1
	})
	return out
}

// linked chooses the pairs with both ends active until there are enough.
func (w *weaver) linked() {
	var others []registry.Office
	for _, o := range w.writers {
		if w.active[o.Number] && o.Number != itoguchi {
			others = append(others, o)
		}
	}
	n := w.count(func(a, b string) bool { return w.active[a] && w.active[b] })
	for i := 0; n < linkedPairs; i++ {
		o := others[i%len(others)]
		if best := w.best(o, 1, func(p registry.Office) bool { return w.active[p.Number] }); len(best) > 0 {
			w.add(o.Number, best[0].Number)
			n++
		}
	}
}

func (w *weaver) count(which func(writer, taker string) bool) int {
	n := 0
	for k := range w.chosen {
		if which(k[0], k[1]) {
			n++
		}
	}
	return n
}

// best gives the n providers a writer would choose next: near, large, or of its corporation.
func (w *weaver) best(o registry.Office, n int, may func(registry.Office) bool) []registry.Office {
	type scored struct {
		o     registry.Office
		score float64
	}
	var list []scored
	for _, p := range w.takers {
		chance := -math.Log(-math.Log(w.rng.Float64()))
		if w.chosen[[2]string{o.Number, p.Number}] || p.Number == tsumugi || !may(p) {
			continue
		}
		score := chance + math.Log(w.size[p.Number]) - distance(o, p)/2
		if o.Corp == p.Corp {
			score += 3
		}
		list = append(list, scored{p, score})
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var out []registry.Office
	for _, s := range list[:min(n, len(list))] {
		out = append(out, s.o)
	}
	return out
}

// rest gives the writers their other partners, by size, until all pairs are there. いとぐち
// has its 30 already, and no further pair has both ends active.
func (w *weaver) rest() {
	var writers []registry.Office
	var weights []float64
	for _, o := range w.writers {
		if o.Number != itoguchi {
			writers = append(writers, o)
			weights = append(weights, 0.6+w.size[o.Number])
		}
	}
	for i, n := range shares(pairCount-len(w.chosen), weights) {
		o := writers[i]
		may := func(p registry.Office) bool {
			return !w.active[o.Number] || !w.active[p.Number] && !w.alone[p.Number]
		}
		for _, p := range w.best(o, n, may) {
			w.add(o.Number, p.Number)
		}
	}
}

// everybody gives a provider without partners one: the nearest writer not in use lets go of
// its partner with the most others.
func (w *weaver) everybody() {
	for _, p := range w.takers {
		if w.partners[p.Number] > 0 {
			continue
		}
		var near registry.Office
		for _, o := range w.writers {
			if !w.active[o.Number] && (near.Number == "" || distance(o, p) < distance(near, p)) {
				near = o
			}
		}
		w.letGo(near.Number)
		w.add(near.Number, p.Number)
	}
}

func (w *weaver) letGo(writer string) {
	most := ""
	for _, p := range w.takers {
		fixed := p.Number == tsumugi || p.Number == kasuri
		if w.chosen[[2]string{writer, p.Number}] && !fixed && (most == "" || w.partners[p.Number] > w.partners[most]) {
			most = p.Number
		}
	}
	delete(w.chosen, [2]string{writer, most})
	w.partners[most]--
}

// slips spreads the slips of the story over the pairs, at least two for each: the map keeps
// 1 and 2 as 2 (少数), and its sums must be those of the story.
func (w *weaver) slips() []Pair {
	var out []Pair
	for k := range w.chosen {
		out = append(out, Pair{Planner: k[0], Provider: k[1]})
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Planner, b.Planner), cmp.Compare(a.Provider, b.Provider))
	})
	both := func(p Pair) bool { return w.active[p.Planner] && w.active[p.Provider] }
	w.spread(out, both, linkedSlips)
	w.spread(out, func(p Pair) bool { return !both(p) }, slipCount-linkedSlips)
	return out
}

func (w *weaver) spread(pairs []Pair, which func(Pair) bool, sum int) {
	var at []int
	var weights []float64
	for i, p := range pairs {
		if !which(p) {
			continue
		}
		at = append(at, i)
		taker := w.size[p.Provider]
		if taker == 0 {
			taker = 0.5 // 域外
		}
		weights = append(weights, math.Sqrt(w.size[p.Planner]*taker)*math.Exp(0.6*w.rng.NormFloat64()))
	}
	for i, n := range shares(sum-2*len(at), weights) {
		pairs[at[i]].Slips = 2 + n
	}
}

// shares splits a sum by weights into whole numbers: largest remainders first.
func shares(sum int, weights []float64) []int {
	total := 0.0
	for _, x := range weights {
		total += x
	}
	out, order, left := make([]int, len(weights)), make([]int, len(weights)), sum
	rest := func(i int) float64 { return float64(sum)*weights[i]/total - float64(out[i]) }
	for i, x := range weights {
		out[i], order[i] = int(float64(sum)*x/total), i
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest(b), rest(a)) })
	for i := range left {
		out[order[i]]++
	}
	return out
}

// base says where the number of slips of each pair comes from: both ends in use are
// measured, one end is declared, no end is estimated.
func base(pairs []Pair, states []State) {
	active := map[string]bool{}
	for _, s := range states {
		active[s.Number] = s.State == Active
	}
	for i, p := range pairs {
		switch {
		case active[p.Planner] && active[p.Provider]:
			pairs[i].Basis = "measured"
		case active[p.Planner] || active[p.Provider]:
			pairs[i].Basis = "declared"
		default:
			pairs[i].Basis = "estimated"
		}
	}
}
