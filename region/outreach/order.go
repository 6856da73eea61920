package outreach

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// Order is one way to go through the offices (並び順).
type Order string

// The orders. Oracle knows the thresholds of a simulation and exists only there.
const (
	Recommended Order = "recommended" // おすすめ順
	List        Order = "list"        // 事業所番号順
	Size        Order = "size"        // 件数の多い順
	PlannedBy   Order = "planned"     // 導入予定から順に
	ReadyBy     Order = "ready"       // 導入予定から、件数の多い順
	Degree      Order = "degree"      // 連携先の多い順
	Random      Order = "random"      // 無作為
	ZoneBy      Order = "zone"        // 圏域ごと、件数の多い順
	NowBy       Order = "now"         // 今すぐ減る件数の多い順
	Oracle      Order = "oracle"      // 見通しがすべて当たった場合
)

var orderNames = map[Order]string{
	Recommended: "おすすめ順", List: "事業所番号順", Size: "件数の多い順", PlannedBy: "導入予定から順に",
	ReadyBy: "導入予定から、件数の多い順", Degree: "連携先の多い順", Random: "無作為", ZoneBy: "圏域ごと", NowBy: "今すぐ減る件数の多い順", Oracle: "見通しがすべて当たった場合",
}

// Name is the Japanese name of the order.
func (o Order) Name() string { return orderNames[o] }

// SimpleOrders are the orders anybody could follow with a sorted sheet.
func SimpleOrders() []Order {
	return []Order{List, Random, PlannedBy, ReadyBy, Degree, Size, NowBy, ZoneBy}
}

// Sequence gives the offices that may be spoken to today in the given order. Orders that
// say nothing about slips go down their list once before anybody is asked again; the others
// are sorted anew each time and come back to an office as soon as the cap allows, which
// does better. rng is needed for Random only. An order it does not know, and Oracle, give nil.
func (g *Graph) Sequence(o Order, p Params, today time.Time, rng *rand.Rand) []int {
	if o == Recommended {
		score := make([]float64, len(g.nodes))
		s := g.sight(&p)
		s.scores(score)
		return g.sorted(g.allowed(&p, today), score)
	}
	key := g.keys(o, rng)
	if key == nil {
		return nil
	}
	out := g.sorted(g.allowed(&p, today), key)
	if o == List || o == Random || o == PlannedBy || o == ZoneBy {
		slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(g.nodes[a].Asked, g.nodes[b].Asked) })
	}
	return out
}

// allowed are the offices that may be spoken to today, by ID.
func (g *Graph) allowed(p *Params, today time.Time) []int {
	out := make([]int, 0, len(g.nodes))
	for _, v := range g.byID {
		if open(&g.nodes[v]) && p.excluded(&g.nodes[v], today) == "" {
			out = append(out, int(v))
		}
	}
	return out
}

// sorted puts the highest key first; ties stay in the order of IDs.
func (g *Graph) sorted(list []int, key []float64) []int {
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(key[b], key[a]) })
	return list
}

// keys gives every office its rank in a simple order, highest first.
func (g *Graph) keys(o Order, rng *rand.Rand) []float64 {
	one, ok := map[Order]func(v int) float64{
		List:      func(int) float64 { return 0 },
		Size:      g.size,
		PlannedBy: func(v int) float64 { return readiness[g.nodes[v].State] },
		ReadyBy:   func(v int) float64 { return readiness[g.nodes[v].State] + g.size(v)/(1+g.total) },
		Degree:    g.partners,
		NowBy:     func(v int) float64 { now, _ := g.Joined(v); return now },
		ZoneBy:    g.zoneKey(o),
		Random:    func(int) float64 { return rng.Float64() },
	}[o]
	if !ok || o == Random && rng == nil {
		return nil
	}
	key := make([]float64, len(g.nodes))
	for _, v := range g.byID {
		key[v] = one(int(v))
	}
	return key
}

// partners is the number of partners with a known count.
func (g *Graph) partners(v int) float64 {
	n := 0.0
	for e := g.start[v]; e < g.start[v+1]; e++ {
		if g.slips[e] > 0 {
			n++
		}
	}
	return n
}

var readiness = [states]float64{Planned: 3, Idle: 3, Considering: 2, None: 1, Unknown: 1}

// zoneKey puts zones in the order of their names and offices inside by size.
func (g *Graph) zoneKey(o Order) func(v int) float64 {
	if o != ZoneBy {
		return nil
	}
	names, most := []string{}, 1.0
	for v := range g.nodes {
		names, most = append(names, g.nodes[v].Zone), max(most, g.size(v))
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return func(v int) float64 {
		at, _ := slices.BinarySearch(names, g.nodes[v].Zone)
		return g.size(v)/(2*most) - float64(at)
	}
}
