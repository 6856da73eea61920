package outreach

import (
	"cmp"
	"slices"
)

// Bundle is a group of offices worth one visit or one workshop (まとめて声をかける組).
type Bundle struct {
	Kind  string  // "careoffice": one centre and its partners; "corp": one 法人; "zone": one 圏域
	Key   string  // office number, 法人番号 or 圏域
	Nodes []int   // offices to speak to, by ID
	Gain  float64 // expected slips a month that leave paper, counting every pair once
	Hours float64 // expected effort, hours
}

// top is how many partners go with a care office.
const top = 8

// Bundles gives at most limit groups, largest expected gain per hour first. Two offices of
// a group that both start bring their common slips too; that is what a single score of
// each cannot show.
func (g *Graph) Bundles(p Params, limit int) []Bundle {
	s := g.sight(&p)
	now, q := make([]float64, len(g.nodes)), make([]float64, len(g.nodes))
	for v := range q {
		if open(&g.nodes[v]) {
			j := s.judge(v)
			now[v], q[v] = j.now, j.chance
		}
	}
	out := append(g.around(q), g.groups("corp", func(n *Node) string { return n.Corp })...)
	out = append(out, g.groups("zone", func(n *Node) string { return n.Zone })...)
	in := make([]bool, len(g.nodes))
	for i := range out {
		g.gain(&out[i], &p, now, q, in)
	}
	out = slices.DeleteFunc(out, func(b Bundle) bool { return b.Gain <= 0 })
	slices.SortFunc(out, func(a, b Bundle) int {
		return cmp.Or(cmp.Compare(b.Gain/b.Hours, a.Gain/a.Hours), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	return out[:min(len(out), max(0, limit))]
}

// around gives every care office with the partners that promise most together with it.
func (g *Graph) around(q []float64) []Bundle {
	var out []Bundle
	for _, v := range g.byID {
		if !g.nodes[v].Planner || g.nodes[v].State != Active && !open(&g.nodes[v]) {
			continue
		}
		b := Bundle{Kind: "careoffice", Key: g.nodes[v].ID, Nodes: g.best(int(v), q)}
		if open(&g.nodes[v]) {
			b.Nodes = append(b.Nodes, int(v))
		}
		if len(b.Nodes) > 1 {
			out = append(out, b)
		}
	}
	return out
}

// best are the partners of v with the most expected slips with it.
func (g *Graph) best(v int, q []float64) []int {
	type edge struct {
		u int
		w float64
	}
	var list []edge
	for e := g.start[v]; e < g.start[v+1]; e++ {
		if u := int(g.to[e]); open(&g.nodes[u]) && g.slips[e] > 0 {
			list = append(list, edge{u, g.slips[e] * q[u]})
		}
	}
	slices.SortStableFunc(list, func(a, b edge) int { return cmp.Compare(b.w, a.w) })
	var out []int
	for _, e := range list[:min(len(list), top)] {
		out = append(out, e.u)
	}
	return out
}

// groups gives all offices with the same key that may be spoken to.
func (g *Graph) groups(kind string, key func(*Node) string) []Bundle {
	at := map[string]int{}
	var out []Bundle
	for _, v := range g.byID {
		n := &g.nodes[v]
		k := key(n)
		if k == "" || !open(n) {
			continue
		}
		i, ok := at[k]
		if !ok {
			i, at[k] = len(out), len(out)
			out = append(out, Bundle{Kind: kind, Key: k})
		}
		out[i].Nodes = append(out[i].Nodes, int(v))
	}
	return slices.DeleteFunc(out, func(b Bundle) bool { return len(b.Nodes) < 2 })
}

// gain fills Gain and Hours. in is scratch, all false before and after.
func (g *Graph) gain(b *Bundle, p *Params, now, q []float64, in []bool) {
	slices.SortFunc(b.Nodes, func(x, y int) int { return cmp.Compare(g.place[x], g.place[y]) })
	for _, v := range b.Nodes {
		in[v] = true
	}
	for _, v := range b.Nodes {
		b.Hours += p.hours(&g.nodes[v])
		b.Gain += q[v] * now[v]
		for e := g.start[v]; e < g.start[v+1]; e++ {
			if u := g.to[e]; in[u] && g.place[u] > g.place[v] {
				b.Gain += g.slips[e] * q[v] * q[u]
			}
		}
	}
	for _, v := range b.Nodes {
		in[v] = false
	}
}
