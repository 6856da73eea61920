package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// month is the grid of 第6表: a column for each day the month has.
type month struct {
	pen
	slip
	days []string
}

// free reports Sundays and public holidays.
func free(day string) bool { return calendar.Weekday(day) == 0 || calendar.Holiday(day) != "" }

// inMonth keeps the visits that have a column.
func (m month) inMonth(list records) records {
	var out records
	for _, r := range list {
		if slices.Contains(m.days, r.text("service_date")) {
			out = append(out, r)
		}
	}
	return out
}

// grid draws the lines of the month. The shares of the columns add up to 40.
func (m month) grid(lines []*line) Block {
	out := Block{Heading: "月間サービス計画及び実績の記録", Sticky: 4, Rows: m.heads(), Widths: []float64{2, float64(34 - len(m.days)), 2, 1}}
	for range m.days {
		out.Widths = append(out.Widths, 1)
	}
	out.Widths = append(out.Widths, 1)
	out.Head = len(out.Rows)
	for _, l := range lines {
		out.Rows = append(out.Rows, m.rows(l, addition(l, lines))...)
	}
	if len(lines) == 0 {
		out.Rows = append(out.Rows, []Cell{plain("サービスの記録はありません。").wide(len(out.Widths))})
	}
	return out
}

func (m month) heads() [][]Cell {
	top, under := head("提供時間帯", "サービス内容", "事業者", "区分"), []Cell{}
	for _, day := range m.days {
		n, w := label(strings.TrimPrefix(day[6:], "0")), label(calendar.WeekdayName(day))
		n.Align, w.Align = Center, Center
		if free(day) {
			n.Tint, w.Tint = Sunday, Sunday
		}
		if calendar.Holiday(day) != "" {
			w.Text += "\n祝"
		}
		top, under = append(top, n), append(under, w)
	}
	top = append(top, head("合計回数")...)
	if len(under) == 0 {
		return [][]Cell{top}
	}
	for _, i := range []int{0, 1, 2, 3, len(top) - 1} {
		top[i].Rows = 2
	}
	return [][]Cell{top, under}
}

// rows draws one service line: 予定 over 実績, or 実績 alone.
func (m month) rows(l *line, under bool) [][]Cell {
	high := 1
	if m.planned {
		high = 2
	}
	lead := []Cell{m.band(l, under).high(high), m.service(l).high(high), m.provider(l).high(high)}
	actual := m.row("実績", l.actual, l)
	if !m.planned {
		return [][]Cell{append(lead, actual...)}
	}
	return [][]Cell{append(lead, m.row("予定", l.plan, nil)...), actual}
}

// band is the band of time of a line.
func (m month) band(l *line, under bool) Cell {
	first := l.all().first()
	c := m.item(first, "start_time").and(first.at("end_time"))
	c.Text = joined("\n～", m.value(first, "start_time"), m.value(first, "end_time"))
	switch {
	case c.Text == "" && under:
		c.Text = "└ 加算等"
	case c.Text == "":
		c.Text = "時刻なし"
	}
	c.Head, c.Small = true, true
	return c
}

// service is what is done: the kind of service, its code, the equipment, the units.
func (m month) service(l *line) Cell {
	list := l.all()
	first := list.first()
	c := serviceCell(m.pen, first)
	units := m.all(list, "units").Text
	c.Text = joined("\n", c.Text, first.text("equipment_name"), m.all(list, "tais_code").Text, m.all(list, "equipment_notification_code").Text,
		around("明細 ", first.text("detail_no"), ""), around("", units, "単位"), m.oddities(list))
	for _, key := range []string{"equipment_name", "tais_code", "equipment_notification_code", "detail_no", "units", "over_30_days"} {
		c = c.and(places(first.at(key))...)
	}
	return c
}

// oddities tells what few lines have: over 30 days, and 日割対象日 that are no 31 signs.
func (m month) oddities(list records) string {
	var out []string
	for _, v := range list.distinct("over_30_days") {
		switch v {
		case "0":
		case "1":
			out = append(out, "30日超")
		default:
			out = append(out, "30日超区分 "+v)
		}
	}
	for _, v := range list.distinct("prorated_days") {
		if !signs(v) {
			out = append(out, "日割対象日 "+v)
		}
	}
	return joined("\n", out...)
}

// signs reports the form of 日割対象日: one 0 or 1 for each of 31 days.
func signs(v string) bool { return len(v) == 31 && strings.Trim(v, "01") == "" }

// serviceCell names a service by its kind and its code. No table of codes exists, so an
// unknown one stands as written.
func serviceCell(p pen, r record) Cell {
	c := p.item(r, "service_code")
	c.Text = joined("\n", spec.ServiceTypeName(careplan.TypeOf(r.text("service_code"))), c.Text)
	c.Small = true
	return c
}

func (m month) provider(l *line) Cell {
	list := l.all()
	c := m.all(list, "service_office_name", "service_office_number", "satellite_no")
	c.Text = joined("\n", m.all(list, "service_office_name").Text, m.all(list, "service_office_number").Text,
		around("サテライト ", m.all(list, "satellite_no").Text, ""))
	return c.small()
}

// row is the days of one row and its sum. With l, what differs from the plan is marked.
func (m month) row(name string, list records, l *line) []Cell {
	kind := label(name)
	kind.Align = Center
	row := []Cell{kind}
	sum := 0
	for i, day := range m.days {
		done := on(list, day)
		c := m.cell(done, day, i, list)
		if m.compared && l != nil && counts(done) != counts(on(l.plan, day)) {
			c.Text, c.Tint = "※"+strings.Trim(c.Text, "・"), Changed
		}
		for _, r := range done {
			sum += r.number("service_count")
		}
		row = append(row, c)
	}
	total := Cell{Align: Right, Bold: true}
	if len(list) > 0 {
		total.Text = strconv.Itoa(sum)
	}
	return append(row, total)
}

// cell is one day: the count, or ○ for 日割対象日, or the sign of a free day.
func (m month) cell(done records, day string, i int, list records) Cell {
	c := Cell{Text: counts(done), Align: Center, From: done.first().at("service_count")}
	for n, r := range done {
		if n > 0 {
			c = c.and(places(r.at("service_count"))...)
		}
		c = c.and(r.everywhere()...)
	}
	if free(day) {
		c.Tint = Sunday
	}
	for _, r := range list {
		if v := r.text("prorated_days"); c.Text == "" && signs(v) && v[i] == '1' {
			c.Text, c.From = "○", r.at("prorated_days")
		}
	}
	if c.Text == "" && c.Tint == Sunday {
		c.Text = "・"
	}
	return c
}

// counts adds the counts of a day up; those that are no numbers stand as written.
func counts(list records) string {
	sum, odd := 0, []string{}
	for _, r := range list {
		v := r.text("service_count")
		n, err := strconv.Atoi(v)
		if err != nil {
			odd = append(odd, joined("", v, "？"))
			continue
		}
		sum += n
	}
	if len(list) == len(odd) {
		return joined("\n", odd...)
	}
	return joined("\n", append([]string{strconv.Itoa(sum)}, odd...)...)
}

// shifted lists the actuals that began or ended at another time than planned.
func (m month) shifted() []Block {
	if !m.compared {
		return nil
	}
	rows := [][]Cell{head("日", "サービス", "予定の時刻", "実績の時刻")}
	for _, l := range linesOf(m.inMonth(m.plan), m.inMonth(m.actual)) {
		for _, r := range l.actual {
			if k := keyOf(r); k.start == l.key.start && k.end == l.key.end {
				continue
			}
			done := m.item(r, "start_time").and(places(r.at("end_time"))...)
			done.Text = m.times(r, "start_time", "end_time")
			rows = append(rows, []Cell{plain(calendar.Short(r.text("service_date"))), serviceCell(m.pen, r), plain(m.times(l.plan.first(), "start_time", "end_time")), done})
		}
	}
	if len(rows) == 1 {
		return nil
	}
	return []Block{{Heading: "実績の時刻が予定と違う日", Head: 1, Widths: []float64{5, 15, 10, 10}, Rows: rows}}
}

// strays lists the visits that have no column: their day is of another month, or is none.
func (m month) strays(visits records) []Block {
	rows := [][]Cell{head("区分", "サービス利用日", "時間帯", "サービス内容", "事業者", "回数")}
	for _, r := range visits {
		if slices.Contains(m.days, r.text("service_date")) {
			continue
		}
		l := &line{key: keyOf(r), plan: records{r}}
		kind := "予定"
		if r.layout.Kind == spec.UPJSK {
			kind = "実績"
		}
		day := m.item(r, "service_date").and(r.everywhere()...)
		rows = append(rows, []Cell{label(kind), day, m.band(l, false), m.service(l), m.provider(l), m.item(r, "service_count")})
	}
	if len(rows) == 1 {
		return nil
	}
	return []Block{{Heading: "利用日が対象年月にない行", Head: 1, Widths: []float64{3, 7, 5, 12, 9, 4}, Rows: rows}}
}
