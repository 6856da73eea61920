package rules_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// TestOneWrongValueIsOneFinding spoils every item of a sample, one at a time, and wants
// not more than one rule to call it an error: a clerk who sees two looks for two causes.
func TestOneWrongValueIsOneFinding(t *testing.T) {
	spoilt := []string{"", "１２３", "x", "-1", "99999999", "202513", "あ"}
	eachSampleFile(t, func(t *testing.T, whole *drop, i int) {
		for col := range shapeOf(t, whole.files[i]).columns {
			for _, value := range spoilt {
				oneError(t, whole, i, "set", fmt.Sprintf("1 %d %s", col+1, value))
			}
		}
	})
}

// TestOneWrongRowIsOneFinding leaves rows out, doubles them, and gives them to somebody
// else or to another day or month that is right in itself.
func TestOneWrongRowIsOneFinding(t *testing.T) {
	eachSampleFile(t, func(t *testing.T, whole *drop, i int) {
		shape := shapeOf(t, whole.files[i])
		for n := 1; n <= shape.records; n++ {
			oneError(t, whole, i, "drop", fmt.Sprint(n))
			oneError(t, whole, i, "row", fmt.Sprintf("%d copy", n))
			for col, value := range map[int]string{2: "999909", 3: "0000000099", shape.date: "20250402", shape.month: "202506"} {
				if col > 0 {
					oneError(t, whole, i, "set", fmt.Sprintf("%d %d %s", n, col, value))
				}
			}
		}
	})
}

func eachSampleFile(t *testing.T, do func(t *testing.T, whole *drop, i int)) {
	for _, dir := range []string{"good/01_K1_plan", "good/02_K2_slip", "good/03_K5_actual", "good/06_K6_delete_actual", "good/08_Y1_basic_info", "good/10_Y3_prevention_plan"} {
		t.Run(dir, func(t *testing.T) {
			whole, err := loadDrop(dir)
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range whole.files {
				if !strings.HasSuffix(f.path, ".jpg") {
					do(t, whole, i)
				}
			}
		})
	}
}

type sampleShape struct{ columns, records, date, month int }

func shapeOf(t *testing.T, f *dropped) sampleShape {
	t.Helper()
	file, err := careplan.NewFile(f.path, careplan.Bytes(f.data))
	if err != nil || file.Layout == nil {
		t.Fatalf("%s: %v", f.path, err)
	}
	l := file.Layout
	s := sampleShape{columns: l.Columns(), date: l.Col("care_plan_date"), month: l.Col("target_month")}
	if l.Kind == spec.UPHOSOKU && file.Name.Month != "000000" {
		s.date = 0 // 00000000, R190
	}
	rd := careplan.NewBytesReader(f.data)
	for _, err := rd.Read(); err == nil; _, err = rd.Read() {
		s.records++
	}
	return s
}

func oneError(t *testing.T, whole *drop, i int, verb, args string) {
	t.Helper()
	d := &drop{}
	for _, f := range whole.files {
		d.files = append(d.files, &dropped{f.path, bytes.Clone(f.data)})
	}
	if err := d.files[i].apply(verb, args); err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, u := range checkDrop(t, d, &testCase{mode: rules.Tolerant, today: "20250610"}).Units {
		for _, f := range u.Findings {
			if f.Severity == careplan.Error && !slices.Contains(seen, f.Rule) {
				seen = append(seen, f.Rule)
			}
		}
	}
	if len(seen) > 1 {
		t.Errorf("%s %s %s: %q", verb, whole.files[i].kind(), args, seen)
	}
}
