package registry

import (
	"cmp"
	"slices"
	"strings"
)

// Succession proposes that one number took over another (番号変更, 事業譲渡). It is only a
// proposal: a person sets Office.Successor.
type Succession struct {
	From, To string   // office numbers: closed and added
	Reasons  []string // what agrees, in Japanese
}

// successions looks among added offices for the heir of each closed one. They must share a
// service and a municipality, and two of corporation, address, phone and name.
func successions(changes []Change) []Succession {
	added := map[string][]*Office{}
	for _, c := range changes {
		if c.Kind == Added {
			for _, k := range heirKeys(c.After) {
				added[k] = append(added[k], c.After)
			}
		}
	}
	if len(added) == 0 {
		return nil
	}
	var out []Succession
	for _, c := range changes {
		if c.Kind != Closed {
			continue
		}
		if to, reasons := heir(c.Before, added); to != nil {
			out = append(out, Succession{From: c.Before.Number, To: to.Number, Reasons: reasons})
		}
	}
	return out
}

// heirKeys are what an heir is looked up by: one of them must agree.
func heirKeys(o *Office) []string {
	var out []string
	if k := CorpKey(*o); k != "" {
		out = append(out, "corp "+o.City+k)
	}
	if k := townKey(o.Address); k != "" {
		out = append(out, "address "+k)
	}
	if o.Phone != "" {
		out = append(out, "phone "+o.Phone)
	}
	return out
}

// heir gives the added office that agrees in most; of two as good, the lower number.
func heir(old *Office, added map[string][]*Office) (*Office, []string) {
	var best *Office
	var reasons []string
	for _, k := range heirKeys(old) {
		for _, o := range added[k] {
			why := sameness(old, o)
			if len(why) < 3 {
				continue
			}
			if best == nil || len(why) > len(reasons) || len(why) == len(reasons) && cmp.Less(o.Number, best.Number) {
				best, reasons = o, why
			}
		}
	}
	return best, reasons
}

// sameness names what two offices share; nothing when they share no service or municipality.
func sameness(a, b *Office) []string {
	if a.City != b.City || !slices.ContainsFunc(a.Services, func(s Service) bool { return b.Has(s.Code) }) {
		return nil
	}
	out := []string{"サービスの種類が同じです。"}
	if k := CorpKey(*a); k != "" && k == CorpKey(*b) {
		out = append(out, "法人が同じです。")
	}
	if k := townKey(a.Address); k != "" && k == townKey(b.Address) {
		out = append(out, "住所が同じです。")
	}
	if a.Phone != "" && a.Phone == b.Phone {
		out = append(out, "電話番号が同じです。")
	}
	if alike(a.Name, b.Name) {
		out = append(out, "事業所名が似ています。")
	}
	return out
}

// alike tells names that share at least six in ten of their pairs of letters.
func alike(a, b string) bool {
	x, y := pairs(squeeze(a)), pairs(squeeze(b))
	if len(x)+len(y) == 0 {
		return strings.EqualFold(a, b)
	}
	shared := 0
	for p, n := range x {
		shared += min(n, y[p])
	}
	return 20*shared >= 6*(total(x)+total(y))
}

func pairs(s string) map[[2]rune]int {
	out := map[[2]rune]int{}
	r := []rune(s)
	for i := 1; i < len(r); i++ {
		out[[2]rune{r[i-1], r[i]}]++
	}
	return out
}

func total(m map[[2]rune]int) int {
	n := 0
	for _, c := range m {
		n += c
	}
	return n
}
