// Package pdf draws the sheets of careplan/form on A4 with an embedded Japanese font (BIZ
// UDGothic). It knows grids of cells; it never reads a file of the standard, never leaves
// out a line of a text, and gives the same bytes for the same sheets.
package pdf

import (
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// Options say what stands in the file's properties.
type Options struct {
	Created time.Time
	Author  string
	Files   []File // that travel inside
}

const (
	family     = "bizud"
	margin     = 9.0  // mm
	pad        = 0.7  // mm inside a cell
	gap        = 1.5  // mm between blocks
	base       = 8.0  // pt on upright sheets
	baseWide   = 6.4  // pt on sheets across
	smaller    = 0.82 // of a small text
	floor      = 5.0  // pt, never smaller
	perPoint   = 0.43 // mm of line height for each pt
	leastRow   = 3.0  // mm
	shortText  = 12   // characters that rather shrink than wrap
	worthwhile = 25.0 // mm: with less left on a page a long row begins on the next
	footSize   = 5.5  // pt
	footShare  = 0.85 // of the width; the number of the page has the rest
	mostFoot   = 8    // lines under every page
)

// Write draws sheets, each on a new page. Pages are numbered within their sheet.
func Write(w io.Writer, sheets []form.Sheet, o Options) error {
	f, err := embedded()
	if err != nil {
		return err
	}
	pdf := newPDF(f, o)
	pdf.SetAttachments(attached(o.Files))
	s := &scribe{face: f, widths: map[rune]float64{}, ask: func(r rune) float64 {
		return float64(pdf.GetStringSymbolWidth(string(r))) / 1000 * 25.4 / 72
	}}
	for _, sheet := range sheets {
		way := "P"
		if sheet.Landscape {
			way = "L"
		}
		d := &drawer{scribe: s, sheet: sheet}
		d.plan(paper(way))
		for i := range d.pages {
			pdf.AddPageFormat(way, pdf.GetPageSizeStr("A4"))
			(&pen{Fpdf: pdf, drawer: d}).page(i)
		}
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

// paper is the width and height of A4 in mm.
func paper(way string) (wide, high float64) {
	if way == "L" {
		return 297, 210
	}
	return 210, 297
}

// newPDF is an empty file. Its dates and producer are given, so that nothing in it depends
// on when and where it was made.
func newPDF(f *face, o Options) *fpdf.Fpdf {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.AddUTF8FontFromBytes(family, "", f.ttf)
	pdf.SetCreationDate(o.Created.UTC())
	pdf.SetModificationDate(o.Created.UTC())
	pdf.SetAuthor(o.Author, true)
	pdf.SetProducer("Tasuki", true)
	pdf.SetLang("ja-JP")
	pdf.SetCatalogSort(true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetFont(family, "", base)
	return pdf
}
