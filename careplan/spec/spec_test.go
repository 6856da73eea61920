package spec_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

func TestEditionsHaveTheirKinds(t *testing.T) {
	columns := map[spec.Edition]map[spec.Kind]int{
		spec.E202407: {
			spec.UPHOSOKU: 63, spec.UP1KYO: 28, spec.DLT1KYO: 4, spec.UP2KYO: 22, spec.UP3KYO: 13, spec.UPPLAN: 25,
			spec.UPJSK: 25, spec.DLTPLAN: 4, spec.DLTJSK: 6, spec.UPSIKYU: 37, spec.UPKIHON: 71, spec.UPKIHON_SUB1: 7,
			spec.UPKIHON_SUB2: 11, spec.UPKIHON_IMAGE: 0, spec.DLTKIHON: 4, spec.UPYOBO: 57, spec.UPYOBO_SUB: 17, spec.DLTYOBO: 4,
		},
		spec.E202208: {
			spec.UPHOSOKU: 63, spec.UP1KYO: 28, spec.DLT1KYO: 4, spec.UP2KYO: 22, spec.UPPLAN: 22, spec.UPJSK: 22,
			spec.DLTPLAN: 4, spec.DLTJSK: 6, spec.UPSIKYU: 34,
		},
	}
	for ed, kinds := range columns {
		if got := len(spec.Layouts(ed)); got != len(kinds) {
			t.Errorf("%s: want %d kinds, got %d", ed, len(kinds), got)
		}
		for k, n := range kinds {
			l := spec.LayoutOf(ed, k)
			if l == nil || l.Columns() != n {
				t.Errorf("%s %s: want %d columns, got %v", ed, k, n, l)
			}
		}
	}
	if spec.LayoutOf("202504", spec.UPPLAN) != nil || spec.LayoutOf(spec.E202208, spec.UP3KYO) != nil {
		t.Error("a table that does not exist")
	}
}

// A row of a slip keeps its meaning across editions: the anchor is 前月までの利用日数, which the
// history calls No.27 of 7表 in 202208 and which is No.30 in 202407.
func TestOldPositionsAreCounted(t *testing.T) {
	old, now := spec.LayoutOf(spec.E202208, spec.UPSIKYU), spec.LayoutOf(spec.E202407, spec.UPSIKYU)
	if old.Col("days_to_prev_month") != 27 || now.Col("days_to_prev_month") != 30 {
		t.Errorf("got %d and %d", old.Col("days_to_prev_month"), now.Col("days_to_prev_month"))
	}
	if f := old.Field(old.Col("count_or_days")); f.Len != 2 || now.Field(16).Len != 3 {
		t.Errorf("回数／日数: got %d and %d", f.Len, now.Field(16).Len)
	}
	if f := now.Field(30); f.Len != 5 || f.PrintedLen != 2 {
		t.Errorf("No.30: got %d, printed %d", f.Len, f.PrintedLen)
	}
	if p := spec.LayoutOf(spec.E202208, spec.UPPLAN); p.Col("tais_code") != 0 || p.Col("detail_no") != 16 {
		t.Errorf("6表: TAIS at %d, 明細判別 at %d", p.Col("tais_code"), p.Col("detail_no"))
	}
}

func TestTablesHangTogether(t *testing.T) {
	for _, e := range spec.Editions() {
		for _, l := range spec.Layouts(e.Edition) {
			keys := map[string]bool{}
			for i, f := range l.Fields {
				if f.Col != i+1 || f.Key == "" || f.Name == "" || keys[f.Key] {
					t.Errorf("%s %s item %d: %+v", e.Edition, l.Kind, i+1, f)
				}
				keys[f.Key] = true
				if f.Format != "" && spec.Formats[f.Format] == nil {
					t.Errorf("%s %s item %d: no format %s", e.Edition, l.Kind, f.Col, f.Format)
				}
				if f.FreeText != (f.Type == spec.Text) || f.Exact && f.Len == 0 {
					t.Errorf("%s %s item %d: %+v", e.Edition, l.Kind, f.Col, f)
				}
				checkCodes(t, l, &f)
			}
			if l.Parent != nil {
				checkParent(t, e.Edition, l)
			}
			for _, c := range l.RowKey {
				if l.Field(c) == nil {
					t.Errorf("%s: row key %d", l.Kind, c)
				}
			}
			if l.Clause == "" || l.Name == "" || l.Binary != (l.Columns() == 0) || l.Deletion != strings.HasPrefix(string(l.Kind), "DLT") {
				t.Errorf("%s: %+v", l.Kind, l)
			}
		}
	}
}

// Codes have the length of their item.
func checkCodes(t *testing.T, l *spec.Layout, f *spec.Field) {
	if f.Codes == nil {
		return
	}
	for c, name := range f.Codes.Values {
		if len(c) != f.Len || name == "" || !f.Codes.Has([]byte(c)) {
			t.Errorf("%s item %d: code %q of %s", l.Kind, f.Col, c, f.Codes.Key)
		}
	}
}

func checkParent(t *testing.T, e spec.Edition, l *spec.Layout) {
	p := spec.LayoutOf(e, l.Parent.Parent)
	if p == nil || len(l.Parent.Cols) < 3 {
		t.Errorf("%s: parent %+v", l.Kind, l.Parent)
		return
	}
	for _, c := range l.Parent.Cols {
		own, theirs := l.Field(c[0]), p.Field(c[1])
		if own == nil || theirs == nil || own.Type != theirs.Type || own.Len != theirs.Len {
			t.Errorf("%s item %d does not fit %s item %d", l.Kind, c[0], p.Kind, c[1])
		}
	}
}

func TestUnitsAreMadeOfKindsTheEditionHas(t *testing.T) {
	want := map[spec.Edition]int{spec.E202407: 15, spec.E202208: 6}
	for ed, n := range want {
		units := spec.UnitsOf(ed)
		if len(units) != n {
			t.Errorf("%s: want %d units, got %d", ed, n, len(units))
		}
		for _, u := range units {
			for _, k := range slices.Concat(u.Required, u.Accompany) {
				if spec.LayoutOf(ed, k) == nil {
					t.Errorf("%s: no %s in %s", u.ID, k, ed)
				}
			}
			if !slices.Contains([]string{"plan", "slip", "actual", "base"}, u.Family) {
				t.Errorf("%s: family %q", u.ID, u.Family)
			}
		}
	}
}

// A shape says what its regular expression says.
func TestShapesMatchTheirPatterns(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	alphabet := "0123456789ABEHZ-_() +.jpgUJ"
	samples := []string{"", "999901", "H000000002", "9999900001", "11AAAA", "999999", "00001-000010", "999-0001", "00-0000-0001", "A2",
		"UPKIHON_IMAGE_9999900046_46_99A9900001_A2_20250410150000_0001.jpg", "UPKIHON_IMAGE_9999900046_46_99A9900001_A2_20250410150000_0001.JPG"}
	for name, f := range spec.Formats {
		re := regexp.MustCompile(f.Pattern)
		hits := 0
		for range 20000 {
			s := []byte(samples[rng.IntN(len(samples))])
			for range rng.IntN(3) {
				if len(s) > 0 {
					s[rng.IntN(len(s))] = alphabet[rng.IntN(len(alphabet))]
				}
			}
			if rng.IntN(4) == 0 {
				s = append(s, alphabet[rng.IntN(len(alphabet))])
			}
			want := re.Match(s)
			if want {
				hits++
			}
			if got := f.Match(s); got != want {
				t.Fatalf("%s: %q: want %v", name, s, want)
			}
		}
		if hits == 0 {
			t.Errorf("%s: no sample ever matched", name)
		}
	}
}

func TestServiceTypes(t *testing.T) {
	tests := []struct {
		code                                               string
		known, target, not, planner, prevention, equipment bool
		name                                               string
	}{
		{"11", true, true, false, false, false, false, "訪問介護"},
		{"17", true, true, false, false, false, true, "福祉用具貸与"},
		{"67", true, true, false, false, true, true, "介護予防福祉用具貸与"},
		{"33", true, false, true, false, false, false, "特定施設入居者生活介護"},
		{"43", true, false, false, true, false, false, "居宅介護支援"},
		{"46", true, false, false, true, true, false, "介護予防支援"},
		{"AF", true, false, false, true, true, false, "介護予防ケアマネジメント"},
		{"73", true, true, false, true, false, false, "小規模多機能型居宅介護"},
		{"75", true, true, false, true, true, false, "介護予防小規模多機能型居宅介護"},
		{"A2", true, true, false, false, true, false, "訪問型サービス（独自）"},
		{"A9", false, false, false, false, false, false, ""},
		{"", false, false, false, false, false, false, ""},
	}
	for _, tt := range tests {
		c := tt.code
		got := []bool{spec.IsKnownType(c), spec.IsTarget(c), spec.IsNotTarget(c), spec.IsPlanner(c), spec.IsPrevention(c), spec.IsEquipment(c)}
		if !slices.Equal(got, []bool{tt.known, tt.target, tt.not, tt.planner, tt.prevention, tt.equipment}) || spec.ServiceTypeName(c) != tt.name {
			t.Errorf("%s: got %v %s", c, got, spec.ServiceTypeName(c))
		}
	}
	targets := 0
	for _, s := range spec.ServiceTypes() {
		if s.Target {
			targets++
		}
	}
	if targets != 23+14+8 {
		t.Errorf("want 45 target types, got %d", targets)
	}
}

func TestVersions(t *testing.T) {
	for month, want := range map[string]spec.Edition{"202503": spec.E202208, "202504": spec.E202407, "203001": spec.E202407, "202212": ""} {
		if got := spec.EditionFor(month); got != want {
			t.Errorf("%s: want %q, got %q", month, want, got)
		}
	}
	for _, v := range []string{"202504", "202410", "201910", "202003"} {
		if note, known := spec.VersionNote(v); !known || note == "" {
			t.Errorf("%s has no note", v)
		}
	}
	if _, known := spec.VersionNote("202407"); known {
		t.Error("202407 is no odd value")
	}
}
