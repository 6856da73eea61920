package region

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/outreach"
)

// Call is one line of the 声かけリスト, with everything that explains it.
type Call struct {
	View
	AtOnce, Soon int     // slips a month that go at once, and that may follow
	Active       int     // partners in use
	Planned      int     // partners that plan to start
	Known        int     // partners known
	Chance       string  // 高, 中, 低
	Hours        float64 // expected effort
	Estimated    bool    // some counts are 推計 or not known
	Excluded     string  // why it is not to be called now
	Partners     []Partner
	First        bool // 使い始め支援: it has joined and does not use it
	Place        int  // place in the recommended order, from 1
}

// Words is the reason in one sentence, as a clerk reads it.
func (c Call) Words() string {
	if c.Excluded != "" {
		return "いまは声をかけません：" + c.Excluded
	}
	var b strings.Builder
	switch {
	case c.AtOnce > 0:
		fmt.Fprintf(&b, "始めると、1か月に%d件のやり取りがすぐデータになります（利用中の%d事業所との分）。", c.AtOnce, c.Active)
	case c.Known == 0:
		b.WriteString("連携先がまだ分かっていません。訪問や電話で、よくやり取りする相手を聞いてください。")
	default:
		b.WriteString("利用中の連携先はまだありません。")
	}
	if c.Soon > 0 {
		fmt.Fprintf(&b, "これから始める見込みの相手との分が、あと%d件ほどあります。", c.Soon)
	}
	fmt.Fprintf(&b, "始める見込み：%s。目安の手間：%.1f時間。", c.Chance, c.Hours)
	if c.Estimated {
		b.WriteString("推計を含みます。")
	}
	return b.String()
}

// CallList is the 声かけリスト of today.
type CallList struct {
	Order   outreach.Order
	Rows    []Call
	Put     []Call // put off, out of reach, or asked often enough
	Linked  adoption.Rate
	Learned int  // outcomes seen here; under 50 the chances are assumptions
	Pairs   bool // pair data are shown
}

// Calls ranks the offices to speak to. 普及担当 sees partners and counts, 包括 and 支援者 see
// their offices with states and bands only. top is how many rows name their partners.
func (s Session) Calls(ctx context.Context, order outreach.Order, f Filter, top int) (CallList, error) {
	if err := s.need(Accompany); err != nil {
		return CallList{}, err
	}
	s.mu.Lock()
	list, seen, err := s.calls(order, f, top)
	s.mu.Unlock()
	if err != nil {
		return list, err
	}
	return list, s.looked(ctx, "声かけリスト", seen)
}

func (s Session) calls(order outreach.Order, f Filter, top int) (CallList, []string, error) {
	n, err := s.network()
	if err != nil {
		return CallList{}, nil, err
	}
	p, learned := s.params()
	list := CallList{Order: cmp.Or(order, outreach.Recommended), Learned: learned, Pairs: s.May(SeePairs)}
	at := s.places(n, list.Order, p)
	var seen []string
	for i, r := range n.graph.Rank(p, s.Map.Now()) {
		o, _ := s.Map.office(n.ids[r.Node])
		v := s.view(o)
		if !s.sees(v.Number) || !f.takes(v) || v.State() == adoption.Out {
			continue
		}
		c := s.call(n, r, v)
		c.Place = i + 1
		list.add(c)
	}
	list.sort(n, at)
	for i := range list.Rows[:min(top, len(list.Rows))] {
		seen = append(seen, s.name(n, &list.Rows[i])...)
	}
	return list, seen, nil
}

func (l *CallList) add(c Call) {
	if c.Excluded != "" && c.Outreach.Pin.Why == "" {
		l.Put = append(l.Put, c)
		return
	}
	l.Rows = append(l.Rows, c)
}

// sort brings pinned offices to the head, and the rest into the chosen order.
func (l *CallList) sort(n *net, at map[string]int) {
	slices.SortStableFunc(l.Rows, func(a, b Call) int {
		pa, pb := a.Outreach.Pin.Why != "", b.Outreach.Pin.Why != ""
		switch {
		case pa && pb:
			return a.Outreach.Pin.At.Compare(b.Outreach.Pin.At)
		case pa:
			return -1
		case pb:
			return 1
		case at == nil:
			return cmp.Compare(a.Place, b.Place)
		}
		return cmp.Or(cmp.Compare(at[a.Number], at[b.Number]), cmp.Compare(a.Number, b.Number))
	})
}

// places gives the place of each office in another order; nil for the recommended one.
func (s Session) places(n *net, order outreach.Order, p outreach.Params) map[string]int {
	if order == outreach.Recommended {
		return nil
	}
	at := map[string]int{}
	for i, v := range n.graph.Sequence(order, p, s.Map.Now(), rand.New(rand.NewPCG(1, 2))) {
		at[n.ids[v]] = i
	}
	for _, id := range n.ids {
		if _, ok := at[id]; !ok {
			at[id] = len(n.ids)
		}
	}
	return at
}

func (s Session) call(n *net, r outreach.Row, v View) Call {
	c := Call{View: s.shown(v), Active: r.Active, Planned: r.Planned, Known: len(r.Top), Chance: chance(r.Chance), Hours: r.Hours, Estimated: r.Estimated, Excluded: r.Excluded, First: v.State() == adoption.Idle}
	if c.Excluded == "" {
		c.Excluded = v.Outreach.fresh(s.Map.Now())
	}
	if s.May(SeePairs) {
		c.AtOnce, c.Soon = int(r.Now+0.5), int(r.Soon+0.5)
	} else {
		c.Band = band(int(r.Now + 0.5))
		c.Known, c.Active, c.Planned = 0, 0, 0
	}
	return c
}

func chance(p float64) string {
	switch {
	case p >= 0.5:
		return "高い"
	case p >= 0.2:
		return "ふつう"
	}
	return "低い"
}

// name puts the partners behind a row, and tells whose pair data are shown by it.
func (s Session) name(n *net, c *Call) []string {
	if !s.May(SeePairs) {
		return nil
	}
	list := slices.DeleteFunc(slices.Clone(n.pairs), func(p Pair) bool { return p.A != c.Number && p.B != c.Number })
	slices.SortStableFunc(list, func(a, b Pair) int { return cmp.Compare(b.Slips, a.Slips) })
	all, seen := s.partners(c.Number, list)
	c.Known = len(all)
	slices.SortStableFunc(all, func(a, b Partner) int { return cmp.Compare(warmth(a.State), warmth(b.State)) })
	c.Partners = all
	return seen
}

// warmth orders partners: in use, about to start, the others.
func warmth(s adoption.State) int {
	switch s {
	case adoption.Active:
		return 0
	case adoption.Planned, adoption.Idle:
		return 1
	}
	return 2
}

// Outlook is what an order may bring: the linked share of slips after six and twelve months.
type Outlook struct {
	Order         outreach.Order
	P10, P50, P90 float64 // at month 6, 0..1
	Year          float64 // P50 at month 12
}

// Outlooks lives the coming year with each order. It is a picture of the assumptions.
func (s Session) Outlooks() ([]Outlook, error) {
	if err := s.need(SeeRates); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.network()
	if err != nil || n.graph.Len() == 0 {
		return nil, err
	}
	var out []Outlook
	for _, o := range []outreach.Order{outreach.Recommended, outreach.Size, outreach.PlannedBy, outreach.List} {
		p := s.plan(n, o)
		out = append(out, Outlook{o, p.P10[5], p.P50[5], p.P90[5], p.P50[11]})
	}
	return out, nil
}

func (m *Map) plan(n *net, o outreach.Order) outreach.Plan {
	key := fmt.Sprintf("%s/%d", o, m.set().Budget)
	if p, ok := n.plans[key]; ok {
		return p
	}
	params, _ := m.params()
	runs := min(200, max(20, 40_000/n.graph.Len()))
	n.plans[key] = n.graph.Plan(params, o, m.set().Budget, 12, runs, 1)
	return n.plans[key]
}

// Plan is the monthly plan: how many to speak to, and whom in the first month.
func (s Session) Plan() (outreach.Plan, []View, error) {
	if err := s.need(Accompany); err != nil {
		return outreach.Plan{}, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.network()
	if err != nil || n.graph.Len() == 0 {
		return outreach.Plan{}, nil, err
	}
	p := s.plan(n, outreach.Recommended)
	var first []View
	for _, v := range p.Months[0].Nodes {
		if o, ok := s.Map.office(n.ids[v]); ok && s.sees(o.Number) {
			first = append(first, s.shown(s.view(o)))
		}
	}
	return p, first, nil
}

// Bundle is offices worth one meeting (法人本部, 圏域の会議, 居宅とその連携先).
type Bundle struct {
	Kind    string // 法人, 圏域, 居宅と連携先
	Name    string
	Offices []View
	Gain    int // slips a month that leave paper together
	Hours   float64
}

// Bundles gives the groups with most slips for the effort.
func (s Session) Bundles(ctx context.Context, limit int) ([]Bundle, error) {
	if err := s.need(SeePairs); err != nil {
		return nil, err
	}
	s.mu.Lock()
	n, err := s.network()
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	p, _ := s.params()
	var out []Bundle
	var seen []string
	for _, b := range n.graph.Bundles(p, limit) {
		out = append(out, s.bundle(n, b))
		for _, v := range b.Nodes {
			seen = append(seen, n.ids[v])
		}
	}
	s.mu.Unlock()
	slices.Sort(seen)
	return out, s.looked(ctx, "まとめて声をかける組", slices.Compact(seen))
}

func (s Session) bundle(n *net, b outreach.Bundle) Bundle {
	out := Bundle{Gain: int(b.Gain + 0.5), Hours: b.Hours}
	for _, v := range b.Nodes {
		o, _ := s.Map.office(n.ids[v])
		out.Offices = append(out.Offices, s.view(o))
	}
	switch b.Kind {
	case "careoffice":
		o, _ := s.Map.office(b.Key)
		out.Kind, out.Name = "居宅と連携先", o.Name
	case "corp":
		out.Kind, out.Name = "法人", out.Offices[0].CorpName
	case "zone":
		out.Kind, out.Name = "圏域", s.zoneName(b.Key)
	}
	return out
}

// SetBudget changes how many contacts the team can make in a month.
func (s Session) SetBudget(ctx context.Context, n int) error {
	if err := s.need(Report); err != nil {
		return err
	}
	if n < 1 || n > 1000 {
		return &Error{Code: "budget", Message: "1か月に声をかける数は、1から1000までです。", Next: "数字を直してください。"}
	}
	_, err := change(ctx, s.Map, &s.settings, "map", Note{Who: s.ID, Verb: "settings", Subject: "settings"}, func(v *Settings) error {
		v.Budget = n
		return nil
	})
	return err
}
