package outreach

import "math"

// facts are the numbers of the adoption model besides the thresholds. All are assumptions.
type facts struct {
	push      float64 // what a contact does, in units of share
	alone     float64 // a month: starts by itself once its share is above its threshold
	idle      float64 // stays unused after joining
	wake      float64 // an idle office starts after a contact
	wakeAlone float64 // a month: an idle office starts by itself
	leave     float64 // a month: an active office with hardly any active partner stops
	leaveAt   float64 // share below which it may stop
}

func defaultFacts() facts {
	return facts{push: 0.38, alone: 0.5, idle: 0.1, wake: 0.8, wakeAlone: 0.05, leave: 0.01, leaveAt: 0.1}
}

// world is one region living through one year. seen is what the office that calls knows;
// real holds the true slips. Which offices are active is the same in both.
type world struct {
	facts
	real   *Graph
	seen   *Graph
	theta  []float64 // share an office needs to start by itself
	able   []bool
	corp   [][]int   // offices that decide together with v, nil = alone
	now    []float64 // true slips with active partners
	linked float64   // true slips with both ends active
	seed   uint64
	month  int
	hidden []bool // by pair end: not seen until an end is active

	outcomes []Outcome
}

// chances of the same office in the same month are the same under every order.
const (
	dieAlone = iota + 1
	dieIdle
	dieWake
	dieWakeAlone
	dieLeave
)

func (w *world) die(v, kind int) float64 {
	x := w.seed ^ uint64(v)*0x9E3779B97F4A7C15 ^ uint64(w.month)*0xD1B54A32D192ED03 ^ uint64(kind)*0x8CB92BA72F3D8DD7
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return float64((x^x>>31)>>11) / (1 << 53)
}

// settle recomputes now and linked from the states.
func (w *world) settle() {
	w.now = make([]float64, len(w.seen.nodes))
	w.linked = 0
	for v := range w.seen.nodes {
		if w.seen.nodes[v].State == Active {
			w.linked += w.now[v]
			w.spread(v, 1)
		}
	}
}

// spread tells the partners of v that it started (1) or stopped (-1).
func (w *world) spread(v int, sign float64) {
	g := w.real
	for e := g.start[v]; e < g.start[v+1]; e++ {
		w.now[g.to[e]] += sign * g.slips[e]
	}
}

func (w *world) share(v int) float64 {
	if all := w.real.weight[v]; all > 0 {
		return w.now[v] / all
	}
	return 0
}

// rate is the linked share of all slips.
func (w *world) rate() float64 {
	if w.real.total == 0 {
		return 0
	}
	return w.linked / w.real.total
}

// step lives one month: contacts, starts without contact, stops; then who agreed starts.
func (w *world) step(contacts []int) {
	w.month++
	starting := []int{}
	for _, v := range contacts {
		starting = w.contact(v, starting)
	}
	for v := range w.seen.nodes {
		starting = w.quiet(v, starting)
	}
	for _, v := range starting {
		w.begin(v)
	}
	if w.month%3 == 0 {
		for v := range w.seen.nodes {
			w.seen.nodes[v].Contacts = 0
		}
	}
}

func (w *world) contact(v int, starting []int) []int {
	n := &w.seen.nodes[v]
	n.Contacts++
	if n.State == Active || n.Starting {
		return starting
	}
	if !w.able[v] {
		n.Cannot = true
		return starting
	}
	if n.State == Idle {
		if w.die(v, dieWake) < w.wake {
			return append(starting, v)
		}
		n.Asked++
		return starting
	}
	before, share := n.State, w.seenShare(v)
	yes := w.willing(v, w.push)
	w.outcomes = append(w.outcomes, Outcome{State: before, Share: share, Again: n.Asked > 0, Joined: yes})
	if !yes {
		n.Asked++
		n.AskedShare = max(n.AskedShare, share)
		return starting
	}
	return w.agree(v, starting)
}

// agree takes v in, and with it those that decide together with it.
func (w *world) agree(v int, starting []int) []int {
	for _, u := range w.together(v) {
		if n := &w.seen.nodes[u]; w.able[u] && n.State != Active && n.State != Idle && !n.Starting {
			n.Starting = true
			starting = append(starting, u)
		}
	}
	return starting
}

func (w *world) together(v int) []int {
	if w.corp == nil || w.corp[v] == nil {
		return []int{v}
	}
	return w.corp[v]
}

// willing compares the share of v, or of its corporation, with its threshold.
func (w *world) willing(v int, push float64) bool {
	now, all := 0.0, 0.0
	for _, u := range w.together(v) {
		now, all = now+w.now[u], all+w.real.weight[u]
	}
	share := 0.0
	if all > 0 {
		share = now / all
	}
	return share+push >= w.theta[v]
}

// quiet is a month of v without a contact.
func (w *world) quiet(v int, starting []int) []int {
	n := &w.seen.nodes[v]
	switch {
	case n.Starting || n.State == Out || !w.able[v]:
	case n.State == Active:
		if w.share(v) < w.leaveAt && w.die(v, dieLeave) < w.leave {
			n.State = Left
			w.spread(v, -1)
			w.linked -= w.now[v]
		}
	case n.State == Idle:
		if w.die(v, dieWakeAlone) < w.wakeAlone {
			starting = append(starting, v)
		}
	case w.willing(v, 0) && w.die(v, dieAlone) < w.alone:
		starting = w.agree(v, starting)
	}
	return starting
}

// begin makes v active, or idle for a while.
func (w *world) begin(v int) {
	n := &w.seen.nodes[v]
	if n.State == Active {
		return
	}
	n.Starting = false
	if n.State != Idle && w.die(v, dieIdle) < w.idle {
		n.State = Idle
		return
	}
	n.State = Active
	w.linked += w.now[v]
	w.spread(v, 1)
	w.reveal(v)
}

// reveal shows the true partners of v once v counts its own slips.
func (w *world) reveal(v int) {
	if w.hidden == nil {
		return
	}
	g := w.seen
	for e := g.start[v]; e < g.start[v+1]; e++ {
		u := g.to[e]
		w.show(u, w.back(u, int32(v)))
		w.show(int32(v), e)
	}
}

// back finds the end of the pair (v, u) in the list of u.
func (w *world) back(u, v int32) int32 {
	lo, hi := w.seen.start[u], w.seen.start[u+1]
	for lo < hi {
		mid := (lo + hi) / 2
		if w.seen.place[w.seen.to[mid]] < w.seen.place[v] {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func (w *world) show(v, e int32) {
	if w.hidden[e] {
		w.hidden[e] = false
		w.seen.slips[e] = w.real.slips[e]
		w.seen.weight[v] += w.seen.slips[e]
	}
}

// seenShare is the share of v by what is known.
func (w *world) seenShare(v int) float64 {
	now, _ := w.seen.Joined(v)
	if size := w.seen.size(v); size > 0 {
		return math.Min(1, now/size)
	}
	return 0
}
