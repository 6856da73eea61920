package town_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/internal/town"
)

const today = careplan.Day("20261224")

// heap groups files as a desk does; PDFs are left out.
func heap(t *testing.T, files []town.File) *careplan.Heap {
	t.Helper()
	var list []*careplan.File
	for _, f := range files {
		if strings.HasSuffix(f.Name, ".pdf") {
			continue
		}
		cf, err := careplan.NewFile(f.Name, careplan.Bytes(f.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, cf)
	}
	return careplan.Group(list)
}

func findings(t *testing.T, files []town.File, mode rules.Mode) []careplan.Finding {
	t.Helper()
	var out []careplan.Finding
	for _, u := range rules.CheckHeap(heap(t, files), mode, today).Units {
		out = append(out, u.Findings...)
	}
	return out
}

func all(sets []town.Set) []town.File {
	var out []town.File
	for _, s := range sets {
		out = append(out, s.Files...)
	}
	return out
}

// cleanFiles is everything that the package calls clean, by what it is.
func cleanFiles() map[string][]town.File {
	out := map[string][]town.File{"plans": all(town.Plans()), "late": town.LateActual()}
	v1, v2 := town.SlipChange()
	out["slip v1"], out["slip v2"] = all(v1), all(v2)
	for _, m := range town.Months() {
		out["slips "+m], out["entrusted "+m] = all(town.Slips(m)), all(town.Entrusted(m))
		for _, o := range town.Offices() {
			if files := town.Actuals(m, o.Number); len(files) > 0 {
				out["actual "+m+" "+o.Number] = files
			}
		}
	}
	return out
}

func TestWhatIsCalledCleanHasNoFindings(t *testing.T) {
	for name, files := range cleanFiles() {
		for _, mode := range []rules.Mode{rules.Tolerant, rules.Strict} {
			for _, f := range findings(t, files, mode) {
				if f.Severity != careplan.Info {
					t.Errorf("%s (%s): %s %s %s line %d: %s", name, mode, f.Severity, f.Rule, f.File, f.Line, f.Message)
				}
			}
		}
	}
}

func TestTheSameBytesEveryTime(t *testing.T) {
	a, b := town.StoryOne(), town.StoryOne()
	for i := range a {
		if a[i].Name != b[i].Name || !bytes.Equal(a[i].Bytes, b[i].Bytes) {
			t.Errorf("%s differs from call to call", a[i].Name)
		}
	}
}
