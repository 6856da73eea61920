package careplan_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
)

func TestSlipsOfASample(t *testing.T) {
	u := sampleUnit(t, "02_K2_slip")
	slips, err := careplan.Slips(u)
	if err != nil || len(slips) != 2 {
		t.Fatalf("%d slips, %v", len(slips), err)
	}
	s := slips[0]
	if s.Supplement == nil || s.Supplement.Name != "架空　太郎" || s.Supplement.Limit != 27048 || s.Supplement.Level != "23" {
		t.Errorf("supplement: %+v", s.Supplement)
	}
	sum, within := 0, 0
	for _, v := range s.Visits {
		sum += v.Units * v.Count
	}
	for _, l := range s.Totals {
		if l.Code == "999999" {
			within = l.Within
		}
	}
	if len(s.Visits) != 12 || sum != 976+239+1554+80+300*2+600 || within != 3810 {
		t.Errorf("%d visits of %d units, within the limit %d", len(s.Visits), sum, within)
	}
	if !slips[1].Client.WelfareOnly() || s.Client.WelfareOnly() {
		t.Error("H number not told apart")
	}
}

func TestActualsAreSlipsWithoutTotals(t *testing.T) {
	slips, err := careplan.Slips(sampleUnit(t, "03_K5_actual"))
	if err != nil || len(slips) != 2 || !slips[0].Actual || len(slips[0].Totals) != 0 {
		t.Fatalf("%+v, %v", slips, err)
	}
	if v := slips[0].Visits[3]; v.Satellite != "1" || v.Type() != "11" || !v.HasTime() || slips[0].Visits[4].HasTime() {
		t.Errorf("visit: %+v", v)
	}
}

func TestClientsOfAPlan(t *testing.T) {
	u := sampleUnit(t, "01_K1_plan")
	keys, err := careplan.Clients(u)
	if err != nil || len(keys) == 0 {
		t.Fatal(keys, err)
	}
	if slips, err := careplan.Slips(u); err != nil || slips != nil {
		t.Errorf("a plan has slips: %v, %v", slips, err)
	}
}

func sampleUnit(t *testing.T, name string) *careplan.Unit {
	t.Helper()
	h := careplan.Group(sampleDir(t, "good/"+name))
	if len(h.Units) != 1 {
		t.Fatalf("%d units in %s", len(h.Units), name)
	}
	return h.Units[0]
}

func TestPlansOfSamples(t *testing.T) {
	for name, prevention := range map[string]bool{"01_K1_plan": false, "10_Y3_prevention_plan": true} {
		plans, err := careplan.Plans(sampleUnit(t, name))
		if err != nil || len(plans) == 0 {
			t.Fatal(name, plans, err)
		}
		p := plans[0]
		if p.Prevention != prevention || len(p.Day) != 8 || p.Author == "" || p.Level == "" {
			t.Errorf("%s: %+v", name, p)
		}
		if !prevention && (len(p.Services) == 0 || len(p.Weekly) == 0) {
			t.Errorf("%s: %d services, %d rows of the week", name, len(p.Services), len(p.Weekly))
		}
	}
}
