package excel

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Bounds of a file that is read.
const (
	maxPacked   = 16 << 20 // bytes
	maxUnzipped = 64 << 20 // bytes, and bytes of all cells together
	maxColumns  = 1000
)

// ErrTooLarge means that a file holds more than may be read; nothing of it is returned.
var ErrTooLarge = errors.New("table too large")

// Read gives the rows of every tab, cells as they are shown. A tab of more than maxRows
// rows is an error, never a shortened table.
func Read(r io.Reader, maxRows int) ([][][]string, error) {
	packed := &io.LimitedReader{R: r, N: maxPacked + 1}
	f, err := excelize.OpenReader(packed, excelize.Options{
		UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, // equal: nothing goes to disk
		CultureInfo: excelize.CultureNameJaJP,
	})
	if packed.N <= 0 {
		err = errors.Join(ErrTooLarge, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	defer f.Close()
	room := maxUnzipped
	var out [][][]string
	for _, name := range f.GetSheetList() {
		rows, err := readTab(f, name, maxRows, &room)
		if err != nil {
			return nil, fmt.Errorf("read tab %d: %w", len(out)+1, err)
		}
		out = append(out, rows)
	}
	return out, nil
}

// readTab takes what it reads off the room that is left. Many cells may show one long text,
// so that a small file can hold more than its size tells.
func readTab(f *excelize.File, name string, maxRows int, room *int) ([][]string, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]string
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		for _, c := range cells {
			*room -= len(c) + 1
		}
		if len(out) >= maxRows || len(cells) > maxColumns || *room < 0 {
			return nil, ErrTooLarge
		}
		out = append(out, cells)
	}
	return out, rows.Error()
}
