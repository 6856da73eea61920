package registry

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// hand reads what only a hand list says: kind, centre, zone, successor, 域外.
func (r *reader) hand(row []string, o *Office) {
	kind := squeeze(r.text(row, ColKind))
	o.Parent = r.text(row, ColParent)
	o.Zone = r.text(row, ColZone)
	o.Outside = yes(r.text(row, ColOutside)) || strings.Contains(kind, "域外")
	if n, _, ok := CleanNumber(o.Parent); ok {
		o.Parent = n
	}
	if n, _, ok := CleanNumber(r.cell(row, ColSuccessor)); ok {
		o.Successor = n
	}
	if len(o.Services) == 0 && !o.Outside {
		r.centre(o, kind)
	}
	if len(o.Services) == 0 {
		r.warn(WarnService, "サービスの種類が空欄です。", "サービスを付けずに取り込みました。「サービスの種類」の列に入れてください。")
	}
}

// centre gives 介護予防支援 to centres and their branches, and what the kind names to others.
func (r *reader) centre(o *Office, kind string) {
	v, ok := serviceNamed(kind)
	if !ok {
		v, _ = ServiceOf("460")
	}
	named := ok || kind == "" || o.Parent != ""
	for _, word := range []string{"包括", "予防支援", "ブランチ", "サブ", "センター", "窓口"} {
		named = named || strings.Contains(kind, word)
	}
	if named {
		o.Services = []Service{v}
		r.services[v.Code] = true
	}
}

// yes reads a tick of any kind.
func yes(s string) bool {
	switch squeeze(s) {
	case "", "×", "x", "0", "-", "なし", "無", "いいえ", "no", "false":
		return false
	}
	return true
}

// severalCentres stands for a name that more than one number bears.
const severalCentres = "*"

// branches puts branches under their centres: centres named instead of numbered are looked
// up, and branches without a number get one made of the centre's number and -1, -2 … in the
// order of their names.
func (b *batch) branches() {
	centres, names := map[string]bool{}, map[string]string{}
	for _, e := range b.entries {
		if e.office.Number == "" {
			continue
		}
		key := squeeze(e.office.Name)
		if n, ok := names[key]; ok && n != e.office.Number {
			names[key] = severalCentres
		} else {
			names[key] = e.office.Number
		}
		centres[e.office.Number] = true
	}
	var open []int
	for i := range b.entries {
		e := &b.entries[i]
		if e.office.Parent == "" {
			continue
		}
		if n, ok := names[squeeze(e.office.Parent)]; ok {
			e.office.Parent = n
		}
		b.parent(e, centres)
		if e.office.Number == "" {
			open = append(open, i)
		}
	}
	b.numberBranches(open)
}

// parent warns of a centre that is not in the list; a text that is no number is dropped.
func (b *batch) parent(e *entry, centres map[string]bool) {
	r := report{file: e.file, row: e.row}
	switch {
	case centres[e.office.Parent]:
		return
	case e.office.Parent == severalCentres:
		r.warn(WarnParent, "同じ名前の親センターが2か所以上あります。", "親センターは空欄にしました。親センターは番号で入れてください。")
		e.office.Parent = ""
	case numberForm.MatchString(e.office.Parent):
		r.warn(WarnParent, "親センターの番号がこの一覧にありません。", "番号はそのまま残しました。親センターの行を加えるか、番号を確認してください。")
	default:
		r.warn(WarnParent, "親センターの名前がこの一覧にありません。", "親センターは空欄にしました。名前か番号を確認してください。")
		e.office.Parent = ""
	}
	b.warnings = append(b.warnings, r.warnings...)
}

func (b *batch) numberBranches(open []int) {
	slices.SortStableFunc(open, func(i, j int) int {
		x, y := &b.entries[i].office, &b.entries[j].office
		return cmp.Or(strings.Compare(x.Name, y.Name), compareOffices(x, y))
	})
	count := map[string]int{}
	drop := map[int]bool{}
	for _, i := range open {
		e := &b.entries[i]
		r := report{file: e.file, row: e.row}
		if e.office.Parent == "" {
			r.reject("", e.office.Name, "事業所番号がなく、親センターも分かりません。", "事業所番号か、親センターの番号を入れてください。")
			b.rejected, drop[i] = append(b.rejected, r.rejected...), true
			continue
		}
		count[e.office.Parent]++
		e.office.Number = fmt.Sprintf("%s-%d", e.office.Parent, count[e.office.Parent])
		r.warn(WarnBranch, "ブランチに事業所番号がありません。", "親センターの番号に枝番を付けました。")
		b.warnings = append(b.warnings, r.warnings...)
	}
	b.entries = without(b.entries, drop)
}

func without(in []entry, drop map[int]bool) []entry {
	if len(drop) == 0 {
		return in
	}
	var out []entry
	for i, e := range in {
		if !drop[i] {
			out = append(out, e)
		}
	}
	return out
}
