package outreach

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// Setting is one block of a simulation: a town, a variation, how many seeds and months.
type Setting struct {
	Town, Variation string
	Seeds, Months   int
}

// Result is one order in one setting. Shares are of slips, 0..1.
type Result struct {
	Town, Variation string
	Order           Order
	Seeds, Months   int
	Start           float64 // linked share before the first month
	Mean            float64 // linked share, mean over the months
	Final           float64 // linked share at the last month
	OfficeRate      float64 // active offices at the last month
	Best            Order   // best simple order of this setting
	RatioBest       float64 // Mean / Mean of the best simple order
	RatioLargest    float64 // Mean / Mean of 件数の多い順
	Low, High       float64 // 95 % bootstrap interval of RatioBest over the seeds
}

// firstSeed is the seed of the first run; the others count up.
var firstSeed uint64 = 1

// lived is one order in one seed.
type lived struct{ start, mean, final, rate float64 }

// Simulate runs every order over the same seeds 1..Seeds. Equal input gives equal output.
func Simulate(s Setting, orders []Order) ([]Result, error) {
	t, err := s.check()
	if err != nil {
		return nil, err
	}
	all := slices.Compact(slices.Sorted(slices.Values(append(SimpleOrders(), orders...))))
	runs, err := s.runAll(t, all)
	if err != nil {
		return nil, err
	}
	var out []Result
	for _, o := range orders {
		out = append(out, s.result(o, runs))
	}
	return out, nil
}

func (s Setting) check() (town, error) {
	i := slices.IndexFunc(towns, func(t town) bool { return t.name == s.Town })
	if i < 0 || !slices.Contains(Variations(), s.Variation) || s.Seeds < 1 || s.Months < 1 {
		return town{}, &Error{"outreach.setting", "試算の条件が正しくありません。", "町の名前、条件の名前、回数、月数（1 以上）を確かめてください。"}
	}
	return towns[i], nil
}

// runAll lives every seed under every order, seeds in parallel.
func (s Setting) runAll(t town, orders []Order) (map[Order][]lived, error) {
	runs := map[Order][]lived{}
	for _, o := range orders {
		runs[o] = make([]lived, s.Seeds)
	}
	errs := make([]error, s.Seeds)
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range s.Seeds {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			st, err := newStage(t, s.Variation, firstSeed+uint64(i))
			if errs[i] = err; err != nil {
				return
			}
			for _, o := range orders {
				runs[o][i] = st.live(o, s.Months)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return runs, nil
}

// live lives the months under one order.
func (st *stage) live(o Order, months int) lived {
	w := st.copy()
	c := caller{order: o, p: DefaultParams(), rng: rand.New(rand.NewPCG(st.seed, 0xCA11)), monthly: st.t.monthly}
	out := lived{start: w.rate()}
	for range months {
		w.step(c.choose(w))
		out.mean += w.rate() / float64(months)
	}
	out.final = w.rate()
	for v := range w.seen.nodes {
		if w.seen.nodes[v].State == Active {
			out.rate += 1 / float64(len(w.seen.nodes))
		}
	}
	return out
}

// caller decides whom to speak to, month by month, by what is seen.
type caller struct {
	order   Order
	p       Params
	rng     *rand.Rand
	monthly int
	fixed   bool // does not learn
}

// choose gives the offices of this month. The recommended order learns from the answers
// of the months before; no order but Oracle sees a threshold.
func (c *caller) choose(w *world) []int {
	w.seen.classify()
	p := c.p
	var list []int
	switch c.order {
	case Oracle:
		list = w.oracle(&p)
	case Recommended:
		if !c.fixed {
			p = Learn(p, w.outcomes)
		}
		list = w.seen.Sequence(c.order, p, noDay, nil)
	default:
		list = w.seen.Sequence(c.order, p, noDay, c.rng)
	}
	return list[:min(len(list), c.monthly)]
}

// oracle calls only those who would say yes and would not start by themselves.
func (w *world) oracle(p *Params) []int {
	g := w.real
	yes, key := make([]bool, len(g.nodes)), make([]float64, len(g.nodes))
	var list []int
	for _, v := range w.seen.allowed(p, noDay) {
		yes[v] = w.able[v] && (w.seen.nodes[v].State == Idle || w.willing(v, w.push))
		if yes[v] && (w.seen.nodes[v].State == Idle || !w.willing(v, 0)) {
			list = append(list, v)
		}
	}
	for _, v := range list {
		key[v] = w.now[v]
		for e := g.start[v]; e < g.start[v+1]; e++ {
			if yes[g.to[e]] {
				key[v] += g.slips[e]
			}
		}
	}
	return g.sorted(list, key)
}

func (s Setting) result(o Order, runs map[Order][]lived) Result {
	r := Result{Town: s.Town, Variation: s.Variation, Order: o, Seeds: s.Seeds, Months: s.Months}
	for _, l := range runs[o] {
		n := float64(s.Seeds)
		r.Start, r.Mean, r.Final, r.OfficeRate = r.Start+l.start/n, r.Mean+l.mean/n, r.Final+l.final/n, r.OfficeRate+l.rate/n
	}
	all := make([]int, s.Seeds)
	for i := range all {
		all[i] = i
	}
	var best float64
	r.Best, best = bestSimple(runs, all)
	r.RatioBest, r.RatioLargest = ratio(r.Mean, best), ratio(r.Mean, meanOf(runs[Size], all))
	r.Low, r.High = bootstrap(o, runs, s.Seeds)
	return r
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}

func meanOf(l []lived, of []int) float64 {
	sum := 0.0
	for _, i := range of {
		sum += l[i].mean
	}
	return sum / float64(len(of))
}

func bestSimple(runs map[Order][]lived, of []int) (Order, float64) {
	best, most := List, -1.0
	for _, o := range SimpleOrders() {
		if m := meanOf(runs[o], of); m > most {
			best, most = o, m
		}
	}
	return best, most
}

// bootstrap draws the seeds again 1,000 times; the best simple order is chosen anew each
// time, so that the choice of the rival counts in its favour.
func bootstrap(o Order, runs map[Order][]lived, seeds int) (low, high float64) {
	rng := rand.New(rand.NewPCG(1, 0xB007))
	ratios, of := make([]float64, 1000), make([]int, seeds)
	for k := range ratios {
		for i := range of {
			of[i] = rng.IntN(seeds)
		}
		_, best := bestSimple(runs, of)
		ratios[k] = ratio(meanOf(runs[o], of), best)
	}
	slices.Sort(ratios)
	return ratios[25], ratios[974]
}
