package regionweb

import (
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/support"
)

// overview is 導入状況.
type overview struct {
	Whole      region.Slice
	Day        time.Time
	Moves      []region.Move
	Figures    []figureView
	By         region.Dimension
	Dimensions []region.Dimension
	Slices     []region.Slice
	Stuck      [8]int
	Long       [8]int
	Steps      []support.Step
	Web, All   int
	Intent     region.Intent
	Editions   int
	Consents   int
}

func showOverview(c *call) error {
	day := c.on("day")
	whole, err := c.m.Whole(c.r.Context(), day)
	if err != nil {
		return err
	}
	p := overview{Whole: whole, Day: day, Dimensions: region.Dimensions(), By: region.Dimension(c.r.FormValue("by")), Steps: support.Steps(), Consents: c.m.Consents()}
	if p.By.Word() == "" {
		p.By = region.ByZone
	}
	if p.Slices, err = c.m.By(c.r.Context(), p.By, day); err != nil {
		return err
	}
	if p.Stuck, p.Long, err = c.m.Stuck(); err != nil {
		return err
	}
	if p.Intent, err = c.m.Intents(); err != nil {
		return err
	}
	p.Web, p.All = c.m.Web()
	editions, err := c.m.Editions()
	if err != nil {
		return err
	}
	p.Editions = len(editions)
	names := []string{"trend", "states", "zones"}
	if len(c.site.Map.Shapes()) > 0 {
		names = append(names, "cities")
	}
	for _, name := range names {
		v, err := c.figure(name)
		if err != nil {
			return err
		}
		p.Figures = append(p.Figures, v)
	}
	return c.show("overview", "導入状況", p)
}

// Rates are the figures of the head of the page, with their definitions.
func (p overview) Rates() []adoption.Rate { return p.Whole.Rates }

// Definition gives the words of a rate.
func (p overview) Definition(id string) adoption.Definition { return adoption.DefinitionOf(id) }

// showSlices gives the table of a split as Excel.
func excelSlices(c *call) error {
	by := region.Dimension(c.r.FormValue("by"))
	if by.Word() == "" {
		by = region.ByZone
	}
	slices, err := c.m.By(c.r.Context(), by, c.on("day"))
	if err != nil {
		return err
	}
	return c.excel("導入状況-"+by.Word(), sliceTable(by, slices, c.style()))
}

func sliceTable(by region.Dimension, slices []region.Slice, style calendar.Style) table {
	t := table{Title: "導入状況（" + by.Word() + "別）", Heads: []string{by.Word(), "事業所番号", "居宅系"}}
	for _, st := range adoption.States() {
		t.Heads = append(t.Heads, st.Word())
	}
	for _, d := range adoption.Definitions() {
		t.Heads = append(t.Heads, d.Name)
	}
	for _, s := range slices {
		row := []string{s.Name, itoa(s.Offices), itoa(s.Rate(adoption.JoinedHome).Den)}
		for _, st := range adoption.States() {
			row = append(row, itoa(s.States[st]))
		}
		for _, r := range s.Rates {
			row = append(row, rateCell(s, r))
		}
		t.Rows = append(t.Rows, row)
	}
	if len(slices) > 0 {
		r := slices[0].Rates[0]
		t.Foot = append(t.Foot, "基準日 "+dayWords(style, r.At)+"、分母 "+r.Basis)
	}
	for _, d := range adoption.Definitions() {
		t.Foot = append(t.Foot, d.Name+"：分子は"+d.Above+"、分母は"+d.Below)
	}
	return t
}

// rateCell leaves out what rests on too few pairs.
func rateCell(s region.Slice, r adoption.Rate) string {
	pair := r.Definition == adoption.PairsLinked || r.Definition == adoption.SlipsLinked
	switch {
	case pair && s.Hidden:
		return "少数"
	case r.Den == 0:
		return "—"
	}
	return r.String()
}

// Cell writes a rate of a slice.
func (p overview) Cell(s region.Slice, r adoption.Rate) string { return rateCell(s, r) }
