package deskweb

import (
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
)

// clientsPage is the place 利用者: the register and its lists.
type clientsPage struct {
	Clients []desk.Client
	Lists   []desk.ClientList
	List    string
	Words   string
	Manager string
	Staff   []people.Member
	All     int
}

// listClients shows the register, or one of its lists.
func listClients(c *call) error {
	q := c.r.URL.Query()
	staff, err := c.staff()
	if err != nil {
		return err
	}
	p := clientsPage{List: q.Get("list"), Words: q.Get("q"), Manager: q.Get("manager"), Staff: staff, Lists: c.bench.ClientLists()}
	all := c.bench.Clients()
	p.All = len(all)
	for _, l := range p.Lists {
		if l.Code == p.List {
			all = l.Clients
		}
	}
	for _, cl := range all {
		if desk.Finds(cl, p.Words) && (p.Manager == "" || cl.Manager == p.Manager) && c.sees(cl.Key) {
			p.Clients = append(p.Clients, cl)
		}
	}
	return c.show("clients", "利用者", p)
}

// sees reports whether something about a client came to a service type the member may see.
func (c *call) sees(k careplan.ClientKey) bool {
	return c.bench.Sees(c.types(), k)
}

// clientPage is the page of one client.
type clientPage struct {
	Client  desk.Client
	Badges  []string
	Months  []desk.ClientMonth
	Plans   []desk.ClientPlan
	Docs    []desk.Entry
	Threads []desk.Thread
	Kinds   []desk.EventKind
	Records []desk.EventKind
	Staff   []people.Member
	Today   string
	Age     int
}

// showClient shows where the office stands with one person.
func showClient(c *call) error {
	k, err := parseClient(c.r.PathValue("client"))
	if err != nil {
		return err
	}
	client, ok := c.bench.Client(k)
	if !ok || !c.sees(k) {
		return desk.ErrNotFound
	}
	p := clientPage{Client: client, Kinds: desk.EventKinds(), Records: desk.RecordKinds(), Today: isoDay(c.bench.Today()), Age: calendar.Age(client.Birth, c.bench.Today()), Badges: desk.Badges(client)}
	if p.Staff, err = c.staff(); err != nil {
		return err
	}
	if p.Months, err = c.bench.ClientMonths(c.r.Context(), k); err != nil {
		return err
	}
	if p.Plans, err = c.bench.ClientPlans(c.r.Context(), k); err != nil {
		return err
	}
	f := desk.Filter{Client: k, Types: c.types()}
	for _, e := range c.bench.Entries(f) {
		if len(e.Documents) > 0 {
			p.Docs = append(p.Docs, e)
		}
	}
	p.Threads = c.bench.Threads(f)
	return c.show("client", client.Label(), p)
}

// isoDay turns 20261224 into 2026-12-24 for date fields.
func isoDay(day string) string {
	if len(day) != 8 {
		return ""
	}
	return day[:4] + "-" + day[4:6] + "-" + day[6:]
}

func plainDay(iso string) string { return strings.ReplaceAll(iso, "-", "") }

// addEvent notes an event of a client: two clicks and a date.
func addEvent(c *call) error {
	k, err := parseClient(c.r.PathValue("client"))
	if err != nil {
		return err
	}
	path := "/clients/" + k.String()
	if id := c.r.FormValue("remove"); id != "" {
		if err := c.bench.RemoveEvent(c.r.Context(), k, id, c.member.ID); err != nil {
			return err
		}
		return c.done(path, "event")
	}
	e := desk.ClientEvent{Kind: desk.EventKind(c.r.FormValue("kind")), Day: plainDay(c.r.FormValue("day")), Note: c.r.FormValue("note")}
	if err := c.bench.AddEvent(c.r.Context(), k, e, c.member.ID); err != nil {
		return err
	}
	return c.done(path, "event")
}

// chooseManager gives a client to a care manager (担当).
func chooseManager(c *call) error {
	k, err := parseClient(c.r.PathValue("client"))
	if err != nil {
		return err
	}
	if err := c.bench.ChooseManager(c.r.Context(), k, c.r.FormValue("manager"), c.member.ID); err != nil {
		return err
	}
	return c.done("/clients/"+k.String(), "manager")
}
