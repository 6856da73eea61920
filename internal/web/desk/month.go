package deskweb

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// monthPage is the place 今月.
type monthPage struct {
	*desk.Board
	By       string // partners or clients
	Show     string // "awaited": only what waits
	Manager  string
	Managers []people.Member
	Last     string // last working day before the claim
	News     []desk.Entry

	Equipment bool // the office rents equipment (福祉用具)
}

// showMonth is the first page: what must be done today.
func showMonth(c *call) error {
	q := c.r.URL.Query()
	managers, err := c.staff()
	if err != nil {
		return err
	}
	board, err := c.bench.BoardOf(c.r.Context(), q.Get("manager"), c.types())
	if err != nil {
		return err
	}
	p := monthPage{Board: board, By: cmp.Or(q.Get("by"), "partners"), Show: q.Get("show"), Manager: q.Get("manager"), Managers: managers, Last: board.Deadline.Last}
	p.News, p.Equipment = c.news(), slices.ContainsFunc(c.bench.Types, spec.IsEquipment)
	return c.show("month", "今月", p)
}

// news are the newest rows of the ledger since yesterday.
func (c *call) news() []desk.Entry {
	since := c.site.Now().AddDate(0, 0, -1)
	var out []desk.Entry
	for _, e := range c.bench.Entries(desk.Filter{Types: c.types()}) {
		if len(out) < 8 && e.Moved.After(since) && !e.Out {
			out = append(out, e)
		}
	}
	return out
}

// members lists all accounts, also closed ones, by ユーザーID.
func (c *call) members() ([]people.Member, error) {
	all, err := c.office.People.Store.Members(c.r.Context())
	slices.SortFunc(all, func(x, y people.Member) int { return cmp.Compare(x.Login, y.Login) })
	return all, err
}

// staff lists the members who still work here.
func (c *call) staff() ([]people.Member, error) {
	all, err := c.members()
	if err != nil {
		return nil, err
	}
	var out []people.Member
	for _, m := range all {
		if m.Closed.IsZero() {
			out = append(out, m)
		}
	}
	return out, nil
}

// Rows are the lines of the grid that are shown.
func (p monthPage) Rows() []desk.BoardRow {
	rows := p.Partners
	if p.By == "clients" {
		rows = p.Clients
	}
	if p.Show != "awaited" {
		return rows
	}
	var out []desk.BoardRow
	for _, r := range rows {
		if r.Actual.All > 0 && r.Actual.State == desk.Awaited {
			out = append(out, r)
		}
	}
	return out
}

// sendAsk sends お願い for actuals or slips that have not come.
func sendAsk(c *call) error {
	to, err := address(c.r.FormValue("partner"))
	if err != nil {
		return err
	}
	a := desk.Ask{Partner: to, Month: c.r.FormValue("month"), Text: c.r.FormValue("text"), About: c.r.FormValue("about")}
	if k, err := parseClient(c.r.FormValue("client")); err == nil {
		a.Client = k
	}
	if _, err := c.bench.SendAsk(c.r.Context(), a, c.member.ID); err != nil {
		return err
	}
	return c.done(cmp.Or(local(c.r.FormValue("back")), "/"), "asked")
}

// local keeps a way back inside the site.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, "\\") {
		return ""
	}
	return path
}

// actualsPage is one partner's month of actuals: what waits, by client.
type actualsPage struct {
	Month    string
	Card     desk.Card
	Lines    []actualLine
	Channels []desk.Channel
	AskText  string
	Asked    bool
	Asks     []desk.Ask
	Waiting  int
	Days     []string
}

type actualLine struct {
	Client  desk.Client
	Pair    desk.Pair
	State   desk.ActualState
	Entry   desk.Entry
	Closing desk.Closing
	Visits  []careplan.Visit // planned
}

// showActuals shows what one partner owes for a month and how to record it.
func showActuals(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	month := c.r.PathValue("month")
	m, err := c.bench.MonthOf(c.r.Context(), month)
	if err != nil {
		return err
	}
	card, err := c.bench.Card(c.r.Context(), to)
	if err != nil {
		return err
	}
	if card.ID == "" {
		return desk.ErrNotFound
	}
	p := actualsPage{Month: month, Card: card, Channels: []desk.Channel{desk.Fax, desk.Paper, desk.Mail, desk.Phone}, Days: calendar.Days(month)}
	for _, pair := range m.Expected {
		if pair.Provider != to.Office || pair.Type != to.Type {
			continue
		}
		l := actualLine{Pair: pair, State: m.State(pair), Closing: m.Closings[pair], Entry: m.Done[pair].Entry}
		l.Client, _ = c.bench.Client(pair.Client)
		l.Client.Key = pair.Client
		l.Visits = plannedVisits(m, pair)
		if l.State == desk.Awaited {
			p.Waiting++
		}
		p.Lines = append(p.Lines, l)
	}
	p.Asks, p.Asked = m.Asks[to.Office], m.AskedToday(to.Office, c.bench.Today())
	p.AskText = desk.AskText(month, p.Waiting, desk.WishDay(card, month, c.set))
	return c.show("actuals", card.Label()+"の実績", p)
}

func plannedVisits(m *desk.Month, p desk.Pair) []careplan.Visit {
	var out []careplan.Visit
	for _, v := range m.Planned[p.Client].Slip.Visits {
		if v.Provider == p.Provider && v.Type() == p.Type {
			out = append(out, v)
		}
	}
	return out
}

// recordActual notes actuals that came by FAX, paper, mail or telephone.
func recordActual(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	keys, err := clientKeys(c)
	if err != nil {
		return err
	}
	month := c.r.PathValue("month")
	if err := c.bench.RecordActual(c.r.Context(), month, to, keys, desk.Channel(c.r.FormValue("channel")), c.member.ID); err != nil {
		return err
	}
	return c.done(actualsPath(month, to), "recorded")
}

// closeActual closes an expected actual without one.
func closeActual(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	keys, err := clientKeys(c)
	if err != nil {
		return err
	}
	month := c.r.PathValue("month")
	for _, k := range keys {
		p := desk.Pair{Client: k, Provider: to.Office, Type: to.Type}
		if err := c.bench.CloseActual(c.r.Context(), month, p, c.r.FormValue("reason"), c.member.ID); err != nil {
			return err
		}
	}
	return c.done(actualsPath(month, to), "closed")
}

// typeActual takes the calendar that a person filled in for a provider without software.
func typeActual(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	month := c.r.PathValue("month")
	m, err := c.bench.MonthOf(c.r.Context(), month)
	if err != nil {
		return err
	}
	k, err := parseClient(c.r.FormValue("client"))
	if err != nil {
		return err
	}
	var days []desk.TypedDay
	for i, v := range plannedVisits(m, desk.Pair{Client: k, Provider: to.Office, Type: to.Type}) {
		n := strconv.Itoa(i)
		days = append(days, desk.TypedDay{Visit: v, Done: c.r.FormValue("done-"+n) != "", Start: digits(c.r.FormValue("start-" + n)), End: digits(c.r.FormValue("end-" + n)), Count: 1})
	}
	if err := c.bench.TypeActual(c.r.Context(), month, to, days, desk.Channel(c.r.FormValue("channel")), c.member.ID); err != nil {
		return err
	}
	return c.done(actualsPath(month, to), "recorded")
}

// digits turns 9:05 into 0905.
func digits(s string) string {
	s = strings.ReplaceAll(s, ":", "")
	if len(s) == 3 {
		s = "0" + s
	}
	return s
}

func actualsPath(month string, a header.Address) string {
	return "/actuals/" + month + "/" + slug(a)
}

// slug is an address in a path: 9999903017-15.
func slug(a header.Address) string { return a.Office + "-" + a.Type }

// address reads 9999903017-15 or 9999903017/15.
func address(s string) (header.Address, error) {
	office, kind, ok := strings.Cut(strings.ReplaceAll(s, "/", "-"), "-")
	if !ok || len(office) != 10 || len(kind) != 2 {
		return header.Address{}, desk.ErrNotFound
	}
	return header.Address{Office: office, Type: kind}, nil
}

// parseClient reads 999901-0000000001.
func parseClient(s string) (careplan.ClientKey, error) {
	insurer, insured, ok := strings.Cut(s, "-")
	if !ok || insurer == "" || insured == "" {
		return careplan.ClientKey{}, desk.ErrNotFound
	}
	return careplan.ClientKey{Insurer: insurer, Insured: insured}, nil
}

// clientKeys are the clients that were ticked in a form.
func clientKeys(c *call) ([]careplan.ClientKey, error) {
	if err := c.r.ParseForm(); err != nil {
		return nil, desk.ErrNotFound
	}
	var out []careplan.ClientKey
	for _, s := range c.r.PostForm["client"] {
		k, err := parseClient(s)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}
