package careplan_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"gopkg.in/yaml.v3"
)

const standard = "testdata/standard"

// manifest is testdata/standard/{good,bad}/manifest.yaml.
type manifest struct {
	Units []struct {
		Dir      string
		Unit     string
		Files    []string
		Expected []expectation
	}
}

type expectation struct {
	Rule, Severity, File string
	Line, Record, Column int
	Item                 string
}

func readManifest(t *testing.T, set string) manifest {
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
		t.Fatalf("%s: no units", set)
	}
	return m
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func openFile(t testing.TB, path string) *careplan.File {
	t.Helper()
	f, err := careplan.NewFile(path, careplan.Bytes(readFile(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sampleDir reads one folder of samples.
func sampleDir(t testing.TB, dir string) []*careplan.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(standard, dir, "*"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: no samples (%v)", dir, err)
	}
	var files []*careplan.File
	for _, p := range paths {
		files = append(files, openFile(t, p))
	}
	return files
}

// allSamples gives the paths of every sample CSV.
func allSamples(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(standard, "*", "*", "*.CSV"))
	if err != nil || len(paths) < 40 {
		t.Fatalf("samples are missing: %d (%v)", len(paths), err)
	}
	return paths
}

// records reads everything; the copies stay valid.
func records(t testing.TB, r *careplan.Reader) []*careplan.Record {
	t.Helper()
	var out []*careplan.Record
	for {
		rec, err := r.Read()
		if err != nil {
			return out
		}
		out = append(out, rec.Clone())
	}
}

func TestGoodSamplesArePlain(t *testing.T) {
	for _, u := range readManifest(t, "good").Units {
		t.Run(u.Dir, func(t *testing.T) {
			files := sampleDir(t, filepath.Join("good", u.Dir))
			if len(files) != len(u.Files) {
				t.Fatalf("want %d files, got %d", len(u.Files), len(files))
			}
			for _, f := range files {
				if !f.Name.Plain {
					t.Errorf("%s: name is not plain: %+v", f.Name.Text, f.Name)
				}
				checkPlain(t, f)
			}
			h := careplan.Group(files)
			if len(h.Units) != 1 || h.Units[0].ID != u.Unit || len(h.Units[0].Joined) != 0 {
				t.Errorf("want one unit %s, got %d, first %s, joined %d", u.Unit, len(h.Units), h.Units[0].ID, len(h.Units[0].Joined))
			}
		})
	}
}

func checkPlain(t *testing.T, f *careplan.File) {
	t.Helper()
	if f.Layout == nil {
		t.Fatalf("%s: no layout", f.Name.Text)
	}
	if f.Layout.Binary {
		return
	}
	r, c, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, rec := range records(t, r) {
		if len(rec.Cells) != f.Layout.Columns() || len(rec.Faults) > 0 || rec.End != careplan.CRLF {
			t.Errorf("%s record %d: %d cells, faults %v, end %d", f.Name.Text, rec.N, len(rec.Cells), rec.Faults, rec.End)
		}
	}
	if r.Encoding() != "windows-31j" || len(r.Faults()) > 0 || f.Encoding != r.Encoding() {
		t.Errorf("%s: encoding %s/%s, faults %v", f.Name.Text, r.Encoding(), f.Encoding, r.Faults())
	}
}

// The reader's own findings of the bad samples: which fault, in which record and item.
func TestBadSamplesShowTheirFault(t *testing.T) {
	tests := []struct {
		dir, kind   string
		fault       careplan.FaultKind
		record, col int
		columns     int
	}{
		{"07_user_defined_character", "UPHOSOKU", careplan.FaultUserDefined, 1, 6, 63},
		{"19_unescaped_quote", "UPPLAN", careplan.FaultBareQuote, 12, 18, 25},
	}
	for _, tt := range tests {
		t.Run(tt.dir, func(t *testing.T) {
			paths, _ := filepath.Glob(filepath.Join(standard, "bad", tt.dir, tt.kind+"_*"))
			faults := 0
			for _, rec := range records(t, careplan.NewBytesReader(readFile(t, paths[0]))) {
				faults += len(rec.Faults)
				if len(rec.Cells) != tt.columns {
					t.Errorf("record %d: want %d cells, got %d", rec.N, tt.columns, len(rec.Cells))
				}
				if rec.N == tt.record && (len(rec.Faults) != 1 || rec.Faults[0].Kind != tt.fault || rec.Faults[0].Col != tt.col) {
					t.Errorf("record %d: want fault %d in item %d, got %+v", rec.N, tt.fault, tt.col, rec.Faults)
				}
			}
			if faults != 1 {
				t.Errorf("want one fault in the file, got %d", faults)
			}
		})
	}
}

func TestUTF8SampleIsSeenAsSuch(t *testing.T) {
	paths, _ := filepath.Glob(filepath.Join(standard, "bad", "01_utf8_encoding", "UPPLAN_*"))
	f := openFile(t, paths[0])
	r := careplan.NewBytesReader(readFile(t, paths[0]))
	records(t, r)
	if f.Encoding != "utf-8" || r.Encoding() != "utf-8" || r.FaultCount(careplan.FaultNotMS932) != 1 {
		t.Errorf("got %s, %s, %d", f.Encoding, r.Encoding(), r.FaultCount(careplan.FaultNotMS932))
	}
}

// The places the manifest asks for exist, and the item names are the standard's.
func TestManifestPlacesExist(t *testing.T) {
	placed := 0
	for _, u := range readManifest(t, "bad").Units {
		for _, e := range u.Expected {
			if e.Line == 0 {
				continue
			}
			placed++
			f := openFile(t, filepath.Join(standard, "bad", u.Dir, e.File))
			recs := records(t, careplan.NewBytesReader(readFile(t, f.Path)))
			if e.Record > len(recs) || recs[e.Record-1].Line != e.Line {
				t.Errorf("%s: record %d does not start in line %d", u.Dir, e.Record, e.Line)
			}
			if e.Column > 0 && f.Layout.Field(e.Column).Name != e.Item {
				t.Errorf("%s: item %d is not %s", u.Dir, e.Column, e.Item)
			}
		}
	}
	if placed != 10 {
		t.Errorf("want 10 places, got %d", placed)
	}
}
