package outreach

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// town is the recipe of one synthetic region. The counts stand near the published ones;
// no office in it exists.
type town struct {
	name                  string
	care, centres, nodes  int // 居宅介護支援, 地域包括支援センター, all offices
	users, light          int // clients with a home care plan (要介護), 予防 (要支援)
	start                 float64
	monthly               int     // contacts a month
	outside               float64 // part of the pairs that crosses the border
	radius, scale, member float64 // km, km, factor for the same 法人
}

var towns = []town{
	{name: "東彼杵町", care: 5, centres: 1, nodes: 25, users: 214, light: 49, start: 0.02, monthly: 2, outside: 0.20, radius: 6, scale: 5, member: 6},
	{name: "千歳市", care: 14, centres: 5, nodes: 91, users: 1470, light: 1090, start: 0.302, monthly: 5, outside: 0.08, radius: 8, scale: 4, member: 6},
	{name: "米子市", care: 43, centres: 11, nodes: 336, users: 3400, light: 2190, start: 0.229, monthly: 12, outside: 0.08, radius: 8, scale: 3, member: 6},
	{name: "岡崎市", care: 95, centres: 21, nodes: 496, users: 6440, light: 3450, start: 0.030, monthly: 20, outside: 0.08, radius: 12, scale: 3, member: 6},
	{name: "仙台市", care: 269, centres: 52, nodes: 1372, users: 18900, light: 13300, start: 0.093, monthly: 45, outside: 0.08, radius: 15, scale: 3, member: 6},
	{name: "枚方市に似せた市", care: 153, centres: 13, nodes: 779, users: 8630, light: 5090, start: 0.05, monthly: 25, outside: 0.08, radius: 7, scale: 2.5, member: 6},
}

// Towns are the names of the synthetic regions.
func Towns() []string {
	out := make([]string, len(towns))
	for i, t := range towns {
		out[i] = t.name
	}
	return out
}

// The kinds of service, how many providers offer each, and how often a client uses it.
const kinds = 7

var (
	kindShare = [kinds]float64{0.25, 0.30, 0.14, 0.08, 0.07, 0.10, 0.06}
	useHome   = [kinds]float64{0.36, 0.53, 0.21, 0.14, 0.62, 0.12, 0.10}
	useLight  = [kinds]float64{0.24, 0.34, 0.10, 0.18, 0.40, 0.01, 0.03}
)

const (
	slipsPerPair = 2.15 // 予定 1, 実績 1, changes 0.15
	loyalty      = 0.72 // a care office takes a provider it already uses
	twoOffices   = 0.08 // a second office of the same kind
)

// place is one office of a synthetic region.
type place struct {
	x, y, size float64
	kind       int // of a provider, -1 for a care office
	outside    bool
}

// made is a synthetic region: offices, who stands where, and true slips.
type made struct {
	nodes  []Node
	places []place
	pairs  []Pair
}

// make builds the offices and lets every client choose.
func (t town) make(rng *rand.Rand) made {
	m := made{nodes: make([]Node, t.nodes), places: make([]place, t.nodes)}
	zones := max(1, t.centres)
	for v := range m.nodes {
		m.nodes[v] = Node{ID: fmt.Sprintf("99999%05d", v), Zone: fmt.Sprintf("圏域%02d", rng.IntN(zones)+1), Planner: v < t.care+t.centres}
		angle, r := rng.Float64()*2*math.Pi, t.radius*math.Sqrt(rng.Float64())
		m.places[v] = place{r * math.Cos(angle), r * math.Sin(angle), math.Exp(0.7 * rng.NormFloat64()), -1, false}
		if !m.nodes[v].Planner {
			m.places[v].kind = kindOf(v-t.care-t.centres, rng)
			m.places[v].outside = rng.Float64() < 2*t.outside
		}
	}
	m.corporations(rng)
	m.shuffleIDs(rng)
	m.clients(t, rng)
	return m
}

// kindOf gives the first providers one kind each, so that none is missing.
func kindOf(i int, rng *rand.Rand) int {
	if i < kinds {
		return i
	}
	return draw(kindShare[:], rng)
}

func draw(weights []float64, rng *rand.Rand) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := rng.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// corporations gives about 40 % of the offices a 法人 with several offices.
func (m *made) corporations(rng *rand.Rand) {
	many := max(1, len(m.nodes)*2/5/4)
	for v := range m.nodes {
		corp := fmt.Sprintf("単独%05d", v)
		if rng.Float64() < 0.4 {
			corp = fmt.Sprintf("法人%04d", rng.IntN(many))
		}
		m.nodes[v].Corp = corp
	}
}

// shuffleIDs takes any meaning out of the order of the numbers.
func (m *made) shuffleIDs(rng *rand.Rand) {
	for i, j := range rng.Perm(len(m.nodes)) {
		m.nodes[i].ID = fmt.Sprintf("99999%05d", j)
	}
}

// clients gives every client a care office and providers, and adds up the slips.
func (m *made) clients(t town, rng *rand.Rand) {
	sizes := make([]float64, t.care)
	for c := range sizes {
		sizes[c] = m.places[c].size
	}
	c := chooser{m: m, t: t, used: map[[2]int][]int{}, pull: map[[2]int][]float64{}, slips: map[[2]int]float64{}}
	for range t.users {
		c.client(draw(sizes, rng), useHome[:], rng)
	}
	for range t.light {
		c.client(t.care+rng.IntN(max(1, t.centres)), useLight[:], rng)
	}
	for a := range t.nodes {
		for b := a + 1; b < t.nodes; b++ {
			if w := c.slips[[2]int{a, b}]; w > 0 {
				m.pairs = append(m.pairs, Pair{A: a, B: b, Slips: w})
			}
		}
	}
}

// chooser remembers which providers a care office already uses.
type chooser struct {
	m     *made
	t     town
	used  map[[2]int][]int     // by care office and kind
	pull  map[[2]int][]float64 // by care office and kind: attraction of every office
	slips map[[2]int]float64
}

func (c *chooser) client(care int, use []float64, rng *rand.Rand) {
	for kind, p := range use {
		if rng.Float64() >= p {
			continue
		}
		c.add(care, kind, rng)
		if rng.Float64() < twoOffices {
			c.add(care, kind, rng)
		}
	}
}

func (c *chooser) add(care, kind int, rng *rand.Rand) {
	k := [2]int{care, kind}
	old := c.used[k]
	v := 0
	if len(old) > 0 && rng.Float64() < loyalty {
		v = old[rng.IntN(len(old))]
	} else {
		v = draw(c.attraction(k), rng)
	}
	c.used[k] = append(old, v)
	c.slips[[2]int{care, v}] += slipsPerPair
}

// attraction is size × nearness × own corporation; offices outside share a fixed part.
func (c *chooser) attraction(k [2]int) []float64 {
	if a := c.pull[k]; a != nil {
		return a
	}
	a, in, out := make([]float64, c.t.nodes), 0.0, 0.0
	for v, q := range c.m.places {
		if q.kind == k[1] {
			a[v] = c.near(k[0], v)
			if q.outside {
				out += a[v]
			} else {
				in += a[v]
			}
		}
	}
	for v, q := range c.m.places {
		if q.outside && in > 0 && out > 0 {
			a[v] *= c.t.outside / (1 - c.t.outside) * in / out
		}
	}
	c.pull[k] = a
	return a
}

func (c *chooser) near(care, v int) float64 {
	p, q := c.m.places[care], c.m.places[v]
	scale := c.t.scale
	if q.kind == 4 || q.outside { // 福祉用具 serves many towns
		scale *= 4
	}
	w := q.size * math.Exp(-math.Hypot(p.x-q.x, p.y-q.y)/scale)
	if c.m.nodes[care].Corp == c.m.nodes[v].Corp {
		w *= c.t.member
	}
	return w
}
