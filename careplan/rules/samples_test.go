package rules_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"gopkg.in/yaml.v3"
)

type manifest struct {
	Units []sample
}

type sample struct {
	Dir         string
	Unit        string
	Description string
	Files       []string
	Expected    []expectation
	May         []string `yaml:"may_also_report"`
}

type expectation struct {
	Rule, Severity, File string
	Line                 int
	Item                 string
}

func readManifest(t *testing.T, set string) []sample {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(standard, set, "manifest.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := yaml.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Units) == 0 {
		t.Fatalf("%s: manifest lists no samples", set)
	}
	return m.Units
}

var severities = map[string]careplan.Severity{"E": careplan.Error, "W": careplan.Warning, "I": careplan.Info}

func checkSample(t *testing.T, dir string, mode rules.Mode) *rules.Result {
	t.Helper()
	d, err := loadDrop(dir)
	if err != nil {
		t.Fatal(err)
	}
	return checkDrop(t, d, &testCase{mode: mode, today: "20250610"})
}

func TestGoodSamplesHaveNoError(t *testing.T) {
	for _, s := range readManifest(t, "good") {
		t.Run(s.Dir, func(t *testing.T) {
			for _, mode := range []rules.Mode{rules.Tolerant, rules.Strict} {
				r := checkSample(t, "good/"+s.Dir, mode)
				if len(r.Units) != 1 || r.Units[0].ID != s.Unit {
					t.Errorf("%s: %d units, first %q, want one %s", mode, len(r.Units), r.Units[0].ID, s.Unit)
				}
				for _, f := range r.Units[0].Findings {
					if f.Severity != careplan.Info {
						t.Errorf("%s: %s %s %s:%d %s %s", mode, f.Rule, f.Severity, f.File, f.Line, f.Item, f.Message)
					}
				}
			}
		})
	}
}

func TestBadSamplesHaveExactlyTheirDefect(t *testing.T) {
	for _, s := range readManifest(t, "bad") {
		t.Run(s.Dir, func(t *testing.T) {
			var got []careplan.Finding
			for _, u := range checkSample(t, "bad/"+s.Dir, rules.Tolerant).Units {
				got = append(got, u.Findings...)
			}
			for _, e := range s.Expected {
				if !slices.ContainsFunc(got, e.matches) {
					t.Errorf("want %+v", e)
				}
			}
			for _, f := range got {
				wanted := slices.ContainsFunc(s.Expected, func(e expectation) bool { return e.Rule == f.Rule })
				if f.Severity == careplan.Error && !wanted && !slices.Contains(s.May, f.Rule) {
					t.Errorf("also got %s %s %s:%d %s", f.Rule, f.Severity, f.File, f.Line, f.Message)
				}
				t.Logf("%s %s %s:%d:%d %s", f.Rule, f.Severity, f.File, f.Line, f.Column, f.Message)
			}
		})
	}
}

func (e expectation) matches(f careplan.Finding) bool {
	return f.Rule == e.Rule && f.Severity == severities[e.Severity] &&
		(e.File == "" || f.File == e.File) && (e.Line == 0 || f.Line == e.Line) && (e.Item == "" || f.Item == e.Item)
}
