// Package pdf draws the sheets of careplan/form on A4 with an embedded Japanese font (BIZ UD
// Gothic). It knows grids of cells; it never reads a file of the standard, and gives the
// same bytes for the same sheets.
package pdf

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/tasuki-care/tasuki/careplan/form"
)

//go:embed font/BIZUDGothic-Regular.ttf.gz
var packed []byte

// font is BIZ UD Gothic, OFL-1.1 (font/COPYRIGHT).
var font = sync.OnceValues(func() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("open font: %w", err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	return b, nil
})

// Options say what stands in the file's properties.
type Options struct {
	Created time.Time
	Author  string
}

const (
	family   = "bizud"
	margin   = 9.0  // mm
	footer   = 8.0  // mm kept free at the bottom
	pad      = 0.7  // mm inside a cell
	base     = 8.0  // pt on upright sheets
	baseWide = 6.4  // pt on sheets across
	floor    = 4.2  // pt, never smaller
	perPoint = 0.43 // mm of line height for each pt
)

// Write draws sheets, each on a new page.
func Write(w io.Writer, sheets []form.Sheet, o Options) error {
	ttf, err := font()
	if err != nil {
		return err
	}
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.AddUTF8FontFromBytes(family, "", ttf)
	pdf.SetCreationDate(o.Created.UTC())
	pdf.SetModificationDate(o.Created.UTC())
	pdf.SetAuthor(o.Author, true)
	pdf.SetProducer("Tasuki", true)
	pdf.SetCatalogSort(true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(margin, margin, margin)
	d := drawer{pdf: pdf, widths: map[rune]float64{}}
	for _, s := range sheets {
		d.sheet(s)
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

// drawer draws one sheet after another.
type drawer struct {
	pdf    *fpdf.Fpdf
	widths map[rune]float64 // of a character, in mm at 1 pt
	s      form.Sheet
	size   float64 // pt
	wide   float64 // mm between the margins
	bottom float64 // mm
	page   int     // of this sheet
}

func (d *drawer) sheet(s form.Sheet) {
	d.s, d.page, d.size = s, 0, base
	if s.Landscape {
		d.size = baseWide
	}
	d.newPage()
	for _, b := range s.Blocks {
		d.block(b)
	}
	d.foot()
}

// newPage begins a page with the sheet's title.
func (d *drawer) newPage() {
	if d.page > 0 {
		d.foot()
	}
	d.page++
	way := "P"
	if d.s.Landscape {
		way = "L"
	}
	d.pdf.AddPageFormat(way, d.pdf.GetPageSizeStr("A4"))
	w, h := d.pdf.GetPageSize()
	d.wide, d.bottom = w-2*margin, h-margin-footer
	d.pdf.SetXY(margin, margin)
	d.text(d.s.Corner, 9, d.wide/4, "L")
	d.pdf.SetXY(margin+d.wide/4, margin)
	title := d.s.Title
	if d.page > 1 {
		title += fmt.Sprintf("（%d枚目）", d.page)
	}
	d.text(title, 13, d.wide/2, "C")
	d.badges()
	d.pdf.SetXY(margin, margin+7.5)
}

// badges stand in frames at the upper right.
func (d *drawer) badges() {
	x := margin + d.wide
	for _, b := range slices.Backward(d.s.Badges) {
		w := d.measure(b, 8) + 3
		x -= w + 1
		d.pdf.SetXY(x, margin)
		d.pdf.Rect(x, margin, w, 4.6, "D")
		d.text(b, 8, w, "C")
	}
}

// foot writes the small lines and the number of the page.
func (d *drawer) foot() {
	_, h := d.pdf.GetPageSize()
	y := h - margin - footer + 1.5
	for i, line := range d.s.Foot {
		if i == 2 {
			break
		}
		d.pdf.SetXY(margin, y+float64(i)*3)
		d.text(line, 5.5, d.wide*0.85, "L")
	}
	d.pdf.SetXY(margin+d.wide*0.85, y)
	d.text(fmt.Sprint(d.page), 7, d.wide*0.15, "R")
}

// text writes one line without a break.
func (d *drawer) text(s string, size, width float64, align string) {
	d.pdf.SetFont(family, "", size)
	d.pdf.CellFormat(width, size*perPoint+1, d.safe(s), "", 0, align+"M", false, 0, "")
}

// safe puts 〓 where the font has no character, so that nobody takes a gap for nothing.
func (d *drawer) safe(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r != '\n' && !d.has(r) {
			out[i] = '〓'
		}
	}
	return string(out)
}

// has reports whether the font draws a character; beyond the basic plane it never does.
func (d *drawer) has(r rune) bool { return d.width(r) > 0 }

// width is a character's width in mm at 1 pt.
func (d *drawer) width(r rune) float64 {
	if w, ok := d.widths[r]; ok {
		return w
	}
	if r > 0xFFFF {
		return 0
	}
	d.pdf.SetFont(family, "", 10)
	w := d.pdf.GetStringWidth(string(r)) / 10
	d.widths[r] = w
	return w
}

func (d *drawer) measure(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		w += d.width(r)
	}
	return w * size
}
