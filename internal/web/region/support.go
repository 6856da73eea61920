package regionweb

import (
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/registry"
	"github.com/tasuki-care/tasuki/region/support"
)

// supportPage is 伴走支援.
type supportPage struct {
	Columns []column
	Alerts  []support.Alert
	Deeds   []region.DeedPlan
	Classes []support.Class
	Tasks   []region.Task
	Sheets  []region.Sheet
	Items   int
	Letters []region.Letter
	Plan    bool // may change the plan
	Load    bool
}

// column is the cards of one starting step.
type column struct {
	No    int
	Name  string
	Hints []string
	Cards []region.View
}

func showSupport(c *call) error {
	cards, err := c.m.Cards()
	if err != nil {
		return err
	}
	p := supportPage{Deeds: c.m.Deeds(), Classes: support.Classes(), Items: len(support.ICTSheet().Items), Plan: c.m.May(region.Ask), Load: c.m.May(region.Load)}
	for _, s := range support.Steps() {
		p.Columns = append(p.Columns, column{s.No, s.Name, s.Hints, cards[s.No]})
	}
	p.Columns = append(p.Columns, column{No: 8, Name: "使い始めて1年以内", Cards: cards[8]})
	if p.Alerts, err = c.m.Alerts(); err != nil {
		return err
	}
	if p.Tasks, err = c.m.Tasks(); err != nil {
		return err
	}
	if p.Sheets, err = c.m.Sheets(); err != nil {
		return err
	}
	if p.Letters, err = c.m.Letters(); err != nil {
		return err
	}
	return c.show("support", "伴走支援", p)
}

// excelSupport gives alerts, stages and tasks as one Excel file.
func excelSupport(c *call) error {
	alerts, err := c.m.Alerts()
	if err != nil {
		return err
	}
	cards, err := c.m.Cards()
	if err != nil {
		return err
	}
	tasks, err := c.m.Tasks()
	if err != nil {
		return err
	}
	a := table{Title: "待たせないこと", Heads: []string{"事業所番号", "事業所名", "内容", "いつから"}}
	for _, x := range alerts {
		name := ""
		if x.Number != "" {
			name = c.site.officeName(x.Number)
		}
		a.Rows = append(a.Rows, []string{x.Number, name, x.Text, isoDay(x.Due)})
	}
	s := table{Title: "いまどこにいるか", Heads: []string{"手順", "事業所番号", "事業所名", "状態", "いつから", "止まっているわけ", "担当"}}
	for no := 1; no <= 8; no++ {
		for _, v := range cards[no] {
			s.Rows = append(s.Rows, []string{itoa(no), v.Number, v.Name, v.State().Word(), isoDay(v.Record.StepAt), v.Record.Obstacle, v.Outreach.Owner})
		}
	}
	t := table{Title: "やること", Heads: []string{"やること", "種類", "いつまで", "担当", "残り", "メモ"}, Foot: []string{region.PublicRecord}}
	for _, x := range tasks {
		t.Rows = append(t.Rows, []string{x.Title, x.Kind, isoDay(x.Due), x.Owner, itoa(x.Left()), x.Note})
	}
	return c.excel("伴走支援", a, s, t)
}

func saveDeed(c *call) error {
	d := region.DeedPlan{ID: c.r.FormValue("id"), Name: c.r.FormValue("name"), When: c.r.FormValue("when"), Owner: c.r.FormValue("owner"), Off: c.r.FormValue("off") != "", For: map[support.Class]bool{}}
	for _, k := range c.r.Form["for"] {
		d.For[support.Class(k)] = true
	}
	if err := c.m.SaveDeed(c.r.Context(), d); err != nil {
		return err
	}
	return c.done("/support#plan", "plan")
}

func saveTask(c *call) error {
	_, err := c.m.SaveTask(c.r.Context(), c.r.FormValue("id"), func(t *region.Task) error {
		switch c.r.FormValue("what") {
		case "close":
			t.Closed = c.site.Now()
		case "reopen":
			t.Closed = time.Time{}
		case "tick":
			t.Done = toggle(t.Done, c.r.FormValue("number"))
		default:
			t.Title, t.Kind, t.Due, t.Owner, t.Note = c.r.FormValue("title"), c.r.FormValue("kind"), c.day("due"), c.r.FormValue("owner"), c.r.FormValue("note")
			for _, n := range strings.Fields(c.r.FormValue("for")) {
				if number, _, ok := registry.CleanNumber(n); ok && !slices.Contains(t.For, number) {
					t.For = append(t.For, number)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/support#tasks", "task")
}

func toggle(list []string, v string) []string {
	if i := slices.Index(list, v); i >= 0 {
		return slices.Delete(slices.Clone(list), i, i+1)
	}
	return append(list, v)
}

// sheetPage is the ICT sheet of one centre.
type sheetPage struct {
	Number  string
	Sheet   region.Sheet
	Items   []support.Item
	Agreed  region.View
	Clauses []support.Template
	Work    bool
}

func showSheet(c *call) error {
	number := c.r.PathValue("number")
	v, err := c.m.Office(number)
	if err != nil {
		return err
	}
	all, err := c.m.Sheets()
	if err != nil {
		return err
	}
	p := sheetPage{Number: number, Items: support.ICTSheet().Items, Agreed: v, Work: c.m.May(region.Accompany)}
	for _, s := range all {
		if s.Number == number {
			p.Sheet = s
		}
	}
	for _, t := range c.m.Templates() {
		if t.Kind == "clause" {
			p.Clauses = append(p.Clauses, t)
		}
	}
	return c.show("sheet", "ICTシート", p)
}

func saveSheet(c *call) error {
	number := c.r.PathValue("number")
	answers := map[string]string{}
	for _, i := range support.ICTSheet().Items {
		if v := c.r.FormValue("i-" + i.ID); v != "" {
			answers[i.ID] = v
		}
		if v := c.r.FormValue("n-" + i.ID); v != "" {
			answers["n-"+i.ID] = v
		}
	}
	if err := c.m.SaveSheet(c.r.Context(), number, answers); err != nil {
		return err
	}
	return c.done("/support/sheets/"+number, "sheet")
}

// letterPage edits a letter, or makes one from a template.
type letterPage struct {
	Letter    region.Letter
	Templates []support.Template
	Empty     []string
	Filled    []filled
	Field     []support.Field
	Filter    region.Filter
}

// filled is a letter to one office.
type filled struct{ Number, Name, Address, Body string }

func showLetters(c *call) error {
	letters, err := c.m.Letters()
	if err != nil {
		return err
	}
	return c.show("letters", "文書とひな形", struct {
		Letters   []region.Letter
		Templates []support.Template
		Load      bool
	}{letters, c.m.Templates(), c.m.May(region.Load)})
}

func newLetter(c *call) error {
	for _, t := range c.m.Templates() {
		if t.ID == c.r.FormValue("template") {
			l, err := c.m.SaveLetter(c.r.Context(), region.Letter{Template: t.ID, Title: t.Title, Body: t.Body, Date: c.site.Now(), Sender: c.set.Name + "　" + c.set.Department})
			if err != nil {
				return err
			}
			return c.done("/support/letters/"+l.ID, "")
		}
	}
	return region.ErrNotFound
}

func showLetter(c *call) error {
	l, err := c.m.Letter(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := letterPage{Letter: l}
	for _, t := range c.m.Templates() {
		if t.ID == l.Template {
			p.Field = t.Fields
		}
	}
	p.Filled, p.Empty, err = c.merge(l)
	if err != nil {
		return err
	}
	if c.r.FormValue("print") == "labels" {
		return c.show("labels", l.Title, p)
	}
	if c.r.FormValue("print") != "" {
		return c.show("letterprint", l.Title, p)
	}
	return c.show("letter", l.Title, p)
}

// merge fills a letter for each office it goes to.
func (c *call) merge(l region.Letter) ([]filled, []string, error) {
	var out []filled
	var empty []string
	for _, number := range l.To {
		v, err := c.m.Office(number)
		if err != nil {
			continue
		}
		body, left := support.Template{Body: l.Body}.Fill(c.values(l, v))
		for _, e := range left {
			if !slices.Contains(empty, e) {
				empty = append(empty, e)
			}
		}
		out = append(out, filled{number, v.Name, v.Address, body})
	}
	if len(out) == 0 {
		body, left := support.Template{Body: l.Body}.Fill(c.values(l, region.View{}))
		return []filled{{Body: body}}, left, nil
	}
	return out, empty, nil
}

// values are what a letter's placeholders stand for.
func (c *call) values(l region.Letter, v region.View) map[string]string {
	whole, err := c.m.Whole(c.r.Context(), c.site.Now())
	joined, of := "", ""
	if err == nil {
		r := whole.Rate(adoption.JoinedHome)
		joined, of = itoa(r.Num), itoa(r.Den)
	}
	return map[string]string{
		"事業所名": v.Name, "事業所番号": v.Number, "法人名": v.CorpName, "住所": v.Address, "圏域": c.site.Map.ZoneName(v.Zone),
		"市町村名": c.set.Name, "自治体名": c.set.Name, "市名": c.set.Name, "担当課": c.set.Department, "文書番号": l.DocNo, "日付": dayWords(c.style(), l.Date), "発信者": l.Sender, "担当者": c.m.Name,
		"導入済み数": joined, "居宅系数": of,
	}
}

func saveLetter(c *call) error {
	l, err := c.m.Letter(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	l.Title, l.Body, l.DocNo, l.Sender = c.r.FormValue("title"), c.r.FormValue("body"), c.r.FormValue("docno"), c.r.FormValue("sender")
	if d := c.day("date"); !d.IsZero() {
		l.Date = d
	}
	if f := c.r.FormValue("add"); f != "" {
		rows, err := c.m.Offices(region.Filter{State: adoption.State(f), Home: true, Outside: f == "outside"})
		if f == "outside" {
			rows, err = c.m.Offices(region.Filter{Outside: true})
		}
		if err != nil {
			return err
		}
		for _, v := range rows {
			if !slices.Contains(l.To, v.Number) {
				l.To = append(l.To, v.Number)
			}
		}
	}
	if c.r.FormValue("clear") != "" {
		l.To = nil
	}
	if c.r.FormValue("sent") != "" {
		l.Sent = c.site.Now()
	}
	if _, err := c.m.SaveLetter(c.r.Context(), l); err != nil {
		return err
	}
	return c.done("/support/letters/"+l.ID, "letter")
}

func showNotes(c *call) error {
	return c.show("notes", "メリット・デメリットの整理", struct{ Pros, Cons []support.Note }{notes(true), notes(false)})
}

func notes(pro bool) []support.Note {
	var out []support.Note
	for _, n := range support.ProsAndCons() {
		if n.Pro == pro {
			out = append(out, n)
		}
	}
	return out
}
