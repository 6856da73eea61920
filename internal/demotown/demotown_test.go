package demotown_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/internal/demotown"
)

const today = careplan.Day("20261224")

func check(t *testing.T, files []demotown.File) *rules.Result {
	t.Helper()
	var list []*careplan.File
	for _, f := range files {
		file, err := careplan.NewFile(f.Name, careplan.Bytes(f.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, file)
	}
	return rules.CheckHeap(careplan.Group(list), rules.Tolerant, today)
}

func clean(t *testing.T, what string, files []demotown.File) {
	t.Helper()
	r := check(t, files)
	if r.Summary.Errors == 0 {
		return
	}
	for _, u := range r.Units {
		for i, f := range u.Findings {
			if i < 4 && f.Severity == careplan.Error {
				t.Errorf("%s: %s %s %d行目 %s: %s", what, f.Rule, f.File, f.Line, f.Item, f.Message)
			}
		}
	}
}

// TestEveryMonthIsClean: what the town's software exports has no errors.
func TestEveryMonthIsClean(t *testing.T) {
	for _, month := range []string{"202610", "202611", "202612", "202701"} {
		sets := demotown.Slips(month)
		if len(sets) != 30 {
			t.Fatalf("%d sets in %s", len(sets), month)
		}
		for _, s := range sets {
			clean(t, month+" "+s.Partner.Name, s.Files)
		}
	}
	for _, o := range demotown.Partners() {
		clean(t, "実績 "+o.Name, demotown.Actuals("202611", o.Number))
		clean(t, "12月の実績 "+o.Name, demotown.Actuals("202612", o.Number))
	}
	clean(t, "late", demotown.LateActual())
}

// TestTheTownIsAsTheStorySays counts what demo numbers are printed from.
func TestTheTownIsAsTheStorySays(t *testing.T) {
	ways := map[string]int{}
	numbers := map[string]bool{}
	for _, o := range demotown.Partners() {
		ways[o.Way]++
		numbers[o.Number] = true
	}
	if ways["hub"] != 22 || ways["national"] != 4 || ways["fax"] != 3 || ways["paper"] != 1 || len(numbers) != 30 {
		t.Errorf("ways %v, %d numbers", ways, len(numbers))
	}
	names := map[string]bool{}
	for _, c := range demotown.Clients() {
		names[c.Name] = true
		if len(c.Services) == 0 {
			t.Errorf("%s has no service", c.Key)
		}
	}
	if len(names) != 118 {
		t.Errorf("%d names, want 118", len(names))
	}
	if n := len(demotown.StoryOne()); n != 97+2 {
		t.Errorf("%d files are dropped, want 97 and 2 PDF", n)
	}
}

// TestStoryOneHasItsFourStops: one unit lacks a file, one has a time that is none.
func TestStoryOneHasItsFourStops(t *testing.T) {
	wrong := map[string]bool{}
	for _, u := range check(t, demotown.StoryOne()).Units {
		for _, f := range u.Findings {
			if f.Severity == careplan.Error {
				wrong[u.To+" "+f.Rule] = true
			}
		}
	}
	if !wrong["9999904015/13 R051"] || !wrong["9999906010/16 R111"] {
		t.Errorf("errors: %v", wrong)
	}
}
