package chart

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Point is one figure of a line: numerator, denominator, and by which definition.
type Point struct {
	At         time.Time
	Num, Den   int
	Definition string
}

func (p Point) value() float64 {
	if p.Den == 0 {
		return 0
	}
	return 100 * float64(p.Num) / float64(p.Den)
}

// Line is one rate over time.
type Line struct {
	Name   string
	Points []Point
}

// Event is something that happened on a day.
type Event struct {
	At   time.Time
	Text string
}

// Break is a day on which counting changed: no line crosses it.
type Break struct {
	At   time.Time
	Text string
}

// axes maps days and percents to the canvas.
type axes struct {
	from, to                 time.Time
	top                      float64 // highest percent
	left, right, upper, base float64
}

func (a axes) x(t time.Time) float64 {
	span := a.to.Sub(a.from).Hours()
	if span == 0 {
		return (a.left + a.right) / 2
	}
	return a.left + (a.right-a.left)*t.Sub(a.from).Hours()/span
}

func (a axes) y(v float64) float64 { return a.base - (a.base-a.upper)*v/a.top }

// TimeSeries draws rates in percent over time, with events and breaks.
func TimeSeries(title string, lines []Line, events []Event, breaks []Break, o Options) Figure {
	a, ok := axesOf(lines)
	if !ok {
		return empty(title, "まだ数字がありません。", o)
	}
	c := &canvas{w: o.width(), id: idOf(title)}
	upper := c.title(title) + 14
	a.left, a.right, a.upper, a.base = 52, c.w-64, upper+8, upper+238
	c.grid(a, o)
	notes := c.marks(a, events, breaks, o)
	for i, l := range lines {
		c.curve(a, l, i, breaks)
	}
	c.ends(a, lines)
	y := c.keys(a.base+34, lines)
	for _, t := range notes {
		for _, row := range wrap(t, (c.w-16)/12) {
			y += 16
			c.text(8, y, 12, "start", ink, row)
		}
	}
	c.h = c.foot(y+4, o.Foot)
	alt := altOf(title, lines)
	return Figure{SVG: c.done(alt), Table: seriesTable(title, lines, events, breaks, o), Alt: alt}
}

func axesOf(lines []Line) (axes, bool) {
	a := axes{}
	high := 0.0
	for _, l := range lines {
		for _, p := range l.Points {
			if a.from.IsZero() || p.At.Before(a.from) {
				a.from = p.At
			}
			if p.At.After(a.to) {
				a.to = p.At
			}
			high = max(high, p.value())
		}
	}
	for _, t := range []float64{1, 2, 5, 10, 20, 30, 50, 75, 100} {
		if a.top = t; high*1.05 <= t {
			break
		}
	}
	return a, !a.from.IsZero()
}

func (c *canvas) grid(a axes, o Options) {
	for i := range 6 {
		v := a.top * float64(i) / 5
		c.line(a.left, a.y(v), a.right, a.y(v), grid, "", 1)
		c.text(a.left-6, a.y(v)+4, 12, "end", quiet, fmt.Sprintf("%g%%", math.Round(v*100)/100))
	}
	months := monthsBetween(a.from, a.to)
	every := max(1, int(math.Ceil(float64(len(months))*46/(a.right-a.left))))
	for i, m := range months {
		if i%every == 0 {
			c.line(a.x(m), a.base, a.x(m), a.base+5, quiet, "", 1)
			c.text(a.x(m), a.base+19, 12, "middle", quiet, o.month(m))
		}
	}
}

// monthsBetween lists the first days of the months in a span; a span inside one month gives
// its own first day.
func monthsBetween(from, to time.Time) []time.Time {
	var out []time.Time
	for m := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, from.Location()); !m.After(to); m = m.AddDate(0, 1, 0) {
		if !m.Before(from) {
			out = append(out, m)
		}
	}
	if len(out) == 0 {
		out = []time.Time{from}
	}
	return out
}

// marks draws events and breaks with numbers, and gives the words for below.
func (c *canvas) marks(a axes, events []Event, breaks []Break, o Options) []string {
	var notes []string
	marked := 0
	inside := func(t time.Time) bool { return !t.Before(a.from.AddDate(0, 0, -1)) && !t.After(a.to.AddDate(0, 0, 1)) }
	for _, b := range breaks {
		if !inside(b.At) {
			continue
		}
		x := min(max(a.x(b.At), a.left), a.right)
		c.line(x, a.upper, x, a.base, warn, "3 3", 2)
		c.text(x, a.upper-3, 12, "middle", warn, "≠")
		notes = append(notes, "≠ "+o.day(b.At)+"　"+b.Text)
	}
	for _, e := range events {
		if !inside(e.At) {
			continue
		}
		mark := string(rune('①' + min(marked, 19)))
		marked++
		x := min(max(a.x(e.At), a.left), a.right)
		c.line(x, a.upper+8, x, a.base, quiet, "1 4", 1)
		c.text(x, a.upper+6, 13, "middle", ink, mark)
		notes = append(notes, mark+" "+o.day(e.At)+"　"+e.Text)
	}
	return notes
}

// curve draws one line; it is interrupted where the definition changes or a break lies.
func (c *canvas) curve(a axes, l Line, i int, breaks []Break) {
	colour, dash := palette[i%len(palette)], dashes[i%len(dashes)]
	for k, p := range l.Points {
		if k > 0 && joined(l.Points[k-1], p, breaks) {
			c.line(a.x(l.Points[k-1].At), a.y(l.Points[k-1].value()), a.x(p.At), a.y(p.value()), colour, dash, 2.4)
		}
		c.dot(a.x(p.At), a.y(p.value()), i, fmt.Sprintf("%s %s %d/%d = %s", l.Name, p.At.Format(time.DateOnly), p.Num, p.Den, percent(p.Num, p.Den)))
	}
}

// joined tells whether a line may be drawn between two points.
func joined(a, b Point, breaks []Break) bool {
	if a.Definition != b.Definition {
		return false
	}
	return !slices.ContainsFunc(breaks, func(k Break) bool { return k.At.After(a.At) && !k.At.After(b.At) })
}

// dot marks a point with the line's own shape.
func (c *canvas) dot(x, y float64, i int, words string) {
	colour := palette[i%len(palette)]
	c.add(`<g fill="%s" stroke="#ffffff" stroke-width="1"><title>%s</title>`, colour, esc(words))
	switch i % 4 {
	case 0:
		c.add(`<circle cx="%s" cy="%s" r="4.5"/>`, n(x), n(y))
	case 1:
		c.add(`<rect x="%s" y="%s" width="8.5" height="8.5"/>`, n(x-4.25), n(y-4.25))
	case 2:
		c.add(`<path d="M%s %sl5 9h-10z"/>`, n(x), n(y-5.5))
	default:
		c.add(`<path d="M%s %sl5 5-5 5-5-5z"/>`, n(x), n(y-5))
	}
	c.add(`</g>`)
}

// ends writes the last value beside each line, kept apart from the others.
func (c *canvas) ends(a axes, lines []Line) {
	type end struct {
		y    float64
		text string
		i    int
	}
	var list []end
	for i, l := range lines {
		if len(l.Points) > 0 {
			p := l.Points[len(l.Points)-1]
			list = append(list, end{a.y(p.value()), percent(p.Num, p.Den), i})
		}
	}
	slices.SortFunc(list, func(a, b end) int { return int(100 * (a.y - b.y)) })
	last := -1e9
	for _, e := range list {
		e.y = max(e.y+4, last+15)
		last = e.y
		c.text(a.right+8, e.y, 12.5, "start", palette[e.i%len(palette)], e.text)
	}
}

// keys writes the lines' names with their shapes.
func (c *canvas) keys(y float64, lines []Line) float64 {
	for i, l := range lines {
		c.line(10, y, 40, y, palette[i%len(palette)], dashes[i%len(dashes)], 2.4)
		c.dot(25, y, i, l.Name)
		words := l.Name
		if len(l.Points) > 0 && l.Points[0].Definition != "plan" {
			p := l.Points[len(l.Points)-1]
			words += fmt.Sprintf("　%d/%d = %s", p.Num, p.Den, percent(p.Num, p.Den))
		}
		c.clipped(48, y+4, 12.5, c.w-56, "start", ink, words)
		y += 19
	}
	return y - 8
}

func altOf(title string, lines []Line) string {
	out := title + "。"
	for _, l := range lines {
		if len(l.Points) > 0 {
			a, b := l.Points[0], l.Points[len(l.Points)-1]
			out += fmt.Sprintf("%sは%sの%sから%sの%sになりました。", l.Name, a.At.Format("2006年1月2日"), percent(a.Num, a.Den), b.At.Format("2006年1月2日"), percent(b.Num, b.Den))
		}
	}
	return out
}

func seriesTable(title string, lines []Line, events []Event, breaks []Break, o Options) Table {
	t := Table{Title: title, Heads: []string{"指標", "日付", "分子", "分母", "割合", "分母の定義・出典"}, Foot: slices.Clone(o.Foot)}
	for _, l := range lines {
		for _, p := range l.Points {
			t.Rows = append(t.Rows, []string{l.Name, p.At.Format(time.DateOnly), fmt.Sprint(p.Num), fmt.Sprint(p.Den), percent(p.Num, p.Den), p.Definition})
		}
	}
	for _, b := range breaks {
		t.Foot = append(t.Foot, "数え方の変更 "+b.At.Format(time.DateOnly)+" "+b.Text)
	}
	for _, e := range events {
		t.Foot = append(t.Foot, e.At.Format(time.DateOnly)+" "+e.Text)
	}
	return t
}
