package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Board (今月) is what the office has to do: the deadline, the things that wait, and the
// grid of partners or clients.
type Board struct {
	PlanMonth string // the month whose slips go out or come in now
	Due       bool   // the work month is over: its actuals are awaited now
	WorkMonth string // the month whose actuals are collected now
	Today     string
	Deadline  calendar.Deadline
	Planner   bool
	Todo      []Todo
	Partners  []BoardRow
	Clients   []BoardRow
	Summary   BoardSummary
	Provider  ProviderBoard
}

// Todo is one thing with the mark ▲ 要対応 and the one button that helps.
type Todo struct {
	Sentence string
	Button   string
	Link     string // place of the desk, e.g. "/received?action=1"
}

// BoardSummary counts what the month still owes.
type BoardSummary struct {
	Partners, PartnersDone int // partners that owe actuals, and those complete
	Clients, ClientsDone   int
	SlipsOut, SlipsRead    int // partners that got slips, and those that fetched them
	SlipsOpen              int // partners of last month that have no slip yet
	ByChannel              []ChannelCount
}

// ChannelCount counts partners of one channel: 連携中 16/22.
type ChannelCount struct {
	Channel   Channel
	Done, All int
}

// BoardRow is one line of the grid.
type BoardRow struct {
	Card    Card
	Client  Client
	Slip    SlipCell
	Actual  ActualCell
	Wish    string // 実績の希望日, YYYYMMDD
	Asked   string // day of the last request, ""
	AskedBy bool   // asked today already
	Closed  bool   // the partner is closed today (休業日)
}

// SlipCell is where the slips of a row stand: 未送信, 送信済, 受取済 …
type SlipCell struct {
	State    string // none, queued, sent, collected, imported, refused, hand
	Word     string
	Entry    string
	Clients  int
	Version  int
	Unopened bool
}

// ActualCell is where the actuals of a row stand.
type ActualCell struct {
	State   ActualState
	Here    int // pairs that are here or closed
	All     int
	Entry   string
	Channel Channel
	Reason  string
	Late    bool // the wished day has passed
}

// boardMonths says which months the board is about: until the 15th the month before is
// claimed; from the 16th on next month's slips go out.
func boardMonths(today string) (plan, work string) {
	month := calendar.Month(today)
	if len(today) == 8 && today[6:] <= "15" {
		return month, calendar.AddMonths(month, -1)
	}
	return calendar.AddMonths(month, 1), month
}

// BoardOf makes the board as of today; manager "" means all clients.
func (b *Bench) BoardOf(ctx context.Context, manager string, types []string) (*Board, error) {
	today := b.Today()
	plan, work := boardMonths(today)
	v := &Board{PlanMonth: plan, WorkMonth: work, Today: today, Planner: b.Planner()}
	v.Due = calendar.Month(today) != work
	set, err := b.Settings(ctx)
	if err != nil {
		return nil, err
	}
	v.Deadline = calendar.UntilClaim(work, today, set.closing())
	planned, err := b.MonthOf(ctx, plan)
	if err != nil {
		return nil, err
	}
	worked, err := b.MonthOf(ctx, work)
	if err != nil {
		return nil, err
	}
	cards, err := b.Cards(ctx)
	if err != nil {
		return nil, err
	}
	g := grid{bench: b, board: v, planned: planned, worked: worked, cards: cards, settings: set, manager: manager, types: types}
	if v.Planner {
		g.planner()
	} else {
		g.provider()
	}
	v.Todo = append(g.todo(), v.Todo...)
	return v, nil
}

// grid fills a board.
type grid struct {
	bench           *Bench
	board           *Board
	planned, worked *Month
	cards           []Card
	settings        Settings
	manager         string
	types           []string // own service types the reader may see; empty = all
}

func (g *grid) card(a header.Address) Card {
	for _, c := range g.cards {
		if c.Address == a {
			return c
		}
	}
	return Card{ID: a.String(), Address: a, Name: g.worked.Names[a.Office]}
}

// chosen reports whether a client is shown: the reader may see the client, and the client
// belongs to the manager who was chosen.
func (g *grid) chosen(k careplan.ClientKey) bool {
	if !g.bench.Sees(g.types, k) {
		return false
	}
	if g.manager == "" {
		return true
	}
	c, _ := g.bench.Client(k)
	return c.Manager == g.manager || c.Manager == "" && strings.Contains(c.Planner, g.manager)
}

// planner fills the grid of a planning office: partners and clients × slips and actuals.
func (g *grid) planner() {
	rows := map[string]*BoardRow{}
	var order []string
	rowOf := func(a header.Address) *BoardRow {
		id := a.String()
		if rows[id] == nil {
			rows[id] = &BoardRow{Card: g.card(a)}
			order = append(order, id)
		}
		return rows[id]
	}
	for _, p := range g.worked.Expected {
		if g.chosen(p.Client) {
			g.count(&rowOf(p.partner()).Actual, p)
		}
	}
	for _, f := range g.sentSlips() {
		g.slipCell(&rowOf(f.Partner).Slip, f)
	}
	slices.Sort(order)
	for _, id := range order {
		r := rows[id]
		g.finishRow(r)
		g.board.Partners = append(g.board.Partners, *r)
	}
	g.clientRows()
	g.summary()
}

// sentSlips are the newest slips of the plan month, one a partner.
func (g *grid) sentSlips() []Entry {
	out := true
	newest := map[header.Address]Entry{}
	for _, e := range g.bench.Entries(Filter{Out: &out, Month: g.board.PlanMonth, Family: "slip", Types: g.types}) {
		if _, ok := newest[e.Partner]; !ok && e.State != Withdrawn && !isDeletion(e.Unit) {
			newest[e.Partner] = e
		}
	}
	var list []Entry
	for _, e := range newest {
		list = append(list, e)
	}
	slices.SortFunc(list, func(x, y Entry) int { return cmp.Compare(x.Partner.String(), y.Partner.String()) })
	return list
}

func (g *grid) slipCell(c *SlipCell, e Entry) {
	c.State, c.Word, c.Entry, c.Clients, c.Version = string(e.State), e.StateWord(), e.ID, len(e.Clients), e.Version
	if e.Channel != Linked {
		c.State, c.Word = "hand", e.Channel.Word()+"で送付"
	}
	c.Unopened = e.State == Sent && e.Channel == Linked
}

// count adds one expected actual to a cell.
func (g *grid) count(c *ActualCell, p Pair) {
	c.All++
	s := g.worked.State(p)
	if s != Awaited {
		c.Here++
	}
	if f, ok := g.worked.Done[p]; ok {
		c.Entry, c.Channel = f.Entry.ID, f.Entry.Channel
	}
	if cl, ok := g.worked.Closings[p]; ok && s == NoActual {
		c.Reason = cl.Reason
	}
	if c.All == 1 || worse(s, c.State) {
		c.State = s
	}
}

// worse orders states by what still has to be done.
func worse(a, b ActualState) bool {
	rank := map[ActualState]int{Awaited: 3, Arrived: 2, NoActual: 1, Confirmed: 0}
	return rank[a] > rank[b]
}

func (g *grid) finishRow(r *BoardRow) {
	if r.Slip.State == "" {
		r.Slip = SlipCell{State: "none", Word: "未送信"}
	}
	r.Closed = r.Card.ClosedDays()[g.board.Today]
	r.Wish = WishDay(r.Card, g.board.WorkMonth, g.settings)
	r.Actual.Late = r.Actual.All > 0 && r.Actual.State == Awaited && g.board.Today > r.Wish
	for _, a := range g.worked.Asks[r.Card.Address.Office] {
		r.Asked = max(r.Asked, a.Day)
		r.AskedBy = r.AskedBy || a.Day == g.board.Today
	}
}

// clientRows fills the grid by clients.
func (g *grid) clientRows() {
	rows := map[careplan.ClientKey]*BoardRow{}
	for _, p := range g.worked.Expected {
		if !g.chosen(p.Client) {
			continue
		}
		r := rows[p.Client]
		if r == nil {
			c, _ := g.bench.Client(p.Client)
			c.Key = p.Client
			r = &BoardRow{Client: c}
			rows[p.Client] = r
		}
		g.count(&r.Actual, p)
	}
	for k, f := range g.planned.Planned {
		if r := rows[k]; r != nil {
			g.slipCell(&r.Slip, f.Entry)
		}
	}
	for _, r := range rows {
		g.finishRow(r)
		g.board.Clients = append(g.board.Clients, *r)
	}
	slices.SortFunc(g.board.Clients, func(x, y BoardRow) int {
		return cmp.Or(cmp.Compare(fold(x.Client.Kana), fold(y.Client.Kana)), cmp.Compare(x.Client.Key.String(), y.Client.Key.String()))
	})
}

func (g *grid) summary() {
	s := &g.board.Summary
	channels := map[Channel]*ChannelCount{}
	for _, r := range g.board.Partners {
		s.slips(r.Slip)
		if r.Actual.All == 0 {
			continue
		}
		s.Partners++
		c := channels[r.Card.Channel]
		if c == nil {
			c = &ChannelCount{Channel: r.Card.Channel}
			channels[r.Card.Channel] = c
		}
		c.All++
		if r.Actual.Here == r.Actual.All {
			s.PartnersDone++
			c.Done++
		}
	}
	for _, ch := range Channels() {
		if c := channels[ch]; c != nil {
			s.ByChannel = append(s.ByChannel, *c)
		}
	}
	for _, r := range g.board.Clients {
		s.Clients++
		if r.Actual.Here == r.Actual.All {
			s.ClientsDone++
		}
	}
}

func (s *BoardSummary) slips(c SlipCell) {
	switch c.State {
	case "none":
		s.SlipsOpen++
	case "collected", "imported", "exported":
		s.SlipsOut++
		s.SlipsRead++
	default:
		s.SlipsOut++
	}
}

// todo lists what needs a person, the most urgent first.
func (g *grid) todo() []Todo {
	var out []Todo
	add := func(n int, sentence, button, link string) {
		if n > 0 {
			out = append(out, Todo{fmt.Sprintf(sentence, n), button, link})
		}
	}
	refused, broken, unopened, waiting := 0, 0, 0, 0
	for _, e := range g.bench.Entries(Filter{Types: g.types}) {
		switch {
		case e.Out && e.NeedsAction():
			refused++
		case e.Out && e.State == Queued:
			waiting++
		case !e.Out && e.NeedsAction():
			broken++
		case !e.Out && e.OpenedBy == "" && e.State == Collected:
			unopened++
		}
	}
	add(refused, "%d件が差し戻されています。", "差戻しを見る", "/sent?action=1")
	add(broken, "受け取った%d件に、取り込めない誤りがあります。", "確認する", "/received?action=1")
	add(waiting, "%d件がまだ送信待ちです。つながり次第、自動で送ります。", "送信一覧を見る", "/sent?state=queued")
	add(unopened, "まだ誰も開いていない受信が%d件あります。", "受信一覧を見る", "/received?unopened=1")
	return append(out, g.owed()...)
}

// owed says how many partners still owe actuals and how much time is left.
func (g *grid) owed() []Todo {
	s := g.board.Summary
	missing := s.Partners - s.PartnersDone
	if !g.board.Planner || missing == 0 || calendar.Month(g.board.Today) == g.board.WorkMonth {
		return nil
	}
	left := fmt.Sprintf("国保連への請求締切（%s）まであと%d営業日です。", calendar.Short(g.board.Deadline.Day), len(g.board.Deadline.Left))
	if len(g.board.Deadline.Left) == 0 {
		left = fmt.Sprintf("国保連への請求締切は%sです。", calendar.Short(g.board.Deadline.Day))
	}
	return []Todo{{
		Sentence: fmt.Sprintf("%d事業所から%sの実績がまだ届いていません。%s", missing, calendar.Era.Month(g.board.WorkMonth), left),
		Button:   "お願いを送る", Link: "/month?show=awaited",
	}}
}
