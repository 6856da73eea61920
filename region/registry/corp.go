package registry

import (
	"cmp"
	"slices"
	"strings"
)

// Corporation is one 法人 with its offices.
type Corporation struct {
	Key     string   // 法人番号, or a key made of prefecture and name
	Number  string   // 法人番号 with a valid check digit, "" = unknown
	Name    string   // the name most offices give
	Offices []string // office numbers, sorted
}

var corpForms = strings.NewReplacer("(株)", "株式会社", "(有)", "有限会社", "(合)", "合同会社", "(同)", "合同会社", "(福)", "社会福祉法人", "(社福)", "社会福祉法人",
	"(医)", "医療法人", "(医社)", "医療法人社団", "(一社)", "一般社団法人", "(一財)", "一般財団法人", "(公社)", "公益社団法人", "(公財)", "公益財団法人",
	"(特非)", "特定非営利活動法人", "npo法人", "特定非営利活動法人", "(npo)", "特定非営利活動法人")

// corpName squeezes the name of a corporation: ㈱, (株) and 株式会社, width, spaces. The
// place of 株式会社 stays: before and behind the name are different corporations.
func corpName(s string) string { return corpForms.Replace(squeeze(s)) }

// CorpKey gives what groups an office with others of its corporation: the 法人番号 when its
// check digit holds, else prefecture and name, "" when neither is known.
func CorpKey(o Office) string {
	switch {
	case CheckCorp(o.Corp):
		return o.Corp
	case o.CorpName == "":
		return ""
	}
	return o.Pref + " " + corpName(o.CorpName)
}

// Corporations groups offices by 法人番号 with a valid check digit. Offices without one join
// the corporation whose name they bear, if exactly one in the list has it; else they are
// grouped by prefecture and name. Offices without number and name are left out. The largest
// come first.
func Corporations(offices []Office) []Corporation {
	numbers := corpNumbers(offices)
	groups := map[string]*Corporation{}
	names := map[string]map[string]int{}
	for i := range offices {
		o := &offices[i]
		key := CorpKey(*o)
		if n := numbers[corpName(o.CorpName)]; len(n) == 1 && !CheckCorp(o.Corp) {
			key = n[0]
		}
		if key == "" {
			continue
		}
		if groups[key] == nil {
			groups[key], names[key] = &Corporation{Key: key}, map[string]int{}
		}
		groups[key].Offices = append(groups[key].Offices, o.Number)
		if o.CorpName != "" {
			names[key][o.CorpName]++
		}
	}
	return largest(groups, names)
}

// corpNumbers gives the valid numbers that each name stands with.
func corpNumbers(offices []Office) map[string][]string {
	out := map[string][]string{}
	for i := range offices {
		o := &offices[i]
		if o.CorpName == "" || !CheckCorp(o.Corp) {
			continue
		}
		name := corpName(o.CorpName)
		if n := out[name]; len(n) < 2 && !slices.Contains(n, o.Corp) {
			out[name] = append(n, o.Corp)
		}
	}
	return out
}

func largest(groups map[string]*Corporation, names map[string]map[string]int) []Corporation {
	out := make([]Corporation, 0, len(groups))
	for key, c := range groups {
		if CheckCorp(key) {
			c.Number = key
		}
		c.Name = mostFrequent(names[key])
		slices.Sort(c.Offices)
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Corporation) int {
		return cmp.Or(len(b.Offices)-len(a.Offices), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// mostFrequent gives the name written most often; of two as frequent, the first in order.
func mostFrequent(names map[string]int) string {
	best := ""
	for n, c := range names {
		if best == "" || c > names[best] || c == names[best] && n < best {
			best = n
		}
	}
	return best
}
