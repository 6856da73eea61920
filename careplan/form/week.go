package form

import (
	"slices"
	"strconv"
)

// bandMinutes is the height of a row of the week, as the form has it: two hours.
const (
	bandMinutes = 120
	bands       = 24 * 60 / bandMinutes
)

var dayParts = []struct {
	name string
	rows int
}{{"深夜", 2}, {"早朝", 2}, {"午前", 2}, {"午後", 3}, {"夜間", 2}, {"深夜", 1}}

// entry is one thing in the week: text and place, and the bands it reaches over.
type entry struct {
	cell        Cell
	start       int // minutes
	first, last int // bands
}

// plan3 draws 第3表: the week as a grid, the day's main activities beside it, and what is
// not weekly under it.
func (b book) plan3(g group, list records, person record) Sheet {
	s := Sheet{Title: "週間サービス計画表", Corner: "第３表", Landscape: true, Client: g.client, Badges: b.personBadges(g, person, record{})}
	s.Blocks = append(s.Blocks, b.planHead(g, list.first(), person), b.week(list))
	var loose, other [][]Cell
	for _, r := range list {
		if b.timeless(r) {
			loose = append(loose, b.looseRow(r))
		}
		if r.text("non_weekly_service") != "" {
			other = append(other, []Cell{b.item(r, "non_weekly_service").and(r.everywhere()...)})
		}
	}
	if len(loose) > 0 {
		rows := append([][]Cell{head("曜日", "時間", "内容")}, loose...)
		s.Blocks = append(s.Blocks, Block{Heading: "曜日・時間を読めない行", Widths: []float64{6, 10, 24}, Head: 1, Rows: rows})
	}
	if len(other) == 0 {
		other = [][]Cell{{plain("")}}
	}
	s.Blocks = append(s.Blocks, Block{Heading: "週単位以外のサービス", Widths: []float64{1}, Rows: other})
	return s
}

// week is the grid: two columns of time, seven of days, one of activities.
func (b book) week(list records) Block {
	out := Block{Heading: "週間サービス計画", Head: 1, Sticky: 2, Widths: []float64{2, 2, 4, 4, 4, 4, 4, 4, 4, 8}}
	out.Rows = append(out.Rows, head("時間帯", "時刻", "月", "火", "水", "木", "金", "土", "日", "主な日常生活上の活動"))
	out.Rows[0][8].Tint = Sunday
	part := 0
	for i, left := 0, 0; i < bands; i, left = i+1, left-1 {
		var row []Cell
		if left == 0 {
			left = dayParts[part].rows
			row = append(row, label(dayParts[part].name).high(left))
			part++
		}
		out.Rows = append(out.Rows, append(row, label(strconv.Itoa(i*bandMinutes/60)+":00").tall(8)))
	}
	for day := 1; day <= 7; day++ {
		place(out.Rows[1:], b.services(list, strconv.Itoa(day)), day == 7)
	}
	place(out.Rows[1:], b.activities(list), false)
	return out
}

func (b book) services(list records, weekday string) []entry {
	var out []entry
	for _, r := range list.where("weekday", weekday) {
		if r.text("care_service") != "" || r.text("service_start_time") != "" {
			out = appendEntry(out, b.entry(r, "care_service", "service_start_time", "service_end_time"))
		}
	}
	return out
}

func (b book) activities(list records) []entry {
	var out []entry
	for _, r := range list {
		if r.text("daily_activity") != "" {
			out = appendEntry(out, b.entry(r, "daily_activity", "activity_start_time", "activity_end_time"))
		}
	}
	return out
}

// entry reads one thing of the week; its first band is -1 if it has no readable time.
func (b book) entry(r record, key, from, to string) entry {
	start, end := minutes(r.text(from)), minutes(r.text(to))
	if start < 0 {
		return entry{first: -1}
	}
	c := b.item(r, key).and(r.everywhere()...)
	c.Text = joined("\n", b.times(r, from, to), c.Text)
	e := entry{cell: c.small(), start: start, first: min(start/bandMinutes, bands-1)}
	switch {
	case end < start && end >= 0: // past midnight
		e.last = bands - 1
	default:
		e.last = min(max(end-1, start)/bandMinutes, bands-1)
	}
	return e
}

func appendEntry(list []entry, e entry) []entry {
	if e.first < 0 {
		return list
	}
	return append(list, e)
}

// times writes 09:00～09:30, or one time where both are the same.
func (p pen) times(r record, from, to string) string {
	a, z := p.value(r, from), p.value(r, to)
	if z == "" || a == z {
		return a
	}
	return a + "～" + z
}

// place puts the entries of one column into the rows of the grid. Entries whose bands
// touch share a cell, the earlier above the later.
func place(rows [][]Cell, list []entry, sunday bool) {
	slices.SortStableFunc(list, func(a, b entry) int { return a.start - b.start })
	for band := 0; band < bands; {
		c, last := Cell{}, band
		for len(list) > 0 && list[0].first <= last {
			c = c.under(list[0].cell)
			last = max(last, list[0].last)
			list = list[1:]
		}
		if sunday {
			c.Tint = Sunday
		}
		rows[band] = append(rows[band], c.high(last-band+1))
		band = last + 1
	}
}

// under puts a cell's text and places under those already there.
func (c Cell) under(next Cell) Cell {
	if c.Text == "" && c.From == (Origin{}) {
		return next
	}
	c.Text = joined("\n", c.Text, next.Text)
	return c.and(next.From).and(next.Also...)
}

// timeless finds services and activities that have no place in the grid.
func (b book) timeless(r record) bool {
	day := r.text("weekday")
	service := r.text("care_service") != "" || day != "" || r.text("service_start_time") != ""
	placed := len(day) == 1 && day >= "1" && day <= "7" && minutes(r.text("service_start_time")) >= 0
	return service && !placed || r.text("daily_activity") != "" && minutes(r.text("activity_start_time")) < 0
}

func (b book) looseRow(r record) []Cell {
	from, to := "service_start_time", "service_end_time"
	if r.text("daily_activity") != "" {
		from, to = "activity_start_time", "activity_end_time"
	}
	time := b.item(r, from).and(r.at(to))
	time.Text = b.times(r, from, to)
	return []Cell{b.item(r, "weekday"), time, b.item(r, "care_service", "daily_activity").and(r.everywhere()...)}
}
