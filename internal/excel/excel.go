// Package excel writes and reads tables as Excel files. It knows cells; it never decides
// what stands in them, and never turns a text into a number or a formula.
package excel

import (
	"errors"
	"fmt"
	"io"

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

func (v Value) cell(style int) excelize.Cell {
	if v.IsNumber {
		return excelize.Cell{Value: v.Number}
	}
	return excelize.Cell{Value: v.Text, StyleID: style}
}

// Write writes a file with a tab for each table: head rows frozen and repeated in print,
// A4 across, fitted to the width.
func Write(w io.Writer, tables []Table) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	for i, t := range tables {
		if i == 0 {
			err = f.SetSheetName("Sheet1", t.Sheet)
		} else {
			_, err = f.NewSheet(t.Sheet)
		}
		if err == nil {
			err = writeTable(f, t)
		}
		if err != nil {
			return fmt.Errorf("write table %s: %w", t.Sheet, err)
		}
	}
	return f.Write(w)
}

func writeTable(f *excelize.File, t Table) error {
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6E6E6"}}})
	if err != nil {
		return err
	}
	s, err := f.NewStreamWriter(t.Sheet)
	if err != nil {
		return err
	}
	for i, width := range t.Widths {
		if err := s.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := writeRows(s, t, text, head); err != nil {
		return err
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return layout(f, t)
}

func writeRows(s *excelize.StreamWriter, t Table, text, head int) error {
	at := 1
	put := func(cells ...any) error {
		cell, err := excelize.CoordinatesToCellName(1, at)
		if err != nil {
			return err
		}
		at++
		return s.SetRow(cell, cells)
	}
	if err := put(excelize.Cell{Value: t.Title, StyleID: text}); err != nil {
		return err
	}
	heads := make([]any, len(t.Heads))
	for i, h := range t.Heads {
		heads[i] = excelize.Cell{Value: h, StyleID: head}
	}
	if err := put(heads...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = v.cell(text)
		}
		if err := put(cells...); err != nil {
			return err
		}
	}
	for _, line := range t.Foot {
		if err := put(excelize.Cell{Value: line, StyleID: text}); err != nil {
			return err
		}
	}
	return nil
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
		f.SetSheetProps(t.Sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + t.Sheet + "'!$1:$2", Scope: t.Sheet}),
		f.AutoFilter(t.Sheet, "A2:"+last, nil),
	)
}

// maxUnzipped bounds what a read file may hold.
const maxUnzipped = 64 << 20

// Read gives the rows of every tab as they are shown, at most max rows a tab.
func Read(r io.Reader, maxRows int) ([][][]string, error) {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped / 2})
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	defer f.Close()
	var out [][][]string
	for _, name := range f.GetSheetList() {
		rows, err := readTab(f, name, maxRows)
		if err != nil {
			return nil, err
		}
		out = append(out, rows)
	}
	return out, nil
}

func readTab(f *excelize.File, name string, maxRows int) ([][]string, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, fmt.Errorf("read tab: %w", err)
	}
	defer rows.Close()
	var out [][]string
	for rows.Next() && len(out) < maxRows {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("read tab: %w", err)
		}
		out = append(out, cells)
	}
	return out, rows.Error()
}
