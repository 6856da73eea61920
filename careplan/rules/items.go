package rules

import "github.com/tasuki-care/tasuki/careplan/spec"

// item gives a layout's item by its key, or nil.
func item(l *spec.Layout, key string) *spec.Field { return l.Field(l.Col(key)) }

// at gives the value of an item by its key; nil when it is empty or ill-formed.
func at(v *Visit, key string) []byte { return value(v, item(v.Layout, key)) }

// only chooses the layouts of some kinds.
func only(kinds ...spec.Kind) func(*spec.Layout) bool {
	return func(l *spec.Layout) bool {
		for _, k := range kinds {
			if l.Kind == k {
				return true
			}
		}
		return false
	}
}

// units reads a plain whole number, which may be negative; ok is false for anything else.
func units(b []byte) (int, bool) {
	neg := len(b) > 0 && b[0] == '-'
	if neg {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 9 || !digits(b) {
		return 0, false
	}
	if neg {
		return -number(b), true
	}
	return number(b), true
}

// table7 knows where the items of 第7表 stand in the edition under the scan.
type table7 struct {
	layout *spec.Layout

	office, code, units, rate, discounted, count, amount, prevDays, fixed *spec.Field
}

func isTable7(l *spec.Layout) bool { return l.Kind == spec.UPSIKYU }

// of gives the items of the record under the scan.
func (t *table7) of(v *Visit) *table7 {
	if t.layout != v.Layout {
		l := v.Layout
		*t = table7{
			layout: l, office: item(l, "service_office_number"), code: item(l, "service_code"), units: item(l, "units"),
			rate: item(l, "discount_rate"), discounted: item(l, "discounted_units"), count: item(l, "count_or_days"),
			amount: item(l, "service_units_amount"), prevDays: item(l, "days_to_prev_month"), fixed: item(l, "office_code_fixed"),
		}
	}
	return t
}

// line tells the lines of 第7表 apart (A 7表 No.9).
type line uint8

const (
	codeLine  line = iota // a service code
	subtotal              // ttAAAA
	outside               // ttEEEE, ttZZZZ: not counted in the total
	grandLine             // 999999
)

func lineOf(code []byte) line {
	switch {
	case !isTotal(code):
		return codeLine
	case string(code) == "999999":
		return grandLine
	case string(code[2:]) == "AAAA":
		return subtotal
	}
	return outside
}
