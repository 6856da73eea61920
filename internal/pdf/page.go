package pdf

import (
	"github.com/tasuki-care/tasuki/careplan/form"
)

// box is a cell with its place on the page in mm.
type box struct {
	placed
	x, y, w, h float64
	open       bool // without frame lines
}

// page holds the boxes of one page.
type page []box

// drawer lays out and draws one sheet.
type drawer struct {
	*scribe
	sheet  form.Sheet
	size   float64 // pt of plain text
	wide   float64 // mm between the margins
	top    float64 // mm where the blocks begin
	bottom float64 // mm where they end
	y      float64 // mm where the next row stands
	foot   []string
	name   box   // the title
	labels []box // the badges
	pages  []page
}

// plan places all blocks; after it the number of pages is known.
func (d *drawer) plan(wide, high float64) {
	d.wide, d.size = wide-2*margin, base
	if d.sheet.Landscape {
		d.size = baseWide
	}
	blocks := d.sheet.Blocks
	for _, line := range d.sheet.Foot {
		d.foot = append(d.foot, d.wrap(d.clean(line), footSize, d.wide*footShare)...)
	}
	if len(d.foot) > mostFoot { // too much for every page: once, at the end
		for _, line := range d.sheet.Foot {
			blocks = append(blocks[:len(blocks):len(blocks)], form.Block{Open: true, Widths: []float64{1}, Rows: [][]form.Cell{{{Text: line, Small: true}}}})
		}
		d.foot = nil
	}
	d.bottom = high - margin - max(height(len(d.foot), footSize)+1, 4.5)
	d.crown()
	d.turn()
	for _, b := range blocks {
		d.block(b)
	}
}

// turn begins a page.
func (d *drawer) turn() {
	d.pages = append(d.pages, nil)
	d.y = d.top
}

// block places a grid; what does not fit continues on the next page under its head rows.
func (d *drawer) block(b form.Block) {
	if len(b.Rows) == 0 || len(b.Widths) == 0 {
		return
	}
	g := d.layOut(b)
	d.heading(b, g)
	for fresh := true; g.at < len(g.high); fresh = false {
		if !fresh {
			d.turn()
			d.again(g, b.Open)
		}
		for g.at < len(g.high) {
			to := d.next(g)
			if to == g.at {
				break
			}
			d.put(g.boxes(g.at, to), b.Open)
			d.y += g.height(g.at, to)
			g.drop(to)
		}
	}
	d.y += gap
}

// heading writes a block's heading, never at the foot of a page without the first rows.
func (d *drawer) heading(b form.Block, g *grid) {
	lines := d.wrap(d.clean(b.Heading), d.size+0.5, d.wide)
	own := height(len(lines), d.size+0.5) + 1
	if b.Heading == "" {
		own = 0
	}
	if d.y > d.top && d.y+own+d.start(g) > d.bottom {
		d.turn()
	}
	if own > 0 {
		p := placed{size: d.size + 0.5, lines: lines, Cell: form.Cell{Bold: true}}
		d.put([]box{{placed: p, x: margin, w: d.wide, h: own}}, true)
		d.y += own
	}
}

// start is the height of the head and the first rows under it, or of as much of them as is
// worth beginning with.
func (d *drawer) start(g *grid) float64 {
	n := g.group(0)
	high := d.least(g.height(0, n))
	if n == g.head && n < len(g.high) {
		high += d.least(g.height(n, g.group(n)))
	}
	return min(high, d.bottom-d.top-10)
}

// least is the room that rows of a height need to begin on a page: all of it, unless they
// may be cut because the head and they might not fit on one page.
func (d *drawer) least(high float64) float64 {
	if high > (d.bottom-d.top)/2 {
		return worthwhile
	}
	return high
}

// again repeats a block's head on a new page, unless little room would be left under it.
func (d *drawer) again(g *grid, open bool) {
	high := 0.0
	for _, b := range g.repeat {
		high = max(high, b.y+b.h)
	}
	if g.at < g.head || high > (d.bottom-d.top)/2-0.1 {
		return
	}
	d.put(g.repeat, open)
	d.y += high
}

// next is the end of the rows that go on this page now; none do when the page is full.
// Rows that need not stay whole are cut where the page ends.
func (d *drawer) next(g *grid) int {
	to, room := g.group(g.at), d.bottom-d.y
	if high := g.height(g.at, to); high <= room+0.01 {
		return to
	} else if d.least(high) > room {
		return g.at
	}
	fit := g.at
	for fit < to && g.height(g.at, fit+1) <= room {
		fit++
	}
	if fit == g.at {
		g.divide(room)
		return g.at + 1
	}
	g.cut(fit)
	return fit
}

// put places boxes at the current height.
func (d *drawer) put(boxes []box, open bool) {
	last := len(d.pages) - 1
	for _, b := range boxes {
		b.y += d.y
		b.open = open
		d.pages[last] = append(d.pages[last], b)
	}
}
