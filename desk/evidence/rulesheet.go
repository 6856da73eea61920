package evidence

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// RuleSheet shows a count: the answer, each condition, and the offices and months counted.
func RuleSheet(t Tally, o Options) form.Sheet {
	s := form.Sheet{Title: "加算・補助金の利用実績", Corner: t.Rule.Name, Foot: o.foot()}
	s.Blocks = []form.Block{answer(t.Sentence, "数えた日: "+o.Style.Date(t.Today)), conditions(t, o)}
	if len(t.Uses) > 0 {
		s.Blocks = append(s.Blocks, uses(t, o))
	}
	s.Foot = append(s.Foot, "下書き、送信待ち、差戻し、送信取消は数えていません。", "記録を数えた結果です。算定・交付の判断は、根拠の文書と窓口で確かめてください。")
	return s
}

func conditions(t Tally, o Options) form.Block {
	r := t.Rule
	b := form.Block{Heading: "条件", Widths: []float64{3, 4, 4, 2}, Head: 1, Rows: [][]form.Cell{
		{label("条件"), label("求められること"), label("数えた結果"), label("結果")},
		{label("対象の期間"), {Text: validity(r, o)}, {Text: o.Style.Date(t.Today)}, mark(t.Valid)},
	}}
	if r.Partners > 0 {
		b.Rows = append(b.Rows, []form.Cell{label("相手"), {Text: fmt.Sprintf("%d事業所以上", r.Partners)}, {Text: fmt.Sprintf("%d事業所", len(t.Uses))}, mark(len(t.Uses) >= r.Partners)})
	}
	if r.Months > 0 {
		b.Rows = append(b.Rows, []form.Cell{label("利用した月"), {Text: fmt.Sprintf("%dか月以上", r.Months)}, {Text: fmt.Sprintf("%dか月", len(t.Months))}, mark(len(t.Months) >= r.Months)})
	}
	if r.FirstFrom != "" || r.FirstBy != "" {
		b.Rows = append(b.Rows, []form.Cell{label("最初の連携"), {Text: firstAsked(r, o)}, {Text: orElse(o.Style.Date(t.First), "なし")}, mark(t.firstKept())})
	}
	return form.Block{Heading: b.Heading, Widths: b.Widths, Head: 1, Rows: append(b.Rows, []form.Cell{label("根拠"), {Text: orElse(r.Source, "記入されていません"), Cols: 3}})}
}

func validity(r Rule, o Options) string {
	if r.To == "" {
		return o.Style.Month(r.From) + "から"
	}
	return o.Style.Month(r.From) + "から" + o.Style.Month(r.To) + "まで"
}

func firstAsked(r Rule, o Options) string {
	var out []string
	if r.FirstFrom != "" {
		out = append(out, o.Style.Date(r.FirstFrom)+"以後")
	}
	if r.FirstBy != "" {
		out = append(out, o.Style.Date(r.FirstBy)+"まで")
	}
	return strings.Join(out, "、")
}

func mark(ok bool) form.Cell {
	if ok {
		return form.Cell{Text: "○ 満たす", Align: form.Center}
	}
	return form.Cell{Text: "× まだ", Align: form.Center, Bold: true}
}

func uses(t Tally, o Options) form.Block {
	b := form.Block{Heading: "数えた相手と月", Widths: []float64{5, 3, 4, 6, 2}, Head: 1, Rows: [][]form.Cell{
		{label("相手"), label("事業所番号"), label("最初の連携"), label("利用した月"), label("件数")},
	}}
	for _, u := range t.Uses {
		var months []string
		for _, m := range u.Months {
			months = append(months, o.Style.Month(m))
		}
		b.Rows = append(b.Rows, []form.Cell{
			{Text: u.Partner.Name}, {Text: u.Partner.Number}, {Text: o.Style.Date(u.First)},
			{Text: strings.Join(months, "、")}, {Text: strconv.Itoa(u.Count), Align: form.Right},
		})
	}
	return b
}
