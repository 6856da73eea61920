package outreach

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Month is one month of a plan; the numbers are means over all runs.
type Month struct {
	Contacts float64 // offices spoken to
	Starts   float64 // offices newly in use, stops taken off
	Linked   float64 // linked share of slips at the end of the month, 0..1
	Nodes    []int   // whom to speak to; known for the first month only
}

// Plan is what a year may look like (見通し). P10, P50 and P90 are the linked share of
// slips at the end of each month, 0..1: one run in ten stays below P10, one above P90.
type Plan struct {
	Months        []Month
	P10, P50, P90 []float64
}

// Plan lives the months many times with thresholds drawn from the assumptions of p, and
// gives the band of the linked share. It is a picture of the assumptions, not a forecast.
// Offices put off (今回は見送り) are not spoken to. Equal input gives equal output. Oracle
// and orders it does not know speak to nobody.
func (g *Graph) Plan(p Params, o Order, contactsPerMonth, months, runs int, seed uint64) Plan {
	months, runs = max(0, months), max(1, runs)
	lives := make([][]Month, runs)
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for r := range runs {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			lives[r] = g.imagine(p, o, max(0, contactsPerMonth), months, rand.New(rand.NewPCG(seed, uint64(r))))
		})
	}
	wg.Wait()
	return band(lives, months)
}

// imagine is one run.
func (g *Graph) imagine(p Params, o Order, contacts, months int, rng *rand.Rand) []Month {
	w := g.imagined(&p, rng)
	c := caller{order: o, p: p, rng: rng, monthly: contacts, fixed: true}
	out := make([]Month, months)
	for m := range out {
		var list []int
		if o != Oracle {
			list = c.choose(w)
		}
		before := w.active()
		w.step(list)
		out[m] = Month{Contacts: float64(len(list)), Starts: float64(w.active() - before), Linked: w.rate(), Nodes: list}
	}
	return out
}

// imagined is a world whose thresholds agree with the chances of p and with every refusal.
func (g *Graph) imagined(p *Params, rng *rand.Rand) *world {
	seen := *g
	seen.nodes, seen.class = slices.Clone(g.nodes), nil
	w := &world{facts: defaultFacts(), real: g, seen: &seen, seed: rng.Uint64()}
	w.push = p.Push
	w.theta, w.able = make([]float64, len(g.nodes)), make([]bool, len(g.nodes))
	for _, v := range g.byID {
		n := &g.nodes[v]
		u, q := rng.Float64(), 0.0
		if n.Asked > 0 && n.State != Idle {
			q = sigmoid(p.Base + p.Offset[n.State] + p.Slope*n.AskedShare)
		}
		u = q + (1-q)*u
		w.theta[v] = (math.Log(u/(1-u))-p.Base-p.Offset[n.State])/max(p.Slope, 1e-9) + p.Push
		w.able[v] = !n.Cannot
	}
	w.settle()
	return w
}

func (w *world) active() int {
	n := 0
	for v := range w.seen.nodes {
		if w.seen.nodes[v].State == Active {
			n++
		}
	}
	return n
}

// band turns the runs into means and percentiles.
func band(lives [][]Month, months int) Plan {
	plan := Plan{Months: make([]Month, months)}
	for m := range months {
		at, out := make([]float64, len(lives)), &plan.Months[m]
		for r, l := range lives {
			at[r] = l[m].Linked
			out.Contacts, out.Starts, out.Linked = out.Contacts+l[m].Contacts, out.Starts+l[m].Starts, out.Linked+l[m].Linked
		}
		n := float64(len(lives))
		out.Contacts, out.Starts, out.Linked = out.Contacts/n, out.Starts/n, out.Linked/n
		if m == 0 && len(lives) > 0 {
			out.Nodes = lives[0][0].Nodes
		}
		slices.Sort(at)
		plan.P10, plan.P50, plan.P90 = append(plan.P10, quantile(at, 0.1)), append(plan.P50, quantile(at, 0.5)), append(plan.P90, quantile(at, 0.9))
	}
	return plan
}

// quantile interpolates between the sorted values.
func quantile(sorted []float64, q float64) float64 {
	x := q * float64(len(sorted)-1)
	i := int(x)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (x-float64(i))*(sorted[i+1]-sorted[i])
}

// today of a simulated month lies before every date, so that an office put off stays so.
var noDay time.Time
