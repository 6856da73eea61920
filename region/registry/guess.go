package registry

import (
	"slices"
	"strings"
	"time"
)

// states are words that stand in the state column of a list without a header.
var states = []string{"未導入", "導入済", "導入済み", "導入予定", "利用中", "稼働", "登録済", "登録済み", "申請中", "予定", "検討中", "あり", "なし", "有", "無", "済", "未", "○", "〇", "×", "はい", "いいえ"}

var errNoColumns = &Error{
	Code:    "no_header",
	Message: "列名の行が見つからず、事業所番号の列も見つかりませんでした。",
	Next:    "1行目に「事業所番号」などの列名を入れてから、もう一度お試しください。",
}

// guess reads a paste without header: the column of numbers, then dates, states and names by
// what they hold. Only an adoption list may come so.
func guess(in Input, r *report) (layout, error) {
	l := layout{format: FormatAdoption, header: -1, columns: map[string]int{}}
	if in.As != "" && in.As != FormatAdoption {
		return l, errNoColumns
	}
	sample := in.Rows[:min(50, len(in.Rows))]
	number := bestColumn(sample, func(c string) bool { _, _, ok := CleanNumber(c); return ok })
	if number < 0 {
		return l, errNoColumns
	}
	l.columns[ColNumber] = number
	l.guessed(ColDate, bestColumn(sample, func(c string) bool { _, ok := ReadDate(c, time.UTC); return ok }))
	l.guessed(ColState, bestColumn(sample, func(c string) bool { return slices.Contains(states, c) }))
	l.guessed(ColName, bestColumn(sample, nameLike))
	r.warn(WarnNoHeader, "列名の行がありません。", "内容から事業所番号などの列を判断して読みました。")
	return l, nil
}

// guessed takes a column that nothing else has taken.
func (l *layout) guessed(col string, i int) {
	for _, taken := range l.columns {
		if taken == i {
			return
		}
	}
	if i >= 0 {
		l.columns[col] = i
	}
}

// bestColumn gives the column where most cells pass, at least half of the filled; -1 = none.
func bestColumn(rows [][]string, pass func(string) bool) int {
	good, filled := map[int]int{}, map[int]int{}
	for _, row := range rows {
		for i, c := range row {
			if c = strings.TrimSpace(c); c != "" {
				filled[i]++
				if pass(c) {
					good[i]++
				}
			}
		}
	}
	best := -1
	for i, n := range good {
		if 2*n < filled[i] {
			continue
		}
		if best < 0 || n > good[best] || n == good[best] && i < best {
			best = i
		}
	}
	return best
}

// nameLike tells a cell that may be a name: no number, no date, no state, some letters.
func nameLike(c string) bool {
	_, _, number := CleanNumber(c)
	_, date := ReadDate(c, time.UTC)
	return !number && !date && !slices.Contains(states, c) && len([]rune(c)) >= 3
}
