package form_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// unshown are the items no form shows: they serve programs, not people.
var unshown = []string{"csv_version", "updated_by_office", "identifier_unused", "office_code_fixed", "input_user_code"}

// fixed are values that only mean "none": no day, no month, no time, all offices, not over
// 30 days.
func fixed(f spec.Field, v string) bool {
	return slices.Contains(f.Special, v) || f.Key == "over_30_days" && v == "0"
}

func TestEveryValueOfASampleStandsOnItsClientsSheets(t *testing.T) {
	dirs := []string{
		"01_K1_plan", "02_K2_slip", "03_K5_actual", "04_K3_delete_plan", "05_K4_delete_slip", "06_K6_delete_actual",
		"08_Y1_basic_info", "09_Y2_prevention_plan_with_basic_info", "10_Y3_prevention_plan", "11_Y4_prevention_slip",
		"12_Y8_prevention_actual", "14_Y8_forward_actual_to_centre", "15_Y5_delete_basic_info",
		"16_Y6_delete_prevention_plan", "17_V32_plan", "19_V32_actual",
	}
	for _, dir := range dirs {
		t.Run(dir, func(t *testing.T) {
			u := sample(t, dir)
			if seen := everyValueShown(t, u, sheetsOf(t, u, form.Options{})); seen < 3 {
				t.Errorf("only %d values looked at", seen)
			}
		})
	}
}

func everyValueShown(t *testing.T, u *careplan.Unit, sheets []form.Sheet) int {
	t.Helper()
	seen := 0
	for _, f := range u.Files {
		if f.Layout == nil || f.Layout.Binary {
			continue
		}
		d, err := careplan.ReadDocument(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range d.Records {
			own := cells(of(sheets, careplan.ClientKey{Insurer: r.Values[1], Insured: r.Values[2]})...)
			for i, v := range r.Values {
				field := d.Layout.Fields[i]
				if v == "" || slices.Contains(unshown, field.Key) || fixed(field, v) {
					continue
				}
				seen++
				want := written(field, v)
				if !slices.ContainsFunc(own, func(c form.Cell) bool {
					return shows(c, form.Origin{Kind: d.Layout.Kind, Line: r.Line, Col: i + 1}, field, want)
				}) {
					t.Errorf("%s line %d %s: %q is on no sheet", d.Layout.Kind, r.Line, field.Key, want)
				}
			}
		}
	}
	return seen
}

func of(sheets []form.Sheet, k careplan.ClientKey) []form.Sheet {
	return slices.DeleteFunc(slices.Clone(sheets), func(s form.Sheet) bool { return s.Client != k })
}

// shows reports a cell that shows a value. A count must stand in the cell of its record;
// other values may stand once for several records.
func shows(c form.Cell, o form.Origin, f spec.Field, want string) bool {
	if f.Key == "service_count" && c.From != o {
		return false
	}
	return strings.Contains(c.Text, want)
}

// written says how a value must read, independently of the package.
func written(f spec.Field, v string) string {
	day := func() string {
		text := calendar.Era.Date(v)
		return text[:strings.Index(text, "(")]
	}
	switch {
	case f.Codes != nil && f.Codes.Key == "flag01":
		return map[string]string{"0": "□ ", "1": "■ "}[v]
	case f.Codes != nil && f.Codes.Key == "insurance_covered":
		return map[string]string{"Y": "○", "N": "－"}[v]
	case f.Key == "weekday" && f.Codes != nil:
		return "" // the column of the grid says it: TestTheWeekPutsServicesUnderTheirDay
	case f.Codes != nil:
		return f.Codes.Values[v]
	case f.Type == spec.Date && f.Key == "service_date":
		return "" // the column of the month says it: TestVisitsStandUnderTheirDay
	case f.Type == spec.Date:
		return day()
	case f.Type == spec.YearMonth:
		return calendar.Era.Month(v)
	case f.Type == spec.Time:
		return v[:2] + ":" + v[2:]
	case f.Type == spec.Int:
		n, _ := strconv.Atoi(v)
		if n >= 1000 {
			return strconv.Itoa(n/1000) + "," + v[len(v)-3:]
		}
	}
	return v
}

func TestTheWeekPutsServicesUnderTheirDay(t *testing.T) {
	var week form.Block
	for _, b := range sheetsOf(t, sample(t, "01_K1_plan"), form.Options{})[2].Blocks {
		if b.Sticky == 2 {
			week = b
		}
	}
	if len(week.Rows) != 13 {
		t.Fatalf("want a head and 12 bands of two hours, got %d rows", len(week.Rows))
	}
	// 訪問介護 月 09:00～09:30, 通所介護 木 09:30～16:30: both begin in the band of 8:00,
	// whose row has 午前, the hour, then the days.
	row := week.Rows[5]
	if !strings.Contains(row[2].Text, "09:00～09:30\n訪問介護") || row[2].Rows != 1 {
		t.Errorf("Monday: %+v", row[2])
	}
	if !strings.Contains(row[5].Text, "09:30～16:30\n通所介護") || row[5].Rows != 5 {
		t.Errorf("Thursday: %+v", row[5])
	}
	if got := week.Rows[4][len(week.Rows[4])-1].Text; got != "06:00\n起床" {
		t.Errorf("activity: %q", got)
	}
}

func TestVisitsStandUnderTheirDay(t *testing.T) {
	b := grid(t, sheetsOf(t, sample(t, "02_K2_slip"), form.Options{})[0])
	row := b.Rows[b.Head] // time, service, office, 予定, then the days
	for day := 1; day <= 30; day++ {
		want := slices.Contains([]int{7, 14, 21, 28}, day)
		if got := row[3+day].Text == "1"; got != want {
			t.Errorf("day %d: %q", day, row[3+day].Text)
		}
	}
	if got := row[3+7].From; got != (form.Origin{Kind: spec.UPPLAN, Line: 1, Col: 14}) {
		t.Errorf("the cell's place is %+v", got)
	}
	if got := row[len(row)-1].Text; got != "4" {
		t.Errorf("sum %q", got)
	}
}
