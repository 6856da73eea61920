package form_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
)

var update = flag.Bool("update", false, "write testdata/golden anew")

func TestSamplesLookLikeTheirGoldenHTML(t *testing.T) {
	late := careplan.ClientKey{Insurer: "999901", Insured: "0000000001"}
	for name, o := range map[string]form.Options{
		"01_K1_plan":                            {Signature: true, Draft: true, Consent: "20250322"},
		"02_K2_slip":                            {Office: "架空ヘルパーステーション"},
		"03_K5_actual":                          {Names: map[careplan.ClientKey]string{late: "架空　太郎"}},
		"04_K3_delete_plan":                     {},
		"05_K4_delete_slip":                     {},
		"06_K6_delete_actual":                   {},
		"08_Y1_basic_info":                      {},
		"11_Y4_prevention_slip":                 {ProviderCopy: true, Style: 1},
		"15_Y5_delete_basic_info":               {},
		"17_V32_plan":                           {},
		"09_Y2_prevention_plan_with_basic_info": {},
		"16_Y6_delete_prevention_plan":          {},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			for _, s := range sheetsOf(t, sample(t, name), o) {
				out.WriteString(string(s.HTML(o)))
			}
			compare(t, filepath.Join("testdata", "golden", name+".html"), out.String())
		})
	}
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s:%d\n got %s\nwant %s", path, i+1, g[i], w[i])
		}
	}
	t.Fatalf("%s: %d lines, want %d", path, len(g), len(w))
}
