package regionweb

import (
	"cmp"
	"errors"
	"strconv"

	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/effect"
	"github.com/tasuki-care/tasuki/region/registry"
)

// pageSize is how many offices stand on one page.
const pageSize = 100

// officesPage is 事業所.
type officesPage struct {
	Filter   region.Filter
	Rows     []region.View
	All      int
	Page     int
	Pages    int
	Zones    []registry.Zone
	Edition  registry.Edition
	HasList  bool
	Query    string
	Fixes    []region.View // offices that say their row is wrong
	Services []registry.Service
}

func (c *call) filter() region.Filter {
	step, _ := strconv.Atoi(c.r.FormValue("step"))
	return region.Filter{
		Words: c.r.FormValue("q"), Zone: c.r.FormValue("zone"), State: adoption.State(c.r.FormValue("state")), Service: c.r.FormValue("service"), Kind: registry.Kind(c.r.FormValue("kind")),
		Corp: c.r.FormValue("corp"), City: c.r.FormValue("city"), Home: c.r.FormValue("home") != "", Outside: c.r.FormValue("outside") != "", Step: step,
	}
}

func listOffices(c *call) error {
	f := c.filter()
	rows, err := c.m.Offices(f)
	if err != nil {
		return err
	}
	p := officesPage{Filter: f, All: len(rows), Zones: c.site.Map.Zones(), Services: services(rows)}
	for _, v := range rows {
		if v.Hand.Fix != "" {
			p.Fixes = append(p.Fixes, v)
		}
	}
	editions, err := c.m.Editions()
	if err != nil {
		return err
	}
	for _, e := range editions {
		if e.Undone.IsZero() {
			p.Edition, p.HasList = e, true
			break
		}
	}
	p.Page, p.Pages = c.page(len(rows))
	p.Rows = rows[min(len(rows), (p.Page-1)*pageSize):min(len(rows), p.Page*pageSize)]
	q := c.r.URL.Query()
	q.Del("page")
	p.Query = q.Encode()
	return c.show("offices", "事業所", p)
}

func (c *call) page(n int) (page, pages int) {
	page, err := strconv.Atoi(c.r.FormValue("page"))
	if err != nil || page < 1 {
		page = 1
	}
	return page, max(1, (n+pageSize-1)/pageSize)
}

// services are the kinds that occur in a list, by claim code.
func services(rows []region.View) []registry.Service {
	seen := map[string]bool{}
	var out []registry.Service
	for _, v := range rows {
		for _, s := range v.Services {
			if !seen[s.Claim] && len(out) < 60 {
				seen[s.Claim] = true
				out = append(out, s)
			}
		}
	}
	return out
}

func excelOffices(c *call) error {
	rows, err := c.m.Offices(c.filter())
	if err != nil {
		return err
	}
	t := table{Title: "事業所の一覧", Heads: []string{"事業所番号", "事業所名", "サービス", "圏域", "法人", "状態", "状態の日付", "出典", "手順", "介護ソフト", "閉域網", "新WEBサービス登録"}}
	for _, v := range rows {
		t.Rows = append(t.Rows, []string{v.Number, v.Name, serviceNames(v.Office), c.site.Map.ZoneName(v.Zone), v.CorpName, v.State().Word(), isoDay(v.Now.At), v.Now.Source, adoption.StepWord(v.Record.Step), v.Record.Software, v.Record.Closed.Word(), v.Record.Web.WebWord()})
	}
	t.Foot = []string{"出力した日 " + dayWords(c.style(), c.site.Now()), "普及支援の目的に限り、運営指導・監査・集中減算の判定には使いません。", c.set.Credit}
	return c.excel("事業所の一覧", t)
}

func serviceNames(o registry.Office) string {
	out := ""
	for i, s := range o.Services {
		if i > 0 {
			out += "、"
		}
		out += s.Name
	}
	return out
}

// officePage is one office with everything about it.
type officePage struct {
	V        region.View
	Partners []region.Partner
	Notes    []region.Note
	Deeds    []region.DeedPlan
	Verdicts []effect.Verdict
	Zones    []registry.Zone
	Asked    []region.Inquiry
	CanPairs bool
	CanLoad  bool
	CanWork  bool
	Digit    registry.Digit
	Parent   string
}

func showOffice(c *call) error {
	number := c.r.PathValue("number")
	v, err := c.m.Office(number)
	if err != nil {
		return err
	}
	p := officePage{V: v, Zones: c.site.Map.Zones(), CanLoad: c.m.May(region.Load), CanWork: c.m.May(region.Accompany), Digit: registry.CheckNumber(number)}
	if p.Partners, err = c.m.Partners(c.r.Context(), number, "事業所のページ"); err != nil {
		return err
	}
	p.CanPairs = c.m.May(region.SeePairs) || number == c.m.Own
	if p.CanWork {
		if p.Notes, err = c.m.History(c.r.Context(), number); err != nil {
			return err
		}
		if p.Asked, err = c.m.Inquiries(""); err != nil {
			return err
		}
		p.Asked = of(p.Asked, number)
		p.Deeds = c.m.Deeds()
	}
	if p.CanPairs && len(p.Partners) > 0 {
		return c.showPairs("office", v.Name, p)
	}
	return c.show("office", v.Name, p)
}

func of(list []region.Inquiry, number string) []region.Inquiry {
	var out []region.Inquiry
	for _, q := range list {
		if q.Number == number {
			out = append(out, q)
		}
	}
	return out
}

// Deeds of the office's class, with what was done.
func (p officePage) DoneAt(id string) string {
	for _, d := range p.V.Outreach.Deeds {
		if d.Deed == id {
			return isoDay(d.At)
		}
	}
	return ""
}

func saveState(c *call) error {
	number := c.r.PathValue("number")
	e := adoption.Event{State: adoption.State(c.r.FormValue("state")), At: c.on("at"), Source: c.r.FormValue("source"), Note: c.r.FormValue("note"), When: c.r.FormValue("when")}
	if err := c.m.SetState(c.r.Context(), number, e); err != nil {
		return err
	}
	return c.done(c.back("/offices/"+number), "state")
}

func saveRecord(c *call) error {
	number := c.r.PathValue("number")
	err := c.m.SetRecord(c.r.Context(), number, func(r *adoption.Record) error {
		step, err := strconv.Atoi(cmp.Or(c.r.FormValue("step"), "0"))
		if err != nil || step < 0 || step > 7 {
			return errors.New("step out of range")
		}
		r.Step, r.Obstacle, r.Software, r.Version = step, c.r.FormValue("obstacle"), c.r.FormValue("software"), c.r.FormValue("version")
		r.Closed, r.Web, r.Cannot = adoption.Answer(c.r.FormValue("closed")), adoption.Answer(c.r.FormValue("web")), c.r.FormValue("cannot")
		return nil
	})
	if err != nil {
		return err
	}
	return c.done(c.back("/offices/"+number), "record")
}

func saveHand(c *call) error {
	number := c.r.PathValue("number")
	err := c.m.SaveHand(c.r.Context(), number, func(h *region.Hand) error {
		h.Zone, h.Phone, h.Parent, h.Asked = c.r.FormValue("zone"), c.r.FormValue("phone"), c.r.FormValue("parent"), c.r.FormValue("asked")
		h.AskedAt = c.day("askedat")
		if c.r.FormValue("fixed") != "" {
			h.Fix = ""
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/offices/"+number, "hand")
}

// addOffice types an office in that no list holds.
func addOffice(c *call) error {
	number, _, ok := registry.CleanNumber(c.r.FormValue("number"))
	if !ok {
		return &region.Error{Code: "number", Message: "事業所番号を読み取れません。", Next: "10桁の番号を入れてください。"}
	}
	o := registry.Office{Number: number, Name: c.r.FormValue("name"), Source: registry.Hand, Zone: c.r.FormValue("zone"), Outside: c.r.FormValue("outside") != "", CityName: c.r.FormValue("cityname")}
	if s, ok := registry.ServiceOf(c.r.FormValue("service")); ok {
		o.Services = []registry.Service{s}
	}
	if o.Name == "" {
		return &region.Error{Code: "name", Message: "事業所名が入っていません。", Next: "名前を入れてください。"}
	}
	err := c.m.SaveHand(c.r.Context(), number, func(h *region.Hand) error {
		h.Added, h.Outside = &o, o.Outside
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/offices/"+number, "hand")
}

// paperConsent enters a consent that the office signed on paper.
func paperConsent(c *call) error {
	number := c.r.PathValue("number")
	if err := c.m.RecordConsent(c.r.Context(), number, c.r.FormValue("paper")); err != nil {
		return err
	}
	return c.done("/offices/"+number, "record")
}
