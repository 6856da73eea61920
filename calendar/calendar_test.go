package calendar_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/calendar"
)

func TestWorkingDaysToTheClaimOfDecember2026(t *testing.T) {
	d := calendar.UntilClaim("202612", "20270106", nil)
	if d.Day != "20270110" || d.Last != "20270108" || len(d.Left) != 3 {
		t.Errorf("%+v", d)
	}
	all := calendar.WorkingDays("20270101", "20270110", nil)
	if len(all) != 5 || all[0] != "20270104" {
		t.Errorf("working days of January: %v", all)
	}
	if len(calendar.WorkingDays("20270101", "20270110", map[string]bool{"20270104": true})) != 4 {
		t.Error("a closing day of the office counts as a working day")
	}
}

func TestHolidays(t *testing.T) {
	for day, want := range map[string]string{"20270111": "成人の日", "20260922": "休日", "20270110": "", "20261123": "勤労感謝の日"} {
		if got := calendar.Holiday(day); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
}

func TestDatesAreWrittenInBothWays(t *testing.T) {
	for _, c := range [][3]string{
		{"20261203", "令和8年12月3日(木)", "2026年12月3日(木)"},
		{"20190501", "令和元年5月1日(水)", "2019年5月1日(水)"},
		{"20190430", "平成31年4月30日(火)", "2019年4月30日(火)"},
		{"19400101", "昭和15年1月1日(月)", "1940年1月1日(月)"},
		{"00000000", "00000000", "00000000"},
	} {
		if era, west := calendar.Era.Date(c[0]), calendar.Western.Date(c[0]); era != c[1] || west != c[2] {
			t.Errorf("%s: %s, %s", c[0], era, west)
		}
	}
	if calendar.Era.Month("202612") != "令和8年12月" || calendar.Short("20270106") != "1/6(水)" {
		t.Error(calendar.Era.Month("202612"), calendar.Short("20270106"))
	}
	if calendar.AddMonths("202612", 1) != "202701" || len(calendar.Days("202702")) != 28 {
		t.Error("months")
	}
	if calendar.Age("19400101", "20261231") != 86 || calendar.Age("19400101", "") != -1 {
		t.Error("age")
	}
}
