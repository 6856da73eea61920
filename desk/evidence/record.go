package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan/form"
)

// Record is the データ送受信記録書 of a period. The period is two months (YYYYMM) or two days
// (YYYYMMDD), both included, by the day of sending or receiving. No client is named.
func Record(period [2]string, rows []Transfer, o Options) form.Sheet {
	rows = within(period, rows)
	s := form.Sheet{Title: "データ送受信記録書", Landscape: true, Foot: o.foot()}
	s.Blocks = []form.Block{answer(recordLines(period, rows, o)...)}
	if len(rows) > 0 {
		s.Blocks = append(s.Blocks, recordTable(rows, o))
	}
	return s
}

// within gives the rows of the period in the order of their moments.
func within(period [2]string, rows []Transfer) []Transfer {
	var out []Transfer
	for _, r := range rows {
		day := calendar.Of(r.At)
		if upTo(day, len(period[0])) >= period[0] && upTo(day, len(period[1])) <= period[1] {
			out = append(out, r)
		}
	}
	return inOrder(out)
}

func upTo(day string, n int) string { return day[:min(n, len(day))] }

// inOrder sorts a copy by moment, partner and number.
func inOrder(rows []Transfer) []Transfer {
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(x, y Transfer) int {
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Partner.Number, y.Partner.Number), cmp.Compare(x.Partner.Type, y.Partner.Type), cmp.Compare(x.Letter, y.Letter))
	})
	return out
}

func recordLines(period [2]string, rows []Transfer, o Options) []string {
	when := dayOrMonth(period[0], o) + "から" + dayOrMonth(period[1], o) + "まで"
	if len(rows) == 0 {
		return []string{when + "の送受信の記録はありません。"}
	}
	sent := 0
	for _, r := range rows {
		if r.Out {
			sent++
		}
	}
	return []string{
		fmt.Sprintf("%sに、送信 %d件、受信 %d件の記録があります。相手は %d事業所です。", when, sent, len(rows)-sent, offices(rows)),
		"状態の内訳: " + tallyOf(rows, func(r Transfer) string { return orElse(r.State, "状態の記録なし") }),
		"方法の内訳: " + tallyOf(rows, func(r Transfer) string { return orElse(channelWord(r.Channel), "方法の記録なし") }),
	}
}

func dayOrMonth(s string, o Options) string {
	if len(s) == 6 {
		return o.Style.Month(s)
	}
	return o.Style.Date(s)
}

// offices counts office numbers.
func offices(rows []Transfer) int {
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.Partner.Number] = true
	}
	return len(seen)
}

// tallyOf writes 「受取済 18件、差戻し 1件」 in the order of first mention.
func tallyOf(rows []Transfer, word func(Transfer) string) string {
	var order []string
	n := map[string]int{}
	for _, r := range rows {
		w := word(r)
		if n[w] == 0 {
			order = append(order, w)
		}
		n[w]++
	}
	for i, w := range order {
		order[i] = fmt.Sprintf("%s %d件", w, n[w])
	}
	return strings.Join(order, "、")
}

func recordTable(rows []Transfer, o Options) form.Block {
	b := form.Block{Widths: []float64{5, 2, 6, 4, 3, 2, 5, 3, 3}, Head: 1, Rows: [][]form.Cell{{
		label("日時"), label("送受"), label("相手"), label("種類"), label("対象月"), label("利用者数"), label("受領証番号"), label("方法"), label("状態"),
	}}}
	for _, r := range rows {
		b.Rows = append(b.Rows, []form.Cell{
			{Text: o.Style.Moment(r.At)}, {Text: direction(r)}, {Text: r.Partner.Name + "\n" + r.Partner.Number},
			{Text: r.What}, {Text: o.Style.Month(r.Month)}, {Text: strconv.Itoa(r.Clients), Align: form.Right},
			small(orElse(r.Receipt, "－")), {Text: channelWord(r.Channel)}, {Text: r.State},
		})
	}
	return b
}

func direction(r Transfer) string {
	if r.Out {
		return "送信"
	}
	return "受信"
}
