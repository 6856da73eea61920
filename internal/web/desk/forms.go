package deskweb

import (
	"fmt"
	"html/template"
	"net/http"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/internal/pdf"
)

// formView is one form on a page.
type formView struct {
	Title string
	HTML  template.HTML
}

// forms draws a unit as the forms people know, with the findings at their cells.
func (c *call) forms(u *careplan.Unit, findings []careplan.Finding) ([]formView, error) {
	o := c.options(u)
	o.Marks = marks(findings)
	sheets, err := form.Sheets(u, o)
	if err != nil {
		return nil, fmt.Errorf("draw forms: %w", err)
	}
	out := make([]formView, len(sheets))
	for i, s := range sheets {
		out[i] = formView{s.Title, s.HTML(o)}
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
