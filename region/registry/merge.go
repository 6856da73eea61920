package registry

import (
	"cmp"
	"slices"
	"strings"
)

// merge makes one office of all rows of a number. Rows are put in an order of their own
// first, by service code and content, so that the order of files and rows does not matter.
func (b *batch) merge() []Office {
	slices.SortStableFunc(b.entries, func(x, y entry) int { return compareOffices(&x.office, &y.office) })
	var out []Office
	for i := range b.entries {
		e := &b.entries[i]
		if n := len(out); n > 0 && out[n-1].Number == e.office.Number {
			b.join(&out[n-1], e)
			continue
		}
		out = append(out, e.office)
	}
	b.entries = nil
	for i := range out {
		sortServices(out[i].Services)
	}
	return out
}

func compareOffices(a, b *Office) int {
	if c := cmp.Compare(a.Number, b.Number); c != 0 {
		return c
	}
	return cmp.Or(
		slices.CompareFunc(a.Services, b.Services, func(x, y Service) int {
			return cmp.Or(cmp.Compare(x.Code, y.Code), cmp.Compare(y.Capacity, x.Capacity))
		}),
		cmp.Compare(a.Name, b.Name), cmp.Compare(a.City, b.City), cmp.Compare(a.Ward, b.Ward),
		cmp.Compare(a.Corp, b.Corp), cmp.Compare(a.CorpName, b.CorpName), cmp.Compare(a.Address, b.Address),
		cmp.Compare(a.Phone, b.Phone), cmp.Compare(a.Fax, b.Fax), cmp.Compare(a.URL, b.URL), cmp.Compare(a.Kana, b.Kana),
		cmp.Compare(a.Days, b.Days), cmp.Compare(a.DaysNote, b.DaysNote), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lng, b.Lng),
		cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Parent, b.Parent), cmp.Compare(a.Successor, b.Successor),
		cmp.Compare(a.Pref, b.Pref), cmp.Compare(a.CityName, b.CityName),
	)
}

// join adds a further row of the same number and reports what does not agree.
func (b *batch) join(o *Office, e *entry) {
	r := report{file: e.file, row: e.row}
	n := len(o.Services)
	for _, s := range e.office.Services {
		if !o.Has(s.Code) {
			o.Services = append(slices.Clip(o.Services), s)
		}
	}
	if len(o.Services) == n {
		r.duplicate(agree(o, &e.office))
	} else {
		r.conflicts(o, &e.office)
	}
	fill(o, &e.office)
	b.warnings = append(b.warnings, r.warnings...)
}

func (r *report) duplicate(same bool) {
	if same {
		r.warn(WarnDuplicate, "同じ事業所番号とサービスの行がもう一度あります。", "1行として取り込みました。")
		return
	}
	r.warn(WarnDuplicateDiff, "同じ事業所番号とサービスで、内容の違う行があります。", "1つの事業所にまとめ、空欄だけをこの行で補いました。")
}

// agree tells whether a further row says nothing else.
func agree(a, b *Office) bool {
	return a.Name == b.Name && a.Address == b.Address && a.Corp == b.Corp && a.CorpName == b.CorpName &&
		a.Phone == b.Phone && a.City == b.City
}

func (r *report) conflicts(a, b *Office) {
	if squeeze(a.Name) != squeeze(b.Name) {
		r.warn(WarnName, "同じ事業所番号で、サービスによって事業所名が違います。", "サービスのコードが最も小さい行の事業所名を使いました。")
	}
	if a.City != "" && b.City != "" && a.City != b.City {
		r.warn(WarnConflict, "同じ事業所番号で、サービスによって市区町村が違います。", "サービスのコードが最も小さい行の市区町村を使いました。")
	}
	if a.Corp != "" && b.Corp != "" && a.Corp != b.Corp {
		r.warn(WarnConflict, "同じ事業所番号で、サービスによって法人番号が違います。", "サービスのコードが最も小さい行の法人番号を使いました。")
	}
}

// fill takes from another row or edition what is blank.
func fill(o, from *Office) {
	if o.City == "" {
		o.City, o.Ward, o.Pref, o.CityName = from.City, from.Ward, cmp.Or(from.Pref, o.Pref), cmp.Or(from.CityName, o.CityName)
	}
	if !o.Located() {
		o.Lat, o.Lng = from.Lat, from.Lng
	}
	for _, p := range [][2]*string{
		{&o.Kana, &from.Kana}, {&o.Pref, &from.Pref}, {&o.CityName, &from.CityName}, {&o.Zone, &from.Zone},
		{&o.Corp, &from.Corp}, {&o.CorpName, &from.CorpName}, {&o.Address, &from.Address}, {&o.Phone, &from.Phone},
		{&o.Fax, &from.Fax}, {&o.URL, &from.URL}, {&o.Days, &from.Days}, {&o.DaysNote, &from.DaysNote},
		{&o.Parent, &from.Parent}, {&o.Successor, &from.Successor},
	} {
		if *p[0] == "" {
			*p[0] = *p[1]
		}
	}
	o.Outside = o.Outside || from.Outside
}

func sortServices(list []Service) {
	slices.SortFunc(list, func(a, b Service) int { return strings.Compare(a.Code, b.Code) })
}
