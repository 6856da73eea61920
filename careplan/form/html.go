package form

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
)

// HTML draws the sheet for screen and print, with the findings of o at their cells. It
// carries no style and no script of its own; CSS holds the classes.
func (s Sheet) HTML(o Options) template.HTML {
	whose := ""
	if s.Client != (careplan.ClientKey{}) {
		whose = strings.TrimSpace(o.Names[s.Client] + " " + s.Client.Insured)
	}
	w := page{marks: o.Marks, sheet: joined("　", s.Title, whose)}
	class := "sheet"
	if s.Landscape {
		class += " sheet-landscape"
	}
	w.open("section", "class", class, "aria-label", joined("　", s.Corner, s.Title, whose))
	w.head(s)
	for _, b := range s.Blocks {
		w.block(b)
	}
	for _, line := range s.Foot {
		w.element("p", line, "class", "foot small")
	}
	w.close("section")
	return template.HTML(w.out.String()) // every text went through escape
}

// page writes HTML; all text and attributes are escaped on the way.
type page struct {
	out   strings.Builder
	marks map[Origin]string
	sheet string
}

func escape(text string) string {
	return strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
}

// open writes a start tag with its attributes; empty attributes are left out.
func (w *page) open(tag string, attributes ...string) {
	w.out.WriteString("<" + tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			w.out.WriteString(" " + attributes[i] + `="` + html.EscapeString(attributes[i+1]) + `"`)
		}
	}
	w.out.WriteString(">")
	if slices.Contains([]string{"section", "header", "div", "table", "thead", "tbody", "tr", "colgroup"}, tag) {
		w.out.WriteString("\n")
	}
}

func (w *page) close(tag string) { w.out.WriteString("</" + tag + ">\n") }

func (w *page) element(tag, text string, attributes ...string) {
	w.open(tag, attributes...)
	w.out.WriteString(escape(text))
	w.close(tag)
}

func (w *page) head(s Sheet) {
	w.open("header", "class", "sheet-head")
	if s.Corner != "" {
		w.element("p", s.Corner, "class", "corner")
	}
	w.element("h3", s.Title)
	if len(s.Badges) > 0 {
		w.open("ul", "class", "badges")
		for _, b := range s.Badges {
			w.element("li", b)
		}
		w.close("ul")
	}
	w.close("header")
}

// block writes one grid. A grid with sticky columns scrolls sideways inside its frame,
// which the keyboard reaches.
func (w *page) block(b Block) {
	if b.Sticky > 0 {
		w.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", joined("　", w.sheet, b.Heading))
	}
	class := "block"
	if b.Open {
		class += " open"
	}
	if b.Sticky > 0 {
		class += " wide"
	}
	w.open("table", "class", class)
	if b.Heading != "" {
		w.element("caption", b.Heading)
	} else {
		w.element("caption", w.sheet, "class", "vh")
	}
	steps := steps(b.Widths)
	w.open("colgroup")
	for _, n := range steps {
		w.out.WriteString(fmt.Sprintf("<col class=\"w%d\">\n", n))
	}
	w.close("colgroup")
	w.rows(b, steps)
	w.close("table")
	if b.Sticky > 0 {
		w.close("div")
	}
}

// steps turns shares of the width into steps of 2.5 %, so that they add up to 40.
func steps(widths []float64) []int {
	sum := 0.0
	for _, v := range widths {
		sum += v
	}
	out := make([]int, len(widths))
	until, used := 0.0, 0
	for i, v := range widths {
		until += v
		out[i] = min(max(int(math.Round(until/sum*40))-used, 1), 40)
		used += out[i]
	}
	return out
}

// rows writes head and body. It keeps count of the places that spanning cells take, to
// know the column of each cell.
func (w *page) rows(b Block, steps []int) {
	taken := make([]int, len(b.Widths))
	part := ""
	for i, row := range b.Rows {
		if next := partOf(i, b.Head); next != part {
			if part != "" {
				w.close(part)
			}
			part = next
			w.open(part)
		}
		w.open("tr")
		w.row(b, row, taken, steps, i)
		w.close("tr")
	}
	if part != "" {
		w.close(part)
	}
}

func partOf(row, head int) string {
	if row < head {
		return "thead"
	}
	return "tbody"
}

func (w *page) row(b Block, row []Cell, taken, steps []int, i int) {
	col := 0
	left := slices.Clone(taken)
	for n := range taken {
		taken[n] = max(taken[n]-1, 0)
	}
	for _, c := range row {
		for col < len(left) && left[col] > 0 {
			col++
		}
		stick := ""
		if col < b.Sticky {
			stick = fmt.Sprintf("stick l%d", total(steps[:col]))
		}
		w.cell(c, scope(c, i < b.Head), stick)
		for range max(c.Cols, 1) {
			if col < len(taken) {
				taken[col] = max(c.Rows, 1) - 1
			}
			col++
		}
	}
}

func total(list []int) int {
	sum := 0
	for _, n := range list {
		sum += n
	}
	return sum
}

// scope says what a heading cell is the heading of, "" for other cells.
func scope(c Cell, top bool) string {
	switch {
	case !c.Head:
		return ""
	case top && c.Cols > 1:
		return "colgroup"
	case top:
		return "col"
	case c.Rows > 1:
		return "rowgroup"
	}
	return "row"
}

func (w *page) cell(c Cell, scope, stick string) {
	tag := "td"
	if c.Head && strings.TrimSpace(c.Text) != "" { // an empty heading says nothing to who cannot see
		tag = "th"
	} else {
		scope = ""
	}
	found := w.found(c)
	id, title := "", ""
	for i, f := range found {
		if i == 0 {
			id = f.id
		}
		title = joined("　", title, f.sentence)
	}
	w.open(tag, "id", id, "class", joined(" ", c.classes(), markedIf(found), stick), "scope", scope,
		"colspan", above1(c.Cols), "rowspan", above1(c.Rows), "title", title)
	w.out.WriteString(escape(c.Text))
	for i, f := range found {
		if i == 0 {
			f.id = ""
		}
		w.open("span", "class", "vh", "id", f.id)
		w.out.WriteString(" " + escape(f.sentence) + "</span>")
	}
	w.close(tag)
}

// found is one finding at a cell.
type found struct{ id, sentence string }

// found gives the findings at a cell: first that of its value, then of what else it stands
// for. Only the first cell of a place carries the name that links lead to.
func (w *page) found(c Cell) []found {
	var out []found
	for i, o := range append([]Origin{c.From}, c.Also...) {
		sentence := w.marks[o]
		if o == (Origin{}) || sentence == "" {
			continue
		}
		f := found{fmt.Sprintf("f-%s-%d-%d", o.Kind, o.Line, o.Col), sentence}
		if i == 0 && c.Echo {
			f.id = ""
		}
		out = append(out, f)
	}
	return out
}

func markedIf(list []found) string {
	if len(list) == 0 {
		return ""
	}
	return "marked"
}

func above1(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprint(n)
}

// classes are the names of a cell's looks in CSS.
func (c Cell) classes() string {
	var out []string
	add := func(set bool, name string) {
		if set {
			out = append(out, name)
		}
	}
	add(c.Tint == Label, "label")
	add(c.Tint == Sunday, "sun")
	add(c.Tint == Changed, "changed")
	add(c.Align == Center, "mid")
	add(c.Align == Right, "num")
	add(c.Small, "small")
	add(c.Bold, "bold")
	add(c.Tall > 0, fmt.Sprintf("t%d", min(int(math.Ceil(c.Tall/5)), 12)))
	return joined(" ", out...)
}
