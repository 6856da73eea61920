package deskweb

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

// recordsPage is the place 記録・保存.
type recordsPage struct {
	Clients []desk.Client
	From    string
	To      string
	Months  []string
	Export  lastExport
}

// showRecords lets one choose clients and months for an inspector.
func showRecords(c *call) error {
	p := recordsPage{Clients: c.bench.Clients()}
	for i := range 24 {
		p.Months = append(p.Months, calendar.AddMonths(calendar.Month(c.bench.Today()), 1-i))
	}
	p.From, p.To = calendar.AddMonths(calendar.Month(c.bench.Today()), -3), calendar.AddMonths(calendar.Month(c.bench.Today()), -1)
	var err error
	if p.Export, err = c.lastExport(); err != nil {
		return err
	}
	return c.show("records", "記録・保存", p)
}

// evidencePage is the sheets for an inspector on screen.
type evidencePage struct {
	Forms []formView
	PDF   string
}

// clientRecord is one A4 for each chosen client.
func clientRecord(c *call) error {
	from, to := c.period()
	var months []string
	for m := from; m != "" && m <= to && len(months) < 36; m = calendar.AddMonths(m, 1) {
		months = append(months, m)
	}
	var sheets []form.Sheet
	for _, s := range c.r.URL.Query()["client"] {
		k, err := parseClient(s)
		if err != nil || !c.sees(k) {
			return desk.ErrNotFound
		}
		client, facts, err := c.bench.Evidence(c.r.Context(), k, months)
		if err != nil {
			return err
		}
		for i := range facts {
			if facts[i].By != "" {
				facts[i].By = c.office.memberName(facts[i].By)
			}
		}
		sheets = append(sheets, evidence.Sheet(client, months, facts, c.evidenceOptions()))
	}
	if len(sheets) == 0 {
		return &desk.Error{Code: "no_client", Message: "利用者が選ばれていません。", Next: "記録・保存の画面で、利用者を1名以上選んでください。"}
	}
	return c.sheets("運営指導の記録", sheets)
}

// transferRecord is the データ送受信記録書, the technical material last.
func transferRecord(c *call) error {
	from, to := c.period()
	rows, err := c.bench.Transfers(c.r.Context(), from+"01", to+"31", c.types())
	if err != nil {
		return err
	}
	o := c.evidenceOptions()
	sheets := []form.Sheet{evidence.Record([2]string{from, to}, rows, o)}
	if c.r.URL.Query().Get("technical") != "" {
		sheets = append(sheets, evidence.Technical(rows, o))
	}
	return c.sheets("データ送受信記録書", sheets)
}

func (c *call) period() (from, to string) {
	q := c.r.URL.Query()
	last := calendar.AddMonths(calendar.Month(c.bench.Today()), -1)
	from, to = strings.ReplaceAll(q.Get("from"), "-", ""), strings.ReplaceAll(q.Get("to"), "-", "")
	if len(from) != 6 {
		from = calendar.AddMonths(last, -2)
	}
	if len(to) != 6 {
		to = last
	}
	return from, to
}

func (c *call) evidenceOptions() evidence.Options {
	return evidence.Options{Style: c.style(), Office: c.bench.Name, OfficeNumber: c.bench.Desk.Office, Made: c.site.Now().In(time.FixedZone("JST", 9*3600)), By: c.member.Name}
}

// sheets shows sheets on screen, or as PDF when asked.
func (c *call) sheets(title string, list []form.Sheet) error {
	q := c.r.URL.Query()
	if q.Get("pdf") != "" {
		return c.printPDF(title+".pdf", list)
	}
	q.Set("pdf", "1")
	p := evidencePage{PDF: c.r.URL.Path + "?" + q.Encode()}
	o := form.Options{Style: c.style(), Names: map[careplan.ClientKey]string{}}
	for _, s := range list {
		p.Forms = append(p.Forms, formView{s.Title, s.HTML(o)})
	}
	return c.show("evidence", title, p)
}

// ruleRecord is the evidence for 加算 or 補助金: how many partners and months the office
// exchanged data with, against the condition that the clerk copied from the rule.
func ruleRecord(c *call) error {
	q := c.r.URL.Query()
	from, to := c.period()
	rows, err := c.bench.Transfers(c.r.Context(), from+"01", to+"31", c.types())
	if err != nil {
		return err
	}
	r := evidence.Rule{Name: q.Get("name"), From: from, To: to, Source: q.Get("source"), Partners: number(q.Get("partners")), Months: number(q.Get("months"))}
	if r.Name == "" || r.Partners+r.Months == 0 {
		return &desk.Error{Code: "rule_incomplete", Message: "加算や補助金の名前か、条件（事業所の数・月の数）が入っていません。", Next: "要綱を見て、名前と条件を入れてください。"}
	}
	tally := evidence.Count(r, rows, c.bench.Today())
	return c.sheets("加算・補助金の記録", []form.Sheet{evidence.RuleSheet(tally, c.evidenceOptions())})
}

// countsForMap gives the month's counts per partner as the map of a municipality reads them.
func countsForMap(c *call) error {
	month := c.r.FormValue("month")
	if _, ok := calendar.Parse(month + "01"); !ok {
		return &desk.Error{Code: "month", Message: "対象月が選ばれていません。", Next: "対象月を選んでください。"}
	}
	var b bytes.Buffer
	b.WriteString("\ufeff事業所番号,件数\r\n")
	for _, n := range c.bench.Counts(month) {
		fmt.Fprintf(&b, "%s,%d\r\n", n.Partner, n.Slips)
	}
	c.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	c.w.Header().Set("Content-Disposition", `attachment; filename="kensu-`+month+`.csv"`)
	_, err := c.w.Write(b.Bytes())
	return err
}
