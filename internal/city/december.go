package city

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/region/registry"
)

// How many of each state and kind end by December, beside 訪問介護 ほころび. None of them
// joined, so that a rate that moves with this edition moves by its denominator alone.
var endings = []struct {
	state string
	kind  registry.Kind
	count int
}{{Unknown, registry.Provider, 3}, {None, registry.Provider, 2}, {Unknown, registry.Facility, 3}}

// closed lists the nine numbers that the December edition no longer holds.
func (c City) closed() []string {
	out := []string{hokorobi}
	for _, e := range endings {
		n := 0
		for i := len(c.Offices) - 1; i >= 0 && n < e.count; i -= 3 {
			if o := c.Offices[i]; o.Kind() == e.kind && c.States[i].State == e.state && invented(o) && common(o) {
				out = append(out, o.Number)
				n++
			}
		}
	}
	return out
}

// invented tells an office that the story does not name.
func invented(o registry.Office) bool { return strings.HasPrefix(o.Number, "999991") }

// common tells a single service that many offices have.
func common(o registry.Office) bool {
	return len(o.Services) == 1 && slices.Contains([]string{"110", "130", "150", "780", "320", "331"}, o.Services[0].Code)
}

// December is the edition of 2026-12-31, by number: four new, nine closed, eleven changed.
func (c City) December() []registry.Office {
	closed := c.closed()
	var out []registry.Office
	for _, o := range c.Offices {
		if !slices.Contains(closed, o.Number) {
			o.Services = slices.Clone(o.Services)
			out = append(out, o)
		}
	}
	c.change(out)
	out = append(out, c.fresh()...)
	slices.SortFunc(out, func(a, b registry.Office) int { return cmp.Compare(a.Number, b.Number) })
	return out
}

// change alters eleven offices: 2 names, 2 addresses, 4 phones, 2 capacities, 1 web page.
func (c City) change(list []registry.Office) {
	rng := rand.New(rand.NewPCG(seed, 5))
	steps := []func(*registry.Office){rename, rename, move(rng), move(rng), call, call, call, call, grow, grow, page}
	at := 0
	for _, step := range steps {
		for at += 13; !invented(list[at]) || list[at].Services[0].Capacity == 0; at++ {
		}
		step(&list[at])
	}
}

func rename(o *registry.Office) { o.Name, o.Kana = o.Name+" 新館", o.Kana+" シンカン" }

func move(rng *rand.Rand) func(*registry.Office) {
	return func(o *registry.Office) {
		o.Lat, o.Lng = position(rng, shapeOf(o.Zone))
		o.Address = Pref + Name + places[o.Zone][2] + "5丁目3番1号"
	}
}

func call(o *registry.Office) { o.Phone = "000-0001-" + o.Phone[len(o.Phone)-4:] }

func grow(o *registry.Office) { o.Services[0].Capacity += 5 }

func page(o *registry.Office) { o.URL = "https://example.jp/shin/" + o.Number + "/" }

// fresh are the four new numbers; the first takes over 訪問介護 ほころび.
func (c City) fresh() []registry.Office {
	i := slices.IndexFunc(c.Offices, func(o registry.Office) bool { return o.Number == hokorobi })
	asahimo := slices.IndexFunc(c.Offices, func(o registry.Office) bool { return o.CorpName == "株式会社 あさひも" })
	next := c.Offices[i]
	next.Number, next.Corp, next.CorpName = hokorobi2, c.Offices[asahimo].Corp, c.Offices[asahimo].CorpName
	next.Services, next.URL = slices.Clone(next.Services), ""
	out := []registry.Office{next}
	m := &maker{rng: rand.New(rand.NewPCG(seed, 6)), out: make([]registry.Office, len(c.Offices))}
	for i, n := range []named{
		{"999993001", "130", "訪問看護 はつおり", "ホウモンカンゴ ハツオリ", "合同会社 はつおり", "z5"},
		{"999993002", "780", "地域密着デイ にいぎぬ", "チイキミッチャクデイ ニイギヌ", "合同会社 にいぎぬ", "z2"},
		{"999993003", "320", "グループホーム はつおり", "グループホーム ハツオリ", "合同会社 はつおり", "z6"},
	} {
		o := m.office(n.full(), n.name, n.kana, n.services, n.zone)
		o.Corp, o.CorpName = corpNumber(801+i%2), n.corp
		m.out = append(m.out, o)
		out = append(out, o)
	}
	return out
}
