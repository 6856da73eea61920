package pdf

import (
	"fmt"
	"slices"

	"codeberg.org/go-pdf/fpdf"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// Sizes of what stands around the blocks, in pt and mm.
const (
	cornerSize = 9.0
	titleSize  = 13.0
	titleLeast = 9.0
	badgeSize  = 8.0
	badgeHigh  = 4.6
	pageSize   = 7.0
)

// crown plans the title and the badges, and where the blocks begin.
func (d *drawer) crown() {
	x, y, most := margin+d.wide, margin, 0.0
	for _, text := range slices.Backward(d.sheet.Badges) {
		text = d.clean(text)
		w := min(d.width(text)*badgeSize+3, d.wide*0.38)
		if x-w < margin+d.wide*0.6 {
			x, y = margin+d.wide, y+badgeHigh+0.8
		}
		x -= w
		size, lines := d.fit(text, badgeSize, w-2, badgeHigh)
		d.labels = append(d.labels, box{x: x, y: y, w: w, h: badgeHigh, placed: placed{size: size, lines: lines, Cell: form.Cell{Align: form.Center}}})
		x -= 1
		most = max(most, margin+d.wide-x)
	}
	d.title(d.width(d.clean(d.sheet.Corner))*cornerSize+3, most+3)
	high := max(d.name.h, y+badgeHigh-margin)
	d.name.h = high
	d.top = margin + min(high, 50) + 1.5
}

// title stands in the middle of the page, or between corner and badges when it is long.
func (d *drawer) title(left, right float64) {
	text := d.clean(d.sheet.Title)
	if middle := max(left, right); d.width(text)*titleSize <= d.wide-2*middle {
		left, right = middle, middle
	}
	room := d.wide - left - right
	size := min(titleSize, max(titleLeast, (room-1)/max(d.width(text), 0.01)))
	p := placed{size: size, lines: d.wrap(text, size, room), Cell: form.Cell{Align: form.Center, Bold: true}}
	d.name = box{placed: p, x: margin + left, y: margin, w: room, h: height(len(p.lines), size)}
}

// pen draws what a drawer planned.
type pen struct {
	*fpdf.Fpdf
	*drawer
}

// page draws page i: grounds first, so that no ground covers a neighbour's line.
func (p *pen) page(i int) {
	p.write(box{x: margin, y: margin, w: p.drawer.wide, h: 5, placed: placed{size: cornerSize, lines: []string{p.clean(p.sheet.Corner)}}})
	p.write(p.name)
	p.SetLineWidth(0.15)
	for _, b := range p.pages[i] {
		p.ground(b)
	}
	p.SetDrawColor(0, 0, 0)
	p.SetLineWidth(0.15)
	for _, b := range slices.Concat(p.labels, p.pages[i]) {
		if !b.open {
			p.Rect(b.x, b.y, b.w, b.h, "D")
		}
	}
	for _, b := range slices.Concat(p.labels, p.pages[i]) {
		p.write(b)
	}
	p.underneath(i)
}

// underneath writes the small lines and the number of the page.
func (p *pen) underneath(i int) {
	y := p.bottom + 0.8
	wide := p.drawer.wide
	p.write(box{x: margin, y: y, w: wide, h: height(len(p.foot), footSize), placed: placed{size: footSize, lines: p.foot}})
	number := fmt.Sprintf("%d/%d", i+1, len(p.pages))
	p.write(box{x: margin, y: y, w: wide, h: 3.5, placed: placed{size: pageSize, lines: []string{number}, Cell: form.Cell{Align: form.Right}}})
}

// ground tints a cell: grey for headings and changes, hatched for Sundays and holidays.
func (p *pen) ground(b box) {
	grey := 0
	switch b.Tint {
	case form.Label:
		grey = 236
	case form.Changed:
		grey = 205
	case form.Sunday:
		p.hatch(b)
		return
	default:
		return
	}
	p.SetFillColor(grey, grey, grey)
	p.Rect(b.x, b.y, b.w, b.h, "F")
	p.SetFillColor(0, 0, 0) // as the text
}

// hatch draws slanting lines that run on from cell to cell.
func (p *pen) hatch(b box) {
	const step = 1.2 // mm
	p.SetFillColor(240, 240, 240)
	p.Rect(b.x, b.y, b.w, b.h, "F")
	p.SetFillColor(0, 0, 0)
	p.SetDrawColor(190, 190, 190)
	p.SetLineWidth(0.12)
	for c := float64(int((b.x+b.y)/step)+1) * step; c < b.x+b.w+b.y+b.h; c += step { // where x+y = c
		left, right := max(b.x, c-b.y-b.h), min(b.x+b.w, c-b.y)
		p.Line(left, c-left, right, c-right)
	}
}

// write draws a box's lines.
func (p *pen) write(b box) {
	p.SetFont(family, "", b.size)
	high, s := height(1, b.size), side(b.w)
	y := b.y + pad
	if spare := b.h - height(len(b.lines), b.size); b.Align == form.Center || b.rows != 1 || len(b.lines) == 1 && b.Tall == 0 {
		y = b.y + max(spare/2, 0)
	}
	if b.Bold { // the font has one weight: its outline is drawn too
		p.SetLineWidth(b.size * 0.008)
		p.SetTextRenderingMode(2)
		defer p.SetTextRenderingMode(0)
	}
	for i, line := range b.lines {
		x := b.x + s
		switch spare := b.w - 2*s - p.width(line)*b.size; b.Align {
		case form.Center:
			x += spare / 2
		case form.Right:
			x += spare
		}
		if line != "" {
			p.Text(x, y+(float64(i)+0.5)*high+b.size*0.13, line)
		}
	}
}
