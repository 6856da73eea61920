package pdf

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// placed is a cell with its place in the grid and its text in lines.
type placed struct {
	form.Cell
	row, col   int
	cols, rows int
	size       float64 // pt
	lines      []string
}

// need is the height of a cell's text in mm.
func (p placed) need() float64 {
	return max(p.Tall, height(max(len(p.lines), 1), p.size)+2*pad)
}

// grid is a block ready to be drawn, from row at on; its cells are in the order of rows.
type grid struct {
	at     int
	head   int       // leading rows of the block that are its head
	left   []float64 // mm of each column's left side, and of the right end
	high   []float64 // mm of each row
	cells  []placed
	repeat []box // the head as drawn, from 0 downwards
}

// layOut finds every cell's place, wraps its text and measures the rows.
func (d *drawer) layOut(b form.Block) *grid {
	g := &grid{head: min(b.Head, len(b.Rows)), left: columns(b, d.wide), high: make([]float64, len(b.Rows))}
	taken := map[[2]int]bool{}
	for r, row := range b.Rows {
		col := 0
		for _, c := range row {
			for taken[[2]int{r, col}] {
				col++
			}
			p := placed{Cell: c, row: r, col: col, cols: max(c.Cols, 1), rows: min(max(c.Rows, 1), len(b.Rows)-r)}
			for i := range p.rows {
				for j := range p.cols {
					taken[[2]int{r + i, col + j}] = true
				}
			}
			p.size = d.size
			if p.Small {
				p.size = max(p.size*smaller, floor)
			}
			_, w := g.across(p)
			p.size, p.lines = d.fit(d.clean(p.Text), p.size, w-2*side(w), p.Tall)
			g.cells = append(g.cells, p)
			col += p.cols
		}
	}
	g.measure()
	g.repeat = g.boxes(0, g.head)
	return g
}

// columns turns the block's shares of the width into places, one more than columns.
func columns(b form.Block, wide float64) []float64 {
	sum := 0.0
	for _, w := range b.Widths {
		sum += w
	}
	out := []float64{margin}
	for _, w := range b.Widths {
		out = append(out, out[len(out)-1]+wide*w/sum)
	}
	return out
}

// across is the left side and the width of a cell in mm.
func (g *grid) across(p placed) (x, w float64) {
	last := len(g.left) - 1
	x = g.left[min(p.col, last)]
	return x, g.left[min(p.col+p.cols, last)] - x
}

// side is the space left and right of a text in a cell of w mm.
func side(w float64) float64 { return min(pad, w*0.05) }

// measure finds the heights of the rows; the last row of a span takes what the span lacks.
func (g *grid) measure() {
	for i := range g.high[g.at:] {
		g.high[g.at+i] = leastRow
	}
	for _, p := range g.cells {
		if p.rows == 1 {
			g.high[p.row] = max(g.high[p.row], p.need())
		}
	}
	for _, p := range g.cells {
		if lack := p.need() - g.height(p.row, p.row+p.rows); lack > 0 {
			g.high[p.row+p.rows-1] += lack
		}
	}
}

func (g *grid) height(from, to int) float64 {
	h := 0.0
	for _, v := range g.high[from:to] {
		h += v
	}
	return h
}

// group is the end of the rows that belong together from a row on: the head, and what
// spans tie.
func (g *grid) group(from int) int {
	end := from + 1
	if from < g.head {
		end = g.head
	}
	for _, p := range g.cells {
		if p.row >= end {
			break
		}
		if p.row >= from {
			end = max(end, p.row+p.rows)
		}
	}
	return end
}

// boxes are the cells of some rows with their places in mm, the first row at 0.
func (g *grid) boxes(from, to int) []box {
	var out []box
	for _, p := range g.cells {
		if p.row >= to {
			break
		}
		if p.row >= from {
			x, w := g.across(p)
			out = append(out, box{placed: p, x: x, w: w, y: g.height(from, p.row), h: g.height(p.row, min(p.row+p.rows, to))})
		}
	}
	return out
}

// drop ends the rows before n; no span may reach beyond them.
func (g *grid) drop(n int) {
	i := slices.IndexFunc(g.cells, func(p placed) bool { return p.row >= n })
	if i < 0 {
		i = len(g.cells)
	}
	g.at, g.cells = n, g.cells[i:]
}

// cut divides the cells that span rows n-1 and n. The lower part of a heading cell says the
// heading again; other texts continue with the lines for which there was no room above.
func (g *grid) cut(n int) {
	for i, p := range g.cells {
		if p.row >= n || p.row+p.rows <= n {
			continue
		}
		upper, lower := p.split(g.height(p.row, n))
		upper.rows, lower.rows, lower.row = n-p.row, p.row+p.rows-n, n
		g.cells[i] = upper
		g.cells = append(g.cells, lower)
	}
	slices.SortStableFunc(g.cells, func(a, b placed) int {
		if a.row != b.row {
			return a.row - b.row
		}
		return a.col - b.col
	})
	above := slices.Clone(g.high[:n])
	g.measure()
	copy(g.high, above)
}

// divide makes two rows of the next row, the upper one high mm.
func (g *grid) divide(high float64) {
	for i := range g.cells {
		if g.cells[i].row > g.at {
			g.cells[i].row++
		} else {
			g.cells[i].rows++
		}
	}
	if g.at < g.head {
		g.head++
	}
	g.high = slices.Insert(g.high, g.at, high)
	g.cut(g.at + 1)
}

// split divides a cell's lines: those for which there is room in high mm, and the rest.
func (p placed) split(high float64) (upper, lower placed) {
	n := min(int((high-2*pad)/height(1, p.size)+0.001), len(p.lines))
	upper, lower = p, p
	upper.Tall, lower.Tall = 0, max(p.Tall-high, 0)
	upper.lines, lower.lines = p.lines[:max(n, 0)], p.lines[max(n, 0):]
	if n == len(p.lines) && (p.Cell.Head || p.Tint == form.Label) {
		lower.lines = p.lines
	}
	return upper, lower
}
