package chart

import (
	"fmt"
	"slices"
)

// Part is one state in a column.
type Part struct {
	Name  string
	Count int
}

// Column is one bar made of parts.
type Column struct {
	Label string
	Parts []Part
}

func (c Column) sum() int {
	n := 0
	for _, p := range c.Parts {
		n += p.Count
	}
	return n
}

// Stacked draws columns of parts as horizontal bars of equal length per unit: names of
// zones and services are long.
func Stacked(title string, columns []Column, o Options) Figure {
	most, names := 0, []string(nil)
	for _, col := range columns {
		most = max(most, col.sum())
		for _, p := range col.Parts {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	if most == 0 {
		return empty(title, "数える事業所がまだありません。", o)
	}
	c := &canvas{w: o.width(), id: idOf(title)}
	c.defs()
	y := c.legend(c.title(title)+10, names) + 6
	label := labelWidth(columns)
	for _, col := range columns {
		c.bar(col, names, y, label, most)
		y += 30
	}
	c.h = c.foot(y, o.Foot)
	alt := fmt.Sprintf("%s。%d本の帯で、状態ごとの数を示します。", title, len(columns))
	return Figure{SVG: c.done(alt), Table: stackedTable(title, columns, names, o), Alt: alt}
}

func labelWidth(columns []Column) float64 {
	w := 60.0
	for _, col := range columns {
		w = max(w, ems(col.Label)*12.5+10)
	}
	return min(w, 200)
}

func (c *canvas) bar(col Column, names []string, y, label float64, most int) {
	c.clipped(label, y+15, 12.5, label-6, "end", ink, col.Label)
	x := label + 10
	unit := (c.w - x - 52) / float64(most)
	for _, p := range col.Parts {
		if p.Count == 0 {
			continue
		}
		i := slices.Index(names, p.Name)
		w := unit * float64(p.Count)
		c.add(`<g><title>%s %d</title>`, esc(p.Name), p.Count)
		c.rect(x, y, w, 22, c.fill(i))
		if number := fmt.Sprint(p.Count); w > 12+8*float64(len(number)) {
			c.add(`<rect x="%s" y="%s" width="%s" height="15" rx="3" fill="#ffffff"/>`, n(x+w/2-4-4*float64(len(number))), n(y+3.5), n(8+8*float64(len(number))))
			c.text(x+w/2, y+15.5, 12, "middle", ink, number)
		}
		c.add(`</g>`)
		x += w
	}
	c.text(x+6, y+15, 12.5, "start", quiet, fmt.Sprintf("計%d", col.sum()))
}

func stackedTable(title string, columns []Column, names []string, o Options) Table {
	t := Table{Title: title, Heads: append([]string{"区分"}, append(slices.Clone(names), "計")...), Foot: o.Foot}
	for _, col := range columns {
		row := []string{col.Label}
		for _, name := range names {
			count := 0
			for _, p := range col.Parts {
				if p.Name == name {
					count += p.Count
				}
			}
			row = append(row, fmt.Sprint(count))
		}
		t.Rows = append(t.Rows, append(row, fmt.Sprint(col.sum())))
	}
	return t
}
