package desk

import (
	"cmp"
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// ProviderBoard is the board of a service provider: what has not come, what changed, what
// was not sent yet.
type ProviderBoard struct {
	MissingSlips []MissingSlip   // 提供票がまだ届いていない
	NoSlip       []ProviderLine  // 提供票がないのに実績がある利用者
	AfterPrint   []Entry         // 印刷した後に変わった提供票
	NoPlanSent   []ProviderLine  // 個別サービス計画書をまだ送っていない
	Actuals      []ProviderState // 実績: 未送信・送信済・差戻し, by planning office
	Slips        []ProviderState // 提供票 of the plan month by planning office
}

// MissingSlip is a planning office whose slips of the plan month are not here.
type MissingSlip struct {
	Card    Card
	Clients []Client // clients of the month before
	Asked   string
	Today   bool // asked today
}

// ProviderLine is a client with its planning office.
type ProviderLine struct {
	Client Client
	Card   Card
	Entry  string
}

// ProviderState is where something stands with one planning office.
type ProviderState struct {
	Card    Card
	Clients int
	State   string // none, queued, sent, collected, imported, refused
	Word    string
	Entry   string
	Reason  string
}

// provider fills the board of a provider.
func (g *grid) provider() {
	p := &g.board.Provider
	in, out := false, true
	slips := g.bench.Entries(Filter{Out: &in, Month: g.board.PlanMonth, Family: "slip", Types: g.types})
	before := g.bench.Entries(Filter{Out: &in, Month: g.board.WorkMonth, Family: "slip", Types: g.types})
	actuals := g.bench.Entries(Filter{Out: &out, Month: g.board.WorkMonth, Family: "actual", Types: g.types})
	p.MissingSlips = g.missing(before, slips)
	p.AfterPrint = g.afterPrint(slips, before)
	p.NoSlip = g.withoutSlip(before, actuals)
	p.Actuals = g.actualStates(before, actuals)
	p.Slips = g.slipStates(slips)
	p.NoPlanSent = g.plansOwed()
	if n := len(p.MissingSlips); n > 0 {
		g.board.Todo = append(g.board.Todo, Todo{calendar.Era.Month(g.board.PlanMonth) + "分の提供票が、まだ届いていない事業所があります。", "一覧を見る", "/#missing"})
	}
}

// missing compares who sent slips for the work month with who sent for the plan month.
func (g *grid) missing(before, now []Entry) []MissingSlip {
	here := map[string]map[careplan.ClientKey]bool{}
	for _, e := range now {
		for _, k := range e.Clients {
			if here[e.Partner.Office] == nil {
				here[e.Partner.Office] = map[careplan.ClientKey]bool{}
			}
			here[e.Partner.Office][k] = true
		}
	}
	lacking := map[header.Address]map[careplan.ClientKey]bool{}
	for _, e := range before {
		for _, k := range e.Clients {
			if !here[e.Partner.Office][k] && !isDeletion(e.Unit) {
				if lacking[e.Partner] == nil {
					lacking[e.Partner] = map[careplan.ClientKey]bool{}
				}
				lacking[e.Partner][k] = true
			}
		}
	}
	var out []MissingSlip
	for a, keys := range lacking {
		m := MissingSlip{Card: g.card(a)}
		for k := range keys {
			c, _ := g.bench.Client(k)
			c.Key = k
			m.Clients = append(m.Clients, c)
		}
		slices.SortFunc(m.Clients, func(x, y Client) int { return cmp.Compare(x.Key.String(), y.Key.String()) })
		for _, ask := range g.planned.Asks[a.Office] {
			m.Asked, m.Today = max(m.Asked, ask.Day), m.Today || ask.Day == g.board.Today
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(x, y MissingSlip) int { return cmp.Compare(x.Card.ID, y.Card.ID) })
	return out
}

// afterPrint lists slips that came after an older version of them was printed.
func (g *grid) afterPrint(lists ...[]Entry) []Entry {
	var out []Entry
	for _, list := range lists {
		for _, e := range list {
			older := slices.ContainsFunc(list, func(o Entry) bool {
				return o.Partner == e.Partner && o.At.Before(e.At) && !o.PrintedAt.IsZero() && o.PrintedAt.Before(e.At)
			})
			if older && e.PrintedAt.IsZero() {
				out = append(out, e)
			}
		}
	}
	return out
}

// withoutSlip lists clients in the own actuals for whom no slip of the month came.
func (g *grid) withoutSlip(slips, actuals []Entry) []ProviderLine {
	have := map[careplan.ClientKey]bool{}
	for _, e := range slips {
		for _, k := range e.Clients {
			have[k] = true
		}
	}
	var out []ProviderLine
	for _, e := range actuals {
		for _, k := range e.Clients {
			if !have[k] {
				have[k] = true
				c, _ := g.bench.Client(k)
				c.Key = k
				out = append(out, ProviderLine{Client: c, Card: g.card(e.Partner), Entry: e.ID})
			}
		}
	}
	return out
}

// actualStates tells for each planning office whether its actuals went out.
func (g *grid) actualStates(slips, actuals []Entry) []ProviderState {
	newest := map[header.Address]Entry{}
	for _, e := range actuals { // newest first
		if _, ok := newest[e.Partner]; !ok && e.State != Withdrawn {
			newest[e.Partner] = e
		}
	}
	rows := map[header.Address]*ProviderState{}
	for _, e := range slips {
		r := rows[e.Partner]
		if r == nil {
			r = &ProviderState{Card: g.card(e.Partner), State: "none", Word: "未送信"}
			rows[e.Partner] = r
		}
		r.Clients = max(r.Clients, len(e.Clients))
		if a, ok := newest[e.Partner]; ok {
			r.State, r.Word, r.Entry, r.Reason = string(a.State), a.StateWord(), a.ID, a.Reason
		}
	}
	return sortStates(rows)
}

func (g *grid) slipStates(slips []Entry) []ProviderState {
	rows := map[header.Address]*ProviderState{}
	for _, e := range slips {
		if rows[e.Partner] == nil {
			rows[e.Partner] = &ProviderState{Card: g.card(e.Partner), State: string(e.State), Word: e.StateWord(), Entry: e.ID, Clients: len(e.Clients)}
		}
	}
	return sortStates(rows)
}

func sortStates(rows map[header.Address]*ProviderState) []ProviderState {
	var out []ProviderState
	for _, r := range rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(x, y ProviderState) int { return cmp.Compare(x.Card.ID, y.Card.ID) })
	return out
}

// plansOwed lists clients whose plan of care came and to whose planning office no service
// plan (個別サービス計画書) went since.
func (g *grid) plansOwed() []ProviderLine {
	in, out := false, true
	sent := map[careplan.ClientKey]bool{}
	var lines []ProviderLine
	answered := g.bench.Entries(Filter{Out: &out, Types: g.types})
	for _, plan := range g.bench.Entries(Filter{Out: &in, Family: "plan", Types: g.types}) {
		for _, k := range plan.Clients {
			if sent[k] || isDeletion(plan.Unit) {
				continue
			}
			sent[k] = true
			if !slices.ContainsFunc(answered, func(e Entry) bool { return e.At.After(plan.At) && hasServicePlan(e, k) }) {
				c, _ := g.bench.Client(k)
				c.Key = k
				lines = append(lines, ProviderLine{Client: c, Card: g.card(plan.Partner), Entry: plan.ID})
			}
		}
	}
	return lines
}

// hasServicePlan reports an entry with a service plan about a client.
func hasServicePlan(e Entry, k careplan.ClientKey) bool {
	return slices.ContainsFunc(e.Documents, func(d DocumentRef) bool { return d.Client == k && isServicePlan(d.Kind) })
}
