package region

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/registry"
)

// net is the offices and pairs of today, ready to be ranked.
type net struct {
	stamp int64
	day   string
	graph *outreach.Graph
	index map[string]int // office number to node
	ids   []string
	pairs []Pair
	plans map[string]outreach.Plan // by order and effort
}

var outState = map[adoption.State]outreach.State{
	adoption.Unknown: outreach.Unknown, adoption.None: outreach.None, adoption.Considering: outreach.Considering, adoption.Planned: outreach.Planned,
	adoption.Idle: outreach.Idle, adoption.Active: outreach.Active, adoption.Left: outreach.Left, adoption.Out: outreach.Out,
}

// network gives the net of today; it is built anew when anything it stands on changed.
// Whoever calls holds the lock for writing.
func (m *Map) network() (*net, error) {
	stamp := max(m.changed["hands"], m.changed["editions"], m.changed["zones"], m.changed["adoption"], m.changed["outreach"], m.changed["traffic"], m.changed["estimates"], m.changed["consents"], m.changed["settings"])
	day := m.Now().Format(time.DateOnly)
	if n := m.cache.net; n != nil && n.stamp == stamp && n.day == day {
		return n, nil
	}
	n, err := m.buildNet()
	if err != nil {
		return nil, err
	}
	n.stamp, n.day = stamp, day
	m.cache.net = n
	return n, nil
}

func (m *Map) buildNet() (*net, error) {
	n := &net{index: map[string]int{}, plans: map[string]outreach.Plan{}}
	degree := m.wanted(n)
	nodes := make([]outreach.Node, 0, len(m.cache.offices))
	for _, o := range m.cache.offices {
		if o.Kind() == registry.Facility || o.Outside && degree[o.Number] == 0 {
			continue
		}
		n.index[o.Number] = len(nodes)
		n.ids = append(n.ids, o.Number)
		nodes = append(nodes, m.node(o))
	}
	edges := make([]outreach.Pair, 0, len(n.pairs))
	for _, p := range n.pairs {
		edges = append(edges, outreach.Pair{A: n.index[p.A], B: n.index[p.B], Slips: float64(p.Slips), Basis: p.Basis})
	}
	g, err := outreach.NewGraph(nodes, edges)
	n.graph = g
	return n, err
}

// wanted leaves the pairs between a planner and a provider that both stand in the registry.
func (m *Map) wanted(n *net) map[string]int {
	degree := map[string]int{}
	for _, p := range m.pairs(m.Now()) {
		a, okA := m.office(p.A)
		b, okB := m.office(p.B)
		if okA && okB && needed(a, b) {
			n.pairs = append(n.pairs, p)
			degree[p.A]++
			degree[p.B]++
		}
	}
	return degree
}

func (m *Map) node(o registry.Office) outreach.Node {
	r, _ := m.adoption.get(o.Number)
	out, _ := m.outreach.get(o.Number)
	e := r.EventAt(m.Now())
	d := outreach.Node{ID: o.Number, State: outState[e.State], Zone: o.Zone, Corp: registry.CorpKey(o), Planner: o.Kind() != registry.Provider,
		Cannot: r.Cannot != "", CannotWhy: r.Cannot, NotBefore: out.Postponed.Until, Contacts: out.quarter(m.Now())}
	d.Asked, d.AskedShare = out.asked(r)
	d.Size = capacity(o)
	d.Starting = e.State == adoption.Planned && r.Step >= 3
	if e.State == adoption.Active {
		d.Cannot, d.CannotWhy = false, ""
	}
	if o.Outside {
		d.Cannot, d.CannotWhy = d.State != outreach.Active, "他保険者へ依頼中"
	}
	return d
}

// capacity guesses slips a month from the published 定員; 0 = not known.
func capacity(o registry.Office) float64 {
	n := 0
	for _, s := range o.Services {
		if registry.ExchangesSlips(s.Code) {
			n += s.Capacity
		}
	}
	return float64(n)
}

// params are the numbers of the model: assumptions until 50 outcomes were seen here.
func (m *Map) params() (p outreach.Params, learned int) {
	p = outreach.DefaultParams()
	p.Cap = m.set().MaxCalls
	seen := m.outcomes()
	if len(seen) < 50 {
		return p, len(seen)
	}
	return outreach.Learn(p, seen), len(seen)
}

// outcomes are the first contacts of offices and whether they joined within three months.
func (m *Map) outcomes() []outreach.Outcome {
	var out []outreach.Outcome
	for _, o := range m.outreach.all() {
		r, _ := m.adoption.get(o.Number)
		joined := r.Since(adoption.Idle, adoption.Active)
		for i, c := range o.Contacts {
			due := c.At.AddDate(0, 3, 0)
			if c.State.Joined() || m.Now().Before(due) && (joined.IsZero() || joined.Before(c.At)) {
				continue
			}
			out = append(out, outreach.Outcome{State: outState[c.State], Share: c.Share, Again: i > 0, Joined: joined.After(c.At) && joined.Before(due)})
		}
	}
	return out
}

// band writes a number of slips as other offices may see it.
func band(slips int) string {
	switch {
	case slips == 0:
		return ""
	case slips <= 5:
		return "1–5件"
	case slips <= 20:
		return "6–20件"
	}
	return "21件以上"
}

// Partner is one partner of an office, as far as the actor may see it.
type Partner struct {
	Number, Name string
	State        adoption.State
	Words        string // 12件, 少数, 6–20件
	Linked       bool
}

// Partners lists the partners of an office, most slips first, and writes the view down.
// 普及担当 sees those of all offices, 包括 and offices only their own.
func (s Session) Partners(ctx context.Context, number, page string) ([]Partner, error) {
	own := number == s.Own && number != ""
	if !own && !s.May(SeePairs) {
		return nil, nil
	}
	s.mu.Lock()
	n, err := s.network()
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	var list []Pair
	for _, p := range n.pairs {
		if p.A == number || p.B == number {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b Pair) int { return cmp.Compare(b.Slips, a.Slips) })
	out, seen := s.partners(number, list)
	s.mu.Unlock()
	if own {
		return out, nil
	}
	return out, s.looked(ctx, page, seen)
}

func (s Session) partners(number string, list []Pair) ([]Partner, []string) {
	var out []Partner
	seen := []string{number}
	me := s.recordState(number)
	for _, p := range list {
		other := p.A
		if other == number {
			other = p.B
		}
		o, _ := s.Map.office(other)
		st := s.recordState(other)
		out = append(out, Partner{other, o.Name, st, p.Words(), st == adoption.Active && me == adoption.Active})
		seen = append(seen, other)
	}
	if len(out) == 0 {
		seen = nil
	}
	return out, seen
}

func (m *Map) recordState(number string) adoption.State {
	r, _ := m.adoption.get(number)
	return r.At(m.Now())
}

// Network gives the offices and pairs of a zone ("" = all), for a picture; the view is
// written down. Only who may see pairs gets it.
func (s Session) Network(ctx context.Context, zone, page string) ([]View, []Pair, error) {
	if err := s.need(SeePairs); err != nil {
		return nil, nil, err
	}
	s.mu.Lock()
	n, err := s.network()
	if err != nil {
		s.mu.Unlock()
		return nil, nil, err
	}
	in := map[string]bool{}
	var pairs []Pair
	for _, p := range n.pairs {
		a, _ := s.Map.office(p.A)
		b, _ := s.Map.office(p.B)
		if zone == "" || a.Zone == zone || b.Zone == zone {
			pairs = append(pairs, p)
			in[p.A], in[p.B] = true, true
		}
	}
	var views []View
	var seen []string
	for _, o := range s.cache.offices {
		if in[o.Number] {
			views, seen = append(views, s.view(o)), append(seen, o.Number)
		}
	}
	s.mu.Unlock()
	return views, pairs, s.looked(ctx, page, seen)
}

// band gives the slips a month of an office in bands. Whoever calls holds the lock.
func (s Session) band(number string) string {
	sum := 0
	for _, p := range s.cache.pairsOf(number) {
		sum += p.Slips
	}
	return band(sum)
}

func (c *cache) pairsOf(number string) []Pair {
	if c.net == nil {
		return nil
	}
	var out []Pair
	for _, p := range c.net.pairs {
		if p.A == number || p.B == number {
			out = append(out, p)
		}
	}
	return out
}
