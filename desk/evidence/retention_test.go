package evidence_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

var policy = evidence.Policy{
	Years:     map[string]int{"利用者の同意": 3},
	ByInsurer: map[string]map[string]int{"999902": {"": 2, "計画書": 5}, "999903": {"提供票": -1}},
}

func holdings() []evidence.Holding {
	one := careplan.ClientKey{Insurer: "999902", Insured: "0000000001"}
	two := careplan.ClientKey{Insurer: "999901", Insured: "0000000002"}
	return []evidence.Holding{
		{Ref: "r3", RecordKind: "提供票", Client: one, Insurer: "999902", Start: "20270331"},
		{Ref: "r1", RecordKind: "計画書", Client: one, Insurer: "999902", Start: "20240331"},
		{Ref: "r2", RecordKind: "提供票", Client: two, Insurer: "999901", Start: "20240331"},
		{Ref: "r4", RecordKind: "研修の記録", Start: "20240331"},
	}
}

func TestTheLastDayOfKeeping(t *testing.T) {
	for _, c := range []struct {
		name  string
		h     evidence.Holding
		until string
	}{
		{"five years by default", evidence.Holding{RecordKind: "提供票", Start: "20240331"}, "20290331"},
		{"years of the kind", evidence.Holding{RecordKind: "利用者の同意", Start: "20240331"}, "20270331"},
		{"two years of the insurer", evidence.Holding{RecordKind: "提供票", Insurer: "999902", Start: "20240331"}, "20260331"},
		{"the insurer's years go before those of the kind", evidence.Holding{RecordKind: "利用者の同意", Insurer: "999902", Start: "20240331"}, "20260331"},
		{"the insurer's kind goes before its rest", evidence.Holding{RecordKind: "計画書", Insurer: "999902", Start: "20240331"}, "20290331"},
		{"years below one are not believed", evidence.Holding{RecordKind: "提供票", Insurer: "999903", Start: "20240331"}, "20290331"},
		{"from a leap day", evidence.Holding{RecordKind: "利用者の同意", Start: "20240229"}, "20270228"},
		{"the day before a leap day", evidence.Holding{RecordKind: "提供票", Insurer: "999902", Start: "20240228"}, "20260228"},
		{"to a leap year", evidence.Holding{RecordKind: "提供票", Insurer: "999902", Start: "20260228"}, "20280229"},
		{"the end of a year", evidence.Holding{RecordKind: "提供票", Start: "20231231"}, "20281231"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if due, kept := evidence.Due([]evidence.Holding{c.h}, policy, c.until); len(due) != 0 || kept[0].Until != c.until {
				t.Errorf("due on its last day: %+v, kept %+v", due, kept)
			}
			if due, _ := evidence.Due([]evidence.Holding{c.h}, policy, dayAfter(c.until)); len(due) != 1 || due[0].Until != c.until {
				t.Errorf("not due the day after: %+v", due)
			}
		})
	}
}

func dayAfter(day string) string {
	t, _ := time.Parse("20060102", day)
	return t.AddDate(0, 0, 1).Format("20060102")
}

func TestWhatStaysAndWhy(t *testing.T) {
	one := careplan.ClientKey{Insurer: "999901", Insured: "0000000001"}
	old := evidence.Holding{Ref: "a", RecordKind: "提供票", Client: one, Start: "20100331"}
	with := func(change func(*evidence.Holding)) evidence.Holding {
		h := old
		change(&h)
		return h
	}
	for _, c := range []struct {
		name  string
		list  []evidence.Holding
		today string
		why   string
	}{
		{"in service", []evidence.Holding{with(func(h *evidence.Holding) { h.InService = true })}, "20290401", "利用中"},
		{"another record says in service", []evidence.Holding{old, with(func(h *evidence.Holding) { h.Ref, h.InService = "b", true })}, "20290401", "利用中"},
		{"stopped", []evidence.Holding{with(func(h *evidence.Holding) { h.Stop, h.StopWhy = true, "監査のため" })}, "20290401", "廃棄を止めています（監査のため）。"},
		{"stopped without a reason", []evidence.Holding{with(func(h *evidence.Holding) { h.Stop = true })}, "20290401", "廃棄を止めています。"},
		{"no start", []evidence.Holding{with(func(h *evidence.Holding) { h.Start = "" })}, "20290401", "始まりの日が分かりません"},
		{"a start that is no day", []evidence.Holding{with(func(h *evidence.Holding) { h.Start = "20100231" })}, "20290401", "始まりの日が分かりません"},
		{"no today", []evidence.Holding{old}, "", "今日の日付"},
		{"not yet", []evidence.Holding{old}, "20150331", "平成27年3月31日(火)まで保存します。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			due, kept := evidence.Due(c.list, policy, c.today)
			if len(due) != 0 || len(kept) != len(c.list) {
				t.Fatalf("due %+v", due)
			}
			for _, k := range kept {
				if !strings.Contains(k.Why, c.why) {
					t.Errorf("%s, want %s", k.Why, c.why)
				}
			}
		})
	}
}

func TestARecordOfTheOfficeIsNotBoundToAnyClient(t *testing.T) {
	list := []evidence.Holding{{Ref: "a", Start: "20100331", InService: true}, {Ref: "b", Start: "20100331"}}
	if due, kept := evidence.Due(list, policy, "20290401"); len(due) != 1 || due[0].Ref != "b" || len(kept) != 1 {
		t.Errorf("due %+v, kept %+v", due, kept)
	}
}

func TestTheDeletionProvesTheList(t *testing.T) {
	due, _ := evidence.Due(holdings(), policy, "20290401")
	if len(due) != 4 || due[0].Ref != "r1" || due[1].Ref != "r2" {
		t.Fatalf("due in order of the day and the number: %+v", due)
	}
	number := evidence.ListNumber(due)
	if list := evidence.Deletion(due, "", time.Time{}); !strings.Contains(list.Foot[0], number) || !strings.Contains(text(list), "まだ廃棄していません") {
		t.Error(text(list))
	}
	if evidence.ListNumber(due[1:]) == number {
		t.Error("a shorter list has the same number")
	}
}
