package registry

import (
	"slices"
	"strings"
)

// Insurer is one 保険者: a municipality, or a 広域連合 that holds many.
type Insurer struct {
	Number   string   // 保険者番号, 6 digits
	Name     string   // 千歳市, ○○広域連合
	Cities   []string // municipality codes, 6 digits
	Computed bool     `json:",omitempty"` // the number was made by rule and is to be confirmed
}

// Holds tells whether a municipality belongs to the insurer; wards count as their city.
func (i Insurer) Holds(city string) bool { return slices.Contains(i.Cities, RollUp(city)) }

// Insurers makes one insurer for each municipality, with the number computed from the
// municipality's five digits. Numbers are marked Computed: the rule is that of
// health-insurer numbers, and 広域連合 have numbers of their own. Callers edit the result.
func Insurers(cities []string) []Insurer {
	var out []Insurer
	for _, c := range cities {
		c = RollUp(c)
		name, _, ok := City(c)
		if !ok || slices.ContainsFunc(out, func(i Insurer) bool { return i.Holds(c) }) {
			continue
		}
		number := c[:5] + string(luhn(c[:5]))
		out = append(out, Insurer{Number: number, Name: name, Cities: []string{c}, Computed: true})
	}
	slices.SortFunc(out, func(a, b Insurer) int { return strings.Compare(a.Number, b.Number) })
	return out
}

// InsurerOf finds the insurer of a municipality.
func InsurerOf(city string, list []Insurer) (Insurer, bool) {
	i := slices.IndexFunc(list, func(x Insurer) bool { return x.Holds(city) })
	if i < 0 {
		return Insurer{}, false
	}
	return list[i], true
}

// OutOfTown tells whether an office stands in a municipality of none of these insurers
// (域外). An office without a municipality is not called so.
func OutOfTown(o Office, list []Insurer) bool {
	if o.City == "" || len(list) == 0 {
		return false
	}
	_, ok := InsurerOf(o.City, list)
	return !ok
}

var errInsurers = &Error{
	Code:    "insurer_columns",
	Message: "保険者の一覧に「保険者番号」「保険者名」「市区町村コード」の列が見つかりません。",
	Next:    "1行目にこの3つの列名を入れてください。広域連合は、市区町村ごとに1行ずつ書きます。",
}

// ReadInsurers reads a table 保険者番号, 保険者名, 市区町村コード with one row for each
// municipality; rows of one number make one insurer (広域連合).
func ReadInsurers(rows [][]string, name string) ([]Insurer, []Warning, error) {
	at, cols := labelled(rows, map[string]string{"保険者番号": "n", "保険者名": "m", "保険者": "m", "市区町村コード": "c", "市町村コード": "c", "全国地方公共団体コード": "c"})
	if len(cols) < 3 {
		return nil, nil, errInsurers
	}
	r := &report{file: name}
	var out []Insurer
	for i, row := range rows[at+1:] {
		r.row = at + i + 2
		if blank(row) {
			continue
		}
		out = r.insurer(out, cellAt(row, cols, "n"), cellAt(row, cols, "m"), cellAt(row, cols, "c"))
	}
	return out, r.warnings, nil
}

func (r *report) insurer(list []Insurer, number, name, city string) []Insurer {
	number, city = zeroes(half(number), 6), RollUp(zeroes(half(city), 6))
	if !CheckCity(city) || len(number) != 6 || !digitsOnly.MatchString(number) {
		r.warn(WarnInsurer, "保険者番号か市区町村コードが6桁の番号ではありません。", "この行は使いませんでした。番号を確認してください。")
		return list
	}
	if CheckInsurer(number) != DigitOK {
		r.warn(WarnInsurer, "保険者番号の検証番号が合いません（要確認）。", "そのまま取り込みました。番号を確認してください。")
	}
	if other, ok := InsurerOf(city, list); ok && other.Number != number {
		r.warn(WarnInsurer, "この市区町村は、ほかの保険者の行にもあります。", "先にある行の保険者に残し、この行は使いませんでした。どちらか1つにしてください。")
		return list
	}
	i := slices.IndexFunc(list, func(x Insurer) bool { return x.Number == number })
	if i < 0 {
		return append(list, Insurer{Number: number, Name: name, Cities: []string{city}})
	}
	if !slices.Contains(list[i].Cities, city) {
		list[i].Cities = append(list[i].Cities, city)
	}
	return list
}

// zeroes puts one lost leading zero back.
func zeroes(s string, width int) string {
	if len(s) == width-1 && digitsOnly.MatchString(s) {
		return "0" + s
	}
	return s
}

// labelled finds the header row of a small table and the place of each wanted column.
func labelled(rows [][]string, want map[string]string) (at int, cols map[string]int) {
	for i, row := range rows[:min(10, len(rows))] {
		found := map[string]int{}
		for j, c := range row {
			if col, ok := want[headerKey(c)]; ok {
				if _, taken := found[col]; !taken {
					found[col] = j
				}
			}
		}
		if len(found) > len(cols) {
			at, cols = i, found
		}
	}
	return at, cols
}

func cellAt(row []string, cols map[string]int, col string) string {
	i, ok := cols[col]
	if !ok || i >= len(row) {
		return ""
	}
	s, _, _ := tidy(row[i])
	return s
}
