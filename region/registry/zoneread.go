package registry

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxGeoJSON bounds a file of zones, in bytes; maxPoints its corners.
const (
	maxGeoJSON = 50 << 20
	maxPoints  = 2_000_000
)

var (
	errGeoJSON = &Error{Code: "geojson_unreadable", Message: "圏域の形（GeoJSON）として読めませんでした。", Next: "「FeatureCollection」形式のGeoJSONファイルを選んでください。"}
	errGeoBig  = &Error{Code: "geojson_too_large", Message: "圏域の形が大きすぎます（50MB、200万点まで）。", Next: "地図ソフトで形を簡単にしてから、もう一度お試しください。"}
	errGeoArea = &Error{Code: "geojson_area", Message: "圏域の座標が日本の緯度・経度ではありません。", Next: "座標の種類を「緯度経度（世界測地系）」にして書き出してください。"}
)

type geoFile struct {
	Type     string
	Features []struct {
		Geometry   geometry
		Properties map[string]any
	}
}

type geometry struct {
	Type        string
	Coordinates json.RawMessage
}

// ReadZones reads zones from GeoJSON: Polygon and MultiPolygon give the shape, Point gives
// the place of the centre. idKey and nameKey are the names of the properties that hold id
// and name; features of one id make one zone. It returns an *Error that can be shown.
func ReadZones(geojson []byte, idKey, nameKey string) ([]Zone, error) {
	if len(geojson) > maxGeoJSON {
		return nil, errGeoBig
	}
	var f geoFile
	if err := json.Unmarshal(geojson, &f); err != nil || f.Type != "FeatureCollection" || len(f.Features) == 0 {
		return nil, errGeoJSON
	}
	z := &zoneSet{at: map[string]int{}}
	for _, x := range f.Features {
		id := property(x.Properties, idKey)
		if id == "" {
			return nil, noProperty(idKey, x.Properties)
		}
		if err := z.add(id, property(x.Properties, nameKey), x.Geometry); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(z.zones, func(a, b Zone) int { return compareIDs(a.ID, b.ID) })
	return z.zones, nil
}

// property gives a text or number of a feature as text.
func property(p map[string]any, key string) string {
	switch v := p[key].(type) {
	case string:
		s, _, _ := tidy(v)
		return s
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func noProperty(key string, p map[string]any) error {
	var have []string
	for k := range p {
		have = append(have, "「"+short(k)+"」")
	}
	slices.Sort(have)
	return &Error{
		Code:    "geojson_key",
		Message: fmt.Sprintf("圏域の番号の項目「%s」がない形があります。ある項目は%sです。", short(key), strings.Join(have[:min(20, len(have))], "")),
		Next:    "圏域の番号が入っている項目を選んでください。",
	}
}

// compareIDs puts 2 before 10.
func compareIDs(a, b string) int {
	x, err1 := strconv.Atoi(a)
	y, err2 := strconv.Atoi(b)
	if err1 == nil && err2 == nil {
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

type zoneSet struct {
	zones  []Zone
	at     map[string]int
	points int
}

func (z *zoneSet) add(id, name string, g geometry) error {
	i, ok := z.at[id]
	if !ok {
		i = len(z.zones)
		z.at[id] = i
		z.zones = append(z.zones, Zone{ID: id, Name: cmp.Or(name, id)})
	}
	switch g.Type {
	case "Polygon":
		var p [][][]float64
		return z.rings(i, g.Coordinates, &p, func() [][][]float64 { return p })
	case "MultiPolygon":
		var p [][][][]float64
		return z.rings(i, g.Coordinates, &p, func() [][][]float64 { return slices.Concat(p...) })
	case "Point":
		return z.centre(i, g.Coordinates)
	}
	return &Error{Code: "geojson_shape", Message: "面（Polygon）でも点（Point）でもない形があります。", Next: "圏域の面だけを選んで書き出してください。"}
}

// rings adds the rings of one geometry to a zone.
func (z *zoneSet) rings(i int, raw json.RawMessage, into any, rings func() [][][]float64) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return errGeoJSON
	}
	for _, ring := range rings() {
		if len(ring) < 4 {
			return errGeoJSON
		}
		if z.points += len(ring); z.points > maxPoints {
			return errGeoBig
		}
		for _, p := range ring {
			if len(p) < 2 {
				return errGeoJSON
			}
			if !inJapan(p[1], p[0]) {
				return errGeoArea
			}
		}
		z.zones[i].Shape = append(z.zones[i].Shape, ring)
	}
	return nil
}

func (z *zoneSet) centre(i int, raw json.RawMessage) error {
	var p []float64
	if err := json.Unmarshal(raw, &p); err != nil || len(p) < 2 {
		return errGeoJSON
	}
	if !inJapan(p[1], p[0]) {
		return errGeoArea
	}
	z.zones[i].Lng, z.zones[i].Lat = p[0], p[1]
	return nil
}

var errZoneList = &Error{
	Code:    "zone_columns",
	Message: "圏域の一覧に「町名」と「圏域」の列が見つかりません。",
	Next:    "1行目に「町名」「圏域」の列名を入れ、町名ごとに1行ずつ書いてください。",
}

// ReadZoneList reads zones from a table 町名, 圏域 (and 圏域番号, 地域包括支援センターの
// 事業所番号 if there are such columns), one place name a row. name is the file's name.
func ReadZoneList(rows [][]string, name string) ([]Zone, []Warning, error) {
	at, cols := labelled(rows, map[string]string{
		"町名": "town", "町丁名": "town", "町丁目": "town", "町字": "town", "地区": "town", "大字": "town", "町名・字名": "town",
		"圏域": "zone", "日常生活圏域": "zone", "圏域名": "zone", "日常生活圏域名": "zone", "圏域番号": "id", "圏域id": "id",
		"事業所番号": "centre", "センター番号": "centre", "地域包括支援センターの事業所番号": "centre",
	})
	if _, ok := cols["town"]; !ok || !hasAny(cols, "zone", "id") {
		return nil, nil, errZoneList
	}
	z, r := &zoneSet{at: map[string]int{}}, &report{file: name}
	owner := map[string]string{}
	for i, row := range rows[at+1:] {
		if r.row = at + i + 2; !blank(row) {
			z.town(cellAt(row, cols, "town"), cellAt(row, cols, "id"), cellAt(row, cols, "zone"), cellAt(row, cols, "centre"), owner, r)
		}
	}
	if len(z.zones) == 0 {
		return nil, r.warnings, errZoneList
	}
	slices.SortStableFunc(z.zones, func(a, b Zone) int { return compareIDs(a.ID, b.ID) })
	return z.zones, r.warnings, nil
}

func hasAny(cols map[string]int, names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { _, ok := cols[n]; return ok })
}

// town adds one place name to its zone.
func (z *zoneSet) town(town, id, name, centre string, owner map[string]string, r *report) {
	id = cmp.Or(id, name)
	if town == "" || id == "" {
		r.warn(WarnZone, "町名か圏域が空欄です。", "この行は使いませんでした。")
		return
	}
	if other, ok := owner[townKey(town)]; ok {
		if other != id {
			r.warn(WarnZone, "同じ町名が別の圏域にもあります。", "先にある行の圏域を使いました。番地で分かれる場合は、事業所ごとに圏域を選んでください。")
		}
		return
	}
	owner[townKey(town)] = id
	i, ok := z.at[id]
	if !ok {
		i = len(z.zones)
		z.at[id] = i
		z.zones = append(z.zones, Zone{ID: id, Name: cmp.Or(name, id)})
	}
	z.zones[i].Places = append(z.zones[i].Places, town)
	n, _, ok := CleanNumber(centre)
	switch {
	case centre != "" && !ok:
		r.warn(WarnZone, "地域包括支援センターの事業所番号が読めません。", "番号は空欄にして、町名だけを取り込みました。10桁の番号を確認してください。")
	case ok && z.zones[i].Centre == "":
		z.zones[i].Centre = n
	}
}
