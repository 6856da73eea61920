package registry

import (
	"math"
	"strconv"
	"strings"
)

// ZoneRule is how offices get their zone (日常生活圏域).
type ZoneRule string

// The rules.
const (
	ZoneAuto    ZoneRule = ""        // by shape, then by place names; nearest only if zones have neither
	ZoneShape   ZoneRule = "shape"   // the office lies in the polygon
	ZonePlaces  ZoneRule = "places"  // the address holds a place name of the zone
	ZoneNearest ZoneRule = "nearest" // the zone with the nearest centre
)

// ZoneOf gives the id of the zone of an office, "" = none found. It does not look at a zone
// the office already has. For many offices, make a Zoner once.
func ZoneOf(o Office, zones []Zone, how ZoneRule) string { return NewZoner(zones, how).Of(o) }

// Zoner finds zones for many offices.
type Zoner struct {
	zones []Zone
	keys  [][]string // place names of each zone, squeezed
	how   ZoneRule
}

// NewZoner prepares zones and a rule.
func NewZoner(zones []Zone, how ZoneRule) *Zoner {
	z := &Zoner{zones: zones, how: how}
	if how == ZoneAuto || how == ZonePlaces {
		z.keys = make([][]string, len(zones))
		for i := range zones {
			for _, p := range zones[i].Places {
				z.keys[i] = append(z.keys[i], townKey(p))
			}
		}
	}
	return z
}

// Of gives the id of the zone of an office, "" = none found.
func (z *Zoner) Of(o Office) string {
	switch z.how {
	case ZoneShape:
		return zoneByShape(o, z.zones)
	case ZonePlaces:
		return z.byPlace(o)
	case ZoneNearest:
		return zoneNearest(o, z.zones)
	}
	if id := zoneByShape(o, z.zones); id != "" {
		return id
	}
	if id := z.byPlace(o); id != "" {
		return id
	}
	for _, x := range z.zones {
		if len(x.Shape) > 0 || len(x.Places) > 0 {
			return ""
		}
	}
	return zoneNearest(o, z.zones)
}

func zoneByShape(o Office, zones []Zone) string {
	if !o.Located() {
		return ""
	}
	for _, z := range zones {
		if inside(o.Lng, o.Lat, z.Shape) {
			return z.ID
		}
	}
	return ""
}

// inside is the even-odd rule over all rings: a hole inside a ring counts twice.
func inside(x, y float64, rings [][][]float64) bool {
	in := false
	for _, ring := range rings {
		for i, j := 0, len(ring)-1; i < len(ring); j, i = i, i+1 {
			a, b := ring[i], ring[j]
			if (a[1] > y) != (b[1] > y) && x < (b[0]-a[0])*(y-a[1])/(b[1]-a[1])+a[0] {
				in = !in
			}
		}
	}
	return in
}

// zoneNearest takes the zone whose centre is nearest; of two as near, the lower id.
func zoneNearest(o Office, zones []Zone) string {
	if !o.Located() {
		return ""
	}
	best, id := math.Inf(1), ""
	for _, z := range zones {
		if z.Lat == 0 && z.Lng == 0 {
			continue
		}
		if d := km(o.Lat, o.Lng, z.Lat, z.Lng); d < best || d == best && z.ID < id {
			best, id = d, z.ID
		}
	}
	return id
}

// byPlace takes the longest place name that the address holds, those at its beginning
// before those further on. Of two as good, the lower id.
func (z *Zoner) byPlace(o Office) string {
	best, id := 0, ""
	rest := ""
	for i, keys := range z.keys {
		if rest == "" && len(keys) > 0 {
			if rest = afterCity(o); rest == "" {
				return ""
			}
		}
		for _, k := range keys {
			if n := placeScore(rest, k); n > best || n == best && n > 0 && z.zones[i].ID < id {
				best, id = n, z.zones[i].ID
			}
		}
	}
	return id
}

// placeScore is the length of a name found in an address, much more at its beginning; 0 when
// it is not there, or a longer number follows (本町1 in 本町12).
func placeScore(rest, name string) int {
	at := strings.Index(rest, name)
	if at < 0 || name == "" {
		return 0
	}
	if end := at + len(name); end < len(rest) && isDigit(name[len(name)-1]) && isDigit(rest[end]) {
		return 0
	}
	if at == 0 {
		return 10000 + len(name)
	}
	return len(name)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// afterCity gives the part of an address after prefecture, county and municipality.
func afterCity(o Office) string {
	a := townKey(o.Address)
	a = strings.TrimPrefix(a, townKey(o.Pref))
	for _, name := range []string{o.CityName, cityOnly(&o)} {
		if k := townKey(name); k != "" {
			if i := strings.Index(a, k); i >= 0 && i <= len("○○○○郡") {
				a = a[i+len(k):]
				break
			}
		}
	}
	return strings.TrimPrefix(strings.TrimPrefix(a, "大字"), "字")
}

var (
	kanjiDigits = strings.NewReplacer("一丁目", "1丁目", "二丁目", "2丁目", "三丁目", "3丁目", "四丁目", "4丁目", "五丁目", "5丁目",
		"六丁目", "6丁目", "七丁目", "7丁目", "八丁目", "8丁目", "九丁目", "9丁目", "十丁目", "10丁目",
		"ヶ", "ケ", "が", "ケ", "ガ", "ケ", "之", "ノ", "の", "ノ", "條", "条", "澤", "沢", "邊", "辺", "邉", "辺")
	teens = kanjiTeens()
)

// kanjiTeens reads 十一丁目 to 四十九丁目; longer words come first.
func kanjiTeens() *strings.Replacer {
	var pairs []string
	for tens := 4; tens >= 1; tens-- {
		front := []string{"十", "二十", "三十", "四十"}[tens-1]
		for i, one := range []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"} {
			if tens > 1 || i > 0 { // 十丁目 stands with the single digits
				pairs = append(pairs, front+one+"丁目", strconv.Itoa(10*tens+i)+"丁目")
			}
		}
	}
	return strings.NewReplacer(pairs...)
}

// townKey squeezes a place name: width, spaces, 丁目 in digits, usual variants.
func townKey(s string) string { return kanjiDigits.Replace(teens.Replace(squeeze(s))) }
