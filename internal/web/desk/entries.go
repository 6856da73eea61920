package deskweb

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
)

// listPage is the place 受信一覧 or 送信一覧.
type listPage struct {
	Out     bool
	Entries []desk.Entry
	Filter  desk.Filter
	Months  []string
	Staff   []people.Member
	States  []desk.State
	Page    int
	Pages   int
	All     int
	Query   string
}

// perPage is how many rows a list shows at once.
const perPage = 200

func listReceived(c *call) error { return c.list(false) }

func listSent(c *call) error { return c.list(true) }

// list shows the ledger of one direction, shared by the whole office.
func (c *call) list(out bool) error {
	q, f := c.r.URL.Query(), c.filter(out)
	staff, err := c.staff()
	if err != nil {
		return err
	}
	p := listPage{Out: out, Filter: f, Staff: staff, Entries: c.bench.Entries(f), Months: c.months(out)}
	p.States = []desk.State{desk.Queued, desk.Sent, desk.Collected, desk.Exported, desk.Imported, desk.Refused, desk.Withdrawn, desk.Superseded}
	p.All = len(p.Entries)
	p.Pages = max(1, (p.All+perPage-1)/perPage)
	p.Page, _ = strconv.Atoi(q.Get("page"))
	p.Page = min(max(p.Page, 1), p.Pages)
	p.Entries = p.Entries[min((p.Page-1)*perPage, p.All):min(p.Page*perPage, p.All)]
	q.Del("page")
	q.Del("done")
	p.Query = q.Encode()
	title := "受信一覧"
	if out {
		title = "送信一覧"
	}
	return c.show("list", title, p)
}

// filter reads the filters of a list.
func (c *call) filter(out bool) desk.Filter {
	q := c.r.URL.Query()
	return desk.Filter{
		Out: &out, Month: q.Get("month"), Family: q.Get("family"), State: desk.State(q.Get("state")), Assigned: q.Get("assigned"),
		Action: q.Get("action") != "", Unopened: q.Get("unopened") != "", Words: q.Get("q"), Types: c.types(),
	}
}

// months lists the service months of the ledger, newest first.
func (c *call) months(out bool) []string {
	var list []string
	seen := map[string]bool{"": true}
	for _, e := range c.bench.Entries(desk.Filter{Out: &out, Types: c.types()}) {
		if !seen[e.Month] {
			seen[e.Month] = true
			list = append(list, e.Month)
		}
	}
	return list
}

// entryPage is one row of the ledger with its content.
type entryPage struct {
	Entry   desk.Entry
	Card    desk.Card
	Result  *rules.Result
	Forms   []formView
	Docs    []desk.Attachment
	Notes   []desk.Note
	Events  []desk.Event
	Staff   []people.Member
	Refusal string // proposed words
	Consent string // 同意日 for the date field
	Others  []desk.Client
	Whose   string // the client whose forms are shown
	Older   *desk.Entry
	Newer   *desk.Entry
	Plain   []desk.Card // partners without an office number, to whom forms can be handed
}

// entry finds the row of the request, if the member may see its service type.
func (c *call) entry() (desk.Entry, error) {
	e, ok := c.bench.Entry(c.r.PathValue("entry"))
	if !ok || !c.member.May(people.View, e.Own.Type) {
		return e, desk.ErrNotFound
	}
	return e, nil
}

// showEntry opens a row; who opened it is noted every time.
func showEntry(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	if e, err = c.bench.OpenEntry(c.r.Context(), e.ID, c.member.ID); err != nil {
		return err
	}
	p := entryPage{Entry: e, Consent: isoDay(e.Consent)}
	if p.Card, err = c.bench.CardByID(c.r.Context(), e.CardID()); err != nil {
		return err
	}
	if err := c.fillEntry(&p); err != nil {
		return err
	}
	if p.Staff, err = c.staff(); err != nil {
		return err
	}
	if p.Notes, err = c.bench.Cabinet.Journal(c.r.Context(), e.ID); err != nil {
		return err
	}
	if o, ok := c.bench.Entry(e.Supersedes); ok {
		p.Older = &o
	}
	if n, ok := c.bench.Entry(e.Next); ok {
		p.Newer = &n
	}
	if p.Plain, err = c.plainCards(); err != nil {
		return err
	}
	return c.show("entry", e.Kind()+"　"+p.Card.Label(), p)
}

// fillEntry reads the content; a letter that cannot be opened keeps its row and reason.
func (c *call) fillEntry(p *entryPage) error {
	heap, result, docs, err := c.bench.CheckEntry(c.r.Context(), p.Entry)
	if err != nil {
		problem, status := explain(err)
		if status >= http.StatusInternalServerError && p.Entry.Reason == "" {
			return err
		}
		p.Refusal = problem.Message
		return nil
	}
	p.Result, p.Docs = result, docs
	for i, u := range heap.Units {
		shown, err := c.forms(u, result.Units[i].Findings)
		if err != nil {
			continue // a file that no form can show is listed with its findings
		}
		p.Forms = append(p.Forms, shown.Forms...)
		p.Others, p.Whose = append(p.Others, shown.Others...), shown.Whose
	}
	return nil
}

// downloadEntry gives all files of a row as ZIP with their standard names, in the order of
// the unit; fetching again is always possible and is noted.
func downloadEntry(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	files, docs, err := c.bench.Files(c.r.Context(), e)
	if err != nil {
		return err
	}
	if err := c.bench.Noted(c.r.Context(), c.member.ID, "fetched", e.ID); err != nil {
		return err
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, f := range files {
		if err := addToZip(z, f); err != nil {
			return err
		}
	}
	for _, d := range docs {
		w, err := z.Create(d.Name)
		if err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
		if _, err := w.Write(d.Bytes); err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	c.w.Header().Set("Content-Type", "application/zip")
	c.w.Header().Set("Content-Disposition", attachment(e.Kind()+"_"+e.Month+"_"+e.Partner.Office+".zip"))
	_, err = buf.WriteTo(c.w)
	return err
}

func addToZip(z *zip.Writer, f *careplan.File) error {
	b, err := readAll(f)
	if err != nil {
		return err
	}
	w, err := z.Create(f.Name.Text)
	if err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	_, err = w.Write(b)
	return err
}

func readAll(f *careplan.File) ([]byte, error) {
	r, err := f.Source.Open()
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return b, nil
}

// attachment is the header of a download with a Japanese name.
func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// printEntry gives a row's forms as PDF and notes that it was printed.
func printEntry(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	sheets, err := c.sheetsOf(e)
	if err != nil {
		return err
	}
	if c.r.URL.Query().Get("cover") != "" {
		sheets = append([]form.Sheet{c.cover(e)}, sheets...)
	}
	return c.printPDF(e.Kind()+"_"+e.Month+"_"+e.Partner.Office+".pdf", sheets)
}

// sheetsOf are the forms of a row, noted as printed.
func (c *call) sheetsOf(e desk.Entry) ([]form.Sheet, error) {
	heap, _, _, err := c.bench.CheckEntry(c.r.Context(), e)
	if err != nil {
		return nil, err
	}
	var sheets []form.Sheet
	for _, u := range heap.Units {
		more, err := form.Sheets(u, c.options(u))
		if err != nil {
			return nil, fmt.Errorf("draw forms: %w", err)
		}
		sheets = append(sheets, more...)
	}
	if len(sheets) == 0 {
		return nil, &desk.Error{Code: "nothing_to_print", Message: "印刷する様式がありません。", Next: "書類は、一つずつ開いて印刷してください。"}
	}
	return sheets, c.bench.Printed(c.r.Context(), e.ID, c.member.ID)
}

// maxPrint is how many rows one batch prints.
const maxPrint = 200

// printMany prints the forms of all rows that a list shows, one behind the other.
func printMany(c *call) error {
	f := c.filter(c.r.URL.Query().Get("out") != "")
	var sheets []form.Sheet
	n := 0
	for _, e := range c.bench.Entries(f) {
		if len(e.Files) == 0 || e.State == desk.Withdrawn || e.State == desk.Superseded {
			continue
		}
		if n++; n > maxPrint {
			return &desk.Error{Code: "too_many", Message: fmt.Sprintf("一度に印刷できるのは%d件までです。", maxPrint), Next: "対象月や種類でしぼり込んでから印刷してください。"}
		}
		more, err := c.sheetsOf(e)
		if err != nil {
			return err
		}
		sheets = append(sheets, more...)
	}
	if len(sheets) == 0 {
		return &desk.Error{Code: "nothing_to_print", Message: "印刷する様式がありません。", Next: "対象月や種類を選び直してください。"}
	}
	return c.printPDF("まとめて印刷.pdf", sheets)
}

func downloadDocument(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	_, docs, err := c.bench.Files(c.r.Context(), e)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.r.PathValue("n"))
	if err != nil || n < 0 || n >= len(docs) {
		return desk.ErrNotFound
	}
	if err := c.bench.Noted(c.r.Context(), c.member.ID, "fetched", e.ID); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/octet-stream")
	c.w.Header().Set("Content-Disposition", attachment(docs[n].Name))
	_, err = c.w.Write(docs[n].Bytes)
	return err
}

// showVersions shows what a newer version changed.
func showVersions(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	diff, err := c.bench.Difference(c.r.Context(), e)
	if err != nil {
		return err
	}
	return c.show("difference", "前の版との違い", diff)
}

// deed does one thing to a row and goes back to it.
func deed(what string, do func(*call, desk.Entry) error) action {
	return func(c *call) error {
		e, err := c.entry()
		if err != nil {
			return err
		}
		if err := do(c, e); err != nil {
			return err
		}
		return c.done("/entries/"+url.PathEscape(e.ID), what)
	}
}

var (
	assignEntry = deed("assigned", func(c *call, e desk.Entry) error {
		return c.bench.Assign(c.r.Context(), e.ID, c.r.FormValue("to"), c.member.ID)
	})
	exportEntry = deed("exported", func(c *call, e desk.Entry) error {
		return c.bench.ExportEntry(c.r.Context(), e.ID, c.member.ID)
	})
	acceptEntry = deed("imported", func(c *call, e desk.Entry) error {
		return c.bench.AcceptEntry(c.r.Context(), e.ID, c.member.ID)
	})
	refuseEntry = deed("refused", func(c *call, e desk.Entry) error {
		return c.bench.RefuseEntry(c.r.Context(), e.ID, strings.TrimSpace(c.r.FormValue("reason")), c.member.ID)
	})
	markPlan = deed("plan", func(c *call, e desk.Entry) error {
		return c.bench.MarkPlan(c.r.Context(), e.ID, c.r.FormValue("stage"), plainDay(c.r.FormValue("consent")), c.member.ID)
	})
	withdrawEntry = deed("withdrawn", func(c *call, e desk.Entry) error {
		return c.bench.WithdrawEntry(c.r.Context(), e.ID, c.member.ID)
	})
)

// replaceEntry begins a draft that will replace a sent row.
func replaceEntry(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	d, err := c.bench.NewDraft(c.r.Context(), c.member.ID)
	if err != nil {
		return err
	}
	_, err = c.bench.ChangeDraft(c.r.Context(), d.ID, c.member.ID, func(d *desk.Draft) error {
		d.Replace = e.ID
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/drafts/"+d.ID, "")
}
