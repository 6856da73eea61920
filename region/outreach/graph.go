// Package outreach is the 声かけリスト: which office to speak to next, and why.
// It knows the offices of a region, their states, the slips between each pair of offices,
// and a model of who joins, whose numbers are assumptions until outcomes are known.
// It never judges an office, never reads a letter or a client, never calls anybody itself,
// and promises no optimum: two offices save paper only together, so the usual
// guarantees for greedy choices do not hold here.
package outreach

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// State is the 導入状況 of one office.
type State uint8

// The states of an office. Only Active counts as linked.
const (
	Unknown     State = iota // 未確認
	None                     // 意向なし
	Considering              // 検討中
	Planned                  // これから導入予定
	Idle                     // 導入済み・未活用
	Active                   // 利用中
	Left                     // 利用中止
	Out                      // 対象外
	states                   // number of states
)

var stateNames = [states]string{"未確認", "意向なし", "検討中", "これから導入予定", "導入済み・未活用", "利用中", "利用中止", "対象外"}

// String is the Japanese name of the state.
func (s State) String() string {
	if s >= states {
		return "未確認"
	}
	return stateNames[s]
}

// Basis says where a number of slips comes from (件数の根拠).
type Basis uint8

// The bases, strongest first.
const (
	Measured  Basis = iota // 実測: counted by a member
	Declared               // 申告: named by an office
	Estimated              // 推計: from users and distance
)

// String is the Japanese name of the basis.
func (b Basis) String() string { return [...]string{"実測", "申告", "推計"}[min(b, Estimated)] }

// Node is one office (事業所) or centre (地域包括支援センター).
type Node struct {
	ID        string // office number; ties are broken by it
	State     State
	Cannot    bool   // software or closed network: cannot join yet
	CannotWhy string // Japanese reason shown in the list
	Zone      string // 日常生活圏域
	Corp      string // 法人番号
	Planner   bool   // 居宅介護支援 or 地域包括支援センター
	Hours     float64
	NotBefore time.Time // 今回は見送り until; zero = none
	Contacts  int       // contacts this quarter, for the cap

	// What follows sharpens the recommended order; the zero value is "not known".
	Size       float64 // slips a month guessed from published users or capacity; 0 = not known
	Asked      int     // contacts ever that did not lead to a start
	AskedShare float64 // highest active share of its partners at such a contact, 0..1
	Starting   bool    // 導入手続き中: agreed, starts next month
}

// Pair is two offices and the slips between them in one month, both directions together.
type Pair struct {
	A, B  int
	Slips float64 // slips a month, 0 = partners, but no count known
	Basis Basis
}

// Graph is the offices of a region and the slips between them. It is immutable: nodes are
// dense ints 0..n-1, partners of one node stand in the order of their IDs.
type Graph struct {
	nodes  []Node
	byID   []int32 // nodes in the order of their IDs
	place  []int32 // place[v] = place of v in byID
	start  []int32 // partners of v are to[start[v]:start[v+1]]
	to     []int32
	slips  []float64
	basis  []Basis
	class  []State   // class of every node, see sight
	weight []float64 // slips a month of v with all partners
	total  float64   // slips a month of all pairs
}

// Error is what people can act on.
type Error struct{ Code, Message, Next string }

func (e *Error) Error() string { return e.Code + ": " + e.Message + e.Next }

// NewGraph builds the graph. Pairs named twice are added up and take the weaker basis.
// It refuses self pairs, numbers out of range, negative or NaN slips, states that do not exist
// and IDs used twice.
func NewGraph(nodes []Node, pairs []Pair) (*Graph, error) {
	g := &Graph{nodes: slices.Clone(nodes)}
	if err := g.order(); err != nil {
		return nil, err
	}
	for i, p := range pairs {
		if err := checkPair(p, len(nodes)); err != nil {
			return nil, fmt.Errorf("pair %d: %w", i, err)
		}
	}
	g.connect(pairs)
	g.merge()
	g.weigh()
	g.classify()
	return g, nil
}

func checkPair(p Pair, n int) error {
	const next = "名簿と連携先の表を読み込み直してください。"
	switch {
	case p.A < 0 || p.B < 0 || p.A >= n || p.B >= n:
		return &Error{"outreach.range", "連携先の組に、名簿にない事業所が含まれています。", next}
	case p.A == p.B:
		return &Error{"outreach.self", "同じ事業所どうしの組が含まれています。", next}
	case math.IsNaN(p.Slips) || math.IsInf(p.Slips, 0) || p.Slips < 0:
		return &Error{"outreach.slips", "帳票の件数が 0 件以上の数になっていません。", "件数を確かめて、入力し直してください。"}
	case p.Basis > Estimated:
		return &Error{"outreach.basis", "件数の根拠が、実測・申告・推計のいずれでもありません。", next}
	}
	return nil
}

// order sorts the nodes by ID and refuses states that do not exist and IDs used twice.
func (g *Graph) order() error {
	n := len(g.nodes)
	g.byID, g.place = make([]int32, n), make([]int32, n)
	for i := range g.byID {
		g.byID[i] = int32(i)
	}
	slices.SortStableFunc(g.byID, func(a, b int32) int { return cmp.Compare(g.nodes[a].ID, g.nodes[b].ID) })
	for i, v := range g.byID {
		if g.nodes[v].State >= states {
			return &Error{"outreach.state", "導入状況が、決められた区分のいずれでもありません。", "名簿の導入状況を選び直してください。"}
		}
		g.place[v] = int32(i)
		if i > 0 && g.nodes[g.byID[i-1]].ID == g.nodes[v].ID {
			return &Error{"outreach.twice", "同じ事業所番号が2回使われています。", "名簿の重なりを1つにまとめてください。"}
		}
	}
	return nil
}

// connect fills the partner lists by counting, first by node, then by ID of the partner.
func (g *Graph) connect(pairs []Pair) {
	n := len(g.nodes)
	g.start = make([]int32, n+1)
	for _, p := range pairs {
		g.start[p.A+1]++
		g.start[p.B+1]++
	}
	for v := range n {
		g.start[v+1] += g.start[v]
	}
	raw := &Graph{to: make([]int32, 2*len(pairs)), slips: make([]float64, 2*len(pairs)), basis: make([]Basis, 2*len(pairs))}
	at := slices.Clone(g.start)
	for _, p := range pairs {
		raw.put(at, p.A, p.B, p.Slips, p.Basis)
		raw.put(at, p.B, p.A, p.Slips, p.Basis)
	}
	g.to, g.slips, g.basis = make([]int32, len(raw.to)), make([]float64, len(raw.to)), make([]Basis, len(raw.to))
	copy(at, g.start)
	for _, u := range g.byID { // transposing in the order of IDs sorts every list by ID
		for e := g.start[u]; e < g.start[u+1]; e++ {
			g.put(at, int(raw.to[e]), int(u), raw.slips[e], raw.basis[e])
		}
	}
}

func (g *Graph) put(at []int32, v, u int, slips float64, b Basis) {
	e := at[v]
	g.to[e], g.slips[e], g.basis[e] = int32(u), slips, b
	at[v]++
}

// merge adds up pairs named more than once.
func (g *Graph) merge() {
	end := int32(0)
	for v := range g.nodes {
		from, first := g.start[v], end
		g.start[v] = end
		for e := from; e < g.start[v+1]; e++ {
			if end > first && g.to[end-1] == g.to[e] {
				g.slips[end-1] += g.slips[e]
				g.basis[end-1] = max(g.basis[end-1], g.basis[e])
				continue
			}
			g.to[end], g.slips[end], g.basis[end] = g.to[e], g.slips[e], g.basis[e]
			end++
		}
	}
	g.start[len(g.nodes)] = end
	g.to, g.slips, g.basis = g.to[:end], g.slips[:end], g.basis[:end]
}

// weigh adds up the slips of every node.
func (g *Graph) weigh() {
	g.weight = make([]float64, len(g.nodes))
	g.total = 0
	for _, v := range g.byID {
		for e := g.start[v]; e < g.start[v+1]; e++ {
			g.weight[v] += g.slips[e]
		}
		g.total += g.weight[v] / 2
	}
}

// Len is the number of offices.
func (g *Graph) Len() int { return len(g.nodes) }

// Node gives office v as it was handed in.
func (g *Graph) Node(v int) Node { return g.nodes[v] }

// With gives the same graph with office v in state s. The pairs are shared, not copied.
func (g *Graph) With(v int, s State) *Graph {
	out := *g
	out.nodes = slices.Clone(g.nodes)
	out.nodes[v].State, out.nodes[v].Starting = s, false
	out.class = slices.Clone(g.class)
	out.class[v] = classOf(&out.nodes[v])
	return &out
}

// Linked gives slips a month and pairs whose both ends are Active, and all there are.
// Pairs without a count are no part of either.
func (g *Graph) Linked() (slips, of float64, pairs, ofPairs int) {
	for _, v := range g.byID {
		for e := g.start[v]; e < g.start[v+1]; e++ {
			u := g.to[e]
			if g.place[u] < g.place[v] || g.slips[e] == 0 {
				continue
			}
			of, ofPairs = of+g.slips[e], ofPairs+1
			if g.nodes[v].State == Active && g.nodes[u].State == Active {
				slips, pairs = slips+g.slips[e], pairs+1
			}
		}
	}
	return slips, of, pairs, ofPairs
}

// Joined gives the slips a month and the pairs that Linked gains when v becomes Active.
// It looks at v's partners only. An Active office gains nothing.
func (g *Graph) Joined(v int) (slips float64, pairs int) {
	if g.nodes[v].State == Active {
		return 0, 0
	}
	for e := g.start[v]; e < g.start[v+1]; e++ {
		if g.slips[e] > 0 && g.nodes[g.to[e]].State == Active {
			slips, pairs = slips+g.slips[e], pairs+1
		}
	}
	return slips, pairs
}
