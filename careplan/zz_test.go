package careplan

import ("testing";"os";"path/filepath")

func TestZZ(t *testing.T) {
	dirs, _ := filepath.Glob("testdata/standard/*/*")
	for _, d := range dirs {
		names, _ := filepath.Glob(d+"/*")
		var fs []*File
		for _, n := range names { b, _ := os.ReadFile(n); f, err := NewFile(n, Bytes(b)); if err!=nil {t.Fatal(err)}; fs=append(fs,f) }
		h := Group(fs)
		t.Log(filepath.Base(d), len(h.Units), len(h.Twins))
		for _, u := range h.Units {
			t.Log("   ", u.ID, u.Edition, u.From, u.To, u.Month, u.Serial, len(u.Files), Family(u))
			for _, j := range u.Joined { t.Log("      join", j.Rule, j.Part, j.Want, j.Got) }
			for _, f := range u.Files {
				if f.Name.Kind==spec_IMAGE {continue}
				r, _, _ := f.Open()
				for { rec, err := r.Read(); if err!=nil {break}
					if len(rec.Cells)!=f.Layout.Columns() || len(rec.Faults)>0 { t.Log("      ", f.Name.Kind, f.Name.Plain, rec.N, rec.Line, len(rec.Cells), rec.Faults) } }
				if len(r.Faults())>0 || r.Encoding()!="windows-31j" {t.Log("     file", f.Name.Kind, r.Faults(), r.Encoding(), f.Encoding)}
			}
		}
	}
}
const spec_IMAGE = "UPKIHON_IMAGE"
