package survey

import (
	"strings"
	"time"
)

// Rows is the answers as a table with a heading, as ReadTable reads it. All cells are text:
// numbers keep their zeros. Whoever writes it to a CSV for a spreadsheet must see to it that
// no cell is taken for a formula. Values of questions the form does not have are left out.
func (f Form) Rows(answers []Answer) [][]string {
	out := [][]string{f.headings()}
	for _, a := range answers {
		row := []string{a.ID, timeText(a.At), a.Via.Word(), a.Office}
		for _, q := range f.Questions {
			row = append(row, q.cell(a.Values[q.ID]))
		}
		out = append(out, row)
	}
	return out
}

func (f Form) headings() []string {
	out := []string{metaID, metaAt, metaVia, metaOffice}
	for _, q := range f.Questions {
		switch {
		case q.No > 0:
			out = append(out, "Q"+itoa(q.No)+" "+q.Text)
		case trim(q.Text) == "":
			out = append(out, q.ID)
		default:
			out = append(out, q.Text)
		}
	}
	return out
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func (q Question) cell(v Value) string {
	if v.Number != nil {
		return i64(*v.Number)
	}
	if !q.Kind.choice() {
		return v.Text
	}
	return strings.Join(q.choiceWords(v), ";")
}

// choiceWords are the chosen options in the order of the form, then what fits none, then
// その他 with its text.
func (q Question) choiceWords(v Value) []string {
	var known, stray, other []string
	picked := v.picked()
	for _, o := range q.Options {
		if !contains(picked, o.ID) {
			continue
		}
		if o.Other {
			other = append(other, o.Text)
		} else {
			known = append(known, o.Text)
		}
	}
	for _, id := range picked {
		if _, ok := q.Option(id); !ok {
			stray = append(stray, id)
		}
	}
	if text := trim(v.Text); text != "" {
		if len(other) > 0 {
			other[len(other)-1] += "：" + text
		} else {
			other = append(other, text)
		}
	}
	return append(append(known, stray...), other...)
}
