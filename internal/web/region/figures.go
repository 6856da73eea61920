package regionweb

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/chart"
	"github.com/tasuki-care/tasuki/region/registry"
)

func itoa(n int) string { return strconv.Itoa(n) }

// figureView is a figure on a page, with the ways to take it along.
type figureView struct {
	Name string // as in the address
	SVG  template.HTML
	chart.Table
	Alt string
}

// drawings are the figures that have an address of their own: /figure/{name}.svg, and so on.
var drawings = map[string]func(*call) (chart.Figure, error){
	"trend": drawTrend, "pairs": drawPairs, "states": drawStates, "zones": drawZones, "cities": drawCities, "map": drawOffices, "network": drawNetwork, "survey": drawSurvey, "place": drawPlace, "plan": drawPlan,
}

// figure draws a figure for a page; its query is the page's.
func (c *call) figure(name string) (figureView, error) {
	draw := drawings[name]
	if draw == nil {
		return figureView{}, region.ErrNotFound
	}
	f, err := draw(c)
	if err != nil {
		return figureView{}, err
	}
	return figureView{Name: name + query(c), SVG: template.HTML(f.SVG), Table: f.Table, Alt: f.Alt}, nil
}

// query keeps what chose the figure.
func query(c *call) string {
	if c.r.URL.RawQuery == "" {
		return ""
	}
	return "?" + c.r.URL.RawQuery
}

// SVG, Excel: addresses of the figure in other forms.
func (f figureView) Address(form string) string {
	name, q, _ := strings.Cut(f.Name, "?")
	if q != "" {
		q = "?" + q
	}
	return "/figure/" + name + "/" + form + q
}

// File is the name under which a figure is saved.
func (f figureView) File() string { return "tasuki-" + strings.SplitN(f.Name, "?", 2)[0] }

// showFigure gives one figure as SVG, as Excel, or as a page with its table.
func showFigure(c *call) error {
	f, err := c.figure(c.r.PathValue("name"))
	if err != nil {
		return err
	}
	switch c.r.PathValue("form") {
	case "svg":
		c.w.Header().Set("Content-Type", "image/svg+xml; charset=utf-8")
		c.w.Header().Set("Content-Disposition", `attachment; filename="`+f.File()+`.svg"`)
		_, err := c.w.Write([]byte(f.SVG))
		return err
	case "excel":
		return c.excel(f.File(), table(f.Table))
	case "page":
		return c.show("figure", f.Table.Title, f)
	}
	return region.ErrNotFound
}

func (c *call) options(foot ...string) chart.Options {
	return chart.Options{Western: c.set.Western, Foot: foot}
}

// line draws rates: a new definition or another basis begins a new line.
func line(name string, rates []adoption.Rate) chart.Line {
	l := chart.Line{Name: name}
	for _, r := range rates {
		l.Points = append(l.Points, chart.Point{At: r.At, Num: r.Num, Den: r.Den, Definition: r.Definition + "/" + r.Basis})
	}
	return l
}

// marks are the events and breaks of the map, and the days on which a new list changed the
// denominator.
func (c *call) marks(rates ...[]adoption.Rate) ([]chart.Event, []chart.Break) {
	var events []chart.Event
	var breaks []chart.Break
	for _, k := range c.m.Marks() {
		if k.Break {
			breaks = append(breaks, chart.Break{At: k.At, Text: k.Text})
		} else {
			events = append(events, chart.Event{At: k.At, Text: k.Text})
		}
	}
	seen := map[time.Time]bool{}
	for _, list := range rates {
		for i := 1; i < len(list); i++ {
			if list[i].Basis != list[i-1].Basis && !seen[list[i].At] {
				seen[list[i].At] = true
				breaks = append(breaks, chart.Break{At: list[i].At, Text: "分母の変更：" + list[i].Basis})
			}
		}
	}
	return events, breaks
}

func (c *call) months() int {
	if n, err := strconv.Atoi(c.r.FormValue("months")); err == nil && n > 0 && n <= 60 {
		return n
	}
	return 12
}

func drawTrend(c *call) (chart.Figure, error) {
	joined, err := c.m.Trend(c.r.Context(), adoption.JoinedAll, c.months())
	if err != nil {
		return chart.Figure{}, err
	}
	active, err := c.m.Trend(c.r.Context(), adoption.ActiveHome, c.months())
	if err != nil {
		return chart.Figure{}, err
	}
	events, breaks := c.marks(joined, active)
	lines := []chart.Line{line(adoption.DefinitionOf(adoption.JoinedAll).Name, joined), line(adoption.DefinitionOf(adoption.ActiveHome).Name, active)}
	return chart.TimeSeries("導入率と利用率の推移", lines, events, breaks, c.options("分母の定義が変わった日をまたいで線は引きません。")), nil
}

func drawPairs(c *call) (chart.Figure, error) {
	pairs, err := c.m.Trend(c.r.Context(), adoption.PairsLinked, c.months())
	if err != nil {
		return chart.Figure{}, err
	}
	slips, err := c.m.Trend(c.r.Context(), adoption.SlipsLinked, c.months())
	if err != nil {
		return chart.Figure{}, err
	}
	events, breaks := c.marks(pairs, slips)
	lines := []chart.Line{line(adoption.DefinitionOf(adoption.PairsLinked).Name, pairs), line(adoption.DefinitionOf(adoption.SlipsLinked).Name, slips)}
	return chart.TimeSeries("つながった組とデータで届く提供票の推移", lines, events, breaks, c.options("件数は、同意した事業所の画面から届いた数と、申告・推計です。")), nil
}

func drawStates(c *call) (chart.Figure, error) {
	by := region.Dimension(c.r.FormValue("by"))
	if by.Word() == "" {
		by = region.ByZone
	}
	list, err := c.m.By(c.r.Context(), by, c.on("day"))
	if err != nil {
		return chart.Figure{}, err
	}
	list = biggest(list, 20)
	var columns []chart.Column
	for _, s := range list {
		col := chart.Column{Label: s.Name}
		for _, st := range adoption.States() {
			col.Parts = append(col.Parts, chart.Part{Name: st.Word(), Count: s.States[st]})
		}
		columns = append(columns, col)
	}
	return chart.Stacked("導入の状態（"+by.Word()+"別、居宅系）", columns, c.options("基準日 "+dayWords(c.style(), c.on("day")))), nil
}

// biggest keeps the slices with most offices, in their order.
func biggest(list []region.Slice, n int) []region.Slice {
	if len(list) <= n {
		return list
	}
	sizes := make([]int, len(list))
	for i, s := range list {
		sizes[i] = s.Offices
	}
	slices.Sort(sizes)
	least := sizes[len(sizes)-n]
	return slices.DeleteFunc(slices.Clone(list), func(s region.Slice) bool { return s.Offices < least })[:n]
}

// steps of the map's colours, in percent.
var steps = []chart.Step{{From: 0, Text: "5 %未満"}, {From: 5, Text: "5 %以上10 %未満"}, {From: 10, Text: "10 %以上20 %未満"}, {From: 20, Text: "20 %以上40 %未満"}, {From: 40, Text: "40 %以上"}}

func drawZones(c *call) (chart.Figure, error) {
	return c.drawMap(region.ByZone, c.site.Map.Zones(), false)
}

func drawOffices(c *call) (chart.Figure, error) {
	return c.drawMap(region.ByZone, c.site.Map.Zones(), true)
}

func drawCities(c *call) (chart.Figure, error) {
	return c.drawMap(region.ByCity, c.site.Map.Shapes(), false)
}

func (c *call) drawMap(split region.Dimension, shapes []registry.Zone, dots bool) (chart.Figure, error) {
	definition := c.r.FormValue("rate")
	if adoption.DefinitionOf(definition).Above == "" {
		definition = adoption.ActiveHome
	}
	list, err := c.m.By(c.r.Context(), split, c.on("day"))
	if err != nil {
		return chart.Figure{}, err
	}
	by := map[string]region.Slice{}
	for _, s := range list {
		by[s.Key] = s
	}
	var areas []chart.Area
	for _, z := range shapes {
		if len(z.Shape) == 0 {
			continue
		}
		s := by[z.ID]
		r := s.Rate(definition)
		areas = append(areas, chart.Area{ID: z.ID, Name: z.Name, Rings: z.Shape, Value: r.Percent(), Text: rateCell(s, r), Missing: r.Den == 0})
	}
	var points []chart.Dot
	if dots && c.m.May(region.SeeOffices) {
		if points, err = c.dots(); err != nil {
			return chart.Figure{}, err
		}
	}
	return chart.Map(adoption.DefinitionOf(definition).Name+"（"+split.Word()+"別）", areas, points, steps, c.set.Credit, c.options("基準日 "+dayWords(c.style(), c.on("day")))), nil
}

func (c *call) dots() ([]chart.Dot, error) {
	offices, err := c.m.Offices(region.Filter{Home: true})
	if err != nil {
		return nil, err
	}
	var out []chart.Dot
	for _, v := range offices {
		if v.Located() {
			out = append(out, chart.Dot{Lng: v.Lng, Lat: v.Lat, Class: v.State().Word(), Name: v.Name})
		}
	}
	return out, nil
}

func drawNetwork(c *call) (chart.Figure, error) {
	zone := c.r.FormValue("zone")
	views, pairs, err := c.m.Network(c.r.Context(), zone, "連携先の図")
	if err != nil {
		return chart.Figure{}, err
	}
	c.pairs = true
	var knots []chart.Knot
	for _, v := range views {
		knots = append(knots, chart.Knot{ID: v.Number, Name: v.Name, Kind: string(v.Kind()), Active: v.State() == adoption.Active})
	}
	active := map[string]bool{}
	for _, k := range knots {
		active[k.ID] = k.Active
	}
	var ties []chart.Tie
	for _, p := range pairs {
		ties = append(ties, chart.Tie{A: p.A, B: p.B, Slips: p.Slips, Few: p.Few, Linked: active[p.A] && active[p.B]})
	}
	return chart.Network("連携先の図："+c.site.Map.ZoneName(zone), knots, ties, c.options("実線はデータでつながった組、破線はまだの組です。")), nil
}

func drawSurvey(c *call) (chart.Figure, error) {
	f, err := c.site.Map.Form(c.r.FormValue("form"))
	if err != nil {
		return chart.Figure{}, err
	}
	list, err := c.answers(f.ID)
	if err != nil {
		return chart.Figure{}, err
	}
	for _, r := range f.Tally(list) {
		if r.Question.ID == c.r.FormValue("question") {
			return bars(c, r), nil
		}
	}
	return chart.Figure{}, region.ErrNotFound
}

func drawPlace(c *call) (chart.Figure, error) {
	place := c.r.FormValue("place")
	by := map[string][]adoption.Rate{}
	for _, p := range c.m.Points(place) {
		by[p.Rate.Definition] = append(by[p.Rate.Definition], p.Rate)
	}
	var lines []chart.Line
	var all [][]adoption.Rate
	for _, d := range adoption.Definitions() {
		if len(by[d.ID]) > 0 {
			lines, all = append(lines, line(d.Name, by[d.ID])), append(all, by[d.ID])
		}
	}
	_, breaks := c.marks(all...)
	return chart.TimeSeries(place+"の推移", lines, nil, breaks, c.options("入力した数字です。分母の出典は表にあります。")), nil
}

func drawPlan(c *call) (chart.Figure, error) {
	p, _, err := c.m.Plan()
	if err != nil || len(p.P50) == 0 {
		return chart.Figure{}, err
	}
	var lines []chart.Line
	for _, l := range []struct {
		name string
		at   []float64
	}{{"10回に9回はこれより上", p.P10}, {"真ん中", p.P50}, {"10回に1回はこれより上", p.P90}} {
		row := chart.Line{Name: l.name}
		for i, v := range l.at {
			row.Points = append(row.Points, chart.Point{At: c.site.Now().AddDate(0, i+1, 0), Num: int(1000*v + 0.5), Den: 1000, Definition: "plan"})
		}
		lines = append(lines, row)
	}
	return chart.TimeSeries(fmt.Sprintf("月%d回声をかけたときの見通し（データで届く提供票の割合）", c.set.Budget), lines, nil, nil, c.options("仮定をもとにした計算で、予測ではありません。")), nil
}
