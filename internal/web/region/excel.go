package regionweb

import (
	"bytes"
	"fmt"
	"net/url"

	"github.com/tasuki-care/tasuki/internal/excel"
	"github.com/tasuki-care/tasuki/region/chart"
)

// table is a list as it stands on a page, ready to be taken along.
type table chart.Table

// excel hands a list out as an Excel file, exactly as shown: every cell is a text.
func (c *call) excel(name string, tables ...table) error {
	var out []excel.Table
	for _, t := range tables {
		x := excel.Table{Sheet: short(t.Title), Title: t.Title, Heads: t.Heads, Foot: t.Foot}
		for _, r := range t.Rows {
			row := make([]excel.Value, len(r))
			for i, v := range r {
				row[i] = excel.Text(v)
			}
			x.Rows = append(x.Rows, row)
		}
		x.Widths = widths(t)
		out = append(out, x)
	}
	var b bytes.Buffer
	if err := excel.Write(&b, out); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	c.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	c.w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+".xlsx"))
	_, err := c.w.Write(b.Bytes())
	return err
}

// short is a tab's name: at most 31 characters, none of those Excel refuses.
func short(s string) string {
	out := []rune{}
	for _, r := range s {
		if bytes.ContainsRune([]byte(`[]:*?/\`), r) {
			r = '・'
		}
		if out = append(out, r); len(out) == 31 {
			break
		}
	}
	return string(out)
}

// widths fits the columns to what stands in them, between 8 and 40 characters.
func widths(t table) []float64 {
	out := make([]float64, len(t.Heads))
	for i := range out {
		out[i] = 8
		for _, r := range append([][]string{t.Heads}, t.Rows...) {
			if i < len(r) {
				out[i] = min(40, max(out[i], float64(wide(r[i]))+2))
			}
		}
	}
	return out
}

// wide counts half-width columns.
func wide(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xff {
			n++
		}
	}
	return n
}
