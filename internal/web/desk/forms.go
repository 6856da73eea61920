package deskweb

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/internal/pdf"
)

// formView is one form on a page.
type formView struct {
	Title string
	HTML  template.HTML
}

// shownForms are the forms of one client of a unit, with the findings at their cells, and
// everybody the unit speaks of.
type shownForms struct {
	Forms  []formView
	Others []desk.Client
	Whose  string
}

// forms draws a unit as the forms people know. A unit of forty clients is a hundred sheets:
// one client is shown at a time, first of all who has a finding, or all when asked.
func (c *call) forms(u *careplan.Unit, findings []careplan.Finding) (shownForms, error) {
	o := c.options(u)
	o.Marks = marks(findings)
	sheets, err := form.Sheets(u, o)
	if err != nil {
		return shownForms{}, fmt.Errorf("draw forms: %w", err)
	}
	out := shownForms{Whose: c.r.URL.Query().Get("client")}
	seen := map[careplan.ClientKey]bool{}
	marked := ""
	views := make([]formView, len(sheets))
	for i, s := range sheets {
		if !seen[s.Client] && s.Client != (careplan.ClientKey{}) {
			seen[s.Client] = true
			client, _ := c.bench.Client(s.Client)
			client.Key = s.Client
			out.Others = append(out.Others, client)
		}
		if len(sheets) > 6 && out.Whose != "all" && out.Whose != "" && out.Whose != s.Client.String() {
			continue
		}
		views[i] = formView{s.Title, s.HTML(o)}
		if marked == "" && strings.Contains(string(views[i].HTML), "marked") {
			marked = s.Client.String()
		}
	}
	if out.Whose == "" && len(out.Others) > 0 {
		out.Whose = cmp.Or(marked, out.Others[0].Key.String())
	}
	for i, s := range sheets {
		if out.Whose == "all" || s.Client == (careplan.ClientKey{}) || s.Client.String() == out.Whose {
			out.Forms = append(out.Forms, views[i])
		}
	}
	return out, nil
}

// options say how forms are drawn here: the provider's copy for providers, names of
// clients where the files carry none.
func (c *call) options(u *careplan.Unit) form.Options {
	o := form.Options{Style: c.style(), ProviderCopy: !c.bench.Planner() || c.r.URL.Query().Get("copy") == "provider", Names: map[careplan.ClientKey]string{}}
	o.Signature = c.r.URL.Query().Get("sign") != ""
	o.Draft = c.r.URL.Query().Get("draft") != ""
	keys, err := careplan.Clients(u)
	if err == nil {
		for _, k := range keys {
			o.Names[k] = c.bench.ClientName(k)
		}
	}
	return o
}

// marks says at which cells findings stand.
func marks(findings []careplan.Finding) map[form.Origin]string {
	out := map[form.Origin]string{}
	for _, f := range findings {
		if f.Line > 0 && f.Severity != careplan.Info {
			out[form.Origin{Kind: careplan.ParseName(f.File).Kind, Line: f.Line, Col: f.Column}] = f.Message
		}
	}
	return out
}

// printPDF writes sheets as A4.
func (c *call) printPDF(name string, sheets []form.Sheet) error {
	c.w.Header().Set("Content-Type", "application/pdf")
	c.w.Header().Set("Content-Disposition", attachment(name))
	return pdf.Write(c.w, sheets, pdf.Options{Created: c.site.Now(), Author: c.bench.Name})
}

// sheetCSS serves the style sheet of the forms.
func sheetCSS(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=300")
	_, _ = w.Write([]byte(form.CSS)) // the reader is gone if this fails
}
