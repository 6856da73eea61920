package city

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/region/registry"
)

// mix is how many numbers offer which services beside those of the story, as in 枚方 scaled
// down. The combinations of the first part exchange slips, the last part does not.
var mix = []struct {
	services string
	count    int
}{
	{"430", 12}, {"110|430", 2}, {"110|150|430", 1},
	{"110", 44}, {"130", 19}, {"780", 19}, {"150", 14}, {"150|720", 1}, {"170|410", 5}, {"210|510", 4}, {"160", 2},
	{"210", 2}, {"140|160|220|520", 2}, {"120", 1}, {"140", 1}, {"720", 1}, {"760", 1},
	{"320", 19}, {"331", 14}, {"540", 5}, {"730", 5}, {"510", 2}, {"770", 1},
}

// quota is how many of the 214 numbers lie in each zone, as in 枚方 scaled down.
var quota = map[string]int{"z1": 27, "z2": 26, "z3": 42, "z4": 26, "z5": 45, "z6": 48}

// corporation owns one or more offices.
type corporation struct{ word, name, number string }

// maker makes the offices one after the other.
type maker struct {
	rng     *rand.Rand
	out     []registry.Office
	left    map[string]int // places left in each zone
	corps   map[string]corporation
	words   []string
	used    map[string]int // names given
	next    int            // running number of invented offices
	general []string       // services of offices that any corporation may own
}

// makeOffices makes the 214 numbers, in the order of their numbers.
func makeOffices() []registry.Office {
	m := &maker{rng: rand.New(rand.NewPCG(seed, 1)), left: map[string]int{}, corps: map[string]corporation{}, used: map[string]int{}, words: words}
	for z, n := range quota {
		m.left[z] = n
	}
	for _, n := range slices.Concat(centres, []named{first}, partners) {
		m.reserve(n)
	}
	for _, n := range slices.Concat(centres, []named{first}, partners) {
		m.named(n)
	}
	m.invent()
	slices.SortFunc(m.out, func(a, b registry.Office) int { return cmp.Compare(a.Number, b.Number) })
	return m.out
}

// reserve keeps a place in the zone that the story gives an office.
func (m *maker) reserve(n named) {
	if n.zone != "" {
		m.left[n.zone]--
	}
}

// named adds an office of the story.
func (m *maker) named(n named) {
	zone := n.zone
	if zone == "" {
		zone = m.zone()
	}
	o := m.office(n.full(), n.name, n.kana, n.services, zone)
	m.own(&o, m.corp(n.corp))
	if n.services == "460" {
		o.Source = registry.Hand
	}
	m.out = append(m.out, o)
}

// invent adds the offices of the mix: corporations with a home or a clinic first, with what
// they own beside it, then all others in groups of one to three.
func (m *maker) invent() {
	var welfare, medical []string
	for _, x := range mix {
		for range x.count {
			switch formOf(x.services) {
			case "社会福祉法人":
				welfare = append(welfare, x.services)
			case "医療法人":
				medical = append(medical, x.services)
			default:
				m.general = append(m.general, x.services)
			}
		}
	}
	m.rng.Shuffle(len(m.general), func(i, j int) { m.general[i], m.general[j] = m.general[j], m.general[i] })
	m.welfare(welfare)
	for _, s := range medical {
		c := m.newCorp("医療法人 ", "会")
		m.group(c, append([]string{s}, m.take(m.rng.IntN(2))...))
	}
	for len(m.general) > 0 {
		c := m.newCorp(m.company(), "")
		m.group(c, m.take([]int{1, 1, 1, 2, 2, 3}[m.rng.IntN(6)]))
	}
}

// welfare adds homes: the first ones belong to corporations that run a centre too.
func (m *maker) welfare(services []string) {
	var owners []corporation
	for _, n := range centres {
		if c := m.corps[n.corp]; !slices.Contains(owners, c) {
			owners = append(owners, c)
		}
	}
	for i, s := range services {
		var c corporation
		if i < len(owners) {
			c = owners[i]
		} else {
			c = m.newCorp("社会福祉法人 ", "会")
		}
		m.group(c, append([]string{s}, m.take(m.rng.IntN(4))...))
	}
}

// formOf is the legal form that some services need, "" = any.
func formOf(services string) string {
	switch {
	case strings.Contains(services, "510"), strings.Contains(services, "540"), services == "210":
		return "社会福祉法人"
	case strings.Contains(services, "520"), services == "160", services == "140":
		return "医療法人"
	}
	return ""
}

func (m *maker) company() string {
	return []string{"株式会社 ", "株式会社 ", "株式会社 ", "合同会社 ", "有限会社 ", "特定非営利活動法人 "}[m.rng.IntN(6)]
}

// take gives the next n of the general offices.
func (m *maker) take(n int) []string {
	n = min(n, len(m.general))
	out := m.general[:n]
	m.general = m.general[n:]
	return out
}

// group adds the offices of one corporation.
func (m *maker) group(c corporation, services []string) {
	for _, s := range services {
		m.next++
		name, kana := m.call(styleOf(s), c.word)
		o := m.office(luhn(fmt.Sprintf("999991%03d", m.next)), name, kana, s, m.zone())
		m.own(&o, c)
		m.out = append(m.out, o)
	}
}

// call names an office; the second one of a corporation with the same service is 第二.
func (m *maker) call(t style, word string) (name, kana string) {
	name, kana = t.name+" "+word, t.kana+" "+katakana(word)
	n := m.used[name]
	m.used[name]++
	return name + []string{"", "第二", "第三", "第四"}[n], kana + []string{"", "ダイニ", "ダイサン", "ダイヨン"}[n]
}

// newCorp makes a corporation with the next free word.
func (m *maker) newCorp(before, after string) corporation {
	word := m.words[0]
	m.words = m.words[1:]
	c := m.corp(before + word + after)
	c.word = word
	return c
}

// corp finds or makes a corporation by its name.
func (m *maker) corp(name string) corporation {
	c, ok := m.corps[name]
	if !ok {
		_, word, _ := strings.Cut(name, " ")
		c = corporation{strings.TrimSuffix(word, "会"), name, corpNumber(len(m.corps) + 1)}
		m.corps[name] = c
	}
	return c
}

func (m *maker) own(o *registry.Office, c corporation) { o.Corp, o.CorpName = c.number, c.name }

// zone draws a zone with a place left.
func (m *maker) zone() string {
	total := 0
	for _, z := range shapes() {
		total += m.left[z.ID]
	}
	n := m.rng.IntN(total)
	for _, z := range shapes() {
		if n -= m.left[z.ID]; n < 0 {
			m.left[z.ID]--
			return z.ID
		}
	}
	panic("city: no zone left")
}
