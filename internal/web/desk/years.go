package deskweb

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

// yearsPage is the part of 設定 about how long records are kept (保存年数).
type yearsPage struct {
	Kinds     []yearsOfKind
	Insurers  []yearsOfInsurer // the last one is empty, to be filled in
	Default   int
	Least     int
	LastRow   int
	Known     []string // insurers of the office's clients
	KindNames []kindName
}

type kindName struct{ Code, Word string }

type yearsOfKind struct {
	kindName
	Years int // 0 = the default
}

type yearsOfInsurer struct {
	Insurer, Kind string
	Years         int
}

func (c *call) years() yearsPage {
	p := yearsPage{Default: desk.DefaultYears, Least: desk.LeastYears}
	for _, k := range desk.Families() {
		name := kindName{k, desk.FamilyWord(k)}
		p.KindNames = append(p.KindNames, name)
		p.Kinds = append(p.Kinds, yearsOfKind{name, c.set.Retention[k]})
	}
	for number, own := range c.set.Insurers {
		for kind, n := range own {
			p.Insurers = append(p.Insurers, yearsOfInsurer{number, kind, n})
		}
	}
	slices.SortFunc(p.Insurers, func(x, y yearsOfInsurer) int {
		return cmp.Or(cmp.Compare(x.Insurer, y.Insurer), cmp.Compare(x.Kind, y.Kind))
	})
	p.LastRow = len(p.Insurers)
	p.Insurers = append(p.Insurers, yearsOfInsurer{})
	for _, client := range c.bench.Clients() {
		if n := client.Key.Insurer; n != "" && !slices.Contains(p.Known, n) {
			p.Known = append(p.Known, n)
		}
	}
	slices.Sort(p.Known)
	return p
}

// saveYears changes how long records are kept. An empty field means the default; a row of an
// insurer without years is taken away.
func saveYears(c *call) error {
	if err := c.r.ParseForm(); err != nil {
		return err
	}
	years := map[string]int{}
	for _, k := range desk.Families() {
		if err := readYears(years, k, c.r.PostFormValue("years-"+k)); err != nil {
			return err
		}
	}
	insurers, err := readInsurers(c.r.PostForm["insurer"], c.r.PostForm["kind"], c.r.PostForm["years"])
	if err != nil {
		return err
	}
	if err := c.bench.SetRetention(c.r.Context(), c.member.ID, years, insurers); err != nil {
		return err
	}
	return c.done("/settings", "settings")
}

func readInsurers(numbers, kinds, years []string) (map[string]map[string]int, error) {
	out := map[string]map[string]int{}
	for i, number := range numbers {
		if number = strings.TrimSpace(number); number == "" || i >= len(kinds) || i >= len(years) || strings.TrimSpace(years[i]) == "" {
			continue
		}
		if out[number] == nil {
			out[number] = map[string]int{}
		}
		if err := readYears(out[number], kinds[i], years[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// readYears reads one field; empty leaves the default.
func readYears(into map[string]int, kind, text string) error {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return &desk.Error{Code: "no_years", Message: "「" + text + "」は年数として読めません。", Next: "5 のように、数字で入れてください。"}
	}
	into[kind] = n
	return nil
}

// wordedDue names the kinds of records in words, for paper.
func wordedDue(list []evidence.DueItem) []evidence.DueItem {
	out := slices.Clone(list)
	for i := range out {
		out[i].RecordKind = cmp.Or(desk.FamilyWord(out[i].RecordKind), out[i].RecordKind)
	}
	return out
}
