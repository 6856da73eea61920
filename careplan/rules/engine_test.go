package rules_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

func mustLoad(t *testing.T, dir string, edits ...string) *drop {
	t.Helper()
	d, err := loadDrop(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		verb, args, _ := strings.Cut(e, " ")
		if err := d.apply(edit{verb: verb, args: args}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func mustCheck(t *testing.T, d *drop, opts ...rules.Option) *rules.Result {
	t.Helper()
	h, err := d.heap()
	if err != nil {
		t.Fatal(err)
	}
	return rules.CheckHeap(h, rules.Tolerant, "20250401", opts...)
}

// manyFaults makes a unit whose 第6表 has n records with a control character in them.
func manyFaults(t *testing.T, n int) *drop {
	d := mustLoad(t, "good/05_K4_delete_slip")
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "202407,999901,%010d,2025\x0104\r\n", i)
	}
	d.files[0].data = b.Bytes()
	return d
}

func TestAfterOneHundredFindingsOnlyTheNumberIsListed(t *testing.T) {
	for _, c := range []struct{ faults, listed, more int }{{99, 99, 0}, {100, 100, 0}, {101, 101, 1}, {350, 101, 250}} {
		r := mustCheck(t, manyFaults(t, c.faults))
		var listed []careplan.Finding
		for _, f := range r.Units[0].Findings {
			if f.Rule == "R038" {
				listed = append(listed, f)
			}
		}
		if len(listed) != c.listed || listed[len(listed)-1].More != c.more {
			t.Errorf("%d faults: %d entries, more %d; want %d, more %d",
				c.faults, len(listed), listed[len(listed)-1].More, c.listed, c.more)
		}
		if r.Summary.Warnings != c.faults {
			t.Errorf("summary counts %d warnings, want %d", r.Summary.Warnings, c.faults)
		}
	}
}

func TestFindingsStandInTheOrderOfFilesLinesAndItems(t *testing.T) {
	r := mustCheck(t, mustLoad(t, "good/02_K2_slip",
		`raw UPHOSOKU 1 6 \q\xF0\x40\q`, `set UPPLAN 12 18 \x01`, `raw UPPLAN 2 21 \q\xF0\x40\q`, `raw UPPLAN 2 7 \q\xF0\x40\q`,
		"lineend UPSIKYU lf", "rename UPSIKYU month 202505"))
	var got []string
	for _, f := range r.Units[0].Findings {
		if f.Rule == "R023" || f.Rule == "R038" || f.Rule == "R026" || f.Rule == "R057" {
			got = append(got, fmt.Sprintf("%s %s %d %d", f.Rule, kindOf(f.File), f.Line, f.Column))
		}
	}
	want := []string{
		"R023 UPPLAN 2 7", "R023 UPPLAN 2 21", "R038 UPPLAN 12 18",
		"R026 UPSIKYU 0 0", "R057 UPSIKYU 0 0", "R023 UPHOSOKU 1 6",
	}
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestValuesAreShownOnlyWhenAskedFor(t *testing.T) {
	d := mustLoad(t, "good/02_K2_slip", `set UPPLAN 12 18 車\x01いす`)
	for _, show := range []bool{false, true} {
		r := mustCheck(t, d, rules.ShowValues(show))
		f := r.Units[0].Findings[0]
		if want := map[bool]string{true: "車\x01いす"}[show]; f.Rule != "R038" || f.Value != want {
			t.Errorf("show %v: %s value %q, want R038 %q", show, f.Rule, f.Value, want)
		}
	}
}

func TestResultHasTheShapeOfTheCommandLineContract(t *testing.T) {
	d := mustLoad(t, "good/05_K4_delete_slip", "lineend DLTPLAN lf",
		"copy DLTPLAN b/DLTPLAN_202504_9999900001_43_9999900011_11_20250330080000.CSV", "copy DLTPLAN b/メモ.txt")
	got, err := json.Marshal(mustCheck(t, d))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Mode  string
		Units []struct {
			ID, Edition, From, To, Month, Serial string
			Files                                []map[string]any
			Findings                             []map[string]any
			Leniencies                           []map[string]any
		}
		Files   []map[string]any
		Summary map[string]int
	}
	if err := json.Unmarshal(got, &all); err != nil {
		t.Fatal(err)
	}
	u := all.Units[0]
	if all.Mode != "tolerant" || u.ID != "K4" || u.Edition != "202407" || u.From != "9999900001/43" || u.To != "9999900011/11" ||
		u.Month != "202504" || u.Serial != "20250330080000" || u.Files[0]["records"] != 1.0 {
		t.Errorf("unit %+v", u)
	}
	if l := u.Leniencies[0]; l["name"] != "lf-line-ends" || l["rule"] != "R026" || l["count"] != 1.0 {
		t.Errorf("leniency %v", l)
	}
	if len(all.Files) != 3 || all.Files[1]["path"] != d.files[1].path || all.Files[1]["unit"] != 0.0 || all.Files[2]["unit"] != 1.0 {
		t.Errorf("files %v", all.Files)
	}
	if all.Units[1].ID != "" || len(all.Units) != 2 || all.Summary["units"] != 2 || all.Summary["errors"] != 1 {
		t.Errorf("summary %v, units %d", all.Summary, len(all.Units))
	}
	if bytes.Contains(got, []byte("null")) {
		t.Errorf("null in %s", got)
	}
}

func TestPathStandsWhereTheNameIsNotUnique(t *testing.T) {
	r := mustCheck(t, mustLoad(t, "good/03_K5_actual", "twin UPJSK 1 12 0901"))
	for _, f := range r.Units[0].Findings {
		if f.Rule == "T001" && !strings.HasPrefix(f.Path, "別/") {
			t.Errorf("T001 path %q", f.Path)
		}
	}
	if r.Summary.Errors != 1 {
		t.Errorf("%d errors, want the twin alone", r.Summary.Errors)
	}
	r = mustCheck(t, mustLoad(t, "good/03_K5_actual", "lineend UPJSK lf"))
	if f := r.Units[0].Findings[0]; f.Path != "" {
		t.Errorf("path %q for a unique name", f.Path)
	}
}

type failing struct{ after int }

func (f failing) Open() (io.ReadCloser, error) {
	return io.NopCloser(io.MultiReader(strings.NewReader(strings.Repeat("202407,999901,0000000001,202504\r\n", f.after)), broken{})), nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("disk gone") }

func TestBytesThatCannotBeReadAreNoFinding(t *testing.T) {
	h, err := mustLoad(t, "good/05_K4_delete_slip").heap()
	if err != nil {
		t.Fatal(err)
	}
	h.Units[0].Files[0].Source = failing{after: 2}
	r := rules.CheckHeap(h, rules.Tolerant, "20250401")
	if r.Err == nil || !strings.Contains(r.Err.Error(), "disk gone") {
		t.Errorf("error %v, want the disk's", r.Err)
	}
	if r.Summary.Errors != 0 {
		t.Errorf("%d errors about the letter", r.Summary.Errors)
	}
}

func TestOneUnitAlone(t *testing.T) {
	h, err := mustLoad(t, "good/02_K2_slip", "remove UPSIKYU").heap()
	if err != nil {
		t.Fatal(err)
	}
	r := rules.CheckUnit(h.Units[0], rules.Strict, "20250401")
	if r.Mode != rules.Strict || len(r.Units) != 1 || r.Units[0].Name != "利用票（予定）" || r.Summary.Errors == 0 {
		t.Errorf("mode %s, %d units, %+v", r.Mode, len(r.Units), r.Summary)
	}
}

func FuzzCheck(f *testing.F) {
	for _, dir := range []string{"good/02_K2_slip", "good/09_Y2_prevention_plan_with_basic_info", "bad/19_unescaped_quote"} {
		d, err := loadDrop(dir)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range d.files {
			f.Add(file.path, file.data)
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		file, err := careplan.NewFile(name, careplan.Bytes(data))
		if err != nil {
			t.Fatal(err)
		}
		r := rules.CheckHeap(careplan.Group([]*careplan.File{file}), rules.Tolerant, "20250401")
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		n := 0
		for _, u := range r.Units {
			for _, found := range u.Findings {
				n += max(found.More, 1)
				if found.Message == "" || found.Next == "" {
					t.Errorf("%s without a sentence", found.Rule)
				}
			}
		}
		if n != r.Summary.Errors+r.Summary.Warnings+r.Summary.Infos {
			t.Errorf("summary %+v, %d findings", r.Summary, n)
		}
	})
}
