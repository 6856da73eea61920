package outreach

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

func TestSimulateIsReproducible(t *testing.T) {
	s := Setting{Town: "東彼杵町", Variation: Base, Seeds: 4, Months: 6}
	a, err := Simulate(s, []Order{Recommended, Random})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Simulate(s, []Order{Recommended, Random})
	if !reflect.DeepEqual(a, b) || len(a) != 2 || a[0].Order != Recommended {
		t.Errorf("%+v\n%+v", a, b)
	}
}

func TestSimulateRefuses(t *testing.T) {
	for _, s := range []Setting{{"どこか", Base, 1, 1}, {"東彼杵町", "other", 1, 1}, {"東彼杵町", Base, 0, 1}, {"東彼杵町", Base, 1, 0}} {
		_, err := Simulate(s, []Order{Size})
		var e *Error
		if !errors.As(err, &e) || e.Next == "" {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

// TestRecommendedKeepsUp is the promise of the list in small: never clearly below the best
// of all simple orders, chosen after the fact.
func TestRecommendedKeepsUp(t *testing.T) {
	for _, town := range []string{"東彼杵町", "千歳市"} {
		r, err := Simulate(Setting{town, Base, 10, 12}, []Order{Recommended, Oracle})
		if err != nil {
			t.Fatal(err)
		}
		if r[0].RatioBest < 0.97 {
			t.Errorf("%s: %.3f of %s", town, r[0].RatioBest, r[0].Best)
		}
		if r[1].Mean <= r[0].Mean {
			t.Errorf("%s: knowing every threshold must do better: %.3f, %.3f", town, r[1].Mean, r[0].Mean)
		}
		if r[0].Low > r[0].RatioBest || r[0].High < r[0].RatioBest {
			t.Errorf("%s: %.3f outside %.3f-%.3f", town, r[0].RatioBest, r[0].Low, r[0].High)
		}
	}
}

// TestNoOrderReadsThresholds replaces every threshold: the first month must stay the same.
func TestNoOrderReadsThresholds(t *testing.T) {
	for _, variation := range Variations() {
		st, err := newStage(towns[1], variation, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range append(SimpleOrders(), Recommended) {
			a, b := st.copy(), st.copy()
			b.theta = make([]float64, len(a.theta))
			choose := func(w *world) []int {
				c := caller{order: o, p: DefaultParams(), rng: rand.New(rand.NewPCG(1, 1)), monthly: 20}
				return c.choose(w)
			}
			if x, y := choose(a), choose(b); !reflect.DeepEqual(x, y) || len(x) == 0 {
				t.Errorf("%s %s: %v and %v", variation, o, x, y)
			}
		}
	}
}

// TestWorldKeepsItsBooks recomputes after every month what the world carries along.
func TestWorldKeepsItsBooks(t *testing.T) {
	for _, variation := range Variations() {
		st, err := newStage(towns[1], variation, 5)
		if err != nil {
			t.Fatal(err)
		}
		w := st.copy()
		c := caller{order: Recommended, p: DefaultParams(), monthly: 6}
		for month := range 14 {
			w.step(c.choose(w))
			truth := *w.real
			truth.nodes = w.seen.nodes
			if slips, _, _, _ := truth.Linked(); math.Abs(slips-w.linked) > 1e-6 {
				t.Fatalf("%s month %d: carried %v, recomputed %v", variation, month, w.linked, slips)
			}
			for v := range w.seen.nodes {
				if w.seen.nodes[v].Starting || w.seen.nodes[v].State == Active && !w.able[v] {
					t.Fatalf("%s month %d: node %d is %+v", variation, month, v, w.seen.nodes[v])
				}
			}
		}
		if w.rate() <= st.w.rate() {
			t.Errorf("%s: nothing was linked", variation)
		}
	}
}

func TestMembersRevealTheirPartners(t *testing.T) {
	st, err := newStage(towns[1], Hidden, 2)
	if err != nil {
		t.Fatal(err)
	}
	w := st.copy()
	if before := sum(w.seen.slips); before > 0.95*sum(w.real.slips) {
		t.Fatalf("only %.0f of %.0f slips are hidden", sum(w.real.slips)-before, sum(w.real.slips))
	}
	for v := range w.seen.nodes {
		w.seen.nodes[v].State = None
		w.begin(v)
		if w.seen.nodes[v].State == Active && math.Abs(w.seen.weight[v]-w.real.weight[v]) > 1e-9 {
			t.Errorf("node %d counts %v of %v", v, w.seen.weight[v], w.real.weight[v])
		}
	}
	if w.real.slips[0] == 0 || st.w.seen.weight[0] == w.seen.weight[0] && st.w.hidden[0] {
		t.Error("the stage must stay as it was")
	}
}

func sum(x []float64) float64 {
	s := 0.0
	for _, y := range x {
		s += y
	}
	return s
}

func TestIdleAndStopping(t *testing.T) {
	nodes := []Node{{ID: "1", State: Active}, {ID: "2", State: Idle}, {ID: "3", State: None}}
	g := mustGraph(t, nodes, []Pair{{A: 0, B: 1, Slips: 5}, {A: 0, B: 2, Slips: 5}})
	seen := *g
	seen.nodes = append([]Node(nil), nodes...)
	w := &world{facts: facts{leave: 1, leaveAt: 0.1, wake: 1}, real: g, seen: &seen, theta: []float64{9, 9, 9}, able: []bool{true, true, true}}
	w.settle()
	w.step([]int{1})
	if s := seen.nodes[0].State; s != Left {
		t.Errorf("an office without partners stops: %v", s)
	}
	if s := seen.nodes[1].State; s != Active || w.linked != 0 {
		t.Errorf("an idle office starts after a contact: %v, linked %v", s, w.linked)
	}
	w.step([]int{2})
	if n := seen.nodes[2]; n.Asked != 1 || n.State != None || len(w.outcomes) != 1 || w.outcomes[0].Joined {
		t.Errorf("%+v %+v", n, w.outcomes)
	}
}

// TestTownsAreCalibrated compares the synthetic regions with the published figures.
func TestTownsAreCalibrated(t *testing.T) {
	slips := map[string]float64{"東彼杵町": 1200, "千歳市": 10200, "米子市": 22700, "岡崎市": 41000}
	for _, town := range towns[:4] {
		g := newTown(t, town)
		_, of, _, pairs := g.Linked()
		if want := slips[town.name]; of < 0.85*want || of > 1.15*want {
			t.Errorf("%s: %.0f slips a month, published %.0f", town.name, of, want)
		}
		partners := 0.0
		for v := range town.care {
			partners += g.partners(v) / float64(town.care)
		}
		if town.nodes > 300 && (partners < 20 || partners > 50) {
			t.Errorf("%s: %.0f partners per care office", town.name, partners)
		}
		t.Logf("%s: %.0f slips, %d pairs, %.1f slips a pair, %.0f partners per care office", town.name, of, pairs, of/float64(pairs), partners)
	}
}

func newTown(t testing.TB, town town) *Graph {
	t.Helper()
	m := town.make(rand.New(rand.NewPCG(1, 0x7A55)))
	return mustGraph(t, m.nodes, m.pairs)
}

func TestTable(t *testing.T) {
	got := Table([]Result{{Town: "東彼杵町", Variation: Base, Order: Recommended, Best: Size, Mean: 0.251, RatioBest: 0.99, Low: 0.9, High: 1.1, RatioLargest: 1.2, Seeds: 30, Months: 12}})
	for _, want := range []string{"| 東彼杵町 | 基準 | おすすめ順 | 25.1 % |", "0.99（0.90〜1.10、件数の多い順） 下回る", "1〜30"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if Table(nil) == "" || len(Towns()) != 6 {
		t.Error("an empty table has its head")
	}
	for _, v := range Variations() {
		if VariationName(v) == "" {
			t.Errorf("%s has no Japanese name", v)
		}
	}
}
