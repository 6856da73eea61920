package chart

import "fmt"

// Bar is one choice of a question.
type Bar struct {
	Text  string
	Count int
}

// Bars draws the answers to a question: count and share of n, long texts wrapped.
func Bars(title string, answers int, bars []Bar, multiple bool, o Options) Figure {
	if len(bars) == 0 {
		return empty(title, "選択肢がありません。", o)
	}
	c := &canvas{w: o.width(), id: idOf(title)}
	c.defs()
	y := c.title(title) + 16
	words := fmt.Sprintf("n=%d", answers)
	if multiple {
		words += "　複数回答"
	}
	c.text(8, y, 13, "start", ink, words)
	y += 10
	label := min(300, c.w*0.42)
	most := 1
	for _, b := range bars {
		most = max(most, b.Count)
	}
	for _, b := range bars {
		y = c.choice(b, y, label, most, answers)
	}
	c.h = c.foot(y, o.Foot)
	alt := fmt.Sprintf("%s。n=%dの回答を、選択肢ごとの帯で示します。", title, answers)
	return Figure{SVG: c.done(alt), Table: barTable(title, answers, bars, o), Alt: alt}
}

func (c *canvas) choice(b Bar, y, label float64, most, answers int) float64 {
	rows := wrap(b.Text, label/12.5)
	height := max(24, float64(len(rows))*16+6)
	for i, r := range rows {
		c.text(label, y+height/2-float64(len(rows)-1)*8+4.5+float64(i)*16, 12.5, "end", ink, r)
	}
	w := (c.w - label - 120) * float64(b.Count) / float64(most)
	c.add(`<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s"/>`, n(label+8), n(y), n(label+8), n(y+height), quiet)
	c.rect(label+8, y+height/2-9, w, 18, c.fill(0))
	c.text(label+14+w, y+height/2+4.5, 12.5, "start", ink, fmt.Sprintf("%d（%s）", b.Count, percent(b.Count, answers)))
	return y + height + 3
}

func barTable(title string, answers int, bars []Bar, o Options) Table {
	t := Table{Title: title, Heads: []string{"選択肢", "回答", "割合"}, Foot: append([]string{fmt.Sprintf("n=%d", answers)}, o.Foot...)}
	for _, b := range bars {
		t.Rows = append(t.Rows, []string{b.Text, fmt.Sprint(b.Count), percent(b.Count, answers)})
	}
	return t
}
