package main

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	townfiles "github.com/tasuki-care/tasuki/internal/town"
	deskweb "github.com/tasuki-care/tasuki/internal/web/desk"
)

// benchDesk measures what a person waits for: a list of 2,000 letters at the server, and a
// drop of 200 files until it is sorted and checked. The floors: a bare template of as many
// rows, and reading and grouping the same files without a check.
func benchDesk(ctx context.Context, dir string, o benchOptions, out func(measurement)) error {
	town, err := buildTown(ctx, dir, io.Discard)
	if err != nil {
		return err
	}
	defer town.close()
	office := town.opened[center]
	if err := fillLedger(ctx, office.Bench, 2000); err != nil {
		return err
	}
	if err := benchList(ctx, town, office, o, out); err != nil {
		return err
	}
	return benchDrop(ctx, office.Bench, o, out)
}

// fillLedger records rows until the inbox holds so many.
func fillLedger(ctx context.Context, b *desk.Bench, want int) error {
	in := false
	clients, partner := b.Clients(), addressOf(townfiles.Partners()[0])
	for i := len(b.Entries(desk.Filter{Out: &in})); i < want; i++ {
		k := []careplan.ClientKey{clients[i%len(clients)].Key}
		if err := b.RecordActual(ctx, "202609", partner, k, desk.Fax, clerk()); err != nil {
			return err
		}
	}
	return nil
}

// benchList asks for the page 受信一覧 as a logged-in person.
func benchList(ctx context.Context, town *town, office *deskweb.Office, o benchOptions, out func(measurement)) error {
	handler, err := town.site().Handler()
	if err != nil {
		return err
	}
	m, err := office.People.Store.Member(ctx, clerk())
	if err != nil {
		return err
	}
	_, token, err := office.People.Begin(ctx, m)
	if err != nil {
		return err
	}
	ask := func(path string) (time.Duration, error) {
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
		req.AddCookie(&http.Cookie{Name: "tasuki", Value: center + "." + token})
		rec := httptest.NewRecorder()
		began := time.Now()
		handler.ServeHTTP(rec, req)
		if rec.Code != http.StatusOK {
			return 0, fmt.Errorf("page %s: %d", path, rec.Code)
		}
		return time.Since(began), nil
	}
	for _, page := range []struct{ metric, path string }{{"list of 2,000 letters", "/received"}, {"kana search in 2,000 letters", "/received?q=みほん"}, {"board", "/"}} {
		var took, floors []float64
		for range o.rounds * 5 {
			d, err := ask(page.path)
			if err != nil {
				return err
			}
			took, floors = append(took, ms(d)), append(floors, ms(bareRows(200)))
		}
		ratio, spread := ratios(took, floors)
		out(measurement{Bench: "desk", Metric: page.metric, Value: round(median(took), 2), Unit: "ms", Floor: round(median(floors), 2), Ratio: ratio, Spread: spread, Note: "floor: a bare template of 200 rows; goal under 100 ms"})
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

var bareTemplate = template.Must(template.New("rows").Parse(`<table>{{range .}}<tr><td>{{.A}}</td><td><a href="/entries/{{.B}}">{{.C}}</a></td><td>{{.D}}</td></tr>{{end}}</table>`))

// bareRows is the time html/template takes for so many plain rows.
func bareRows(n int) time.Duration {
	type row struct{ A, B, C, D string }
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{"令和8年12月24日(木) 9:30", "abc", "デイサービス つむぎ", "受取済"}
	}
	began := time.Now()
	if err := bareTemplate.Execute(io.Discard, rows); err != nil {
		return 0
	}
	return time.Since(began)
}

// benchDrop drops 200 files: into the draft, sealed on disk, sorted and checked.
func benchDrop(ctx context.Context, b *desk.Bench, o benchOptions, out func(measurement)) error {
	files := twoHundred()
	var took, floors []float64
	for range o.rounds {
		began := time.Now()
		d, err := b.NewDraft(ctx, clerk())
		if err != nil {
			return err
		}
		if _, err := b.AddFiles(ctx, d.ID, clerk(), files); err != nil {
			return err
		}
		if _, err := b.Sort(ctx, d.ID); err != nil {
			return err
		}
		took = append(took, ms(time.Since(began)))
		floors = append(floors, ms(readOnly(files)))
	}
	ratio, spread := ratios(took, floors)
	out(measurement{Bench: "desk", Metric: "drop of 200 files", Value: round(median(took), 1), Unit: "ms", Floor: round(median(floors), 1), Ratio: ratio, Spread: spread, Note: "floor: reading and grouping the same files; goal under 2,000 ms"})
	return nil
}

func twoHundred() []desk.Dropped {
	var out []desk.Dropped
	for _, f := range townfiles.StoryOne() {
		out = append(out, desk.Dropped{Name: f.Name, Bytes: f.Bytes})
	}
	for _, month := range []string{"202612", "202611"} {
		for _, s := range townfiles.Slips(month) {
			for _, f := range s.Files {
				if len(out) < 200 {
					out = append(out, desk.Dropped{Name: f.Name, Bytes: f.Bytes})
				}
			}
		}
	}
	return out
}

func readOnly(files []desk.Dropped) time.Duration {
	began := time.Now()
	var list []*careplan.File
	for _, f := range files {
		if file, err := careplan.NewFile(f.Name, careplan.Bytes(f.Bytes)); err == nil {
			list = append(list, file)
		}
	}
	careplan.Group(list)
	return time.Since(began)
}
