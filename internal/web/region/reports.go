package regionweb

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/effect"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/registry"
)

// reportsPage is 報告.
type reportsPage struct {
	Spans  []region.Span
	Day    string
	Marks  []region.Mark
	Places []string
	Points []region.SeriesPoint
	Zones  []registry.Zone
	Report bool
	Pairs  bool
	Fig    []figureView
}

func showReports(c *call) error {
	p := reportsPage{Spans: []region.Span{region.Month, region.Quarter, region.Year}, Day: isoDay(monthBefore(c.site.Now())), Marks: c.m.Marks(), Places: c.m.Places(),
		Points: c.m.Points(""), Zones: c.site.Map.Zones(), Report: c.m.May(region.Report), Pairs: c.m.May(region.SeePairs)}
	for _, name := range []string{"trend", "pairs"} {
		v, err := c.figure(name)
		if err != nil {
			return err
		}
		p.Fig = append(p.Fig, v)
	}
	return c.show("reports", "報告", p)
}

// monthBefore is the last day of the month before a day.
func monthBefore(t time.Time) time.Time { return t.AddDate(0, 0, -t.Day()) }

// sheetA4 is the report on one page.
type sheetA4 struct {
	region.Figures
	Span    region.Span
	Trend   figureView
	States  []adoption.State
	Text    string
	Council bool
	Made    time.Time
	Intent  region.Intent
	When    string // the period as people write it
}

// periodName writes a period in the style of the page.
func periodName(p region.Period, span region.Span, style calendar.Style) string {
	if span == region.Month {
		return style.Month(calendar.Month(calendar.Of(p.From)))
	}
	fiscal := p.From.Year()
	if p.From.Month() < time.April {
		fiscal--
	}
	if style == calendar.Western || fiscal < 2019 {
		return p.Name
	}
	return strings.Replace(p.Name, strconv.Itoa(fiscal)+"年度", "令和"+strconv.Itoa(fiscal-2018)+"年度", 1)
}

func showReport(c *call) error {
	span := region.Span(cmp.Or(c.r.FormValue("span"), string(region.Month)))
	if span.Word() == "" {
		return region.ErrNotFound
	}
	day := c.day("at")
	if day.IsZero() {
		day = monthBefore(c.site.Now())
	}
	figures, err := c.m.Figures(c.r.Context(), region.PeriodOf(day, span))
	if err != nil {
		return err
	}
	p := sheetA4{Figures: figures, Span: span, States: adoption.States(), Text: c.r.FormValue("text"), Council: c.r.FormValue("for") == "council", Made: c.site.Now(), When: periodName(figures.Period, span, c.style())}
	if p.Trend, err = c.figure("trend"); err != nil {
		return err
	}
	if p.Intent, err = c.m.Intents(); err != nil {
		return err
	}
	return c.show("report", c.set.Name+" ケアプランデータ連携 "+span.Word()+"報告", p)
}

// Name writes the period as people write it.
func (p sheetA4) Turnout(w region.Workshop) string {
	t := w.Turnout(w.Seats, "")
	return "申込 " + itoa(t.Applied.Offices) + "事業所" + itoa(t.Applied.People) + "名、参加 " + itoa(t.Attended.Offices) + "事業所" + itoa(t.Attended.People) + "名（会場" + itoa(t.Attended.Venue.People) + "名、オンライン" + itoa(t.Attended.Online.People) + "名）"
}

func keepDay(c *call) error {
	day := c.day("day")
	if day.IsZero() {
		return &region.Error{Code: "day", Message: "基準日が入っていません。", Next: "月末などの日付を入れてください。"}
	}
	if err := c.m.Keep(c.r.Context(), day); err != nil {
		return err
	}
	return c.done("/reports", "kept")
}

func saveMark(c *call) error {
	at := c.day("at")
	id := c.r.FormValue("id")
	if id == "" {
		id = isoDay(at) + "-" + strconv.FormatInt(c.site.Now().UnixNano(), 36)
	}
	if err := c.m.SaveMark(c.r.Context(), region.Mark{ID: id, At: at, Text: c.r.FormValue("text"), Break: c.r.FormValue("break") != ""}); err != nil {
		return err
	}
	return c.done("/reports", "mark")
}

// placePage is the figures of another place, entered from a printed source.
type placePage struct {
	Place       string
	Points      []region.SeriesPoint
	Moves       []region.Move
	Fig         figureView
	Definitions []adoption.Definition
}

func showPlace(c *call) error {
	p := placePage{Place: c.r.FormValue("place"), Definitions: adoption.Definitions()}
	p.Points = c.m.Points(p.Place)
	p.Moves = region.Steps(p.Points)
	var err error
	if p.Fig, err = c.figure("place"); err != nil {
		return err
	}
	return c.show("place", cmp.Or(p.Place, "ほかの地域の数字"), p)
}

func savePoint(c *call) error {
	num, errN := strconv.Atoi(c.r.FormValue("num"))
	den, errD := strconv.Atoi(c.r.FormValue("den"))
	if errN != nil || errD != nil {
		return &region.Error{Code: "point_number", Message: "分子か分母が数字ではありません。", Next: "割合ではなく、事業所の数を入れてください。"}
	}
	p := region.SeriesPoint{Place: c.r.FormValue("place"), Note: c.r.FormValue("note"), Rate: adoption.Rate{Definition: c.r.FormValue("definition"), Num: num, Den: den, At: c.day("at"), Basis: c.r.FormValue("basis")}}
	if p.Place == "" {
		return &region.Error{Code: "point_place", Message: "地域の名前が入っていません。", Next: "市町村名を入れてください。"}
	}
	if err := c.m.SavePoint(c.r.Context(), p); err != nil {
		return err
	}
	return c.done("/reports/place?place="+p.Place, "point")
}

// enterPrinted keeps the figures of the report, to be redrawn.
func enterPrinted(c *call) error {
	if err := c.m.EnterPrinted(c.r.Context()); err != nil {
		return err
	}
	return c.done("/reports", "printed")
}

func removePoint(c *call) error {
	if err := c.m.RemovePoint(c.r.Context(), c.r.FormValue("id")); err != nil {
		return err
	}
	return c.done("/reports/place?place="+c.r.FormValue("place"), "removed")
}

// effectsPage is 効果: the calculator, the official example, rules of money, measured changes.
type effectsPage struct {
	Volumes     effect.Volumes
	Assumptions []effect.Assumption
	Bill        effect.Bill
	Quote       effect.Quote
	Rules       []effect.Rule
	Studies     effect.Comparison
	Tallies     []effect.MonthSum
	Curve       []effect.Point
	Tasks       []string
	Channels    []string
}

// LinkedPercent is the linked share of the form.
func (p effectsPage) LinkedPercent() float64 { return 100 * p.Volumes.Linked }

// Minutes is the change in minutes a month.
func (p effectsPage) Minutes() int { return p.Bill.MinutesAfter - p.Bill.MinutesBefore }

func showEffects(c *call) error {
	p := effectsPage{Volumes: effect.DefaultVolumes(), Assumptions: effect.Assumptions(), Quote: effect.OfficialExample(), Rules: effect.Rules(), Tasks: effect.Tasks, Channels: effect.Channels}
	p.Volumes = c.volumes(p.Volumes)
	for i, a := range p.Assumptions {
		if v, err := strconv.ParseFloat(c.r.FormValue("a-"+a.Key), 64); err == nil && a.Editable {
			p.Assumptions[i].Value = v
		}
	}
	var err error
	if p.Bill, err = effect.Calculate(p.Volumes, p.Assumptions); err != nil {
		return asMap(err)
	}
	curve, err := effect.Curve(p.Volumes, p.Assumptions)
	if err != nil {
		return asMap(err)
	}
	for i := 0; i < len(curve); i += 4 {
		p.Curve = append(p.Curve, curve[i])
	}
	studies, err := c.m.Studies("")
	if err != nil {
		return err
	}
	p.Studies = effect.Compare(phase(studies, effect.Before), phase(studies, effect.After))
	tallies, err := c.m.Tallies("")
	if err != nil {
		return err
	}
	p.Tallies = effect.Series(tallies)
	return c.show("effects", "効果", p)
}

// asMap turns an error of the calculator into one of the map.
func asMap(err error) error {
	var own *effect.Error
	if errors.As(err, &own) {
		return &region.Error{Code: own.Code, Message: own.Message, Next: own.Next}
	}
	return err
}

// saveStudy writes a time study: one row for each task.
func saveStudy(c *call) error {
	number, _, ok := registry.CleanNumber(c.r.FormValue("office"))
	if !ok {
		return &region.Error{Code: "number", Message: "事業所番号を読み取れません。", Next: "10桁の番号を入れてください。"}
	}
	v := effect.Study{Office: number, When: effect.Phase(c.r.FormValue("when")), Month: c.r.FormValue("month")}
	for i, task := range effect.Tasks {
		if i >= len(c.r.Form["count"]) || i >= len(c.r.Form["minutes"]) || i >= len(c.r.Form["channel"]) {
			break
		}
		n, errN := strconv.Atoi(c.r.Form["count"][i])
		m, errM := strconv.ParseFloat(c.r.Form["minutes"][i], 64)
		if errN == nil && errM == nil && n > 0 && m >= 0 && m < 100_000 {
			v.Entries = append(v.Entries, effect.Timing{Task: task, Channel: c.r.Form["channel"][i], Count: n, Minutes: m})
		}
	}
	if len(v.Entries) == 0 {
		return &region.Error{Code: "study", Message: "枚数と時間の入った行がありません。", Next: "測った仕事の枚数と分を入れてください。"}
	}
	if err := c.m.SaveStudy(c.r.Context(), v); err != nil {
		return err
	}
	return c.done("/reports/effects", "study")
}

func phase(all []effect.Study, when effect.Phase) []effect.Study {
	var out []effect.Study
	for _, s := range all {
		if s.When == when {
			out = append(out, s)
		}
	}
	return out
}

func (c *call) volumes(v effect.Volumes) effect.Volumes {
	for field, to := range map[string]*int{"out": &v.SlipsOut, "in": &v.SlipsIn} {
		if n, err := strconv.Atoi(c.r.FormValue(field)); err == nil && n >= 0 && n < 1_000_000 {
			*to = n
		}
	}
	if n, err := strconv.ParseFloat(c.r.FormValue("linked"), 64); err == nil && n >= 0 && n <= 100 {
		v.Linked = n / 100
	}
	return v
}

// simulationPage is for specialists: the orders over a synthetic town.
type simulationPage struct {
	Towns, Variations []string
	Town, Variation   string
	Seeds             int
	Results           []outreach.Result
}

// VariationName names a variation.
func (p simulationPage) VariationName(v string) string { return outreach.VariationName(v) }

func showSimulation(c *call) error {
	p := simulationPage{Towns: outreach.Towns(), Variations: outreach.Variations(), Town: c.r.FormValue("town"), Variation: cmp.Or(c.r.FormValue("variation"), outreach.Base), Seeds: 10}
	if n, err := strconv.Atoi(c.r.FormValue("seeds")); err == nil && n > 0 && n <= 100 {
		p.Seeds = n
	}
	if p.Town == "" {
		return c.show("simulation", "声かけの順番の模擬計算", p)
	}
	orders := append([]outreach.Order{outreach.Recommended}, outreach.SimpleOrders()...)
	var err error
	if p.Results, err = outreach.Simulate(outreach.Setting{Town: p.Town, Variation: p.Variation, Seeds: p.Seeds, Months: 12}, orders); err != nil {
		return &region.Error{Code: "simulation", Message: "この組み合わせは計算できません。", Next: "町と条件を選び直してください。"}
	}
	return c.show("simulation", "声かけの順番の模擬計算", p)
}

func showNetwork(c *call) error {
	v, err := c.figure("network")
	if err != nil {
		return err
	}
	return c.showPairs("network", v.Title, struct {
		Fig   figureView
		Zones []registry.Zone
		Zone  string
	}{v, c.site.Map.Zones(), c.r.FormValue("zone")})
}
