package reconcile_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/reconcile"
)

// TestPlanAsActualHasNoDifferences: what is done exactly as planned is never a difference,
// in whatever order the rows come.
func TestPlanAsActualHasNoDifferences(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		plan := generated(random)
		done := careplan.Slip{Client: hana, Month: "202612", Actual: true, Visits: slices.Clone(plan.Visits)}
		random.Shuffle(len(done.Visits), func(i, j int) { done.Visits[i], done.Visits[j] = done.Visits[j], done.Visits[i] })
		r := reconcile.Compare(reconcile.Case{Client: hana, Month: "202612", Plan: &plan, Actuals: byProvider(done)})
		if len(r.Differences) > 0 || r.Damage != 0 || !r.Complete || r.PlanTotal != r.ActualTotal {
			t.Fatalf("seed %d: plan %d, actual %d\n%s", seed, r.PlanTotal, r.ActualTotal, sentences(r))
		}
	}
}

// TestOneLostRowIsSeen: a service taken out of the actual is reported, and never as ①.
func TestOneLostRowIsSeen(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		plan := generated(random)
		done := careplan.Slip{Client: hana, Month: "202612", Actual: true, Visits: slices.Clone(plan.Visits)}
		i := random.IntN(len(done.Visits))
		lost := done.Visits[i]
		if lost.Code == "116274" {
			continue
		}
		done.Visits = slices.Delete(done.Visits, i, i+1)
		r := reconcile.Compare(reconcile.Case{Client: hana, Month: "202612", Plan: &plan, Actuals: byProvider(done)})
		if len(r.Differences) != 1 || r.Differences[0].Level < reconcile.Changed || r.Differences[0].Day != lost.Day || r.Differences[0].Units != -lost.Units*lost.Count {
			t.Fatalf("seed %d lost %s on %s:\n%s", seed, lost.Code, lost.Day, sentences(r))
		}
	}
}

// generated makes a month of home help, nursing, day service and equipment; the hours of
// the providers do not overlap.
func generated(random *rand.Rand) careplan.Slip {
	s := careplan.Slip{Client: hana, Month: "202612"}
	add := func(name, day, start, end, code string, units, count int) {
		o := offices[name]
		s.Visits = append(s.Visits, careplan.Visit{
			Client: hana, Month: "202612", Provider: o.number, ProviderName: o.name, Day: day,
			Start: start, End: end, Code: code, Units: units, Count: count,
		})
	}
	for d := 1; d <= 31; d++ {
		day := fmt.Sprintf("202612%02d", d)
		if random.IntN(3) == 0 {
			add("ほころび", day, "0800", "0830", "111111", 244, 1)
		}
		if random.IntN(4) == 0 {
			add("ほころび", day, "1800", "1900", "111211", 387, 1)
		}
		if random.IntN(4) == 0 {
			add("つむぎ", day, "0930", "1630", "152445", 777, 1)
			if random.IntN(2) == 0 {
				add("つむぎ", day, "0930", "1630", "155301", 40, 1)
			}
		} else if random.IntN(4) == 0 {
			add("ちりめん", day, "1000", "1100", "131211", 300, 1+random.IntN(2))
		}
	}
	add("ほころび", "20261201", "0800", "0830", "111111", 244, 1)
	add("ほころび", "20261231", "9999", "9999", "116274", 239, 1)
	add("かすり", "20261201", "9999", "9999", "171001", 600, 1)
	s.Totals = totals(s.Visits, map[string]bool{"116274": true})
	return s
}

// byProvider cuts an actual into those the providers send.
func byProvider(s careplan.Slip) []careplan.Slip {
	var out []careplan.Slip
	for _, v := range s.Visits {
		i := slices.IndexFunc(out, func(o careplan.Slip) bool { return o.Visits[0].Provider == v.Provider })
		if i < 0 {
			out = append(out, careplan.Slip{Client: s.Client, Month: s.Month, Actual: true})
			i = len(out) - 1
		}
		out[i].Visits = append(out[i].Visits, v)
	}
	return out
}

// TestTheOrderOfRecordsSaysNothing: the same rows in another order give the same result.
func TestTheOrderOfRecordsSaysNothing(t *testing.T) {
	s := read(t, `
plan ほころび 7,14,21 09:00-09:30 111111 244
plan ほころび 7 10:00-10:30 111111 244
plan つむぎ 3,10 09:30-16:30 152445 777
plan つむぎ 3,10 09:30-16:30 155301 40
done ほころび 7 09:00-10:00 111211 387
done ほころび 15,21,28 09:00-09:30 111111 244
done つむぎ 3,11 09:30-16:30 152445 777
done もめん 9 13:00-14:00 121111 1266
`)
	want := reconcile.Compare(s.c)
	if len(want.Differences) < 4 {
		t.Fatalf("too few differences:\n%s", sentences(want))
	}
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 3))
		for _, list := range [][]careplan.Visit{s.plan.Visits, s.c.Actuals[0].Visits} {
			random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		}
		if got := reconcile.Compare(s.c); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d:\n%s\nwant\n%s", seed, sentences(got), sentences(want))
		}
	}
}

// TestAnotherClientsActualIsLeftOut: rows of another client or month never count.
func TestAnotherClientsActualIsLeftOut(t *testing.T) {
	s := read(t, "plan ほころび 7 09:00-09:30 111111 244\ndone as planned")
	other := s.c.Actuals[0]
	other.Client.Insured = "0000000002"
	late := s.c.Actuals[0]
	late.Month = "202611"
	s.c.Actuals = append(s.c.Actuals, other, late)
	if r := reconcile.Compare(s.c); len(r.Differences) > 0 || r.ActualTotal != 244 {
		t.Errorf("%d units\n%s", r.ActualTotal, sentences(r))
	}
}

// TestDamageSortsClients: the worst level first, then its units; agreed changes last.
func TestDamageSortsClients(t *testing.T) {
	plan := "plan ほころび 7,14 09:00-09:30 111111 244\n"
	months := []string{ // from the worst to the best
		plan + "done as planned\ndone ほころび 21,28 09:00-09:30 111111 244",
		plan + "done as planned\ndone ほころび 21 09:00-09:30 111111 244",
		plan + "done as planned\ndone もめん 9 13:00-14:00 121111 1266",
		plan + "fact limit 400\ndone as planned",
		plan + "done ほころび 7 12:00-12:30 111112 100\ndone ほころび 14 09:00-09:30 111111 244",
		plan + "done ほころび 7 09:00-09:30 111111 244\ndone ほころび 14 11:00-11:30 111111 244",
		plan + "done as planned except 14",
		plan + "fact hospital 6-8\ndone as planned",
		plan + "fact agreed ほころび 14 -\ndone as planned except 14",
		plan + "done as planned",
	}
	for i := 1; i < len(months); i++ {
		a, b := reconcile.Compare(read(t, months[i-1]).c), reconcile.Compare(read(t, months[i]).c)
		if !reconcile.Less(a, b) || reconcile.Less(b, a) {
			t.Errorf("%d (%d) is not before %d (%d)\n%s\n%s", i-1, a.Damage, i, b.Damage, sentences(a), sentences(b))
		}
	}
}

func TestAnEmptyCase(t *testing.T) {
	r := reconcile.Compare(reconcile.Case{})
	if len(r.Lines) != 0 || len(r.Differences) != 0 || !r.Complete {
		t.Errorf("%+v", r)
	}
}

// TestBrokenRowsDoNotStopTheComparison: other people's files hold anything.
func TestBrokenRowsDoNotStopTheComparison(t *testing.T) {
	odd := []careplan.Visit{
		{Client: hana}, {Client: hana, Code: "1"}, {Client: hana, Code: "111111", Start: "09", End: "2560", Day: "x"},
		{Client: hana, Code: "111111", Start: "9a00", End: "1", Day: "20261399", Count: -1, Units: 5},
		{Client: hana, Code: "211111", Start: "0900", End: "1", Day: "20261399", Count: 1, Units: 5},
	}
	c := reconcile.Case{Client: hana, Month: "202612", Actuals: []careplan.Slip{{Client: hana, Month: "202612", Actual: true, Visits: odd}}}
	reconcile.Compare(c)
	c.Plan = &careplan.Slip{Client: hana, Month: "202612", Visits: odd[1:], Totals: []careplan.Total{{Code: "x"}, {Code: "11AAAA"}}}
	reconcile.Compare(c)
}
