package rules_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan/rules"
)

// visits makes a slip of n people who are visited on the given number of days each.
func visits(t *testing.T, n, days int) *drop {
	t.Helper()
	d := mustLoad(t, "good/02_K2_slip")
	for _, f := range d.files {
		lines := bytes.SplitAfter(f.data, []byte("\r\n"))
		var out bytes.Buffer
		for i := range n {
			for _, l := range lines {
				if !bytes.Contains(l, []byte(",H000000002,")) || bytes.Contains(l, []byte(",20250409,")) {
					continue // the other person, and the second visit
				}
				repeat := 1
				if f.kind() == "UPPLAN" {
					repeat = days
				}
				for day := range repeat {
					r := strings.NewReplacer(",H000000002,", fmt.Sprintf(",H%09d,", i), ",20250402,", fmt.Sprintf(",202504%02d,", day+1))
					r.WriteString(&out, string(l))
				}
			}
		}
		f.data = out.Bytes()
	}
	return d
}

func TestMemoryGrowsWithPeopleNotWithRows(t *testing.T) {
	allocated := func(n, days int) uint64 {
		h, err := visits(t, n, days).heap()
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r := rules.CheckHeap(h, rules.Tolerant, "20250401")
		runtime.ReadMemStats(&after)
		if r.Summary.Errors > 0 {
			t.Fatalf("%d people, %d days: %+v", n, days, r.Units[0].Findings[0])
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	allocated(10, 1) // the tables are compiled once
	few, many := allocated(2000, 2), allocated(2000, 28)
	if many > few+few/2 {
		t.Errorf("2000 people: %d bytes for 2 visits each, %d for 28", few, many)
	}
	if perPerson := many / 2000; perPerson > 2000*padding {
		t.Errorf("%d bytes a person", perPerson)
	}
	t.Logf("2000 people: %d kB for 2 visits each, %d kB for 28", few/1000, many/1000)
}
