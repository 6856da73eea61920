package outreach

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

func TestRowShowsItsNumbers(t *testing.T) {
	nodes := []Node{{ID: "1", State: Considering}, {ID: "2", State: Active}, {ID: "3", State: Planned}, {ID: "4", State: None, Cannot: true}}
	g := mustGraph(t, nodes, []Pair{{A: 0, B: 1, Slips: 30}, {A: 0, B: 2, Slips: 50}, {A: 0, B: 3, Slips: 20, Basis: Estimated}})
	p := DefaultParams()
	rows := g.Rank(p, day)
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Node == 0 })
	r := rows[i]
	chance := 1 / (1 + math.Exp(-(-2.0 + 0.9 + 3.2*0.3)))
	alone := 1 / (1 + math.Exp(-(-2.0 + 0.9 + 3.2*(0.3-0.38))))
	want := Row{Score: (chance - 0.8*alone) * (30 + 1.5*30) / 2, Now: 30, Soon: 30, Chance: chance, Alone: alone, Hours: 2, Share: 0.3}
	for name, x := range map[string][2]float64{
		"score": {r.Score, want.Score}, "now": {r.Now, 30}, "soon": {r.Soon, 30}, "chance": {r.Chance, chance},
		"alone": {r.Alone, alone}, "hours": {r.Hours, 2}, "share": {r.Share, 0.3},
	} {
		if math.Abs(x[0]-x[1]) > 1e-12 {
			t.Errorf("%s = %v, want %v", name, x[0], x[1])
		}
	}
	if r.Active != 1 || r.Planned != 1 || !r.Estimated || len(r.Top) != 3 || r.Top[0] != (Link{2, 50, Planned, Measured}) {
		t.Errorf("row = %+v", r)
	}
}

func TestExcludedStandLastWithTheirReason(t *testing.T) {
	nodes := []Node{
		{ID: "1", State: Out}, {ID: "2", Cannot: true, CannotWhy: "ソフトが未対応です。"}, {ID: "3", NotBefore: day.AddDate(0, 1, 0)},
		{ID: "4", Contacts: 1}, {ID: "5", Starting: true}, {ID: "6", Cannot: true}, {ID: "7"}, {ID: "8", State: Active}, {ID: "9", NotBefore: day},
	}
	var pairs []Pair
	for v := range 7 {
		pairs = append(pairs, Pair{A: v, B: 7, Slips: float64(20 - v)})
	}
	g := mustGraph(t, nodes, pairs)
	rows := g.Rank(DefaultParams(), day)
	if len(rows) != 8 || rows[0].Node != 6 || rows[1].Node != 8 {
		t.Fatalf("rows = %+v", rows)
	}
	reasons := map[int]string{0: "対象外", 1: "ソフトが未対応です。", 2: "2026年7月1日", 3: "上限", 4: "手続き中", 5: "回線"}
	for _, r := range rows[2:] {
		if !strings.Contains(r.Excluded, reasons[r.Node]) || r.Excluded == "" {
			t.Errorf("node %d: %q", r.Node, r.Excluded)
		}
	}
	for _, o := range append(SimpleOrders(), Recommended) {
		got := g.Sequence(o, DefaultParams(), day, rand.New(rand.NewPCG(1, 1)))
		slices.Sort(got)
		if !slices.Equal(got, []int{6, 8}) {
			t.Errorf("%s speaks to %v", o, got)
		}
	}
}

func TestTiesAreBrokenByNumber(t *testing.T) {
	nodes := []Node{{ID: "30"}, {ID: "10"}, {ID: "20"}, {ID: "05", State: Active}}
	g := mustGraph(t, nodes, []Pair{{A: 0, B: 3, Slips: 4}, {A: 1, B: 3, Slips: 4}, {A: 2, B: 3, Slips: 4}})
	want := []int{1, 2, 0}
	for _, o := range []Order{Recommended, List, Size, PlannedBy, ReadyBy, Degree, NowBy, ZoneBy} {
		if got := g.Sequence(o, DefaultParams(), day, nil); !slices.Equal(got, want) {
			t.Errorf("%s: %v", o, got)
		}
	}
	for i, r := range g.Rank(DefaultParams(), day) {
		if r.Node != want[i] {
			t.Errorf("row %d is node %d", i, r.Node)
		}
	}
}

func TestRelabellingChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	p := DefaultParams()
	for range 60 {
		nodes, pairs := invented(rng, 2+rng.IntN(20))
		perm := rng.Perm(len(nodes))
		moved, other := make([]Node, len(nodes)), slices.Clone(pairs)
		for v, to := range perm {
			moved[to] = nodes[v]
		}
		for i, q := range other {
			other[i].A, other[i].B = perm[q.B], perm[q.A]
		}
		rng.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		g, h := mustGraph(t, nodes, pairs), mustGraph(t, moved, other)
		a, b := g.Scores(p, nil), h.Scores(p, nil)
		for v, to := range perm {
			if a[v] != b[to] {
				t.Fatalf("node %d: %v became %v", v, a[v], b[to])
			}
		}
		for _, o := range append(SimpleOrders(), Recommended) {
			x := g.Sequence(o, p, day, rand.New(rand.NewPCG(3, 3)))
			y := h.Sequence(o, p, day, rand.New(rand.NewPCG(3, 3)))
			for i := range x {
				if perm[x[i]] != y[i] {
					t.Fatalf("%s differs at %d", o, i)
				}
			}
		}
	}
}

func TestScoresAreThoseOfTheRows(t *testing.T) {
	nodes, pairs := invented(rand.New(rand.NewPCG(4, 4)), 40)
	g, p := mustGraph(t, nodes, pairs), DefaultParams()
	scores := g.Scores(p, nil)
	seen := 0
	for _, r := range g.Rank(p, day) {
		seen++
		if r.Score != scores[r.Node] {
			t.Errorf("node %d: %v and %v", r.Node, r.Score, scores[r.Node])
		}
	}
	if seen == 0 || slices.Max(scores) == 0 {
		t.Fatal("the example has no scores")
	}
	if n := testing.AllocsPerRun(10, func() { scores = g.Scores(p, scores) }); n != 0 {
		t.Errorf("Scores allocates %v times", n)
	}
}

func TestMorePartnersNeverLowerTheChance(t *testing.T) {
	p := DefaultParams()
	for s := range states {
		for _, asked := range []int{0, 2} {
			last := -1.0
			for share := 0.0; share <= 1; share += 0.05 {
				n := Node{State: s, Asked: asked, AskedShare: 0.3}
				q := p.chance(&n, share)
				if q < last || q < 0 || q > 1 || p.lift(q, p.alone(&n, share)) < 0 {
					t.Fatalf("%v asked %d share %v: %v after %v", s, asked, share, q, last)
				}
				last = q
			}
		}
	}
}

func TestARefusalIsRemembered(t *testing.T) {
	p := DefaultParams()
	fresh, refused := Node{State: Considering}, Node{State: Considering, Asked: 1, AskedShare: 0.2}
	if q := p.chance(&refused, 0.2); q > 0.02 {
		t.Errorf("nothing changed since the refusal, chance %v", q)
	}
	if a, b := p.chance(&refused, 0.6), p.chance(&fresh, 0.6); a <= 0.2 || a >= b {
		t.Errorf("more partners since: %v, never asked: %v", a, b)
	}
}

func TestUnnamedPartnersCountByPublishedSize(t *testing.T) {
	nodes := []Node{{ID: "1", Size: 100}, {ID: "2", State: Planned}, {ID: "3", State: Planned, Size: 50}, {ID: "4", State: Active, Size: 900}}
	g := mustGraph(t, nodes, []Pair{{A: 0, B: 3, Slips: 10}})
	rows := g.Rank(DefaultParams(), day)
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Node == 0 })
	unseen := (90*0.08 + 50*0.60) / 140
	if r := rows[i]; math.Abs(r.Soon-90*unseen) > 1e-9 || r.Share != 0.1 || !r.Estimated {
		t.Errorf("row = %+v", r)
	}
}

func TestOrdersSayWhatTheyDo(t *testing.T) {
	nodes := []Node{
		{ID: "1", Zone: "B"}, {ID: "2", Zone: "A", State: Considering}, {ID: "3", Zone: "B", State: Planned},
		{ID: "4", Zone: "A", State: Active}, {ID: "5", Zone: "A"},
	}
	pairs := []Pair{{A: 0, B: 1, Slips: 50}, {A: 1, B: 3, Slips: 5}, {A: 2, B: 3, Slips: 20}, {A: 4, B: 3, Slips: 9}, {A: 4, B: 2, Slips: 1}}
	g := mustGraph(t, nodes, pairs)
	want := map[Order][]int{
		List: {0, 1, 2, 4}, Size: {1, 0, 2, 4}, PlannedBy: {2, 1, 0, 4}, ReadyBy: {2, 1, 0, 4},
		Degree: {1, 2, 4, 0}, NowBy: {2, 4, 1, 0}, ZoneBy: {1, 4, 0, 2},
	}
	for o, w := range want {
		if got := g.Sequence(o, DefaultParams(), day, nil); !slices.Equal(got, w) {
			t.Errorf("%s: %v, want %v", o, got, w)
		}
	}
	for _, o := range []Order{Oracle, "unknown", Random} {
		if got := g.Sequence(o, DefaultParams(), day, nil); got != nil {
			t.Errorf("%s: %v", o, got)
		}
	}
	for _, o := range append(SimpleOrders(), Recommended, Oracle) {
		if o.Name() == "" {
			t.Errorf("%s has no Japanese name", o)
		}
	}
}

func TestNamesAreJapanese(t *testing.T) {
	for s := range states {
		if s.String() == "" || cmp.Compare(s.String()[0], 0x80) < 0 {
			t.Errorf("state %d: %q", s, s)
		}
	}
	if State(99).String() != "未確認" || Estimated.String() != "推計" || Basis(9).String() != "推計" {
		t.Error("unknown values must have a name")
	}
}
