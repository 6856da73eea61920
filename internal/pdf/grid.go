package pdf

import (
	"strings"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// placed is a cell with its place in the grid.
type placed struct {
	form.Cell
	row, col   int
	cols, rows int
	lines      []string
	size       float64 // pt
}

// grid is a block ready to be drawn.
type grid struct {
	block  form.Block
	widths []float64 // mm
	high   []float64 // mm of each row
	cells  []placed
	tied   []bool // a span holds this row together with the next
}

// block draws a grid; what does not fit continues on the next page under its head rows.
func (d *drawer) block(b form.Block) {
	if len(b.Rows) == 0 {
		return
	}
	g := d.lay(b)
	if b.Heading != "" {
		d.heading(b.Heading, g.groupHeight(0))
	}
	for from := 0; from < len(b.Rows); {
		to := g.groupEnd(from)
		if d.pdf.GetY()+g.height(from, to) > d.bottom && d.pdf.GetY() > margin+12 {
			d.newPage()
			if from >= b.Head && b.Head > 0 {
				d.rows(g, 0, b.Head)
			}
		}
		d.rows(g, from, to)
		from = to
	}
	d.pdf.SetXY(margin, d.pdf.GetY()+1.5)
}

func (d *drawer) heading(text string, next float64) {
	if d.pdf.GetY()+5+next > d.bottom {
		d.newPage()
	}
	y := d.pdf.GetY()
	d.text(text, d.size+0.5, d.wide, "L")
	d.pdf.SetXY(margin, y+4.2)
}

// lay finds every cell's place, wraps its text and measures the rows.
func (d *drawer) lay(b form.Block) *grid {
	g := &grid{block: b, widths: shares(b, d.wide), high: make([]float64, len(b.Rows)), tied: make([]bool, len(b.Rows))}
	taken := map[[2]int]bool{}
	for r, row := range b.Rows {
		col := 0
		for _, c := range row {
			for taken[[2]int{r, col}] {
				col++
			}
			p := placed{Cell: c, row: r, col: col, cols: max(c.Cols, 1), rows: max(c.Rows, 1)}
			for i := range p.rows {
				for j := range p.cols {
					taken[[2]int{r + i, col + j}] = true
				}
			}
			d.wrap(&p, g.width(p))
			g.add(p)
			col += p.cols
		}
	}
	g.stretch()
	return g
}

// shares turns the block's shares into mm.
func shares(b form.Block, wide float64) []float64 {
	sum := 0.0
	for _, w := range b.Widths {
		sum += w
	}
	out := make([]float64, len(b.Widths))
	for i, w := range b.Widths {
		out[i] = wide * w / sum
	}
	return out
}

func (g *grid) width(p placed) float64 {
	w := 0.0
	for i := p.col; i < p.col+p.cols && i < len(g.widths); i++ {
		w += g.widths[i]
	}
	return w
}

func (g *grid) add(p placed) {
	g.cells = append(g.cells, p)
	if p.rows == 1 {
		g.high[p.row] = max(g.high[p.row], p.need())
		return
	}
	for i := p.row; i < p.row+p.rows-1 && i < len(g.tied); i++ {
		g.tied[i] = true
	}
}

// need is the height of a cell's text in mm.
func (p placed) need() float64 {
	return max(p.Tall, float64(max(len(p.lines), 1))*p.size*perPoint+2*pad)
}

// stretch gives rows without a height one, and the last row of a span what the span needs.
func (g *grid) stretch() {
	for _, p := range g.cells {
		if p.rows == 1 {
			continue
		}
		last := min(p.row+p.rows, len(g.high)) - 1
		if lack := p.need() - g.height(p.row, last+1); lack > 0 {
			g.high[last] += lack
		}
	}
	for i := range g.high {
		g.high[i] = max(g.high[i], 3)
	}
}

func (g *grid) height(from, to int) float64 {
	h := 0.0
	for i := from; i < to && i < len(g.high); i++ {
		h += g.high[i]
	}
	return h
}

// groupEnd is the end of the rows that spans hold together; the head is one group.
func (g *grid) groupEnd(from int) int {
	to := from + 1
	if from < g.block.Head {
		to = g.block.Head
	}
	for to < len(g.high) && g.tied[to-1] {
		to++
	}
	return to
}

func (g *grid) groupHeight(from int) float64 { return g.height(from, g.groupEnd(from)) }

// wrap breaks a cell's text into lines; before it breaks a word of a small cell it tries a
// smaller size.
func (d *drawer) wrap(p *placed, width float64) {
	p.size = d.size
	if p.Small {
		p.size *= 0.82
	}
	text, room := d.safe(p.Text), width-2*pad
	if !strings.Contains(text, "\n") && len([]rune(text)) <= 12 {
		for d.measure(text, p.size) > room && p.size > floor {
			p.size -= 0.2
		}
	}
	for _, para := range strings.Split(strings.ReplaceAll(text, "\r", ""), "\n") {
		p.lines = append(p.lines, d.breakLine(para, p.size, room)...)
	}
}

// noStart may not begin a line, noEnd may not end one (禁則).
const (
	noStart = "、。，．）」』】〉》・ー…？！)]}"
	noEnd   = "（「『【〈《([{"
)

func (d *drawer) breakLine(s string, size, room float64) []string {
	var out []string
	line, w := []rune(nil), 0.0
	for _, r := range s {
		cw := d.width(r) * size
		if w+cw > room && len(line) > 0 && !strings.ContainsRune(noStart, r) {
			carry := []rune(nil)
			if last := line[len(line)-1]; strings.ContainsRune(noEnd, last) && len(line) > 1 {
				carry, line = []rune{last}, line[:len(line)-1]
			}
			out = append(out, string(line))
			line, w = carry, d.measure(string(carry), size)
		}
		line, w = append(line, r), w+cw
	}
	return append(out, string(line))
}

// rows draws some rows of a grid at the current place.
func (d *drawer) rows(g *grid, from, to int) {
	top := d.pdf.GetY()
	for _, p := range g.cells {
		if p.row < from || p.row >= to {
			continue
		}
		x := margin
		for i := range p.col {
			x += g.widths[i]
		}
		d.cell(p, x, top+g.height(from, p.row), g.width(p), g.height(p.row, min(p.row+p.rows, to)), g.block.Open)
	}
	d.pdf.SetXY(margin, top+g.height(from, to))
}

func (d *drawer) cell(p placed, x, y, w, h float64, open bool) {
	d.frame(p.Cell, x, y, w, h, open)
	d.pdf.SetFont(family, "", p.size)
	line := p.size * perPoint
	at := y + pad
	if p.Align == form.Center || p.rows > 1 || len(p.lines) == 1 {
		at = y + max(pad, (h-float64(len(p.lines))*line)/2)
	}
	align := map[form.Align]string{form.Left: "L", form.Center: "C", form.Right: "R"}[p.Align]
	for i, text := range p.lines {
		d.pdf.SetXY(x+pad, at+float64(i)*line)
		d.pdf.CellFormat(w-2*pad, line, text, "", 0, align+"M", false, 0, "")
		if p.Bold { // the font has one weight: a second stroke makes it darker
			d.pdf.SetXY(x+pad+0.12, at+float64(i)*line)
			d.pdf.CellFormat(w-2*pad, line, text, "", 0, align+"M", false, 0, "")
		}
	}
}

func (d *drawer) frame(c form.Cell, x, y, w, h float64, open bool) {
	style := "D"
	if c.Tint != form.Plain {
		shade := map[form.Tint]int{form.Label: 236, form.Sunday: 222, form.Changed: 205}[c.Tint]
		d.pdf.SetFillColor(shade, shade, shade)
		style = "DF"
	}
	if open {
		if style == "D" {
			return
		}
		style = "F"
	}
	d.pdf.SetLineWidth(0.15)
	d.pdf.Rect(x, y, w, h, style)
}
