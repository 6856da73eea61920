package reconcile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/reconcile"
)

const samples = "../../careplan/testdata/standard/good/"

// TestTheSamplesOfTheStandard: the slip and the actual of the standard's own samples. The
// provider of home help answered, the others are awaited; a percentage addition came as 0
// and visits began two minutes late.
func TestTheSamplesOfTheStandard(t *testing.T) {
	plans, actuals := slips(t, "02_K2_slip"), slips(t, "03_K5_actual")
	if len(plans) != 2 || len(actuals) != 2 {
		t.Fatalf("%d slips, %d actuals", len(plans), len(actuals))
	}
	for i := range plans {
		c := reconcile.Case{Client: plans[i].Client, Month: plans[i].Month, Plan: &plans[i], Actuals: actuals}
		if i == 0 {
			c.Facts.Expected = []reconcile.Pair{{Provider: "9999900015", Type: "15"}, {Provider: "9999900017", Type: "17"}}
		}
		r := reconcile.Compare(c)
		if len(r.Differences) > 0 || r.Limit == 0 || r.Complete != (i == 1) {
			t.Errorf("slip %d: limit %d, complete %v\n%s", i, r.Limit, r.Complete, sentences(r))
		}
		if want := []int{3810, 488}[i]; r.PlanTotal != want {
			t.Errorf("slip %d: plan %d, want %d", i, r.PlanTotal, want)
		}
	}
}

func slips(t *testing.T, name string) []careplan.Slip {
	t.Helper()
	paths, err := filepath.Glob(samples + name + "/*")
	if err != nil {
		t.Fatal(err)
	}
	var files []*careplan.File
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		f, err := careplan.NewFile(p, careplan.Bytes(text))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	h := careplan.Group(files)
	if len(h.Units) != 1 {
		t.Fatalf("%d units in %s", len(h.Units), name)
	}
	out, err := careplan.Slips(h.Units[0])
	if err != nil {
		t.Fatal(err)
	}
	return out
}
