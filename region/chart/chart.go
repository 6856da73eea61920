// Package chart draws the map's figures as SVG, each with the table behind it: rates over
// time, states, bars of a questionnaire, areas, who is linked with whom. It knows numbers,
// words and shapes. It never reads a file or a clock, never uses colour alone to tell things
// apart, and never draws a line across a change of definition.
package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
	"time"
)

// Table is the numbers behind a figure.
type Table struct {
	Title string
	Heads []string
	Rows  [][]string
	Foot  []string
}

// Figure is a drawing with its table and one sentence that says what it shows.
type Figure struct {
	SVG   []byte
	Table Table
	Alt   string
}

// Options are what all figures share.
type Options struct {
	Width   int  // pixels, 0 = 760
	Western bool // 西暦 instead of 和暦
	Foot    []string
}

func (o Options) width() float64 {
	if o.Width < 320 {
		return 760
	}
	return float64(o.Width)
}

// month writes a month on an axis: R8.12 or 2026.12.
func (o Options) month(t time.Time) string {
	if o.Western || t.Year() < 2019 {
		return fmt.Sprintf("%d.%d", t.Year(), int(t.Month()))
	}
	return fmt.Sprintf("R%d.%d", t.Year()-2018, int(t.Month()))
}

func (o Options) day(t time.Time) string { return o.month(t) + "." + strconv.Itoa(t.Day()) }

// Colours of the shapes: each stands at 3:1 or more on white, texts at 4.5:1 or more.
const (
	ink   = "#1a1a1a"
	quiet = "#4d4d4d"
	grid  = "#cccccc"
	key   = "#0017c1"
	warn  = "#8b3200"
	fonts = "'BIZ UDPGothic','BIZ UDGothic','Noto Sans CJK JP','Noto Sans JP',sans-serif"
)

var palette = []string{"#0017c1", "#0066be", "#197a4b", "#ac3e00", "#7f7f7f", "#a565f8", "#996700", "#333333"}

// dashes tell lines apart without colour.
var dashes = []string{"", "7 4", "2 3", "9 3 2 3"}

// canvas collects the parts of a drawing.
type canvas struct {
	b    strings.Builder
	w, h float64
	id   string // prefix of ids, so that several drawings stand on one page
}

func (c *canvas) add(format string, args ...any) { fmt.Fprintf(&c.b, format, args...) }

// esc makes a text safe inside SVG; characters XML does not know are left out.
func esc(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0xfffe || r == 0xffff || r >= 0xd800 && r <= 0xdfff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "〓"))
	return html.EscapeString(s)
}

// n writes a coordinate: short, and never NaN or Inf.
func n(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		x = 0
	}
	return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
}

func (c *canvas) line(x1, y1, x2, y2 float64, colour, dash string, width float64) {
	c.add(`<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"%s/>`, n(x1), n(y1), n(x2), n(y2), colour, n(width), dashed(dash))
}

func dashed(d string) string {
	if d == "" {
		return ""
	}
	return ` stroke-dasharray="` + d + `"`
}

func (c *canvas) rect(x, y, w, h float64, fill string) {
	c.add(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s" stroke="%s" stroke-width="0.7"/>`, n(x), n(y), n(max(0, w)), n(max(0, h)), fill, quiet)
}

// text writes one line; anchor is start, middle or end.
func (c *canvas) text(x, y float64, size float64, anchor, colour, s string) {
	c.add(`<text x="%s" y="%s" font-size="%s" text-anchor="%s" fill="%s">%s</text>`, n(x), n(y), n(size), anchor, colour, esc(s))
}

// clipped writes a text that must not be wider than most; the whole text stands in a title.
func (c *canvas) clipped(x, y, size, most float64, anchor, colour, s string) {
	short := cut(s, most/size)
	if short == s {
		c.text(x, y, size, anchor, colour, s)
		return
	}
	c.add(`<text x="%s" y="%s" font-size="%s" text-anchor="%s" fill="%s"><title>%s</title>%s</text>`, n(x), n(y), n(size), anchor, colour, esc(s), esc(short))
}

// ems is the width of a text in em: full-width characters 1, others about 0.55.
func ems(s string) float64 {
	w := 0.0
	for _, r := range s {
		w += em(r)
	}
	return w
}

func em(r rune) float64 {
	if r < 0x2000 || r >= 0xff61 && r <= 0xff9f {
		return 0.56
	}
	return 1
}

// cut shortens a text to a width in em.
func cut(s string, most float64) string {
	if ems(s) <= most {
		return s
	}
	w, out := 1.0, ""
	for _, r := range s {
		if w += em(r); w > most {
			break
		}
		out += string(r)
	}
	return out + "…"
}

// wrap breaks a text into lines of a width in em.
func wrap(s string, most float64) []string {
	var out []string
	line, w := "", 0.0
	for _, r := range s {
		if w+em(r) > most && line != "" {
			out, line, w = append(out, line), "", 0
		}
		line, w = line+string(r), w+em(r)
	}
	return append(out, line)
}

// title writes the figure's title and gives the y below it.
func (c *canvas) title(s string) float64 {
	y := 24.0
	for _, l := range wrap(s, (c.w-16)/16) {
		c.add(`<text x="8" y="%s" font-size="16" font-weight="700" fill="%s">%s</text>`, n(y), ink, esc(l))
		y += 21
	}
	return y - 8
}

// foot writes the lines below a drawing from y on, and gives the height.
func (c *canvas) foot(y float64, lines []string) float64 {
	for _, f := range lines {
		for _, l := range wrap(f, (c.w-16)/11.5) {
			y += 15
			c.text(8, y, 11.5, "start", quiet, l)
		}
	}
	return y + 8
}

// done closes the drawing.
func (c *canvas) done(alt string) []byte {
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img" font-family="%s"><title>%s</title><rect width="100%%" height="100%%" fill="#ffffff"/>`,
		n(c.w), n(c.h), n(c.w), n(c.h), fonts, esc(alt))
	return []byte(head + c.b.String() + `</svg>`)
}

// patterns are the fillings that tell parts apart in black and white.
const patternKinds = 8

// defs writes the patterns once.
func (c *canvas) defs() {
	c.add(`<defs>`)
	for i := range patternKinds {
		c.add(`<pattern id="%s%d" width="8" height="8" patternUnits="userSpaceOnUse">%s</pattern>`, c.id, i, patternBody(i))
	}
	c.add(`</defs>`)
}

func patternBody(i int) string {
	colour := palette[i%len(palette)]
	full := `<rect width="8" height="8" fill="` + colour + `"/>`
	light := `<rect width="8" height="8" fill="#ffffff"/>`
	switch i {
	case 0:
		return full
	case 1:
		return full + `<path d="M0 8L8 0" stroke="#ffffff" stroke-width="1.6"/>`
	case 2:
		return light + `<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="` + colour + `" stroke-width="2.2"/>`
	case 3:
		return light + `<path d="M0 4H8" stroke="` + colour + `" stroke-width="3"/>`
	case 4:
		return light + `<circle cx="4" cy="4" r="1.6" fill="` + colour + `"/>`
	case 5:
		return light + `<path d="M0 0L8 8M8 0L0 8" stroke="` + colour + `" stroke-width="1.2"/>`
	case 6:
		return light + `<path d="M4 0V8" stroke="` + colour + `" stroke-width="3"/>`
	}
	return light + `<path d="M0 1H8" stroke="` + colour + `" stroke-width="1"/>`
}

func (c *canvas) fill(i int) string { return fmt.Sprintf("url(#%s%d)", c.id, i%patternKinds) }

// idOf makes a prefix from a title: the same title gives the same drawing.
func idOf(s string) string {
	h := uint32(2166136261)
	for _, b := range []byte(s) {
		h = (h ^ uint32(b)) * 16777619
	}
	return fmt.Sprintf("p%x-", h)
}

// legend writes the names of the fillings in rows from y on, and gives the y below.
func (c *canvas) legend(y float64, names []string) float64 {
	x := 8.0
	for i, name := range names {
		w := 26 + ems(name)*12 + 14
		if x+w > c.w && x > 8 {
			x, y = 8, y+20
		}
		c.rect(x, y, 18, 12, c.fill(i))
		c.text(x+24, y+11, 12, "start", ink, name)
		x += w
	}
	return y + 22
}

// empty is the drawing when there is nothing to draw.
func empty(title, why string, o Options) Figure {
	c := &canvas{w: o.width(), h: 120}
	y := c.title(title)
	c.text(c.w/2, y+36, 13, "middle", quiet, why)
	c.h = c.foot(y+50, o.Foot)
	return Figure{SVG: c.done(title + "。" + why), Table: Table{Title: title, Foot: append([]string{why}, o.Foot...)}, Alt: title + "。" + why}
}

// percent writes a share.
func percent(num, den int) string {
	if den == 0 {
		return "—"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(num)/float64(den))
}
