package city

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/region/registry"
)

// office makes one office of a zone; services are open data codes apart by "|".
func (m *maker) office(number, name, kana, services, zone string) registry.Office {
	o := registry.Office{Number: number, Name: name, Kana: kana, City: Code, Pref: Pref, CityName: Name, Zone: zone, Source: registry.Ministry}
	for _, code := range strings.FieldsFunc(services, func(r rune) bool { return r == '|' }) {
		o.Services = append(o.Services, m.service(code))
	}
	o.Lat, o.Lng = position(m.rng, shapeOf(zone))
	o.Address = m.address(zone)
	o.Phone = fmt.Sprintf("000-0000-%04d", 1001+len(m.out))
	o.Fax = fmt.Sprintf("000-0000-%04d", 5001+len(m.out))
	o.Days = []string{"平日,土曜日,祝日", "平日,土曜日,日曜日,祝日", "平日,祝日", "平日", "平日,土曜日"}[m.rng.IntN(5)]
	if m.rng.IntN(5) < 3 {
		o.URL = "https://example.jp/" + number + "/"
	}
	return o
}

// capacities are the least 定員 of a service, the step, and how many steps there may be.
var capacities = map[string][3]int{
	"150": {20, 5, 4}, "780": {10, 2, 4}, "160": {20, 10, 3}, "720": {12, 0, 0}, "210": {10, 5, 3}, "320": {9, 9, 1}, "331": {30, 10, 4},
	"510": {50, 10, 4}, "540": {29, 0, 0}, "520": {80, 10, 2}, "730": {29, 0, 0}, "770": {29, 0, 0},
}

func (m *maker) service(code string) registry.Service {
	s, ok := registry.ServiceOf(code)
	if !ok {
		panic("city: no service " + code)
	}
	if c, ok := capacities[code]; ok {
		s.Capacity = c[0] + c[1]*m.rng.IntN(c[2]+1)
	}
	return s
}

// address is 町名 with 丁目, 番 and 号.
func (m *maker) address(zone string) string {
	town := places[zone][m.rng.IntN(len(places[zone]))]
	return fmt.Sprintf("%s%s%s%d丁目%d番%d号", Pref, Name, town, 1+m.rng.IntN(4), 1+m.rng.IntN(30), 1+m.rng.IntN(20))
}

func shapeOf(zone string) [][][]float64 {
	for _, z := range shapes() {
		if z.ID == zone {
			return z.Shape
		}
	}
	panic("city: no zone " + zone)
}

// makeOutside makes the nine partners of 襷市東包括 in two neighbouring cities, right of the
// border; the map does not show them among its own.
func makeOutside() []registry.Office {
	var out []registry.Office
	for i, n := range []named{
		{"999992001", "110", "訪問介護 となりぎぬ", "ホウモンカイゴ トナリギヌ", "株式会社 となりぎぬ", "綾瀬野市"},
		{"999992002", "150", "デイ となりぎぬ", "デイ トナリギヌ", "株式会社 となりぎぬ", "綾瀬野市"},
		{"999992003", "130", "訪問看護 さかいおり", "ホウモンカンゴ サカイオリ", "合同会社 さかいおり", "綾瀬野市"},
		{"999992004", "780", "地域密着デイ ふちどり", "チイキミッチャクデイ フチドリ", "合同会社 ふちどり", "綾瀬野市"},
		{"999992005", "170", "福祉用具 へりおり", "フクシヨウグ ヘリオリ", "株式会社 へりおり", "綾瀬野市"},
		{"999992006", "110", "訪問介護 みみいと", "ホウモンカイゴ ミミイト", "有限会社 みみいと", "錦沢市"},
		{"999992007", "150", "デイ みみいと", "デイ ミミイト", "有限会社 みみいと", "錦沢市"},
		{"999992008", "160", "通所リハ はしおり", "ツウショリハ ハシオリ", "医療法人 はしおり会", "錦沢市"},
		{"999992009", "210", "短期入所 はしおり", "タンキニュウショ ハシオリ", "社会福祉法人 はしおり会", "錦沢市"},
	} {
		s, _ := registry.ServiceOf(n.services)
		o := registry.Office{Number: n.full(), Name: n.name, Kana: n.kana, Services: []registry.Service{s}, City: neighbours[n.zone], Pref: Pref, CityName: n.zone}
		o.CorpName, o.Corp = n.corp, corpNumber(900+i)
		o.Address = fmt.Sprintf("%s%s境町%d丁目%d番", Pref, n.zone, 1+i%3, 1+i)
		o.Lat, o.Lng = round(33.93+float64(i)*0.004, 1e6), round(136.615+float64(i%3)*0.004, 1e6)
		o.Phone, o.Source, o.Outside = fmt.Sprintf("000-0000-%04d", 9001+i), registry.Hand, true
		out = append(out, o)
	}
	return out
}

// neighbours are the two cities beside 襷市 with their codes.
var neighbours = map[string]string{"綾瀬野市": "999911", "錦沢市": "999920"}

// luhn completes nine digits of an office number with the check digit.
func luhn(nine string) string { return nine + string(registry.NumberDigit(nine)) }

// corpNumber makes the n-th 法人番号, in a range that is never given out.
func corpNumber(n int) string {
	base := fmt.Sprintf("999900%06d", n)
	sum := 0
	for i := range len(base) {
		weight := 1 + i%2 // 1 for the last digit, 2 for the one before
		sum += weight * int(base[len(base)-1-i]-'0')
	}
	return strconv.Itoa(9-sum%9) + base
}
