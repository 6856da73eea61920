package form

import "slices"

// item writes one value into a cell that knows where it stands. Further keys are written
// behind it, for what people read as one: the two halves of an address.
func (p pen) item(r record, keys ...string) Cell {
	var texts []string
	c := Cell{From: r.at(keys[0])}
	for _, k := range keys {
		texts = append(texts, p.value(r, k))
		if k != keys[0] {
			c.Also = append(c.Also, places(r.at(k))...)
		}
	}
	c.Text = joined("　", texts...)
	return c
}

// span writes a period into a cell.
func (p pen) span(r record, from, to string) Cell {
	return Cell{Text: p.period(r, from, to), From: r.at(from), Also: places(r.at(to))}
}

// number writes a number to the right, as in a column.
func (p pen) number(r record, key string) Cell {
	c := p.item(r, key)
	c.Align = Right
	return c
}

// amount writes a number with its unit.
func (p pen) amount(r record, key, unit string) Cell {
	c := p.item(r, key)
	c.Text = around("", c.Text, unit)
	return c
}

// check writes a yes-or-no item (該当区分): ■ 身障, □ 身障.
func (p pen) check(r record, key, name string) Cell {
	c := p.item(r, key)
	switch r.text(key) {
	case "1":
		c.Text = "■ " + name
	case "0", "":
		c.Text = "□ " + name
	default:
		c.Text = name + "：" + r.text(key)
	}
	return c
}

func places(o Origin) []Origin {
	if o == (Origin{}) {
		return nil
	}
	return []Origin{o}
}

// label is a heading cell.
func label(text string) Cell { return Cell{Text: text, Head: true, Tint: Label, Small: true} }

// head is a row of column headings.
func head(texts ...string) []Cell {
	row := make([]Cell, len(texts))
	for i, t := range texts {
		row[i] = label(t)
		row[i].Align = Center
	}
	return row
}

func plain(text string) Cell { return Cell{Text: text} }

func (c Cell) wide(cols int) Cell { c.Cols = cols; return c }
func (c Cell) high(rows int) Cell { c.Rows = rows; return c }
func (c Cell) small() Cell        { c.Small = true; return c }
func (c Cell) tall(mm float64) Cell {
	c.Tall = mm
	return c
}

// and lets a cell stand for further places.
func (c Cell) and(more ...Origin) Cell {
	c.Also = slices.Concat(c.Also, more)
	return c
}

// framed is a text under its heading, over the whole width.
func framed(heading string, c Cell, mm float64) Block {
	return Block{Heading: heading, Widths: []float64{1}, Rows: [][]Cell{{c.tall(mm)}}}
}

// fields is a grid of labels and values: label, value, label, value …
func fields(widths []float64, rows ...[]Cell) Block { return Block{Widths: widths, Rows: rows} }

// anchor settles which cell links to a place lead to: the first that shows the value
// itself, else the first that stands for it.
func anchor(sheets []Sheet) []Sheet {
	shown := map[Origin]bool{}
	each(sheets, func(c *Cell) { shown[c.From] = true })
	seen := map[Origin]bool{{}: true}
	each(sheets, func(c *Cell) {
		c.Echo = seen[c.From] && c.From != (Origin{})
		seen[c.From] = true
		c.Also = slices.DeleteFunc(slices.Clone(c.Also), func(o Origin) bool {
			if shown[o] || seen[o] {
				return true
			}
			seen[o] = true
			return false
		})
	})
	return sheets
}

func each(sheets []Sheet, do func(*Cell)) {
	for _, s := range sheets {
		for _, b := range s.Blocks {
			for _, row := range b.Rows {
				for i := range row {
					do(&row[i])
				}
			}
		}
	}
}
