package regionweb

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/internal/excel"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/registry"
)

// What may be uploaded at once.
const (
	maxUpload = 256 << 20
	maxRows   = 300_000
)

// inputs reads uploaded files and pasted text as tables.
func (c *call) inputs() ([]registry.Input, []registry.Warning, error) {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxUpload)
	if err := c.r.ParseMultipartForm(32 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, nil, &region.Error{Code: "upload", Message: "ファイルを受け取れませんでした。", Next: "一度に選ぶファイルを、合わせて250MBまでにしてください。"}
	}
	var out []registry.Input
	var warnings []registry.Warning
	if c.r.MultipartForm != nil {
		for _, h := range c.r.MultipartForm.File["files"] {
			f, err := h.Open()
			if err != nil {
				return nil, nil, fmt.Errorf("open upload: %w", err)
			}
			b, err := io.ReadAll(f)
			f.Close()
			if err != nil {
				return nil, nil, fmt.Errorf("read upload: %w", err)
			}
			in, w, err := inputOf(h.Filename, b)
			if err != nil {
				return nil, nil, err
			}
			out, warnings = append(out, in...), append(warnings, w...)
		}
	}
	if text := strings.TrimSpace(c.r.FormValue("pasted")); text != "" {
		in, w, err := inputOf("貼り付けた表", []byte(text))
		if err != nil {
			return nil, nil, err
		}
		out, warnings = append(out, in...), append(warnings, w...)
	}
	if len(out) == 0 {
		return nil, nil, &region.Error{Code: "upload_empty", Message: "ファイルも、貼り付けた表もありません。", Next: "ファイルを選ぶか、表を貼り付けてください。"}
	}
	return out, warnings, nil
}

// inputOf reads one file: Excel by its tabs, everything else as text.
func inputOf(name string, b []byte) ([]registry.Input, []registry.Warning, error) {
	if !bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		rows, w, err := registry.Rows(registry.File{Name: name, Data: b})
		return []registry.Input{{Name: name, Rows: rows}}, w, err
	}
	tabs, err := excel.Read(bytes.NewReader(b), maxRows)
	if err != nil {
		return nil, nil, &region.Error{Code: "excel", Message: "Excelファイルを読み取れませんでした。", Next: "開いて保存し直すか、CSV（コンマ区切り）で保存して選んでください。"}
	}
	var out []registry.Input
	for _, rows := range tabs {
		if len(rows) > 1 {
			out = append(out, registry.Input{Name: name, Rows: rows})
		}
	}
	return out, nil, nil
}

func showImport(c *call) error {
	editions, err := c.m.Editions()
	if err != nil {
		return err
	}
	p := struct {
		Editions []registry.Edition
		Batches  []region.Batch
		Zones    []registry.Zone
		Files    []string
		Shapes   int
	}{editions, c.m.Batches(), c.site.Map.Zones(), nil, len(c.site.Map.Shapes())}
	if c.site.Demo != nil {
		for name := range c.site.Demo.Files {
			p.Files = append(p.Files, name)
		}
		slices.Sort(p.Files)
	}
	return c.show("import", "取り込み", p)
}

// takeUpload keeps the tables and goes to their preview.
func takeUpload(c *call) error {
	in, _, err := c.inputs()
	if err != nil {
		return err
	}
	id, err := c.m.KeepUpload(c.r.Context(), in)
	if err != nil {
		return err
	}
	to := "/import/" + id
	for _, f := range in {
		if format, _, _, err := registry.Detect(f.Rows, f.Name); err == nil && format == registry.FormatAdoption {
			to = "/adoption/" + id
		}
	}
	return c.done(to, "")
}

// importPage says what an import would do.
type importPage struct {
	ID       string
	Imp      region.Import
	Warnings []warningGroup
	Day      string
}

// warningGroup is the warnings of one kind.
type warningGroup struct {
	Message, Done string
	Rows          []registry.Warning
	More          int
}

func showPreview(c *call) error {
	p, err := c.preview()
	if err != nil {
		return err
	}
	return c.show("preview", "取り込みの確認", p)
}

func (c *call) preview() (importPage, error) {
	p := importPage{ID: c.r.PathValue("id")}
	in, err := c.m.Upload(c.r.Context(), p.ID)
	if err != nil {
		return p, err
	}
	if p.Imp, err = c.m.Compare(in, registry.Scope{Partial: c.r.FormValue("partial") != ""}); err != nil {
		return p, err
	}
	p.Warnings = grouped(p.Imp.Preview.Warnings)
	p.Day = isoDay(p.Imp.List.Date)
	return p, nil
}

// grouped puts warnings of one kind together; the first rows of each are named.
func grouped(list []registry.Warning) []warningGroup {
	at := map[string]int{}
	var out []warningGroup
	for _, w := range list {
		k := w.Kind + w.Message + w.Done
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, warningGroup{Message: w.Message, Done: w.Done})
		}
		if len(out[i].Rows) < 20 {
			out[i].Rows = append(out[i].Rows, w)
		} else {
			out[i].More++
		}
	}
	slices.SortStableFunc(out, func(a, b warningGroup) int { return len(b.Rows) + b.More - len(a.Rows) - a.More })
	return out
}

func (g warningGroup) Count() int { return len(g.Rows) + g.More }

func excelPreview(c *call) error {
	p, err := c.preview()
	if err != nil {
		return err
	}
	words := map[registry.ChangeKind]string{registry.Added: "新規", registry.Changed: "変更", registry.Closed: "廃止"}
	changes := table{Title: "変更の一覧", Heads: []string{"区分", "事業所番号", "事業所名", "変わる項目"}}
	for _, ch := range p.Imp.Preview.Changes {
		o := ch.After
		if o == nil {
			o = ch.Before
		}
		changes.Rows = append(changes.Rows, []string{words[ch.Kind], o.Number, o.Name, strings.Join(ch.Fields, "、")})
	}
	notes := table{Title: "確認が必要な行", Heads: []string{"ファイル", "行", "内容", "したこと・次の手順"}}
	for _, r := range p.Imp.Preview.Rejected {
		notes.Rows = append(notes.Rows, []string{r.File, itoa(r.Row), "取込不可：" + r.Message, r.Next})
	}
	for _, w := range p.Imp.Preview.Warnings {
		notes.Rows = append(notes.Rows, []string{w.File, itoa(w.Row), w.Message, w.Done})
	}
	return c.excel("取り込みの確認", changes, notes)
}

func applyImport(c *call) error {
	p, err := c.preview()
	if err != nil {
		return err
	}
	if based := c.r.FormValue("based"); based != p.Imp.BasedOn {
		p.Imp.BasedOn = based // somebody else imported meanwhile: Apply refuses
	}
	if _, err := c.m.Apply(c.r.Context(), p.Imp, c.day("day")); err != nil {
		return err
	}
	for _, pair := range c.r.Form["succeed"] {
		from, to, _ := strings.Cut(pair, ">")
		day := c.day("day")
		if day.IsZero() {
			day = p.Imp.List.Date
		}
		if day.IsZero() || day.After(c.site.Now()) {
			day = c.site.Now()
		}
		if err := c.m.Succeed(c.r.Context(), from, to, day); err != nil {
			return err
		}
	}
	return c.done("/import", "imported")
}

func undoImport(c *call) error {
	if _, err := c.m.Undo(c.r.Context()); err != nil {
		return err
	}
	return c.done("/import", "undone")
}

func showEdition(c *call) error {
	list, err := c.m.EditionOffices(c.r.Context(), c.r.PathValue("id"))
	if err != nil {
		return err
	}
	t := table{Title: "登録簿", Heads: []string{"事業所番号", "事業所名", "サービス", "市区町村", "法人番号", "法人", "住所"}}
	for _, o := range list {
		t.Rows = append(t.Rows, []string{o.Number, o.Name, serviceNames(o), o.CityName, o.Corp, o.CorpName, o.Address})
	}
	return c.excel("登録簿", t)
}

// adoptionPage says what an adoption list would change.
type adoptionPage struct {
	ID       string
	Lines    []region.Line
	Counts   map[region.Outcome]int
	Rejected []registry.Reject
	Warnings []warningGroup
	Day      string
	Assume   adoption.State
	Source   string
}

func (c *call) adoptionPreview() (adoptionPage, error) {
	p := adoptionPage{ID: c.r.PathValue("id"), Counts: map[region.Outcome]int{}, Assume: adoption.State(c.r.FormValue("assume")), Source: c.r.FormValue("source")}
	if !p.Assume.Valid() {
		p.Assume = adoption.Idle
	}
	in, err := c.m.Upload(c.r.Context(), p.ID)
	if err != nil {
		return p, err
	}
	list, err := registry.Parse(in, c.site.Now())
	if err != nil {
		return p, err
	}
	day := c.on("day")
	if c.r.FormValue("day") == "" && !list.Date.IsZero() {
		day = list.Date
	}
	p.Day = isoDay(day)
	if p.Lines, err = c.m.CompareStates(list, day, p.Assume); err != nil {
		return p, err
	}
	for _, l := range p.Lines {
		p.Counts[l.Outcome]++
	}
	p.Rejected, p.Warnings = list.Rejected, grouped(list.Warnings)
	return p, nil
}

// Count gives the rows of an outcome.
func (p adoptionPage) Count(o string) int { return p.Counts[region.Outcome(o)] }

func showAdoption(c *call) error {
	p, err := c.adoptionPreview()
	if err != nil {
		return err
	}
	return c.show("adoption", "導入状況の取り込みの確認", p)
}

func applyAdoption(c *call) error {
	p, err := c.adoptionPreview()
	if err != nil {
		return err
	}
	day, err := time.ParseInLocation(time.DateOnly, p.Day, c.site.Now().Location())
	if err != nil {
		return fmt.Errorf("read day: %w", err)
	}
	if _, err := c.m.ApplyStates(c.r.Context(), p.Lines, p.Source, day); err != nil {
		return err
	}
	return c.done("/import", "states")
}

func undoAdoption(c *call) error {
	if err := c.m.UndoStates(c.r.Context(), c.r.PathValue("id")); err != nil {
		return err
	}
	return c.done("/import", "statesundone")
}

// takeZones reads zones from shapes or a table of place names.
func takeZones(c *call) error {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, 64<<20)
	f, h, err := c.r.FormFile("file")
	if err != nil {
		return &region.Error{Code: "upload_empty", Message: "圏域のファイルが選ばれていません。", Next: "GeoJSONか、町名と圏域の表を選んでください。"}
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	zones, err := zonesOf(h.Filename, b, c.r.FormValue("id"), c.r.FormValue("name"))
	if err != nil {
		return err
	}
	if c.r.FormValue("what") == "shapes" {
		if err := c.m.SaveShapes(c.r.Context(), zones); err != nil {
			return err
		}
		return c.done("/import", "shapes")
	}
	if err := c.m.SaveZones(c.r.Context(), zones); err != nil {
		return err
	}
	return c.done("/import", "zones")
}

func zonesOf(name string, b []byte, id, label string) ([]registry.Zone, error) {
	if t := bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\ufeff")), " \r\n\t"); len(t) > 0 && t[0] == '{' {
		if id == "" {
			id, label = "zone_id", "zone_name"
		}
		return registry.ReadZones(t, id, label)
	}
	in, _, err := inputOf(name, b)
	if err != nil || len(in) == 0 {
		return nil, err
	}
	zones, _, err := registry.ReadZoneList(in[0].Rows, name)
	return zones, err
}

func saveSuccessor(c *call) error {
	from := c.r.PathValue("number")
	to, _, ok := registry.CleanNumber(c.r.FormValue("to"))
	if !ok {
		return &region.Error{Code: "number", Message: "引き継ぐ先の番号を読み取れません。", Next: "10桁の番号を入れてください。"}
	}
	if err := c.m.Succeed(c.r.Context(), from, to, c.on("at")); err != nil {
		return err
	}
	return c.done("/offices/"+to, "successor")
}
