// Package excel writes and reads tables as Excel files. It knows cells; it never decides
// what stands in them, and never turns a text into a number or a formula.
package excel

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Table is one tab of a file.
type Table struct {
	Sheet  string // name of the tab
	Title  string // first row
	Heads  []string
	Widths []float64 // of the columns, in characters
	Rows   [][]Value
	Foot   []string
}

// Value is a text or a number.
type Value struct {
	Text     string
	Number   float64
	IsNumber bool
}

// Text is a cell that stays a text: office numbers keep their zeros, and what looks like a
// formula is none.
func Text(s string) Value { return Value{Text: s} }

// Number is a cell to be added up.
func Number(n float64) Value { return Value{Number: n, IsNumber: true} }

// maxText is what Excel holds in a cell, in UTF-16 units.
const maxText = 32767

// cell checks what Excel would cut off or could not read.
func (v Value) cell(l looks) (excelize.Cell, error) {
	if v.IsNumber {
		if math.IsNaN(v.Number) || math.IsInf(v.Number, 0) {
			return excelize.Cell{}, errors.New("not a number")
		}
		return excelize.Cell{Value: v.Number, StyleID: l.number}, nil
	}
	if len(v.Text) > maxText && len(utf16.Encode([]rune(v.Text))) > maxText {
		return excelize.Cell{}, errors.New("text too long for a cell")
	}
	return excelize.Cell{Value: v.Text, StyleID: l.text}, nil
}

// Write writes a file with a tab for each table: head rows frozen and repeated in print,
// A4 across, fitted to the width.
func Write(w io.Writer, tables []Table) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	l, err := newLooks(f)
	if err != nil {
		return fmt.Errorf("write tables: %w", err)
	}
	for i, t := range tables {
		if err := errors.Join(newTab(f, i, t.Sheet), writeTable(f, t, l)); err != nil {
			return fmt.Errorf("write table %d: %w", i+1, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write tables: %w", err)
	}
	return nil
}

// newTab adds a tab; a second one of the same name would take the place of the first.
func newTab(f *excelize.File, i int, name string) error {
	if i == 0 {
		return f.SetSheetName("Sheet1", name)
	}
	if at, err := f.GetSheetIndex(name); err != nil || at >= 0 {
		return errors.Join(err, errors.New("name of the tab is taken"))
	}
	_, err := f.NewSheet(name)
	return err
}

// looks are the styles of cells. All texts bear the format of texts (@): a text that looks
// like a formula (=, +, -, @) stays one even when somebody edits the cell.
type looks struct{ title, head, text, note, number int }

func newLooks(f *excelize.File) (l looks, err error) {
	const asText = 49 // the number format @
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6E6E6"}}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, want := range []struct {
		at    *int
		style excelize.Style
	}{
		{&l.title, excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true, Size: 14}}},
		{&l.head, excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true}, Fill: grey, Alignment: wrap}},
		{&l.text, excelize.Style{NumFmt: asText, Alignment: wrap}},
		{&l.note, excelize.Style{NumFmt: asText}},
		{&l.number, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}},
	} {
		if *want.at, err = f.NewStyle(&want.style); err != nil {
			return looks{}, err
		}
	}
	return l, nil
}

func writeTable(f *excelize.File, t Table, l looks) error {
	if err := layout(f, t); err != nil { // before the rows: the stream writer drops what comes after it
		return err
	}
	s, err := f.NewStreamWriter(t.Sheet)
	if err != nil {
		return err
	}
	for i, width := range slices.Backward(t.Widths) { // each stands before those already set
		if err := s.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := writeRows(s, t, l); err != nil {
		return err
	}
	return s.Flush()
}

func writeRows(s *excelize.StreamWriter, t Table, l looks) error {
	heads := make([]Value, len(t.Heads))
	for i, h := range t.Heads {
		heads[i] = Text(h)
	}
	at := 0
	put := func(l looks, values ...Value) error {
		at++
		return writeRow(s, at, l, values)
	}
	if err := errors.Join(put(looks{text: l.title}, Text(t.Title)), put(looks{text: l.head}, heads...)); err != nil {
		return err
	}
	for _, row := range t.Rows {
		if err := put(l, row...); err != nil {
			return err
		}
	}
	for _, line := range t.Foot {
		if err := put(looks{text: l.note}, Text(line)); err != nil {
			return err
		}
	}
	return nil
}

func writeRow(s *excelize.StreamWriter, at int, l looks, values []Value) error {
	cells := make([]any, len(values))
	for i, v := range values {
		c, err := v.cell(l)
		if err != nil {
			return fmt.Errorf("row %d, column %d: %w", at, i+1, err)
		}
		cells[i] = c
	}
	name, err := excelize.CoordinatesToCellName(1, at)
	if err != nil {
		return err
	}
	return s.SetRow(name, cells)
}

// layout sets how the tab is printed and filtered.
func layout(f *excelize.File, t Table) error {
	a4, across, one, all := 9, "landscape", 1, 0
	fit := true
	last, err := excelize.CoordinatesToCellName(max(len(t.Heads), 1), 2+len(t.Rows))
	if err != nil {
		return err
	}
	return errors.Join(
		f.SetPageLayout(t.Sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &one, FitToHeight: &all}),
		f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + strings.ReplaceAll(t.Sheet, "'", "''") + "'!$1:$2", Scope: t.Sheet}),
		f.AutoFilter(t.Sheet, "A2:"+last, nil),
		f.SetSheetProps(t.Sheet, &excelize.SheetPropsOptions{FitToPage: &fit}), // the filter would undo it
	)
}
