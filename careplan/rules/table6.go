package rules

import (
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// isTable6 chooses 第6表, plan and actual: they share one table of items (R120).
func isTable6(l *spec.Layout) bool { return l.Kind == spec.UPPLAN || l.Kind == spec.UPJSK }

// table6 knows where the items of 第6表 stand in the edition under the scan. Each rule has
// its own; it is filled in once per layout.
type table6 struct {
	layout *spec.Layout

	month, planOffice, units, date, start, end, code, tais, notice, detail, office, satellite, updated *spec.Field
}

// of gives the items of the record under the scan.
func (t *table6) of(v *Visit) *table6 {
	if t.layout != v.Layout {
		t.learn(v.Layout)
	}
	return t
}

func (t *table6) learn(l *spec.Layout) {
	field := func(key string) *spec.Field { return l.Field(l.Col(key)) }
	*t = table6{
		layout: l, month: field("target_month"), planOffice: field("plan_office_number"), units: field("units"),
		date: field("service_date"), start: field("start_time"), end: field("end_time"),
		code: field("service_code"), tais: field("tais_code"), notice: field("equipment_notification_code"),
		detail: field("detail_no"), office: field("service_office_number"),
		satellite: field("satellite_no"), updated: field("updated_by_office"),
	}
}

// value gives an item's bytes, or nil if the edition has no such item, nothing is filled
// in, or what is filled in has a wrong form.
func value(v *Visit, f *spec.Field) []byte {
	if f == nil || v.Bad(f.Col) {
		return nil
	}
	b := v.Record.Cells[f.Col-1].Value
	if isNullWord(b) {
		return nil
	}
	return b
}

// noTime is what stands instead of a time for services that have none (A 6表 No.12).
const noTime = "9999"

// times reads start and end; ok is false unless both are clock times.
func (t *table6) times(v *Visit) (start, end int, ok bool) {
	s, e := value(v, t.start), value(v, t.end)
	if !plainTime(s) || !plainTime(e) {
		return 0, 0, false
	}
	return minutes(s), minutes(e), true
}

func minutes(hhmm []byte) int { return number(hhmm[:2])*60 + number(hhmm[2:]) }

// typeSet is a set of service types that is asked in every row.
type typeSet [][2]byte

func newTypeSet(codes ...string) typeSet {
	var s typeSet
	for _, c := range codes {
		s = append(s, [2]byte{c[0], c[1]})
	}
	return s
}

// has reports whether a service code begins with one of the types.
func (s typeSet) has(code []byte) bool {
	if len(code) < 2 {
		return false
	}
	for _, t := range s {
		if t[0] == code[0] && t[1] == code[1] {
			return true
		}
	}
	return false
}

// equipment are the types of 福祉用具貸与.
var equipment = func() typeSet {
	var codes []string
	for _, t := range spec.ServiceTypes() {
		if t.Equipment {
			codes = append(codes, t.Code)
		}
	}
	return newTypeSet(codes...)
}()

// dayServices are the types of 通所: nobody stays over night.
var dayServices = newTypeSet("15", "16", "72", "78", "66", "74", "A5", "A6", "A7", "A8")

// overnight are the types of 短期入所 and 多機能, where the end is often the next day.
var overnight = newTypeSet("21", "22", "23", "2A", "24", "25", "26", "2B", "27", "28", "38", "39", "68", "69", "73", "75", "77", "79")

// hash mixes several values into one number, to compare lines without keeping them.
func hash(values ...[]byte) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for _, v := range values {
		for _, c := range v {
			h = (h ^ uint64(c)) * 1099511628211
		}
		h = (h ^ 0xFF) * 1099511628211 // 0xFF stands in no value of these items
	}
	return h
}
