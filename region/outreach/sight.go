package outreach

// class is what a partner means for the sums: its state, or one of the two below.
const (
	agreed = states + iota // said yes, starts next month
	barred                 // cannot join
	classes
)

// startingSoon is the chance that an office that agreed is in use next month.
const startingSoon = 0.9

// classify writes down the class of every node, small enough to stay in the cache.
func (g *Graph) classify() {
	if len(g.class) != len(g.nodes) {
		g.class = make([]State, len(g.nodes))
	}
	for v := range g.nodes {
		g.class[v] = classOf(&g.nodes[v])
	}
}

func classOf(n *Node) State {
	switch {
	case n.State == Active || n.State == Out:
		return n.State
	case n.Cannot:
		return barred
	case n.Starting:
		return agreed
	}
	return n.State
}

// sight is what the recommended order expects at one moment.
type sight struct {
	g      *Graph
	p      *Params
	will   [classes]float64 // chance that a partner of a class starts soon
	unseen float64          // the same for partners nobody named
}

func (g *Graph) sight(p *Params) sight {
	s := sight{g: g, p: p}
	copy(s.will[:], p.Soon[:])
	s.will[Active], s.will[Out], s.will[agreed], s.will[barred] = 0, 0, startingSoon, 0
	will, all := 0.0, 0.0
	for _, v := range g.byID {
		if missing := g.missing(int(v)); missing > 0 && g.class[v] != Active {
			will, all = will+missing*s.will[g.class[v]], all+missing
		}
	}
	if all > 0 {
		s.unseen = will / all
	}
	return s
}

// size is the slips a month of v, counted or published, whichever is more.
func (g *Graph) size(v int) float64 { return max(g.weight[v], g.nodes[v].Size) }

// missing is the slips a month of v with partners nobody named. A member counts its own.
func (g *Graph) missing(v int) float64 {
	if g.nodes[v].State == Active {
		return 0
	}
	return g.size(v) - g.weight[v]
}

// judged are the numbers behind one row.
type judged struct{ now, soon, share, chance, alone, score float64 }

// judge looks at the partners of v and gives every number of its row.
func (s *sight) judge(v int) judged {
	g, n := s.g, &s.g.nodes[v]
	var j judged
	for e := g.start[v]; e < g.start[v+1]; e++ {
		if c := g.class[g.to[e]]; c == Active {
			j.now += g.slips[e]
		} else {
			j.soon += g.slips[e] * s.will[c]
		}
	}
	j.soon += g.missing(v) * s.unseen
	if size := g.size(v); size > 0 {
		j.share = min(1, j.now/size)
	}
	j.chance = s.p.chance(n, j.share)
	j.alone = s.p.alone(n, j.share)
	j.score = s.p.lift(j.chance, j.alone) * (j.now + s.p.Ahead*j.soon) / s.p.hours(n)
	return j
}

// scores fills out, 0 for offices that cannot be spoken to.
func (s *sight) scores(out []float64) {
	for v := range s.g.nodes {
		out[v] = 0
		if open(&s.g.nodes[v]) {
			out[v] = s.judge(v).score
		}
	}
}
