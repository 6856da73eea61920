package careplan_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// pile makes files from names; the content is the name's version and kind unless given
// behind a "=".
func pile(t *testing.T, names ...string) []*careplan.File {
	t.Helper()
	var files []*careplan.File
	for _, n := range names {
		path, body, given := strings.Cut(n, "=")
		if !given {
			body = "202407," + string(careplan.ParseName(path).Kind) + "," + careplan.ParseName(path).Serial
			if careplan.ParseName(path).Edition == spec.E202208 {
				body = "202208" + strings.TrimPrefix(body, "202407")
			}
		}
		f, err := careplan.NewFile(path, careplan.Bytes([]byte(body)))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// shape writes a heap down: units as "ID(kinds)", joins behind.
func shape(h *careplan.Heap) string {
	var out []string
	for _, u := range h.Units {
		var kinds, joins []string
		for _, f := range u.Files {
			k := string(f.Name.Kind)
			if k == "" {
				k = f.Name.Text
			}
			kinds = append(kinds, k)
		}
		for _, j := range u.Joined {
			joins = append(joins, fmt.Sprintf("%s %s %s≠%s", j.Rule, j.Part, j.Got, j.Want))
		}
		text := u.ID + "(" + strings.Join(kinds, " ") + ")"
		if joins != nil {
			text += "[" + strings.Join(joins, ", ") + "]"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

const (
	pair  = "9999900001_43_9999900011_11"
	s1    = "20250325090001"
	s2    = "20250325090002"
	s3    = "20250325090003"
	tail1 = "_" + pair + "_" + s1 + ".CSV"
	tail2 = "_" + pair + "_" + s2 + ".CSV"
	tail3 = "_" + pair + "_" + s3 + ".CSV"
	prev1 = "_9999900046_46_99A9900001_A2_" + s1 + ".CSV"
	prev2 = "_9999900046_46_99A9900001_A2_" + s2 + ".CSV"
)

func TestGroup(t *testing.T) {
	tests := []struct {
		fact  string
		names []string
		want  string
	}{
		{"files of a slip, in the order of the table", []string{"UPHOSOKU_202504" + tail1, "UPSIKYU_202504" + tail1, "UPPLAN_202504" + tail1},
			"K2(UPPLAN UPSIKYU UPHOSOKU)"},
		{"from several folders", []string{"a/UPHOSOKU_202504" + tail1, "b/UPSIKYU_202504" + tail1, "c/UPPLAN_202504" + tail1},
			"K2(UPPLAN UPSIKYU UPHOSOKU)"},
		{"two units side by side", []string{"UPJSK_202504_9999900011_11_9999900001_43_" + s1 + ".CSV", "DLTPLAN_202504" + tail1},
			"K5(UPJSK) K4(DLTPLAN)"},
		{"an incomplete plan keeps its unit", []string{"UP1KYO" + tail1, "UP2KYO" + tail1, "UPHOSOKU_000000" + tail1}, "K1(UP1KYO UP2KYO UPHOSOKU)"},
		{"補足 alone with 000000 is of a plan", []string{"UPHOSOKU_000000" + tail1}, "K1(UPHOSOKU)"},
		{"補足 alone with a month is of a slip", []string{"UPHOSOKU_202504" + tail1}, "K2(UPHOSOKU)"},
		{"7表 alone is of a slip", []string{"UPSIKYU_202504" + tail1}, "K2(UPSIKYU)"},
		{"prevention by the type code", []string{"UPPLAN_202504" + prev1, "UPSIKYU_202504" + prev1, "UPHOSOKU_202504" + prev1}, "Y4(UPPLAN UPSIKYU UPHOSOKU)"},
		{"both sides plan", []string{"UPJSK_202504_9999900002_43_9999900046_43_" + s1 + ".CSV"}, "Y8(UPJSK)"},
		{"base information with what accompanies it", []string{"UPKIHON_IMAGE_9999900046_46_99A9900001_A2_" + s1 + "_0001.jpg", "UPKIHON_SUB2" + prev1, "UPKIHON" + prev1},
			"Y1(UPKIHON UPKIHON_SUB2 UPKIHON_IMAGE)"},
		{"prevention plan with base information", []string{"UPKIHON" + prev1, "UPYOBO" + prev1, "UPYOBO_SUB" + prev1}, "Y2(UPYOBO UPYOBO_SUB UPKIHON)"},
		{"prevention plan alone", []string{"UPYOBO" + prev1, "UPYOBO_SUB" + prev1}, "Y3(UPYOBO UPYOBO_SUB)"},
		{"base information between 居宅 offices is still base information", []string{"UPKIHON" + tail1}, "Y1(UPKIHON)"},
		{"202208", []string{"UP1KYO_9999900001_9999900011_" + s1 + ".CSV", "UP2KYO_9999900001_9999900011_" + s1 + ".CSV", "UPHOSOKU_000000_9999900001_9999900011_" + s1 + ".CSV"},
			"V3-1(UP1KYO UP2KYO UPHOSOKU)"},
		{"unknown files stand alone", []string{"readme.txt=a", "photo.png=b"}, "(readme.txt) (photo.png)"},
		{"equal keys stay one unit, whatever the kinds", []string{"UPPLAN_202504" + tail1, "UPSIKYU_202504" + tail1, "UPHOSOKU_202504" + tail1, "UPJSK_202504" + tail1},
			"K2(UPPLAN UPSIKYU UPHOSOKU UPJSK)"},
		{"another month inside a unit (R057)", []string{"UPPLAN_202504" + tail1, "UPSIKYU_202505" + tail1, "UPHOSOKU_202504" + tail1},
			"K2(UPPLAN UPSIKYU UPHOSOKU)[R057 month 202505≠202504]"},
		{"another serial (R054)", []string{"UPPLAN_202504" + tail1, "UPSIKYU_202504" + tail2, "UPHOSOKU_202504" + tail1},
			"K2(UPPLAN UPSIKYU UPHOSOKU)[R054 serial " + s2 + "≠" + s1 + "]"},
		{"a serial for each file", []string{"UPHOSOKU_202504" + tail3, "UPPLAN_202504" + tail1, "UPSIKYU_202504" + tail2},
			"K2(UPPLAN UPSIKYU UPHOSOKU)[R054 serial " + s2 + "≠" + s1 + ", R054 serial " + s3 + "≠" + s1 + "]"},
		{"another receiver (R055)", []string{"UPPLAN_202504" + tail1, "UPSIKYU_202504_9999900001_43_9999900012_11_" + s1 + ".CSV", "UPHOSOKU_202504" + tail1},
			"K2(UPPLAN UPSIKYU UPHOSOKU)[R055 to 9999900012/11≠9999900011/11]"},
		{"another type (R055)", []string{"UPPLAN_202504" + tail1, "UPSIKYU_202504" + tail1, "UPHOSOKU_202504_9999900001_43_9999900011_12_" + s1 + ".CSV"},
			"K2(UPPLAN UPSIKYU UPHOSOKU)[R055 to 9999900011/12≠9999900011/11]"},
		{"on a tie the first file of the table counts", []string{"UPYOBO_SUB" + prev2, "UPYOBO" + prev1},
			"Y3(UPYOBO UPYOBO_SUB)[R054 serial " + s2 + "≠" + s1 + "]"},
		{"two parts differ: not joined", []string{"UPPLAN_202504" + tail1, "UPSIKYU_202505" + tail2, "UPHOSOKU_202504" + tail1},
			"K2(UPPLAN UPHOSOKU) K2(UPSIKYU)"},
		{"two possible partners: not joined", []string{"UPPLAN_202504" + tail1, "UPHOSOKU_202504" + tail1, "UPSIKYU_202504" + tail2, "UPSIKYU_202504" + tail3},
			"K2(UPPLAN UPHOSOKU) K2(UPSIKYU) K2(UPSIKYU)"},
		{"still incomplete together: not joined", []string{"UPPLAN_202504" + tail1, "UPSIKYU_202504" + tail2}, "K2(UPPLAN) K2(UPSIKYU)"},
		{"complete units are left alone", []string{"UPYOBO" + prev1, "UPYOBO_SUB" + prev1, "UPKIHON" + prev2}, "Y3(UPYOBO UPYOBO_SUB) Y1(UPKIHON)"},
		{"a chain whose ends differ in two parts: not joined", []string{"UP1KYO" + tail1, "UP2KYO" + tail2,
			"UP3KYO_9999900001_43_9999900012_11_" + s2 + ".CSV", "UPHOSOKU_000000_9999900002_43_9999900012_11_" + s2 + ".CSV"},
			"K1(UP1KYO) K1(UP2KYO) K1(UP3KYO) K1(UPHOSOKU)"},
		{"months keep two broken slips apart", []string{
			"UPPLAN_202504" + tail1, "UPHOSOKU_202504" + tail1, "UPSIKYU_202504" + tail2,
			"UPPLAN_202505" + tail3, "UPHOSOKU_202505" + tail3, "UPSIKYU_202505_" + pair + "_20250325090009.CSV"},
			"K2(UPPLAN UPSIKYU UPHOSOKU)[R054 serial " + s2 + "≠" + s1 + "] K2(UPPLAN UPSIKYU UPHOSOKU)[R054 serial 20250325090009≠" + s3 + "]"},
		{"what accompanies finds its file", []string{"UPKIHON" + prev1, "UPKIHON_SUB1" + prev2}, "Y1(UPKIHON UPKIHON_SUB1)[R054 serial " + s2 + "≠" + s1 + "]"},
	}
	for _, tt := range tests {
		t.Run(tt.fact, func(t *testing.T) {
			files := pile(t, tt.names...)
			if got := shape(careplan.Group(files)); got != tt.want {
				t.Errorf("\nwant %s\n got %s", tt.want, got)
			}
		})
	}
}

func TestGroupDoesNotDependOnTheOrderOfFiles(t *testing.T) {
	names := []string{"UPPLAN_202504" + tail1, "UPHOSOKU_202504" + tail1, "UPSIKYU_202504" + tail2, "UPKIHON" + prev1, "UPKIHON_SUB1" + prev2, "x.txt=1"}
	set := func(names []string) []string {
		h := careplan.Group(pile(t, names...))
		var units []string
		for _, u := range h.Units {
			units = append(units, shape(&careplan.Heap{Units: []*careplan.Unit{u}}))
		}
		slices.Sort(units)
		return units
	}
	want := set(names)
	for range names {
		names = append(names[1:], names[0])
		if got := set(names); !slices.Equal(got, want) {
			t.Errorf("%v:\nwant %v\n got %v", names, want, got)
		}
	}
}

func TestCopiesAndTwins(t *testing.T) {
	n := "UPJSK_202504" + tail1
	h := careplan.Group(pile(t, "a/"+n+"=1", "b/"+n+"=1", strings.Replace(n, ".CSV", " (1).csv", 1)+"=1", "c/"+n+"=2"))
	if len(h.Units) != 1 || len(h.Units[0].Files) != 2 {
		t.Fatalf("got %s", shape(h))
	}
	if got := h.Units[0].Files[0].Copies; len(got) != 2 || got[0] != "b/"+n {
		t.Errorf("copies: %v", got)
	}
	if len(h.Twins) != 1 || h.Twins[0].Name != n || len(h.Twins[0].Files) != 2 {
		t.Errorf("twins: %v", h.Twins)
	}
}

// The same bytes under names for two receivers are two letters.
func TestEqualBytesForTwoReceiversAreNotCopies(t *testing.T) {
	h := careplan.Group(pile(t, "DLT1KYO"+tail1+"=same", "DLT1KYO_9999900001_43_9999900012_11_"+s1+".CSV=same"))
	if got := shape(h); got != "K3(DLT1KYO) K3(DLT1KYO)" {
		t.Errorf("got %s", got)
	}
}

func TestSeveralDropsAddUp(t *testing.T) {
	files := pile(t, "UPPLAN_202504"+tail1, "UPSIKYU_202504"+tail1, "UPHOSOKU_202504"+tail1)
	h := careplan.Group(files[:1])
	if got := shape(h); got != "K2(UPPLAN)" {
		t.Fatalf("first drop: %s", got)
	}
	h.Add(files[1:]...)
	h.Add(files[0]) // dropped a second time
	if got := shape(h); got != "K2(UPPLAN UPSIKYU UPHOSOKU)" || len(h.Units[0].Files[0].Copies) != 0 {
		t.Errorf("after all drops: %s, copies %v", got, h.Units[0].Files[0].Copies)
	}
	if h.UnitOf(files[2]) != h.Units[0] {
		t.Error("UnitOf does not find the unit")
	}
}

func TestUnitShowsWhatItsNamesSay(t *testing.T) {
	u := careplan.Group(sampleDir(t, "good/01_K1_plan")).Units[0]
	if u.From.String() != "9999900001/43" || u.To.String() != "9999900011/11" || u.Month != "000000" ||
		u.Serial != "20250320101500" || careplan.Family(u) != "plan" || u.File(spec.UP3KYO) == nil || u.Edition != spec.E202407 {
		t.Errorf("got %+v", u)
	}
	if f := careplan.Family(careplan.Group(pile(t, "x.txt=1")).Units[0]); f != "" {
		t.Errorf("family of no unit: %q", f)
	}
}

func TestBadSamplesFormTheirUnits(t *testing.T) {
	want := map[string]string{
		"03_missing_form3": "K1", "11_actual_with_type_codes_of_official_example": "K5", "13_old_version_for_new_month": "V3-2",
		"15_v3_file_name_with_v4_content": "K5", "23_months_differ_inside_unit": "K2", "31_serial_15_digits": "K5",
		"33_foreign_kind_under_same_serial": "K2 K5", "37_office_number_9_digits": "K5",
	}
	for _, u := range readManifest(t, "bad").Units {
		h := careplan.Group(sampleDir(t, filepath.Join("bad", u.Dir)))
		var ids []string
		for _, g := range h.Units {
			ids = append(ids, g.ID)
		}
		if w, ok := want[u.Dir]; ok && strings.Join(ids, " ") != w {
			t.Errorf("%s: want %s, got %v", u.Dir, w, ids)
		}
		if len(ids) != 1 && want[u.Dir] == "" {
			t.Errorf("%s: want one unit, got %v", u.Dir, ids)
		}
	}
}

func TestEditionFollowsItemOne(t *testing.T) {
	tests := []struct {
		fact, name, body string
		edition          spec.Edition
		version          string
		columns          int
	}{
		{"as the name", "UPPLAN_202504" + tail1, "202407,1", spec.E202407, "202407", 25},
		{"the content wins over the name", "UPPLAN_202504_9999900001_9999900011_" + s1 + ".CSV", "202407,1", spec.E202407, "202407", 25},
		{"old content", "UPPLAN_202504" + tail1, "202208,1", spec.E202208, "202208", 22},
		{"an unknown value leaves the name's", "UPPLAN_202504" + tail1, "202410,1", spec.E202407, "202410", 25},
		{"quoted", "UPPLAN_202504" + tail1, "\"202208\",1", spec.E202208, "202208", 22},
		{"empty file", "UPPLAN_202504" + tail1, "", spec.E202407, "", 25},
		{"a byte-order mark does not hide it", "UPPLAN_202504" + tail1, "\xef\xbb\xbf202208,1", spec.E202208, "202208", 22},
		{"a kind the edition has not keeps the newest table", "UP3KYO" + tail1, "202208,1", spec.E202208, "202208", 13},
	}
	for _, tt := range tests {
		f := pile(t, tt.name+"="+tt.body)[0]
		if f.Edition != tt.edition || f.Version != tt.version || f.Layout.Columns() != tt.columns || f.Size != int64(len(tt.body)) {
			t.Errorf("%s: got %s, %q, %d columns, size %d", tt.fact, f.Edition, f.Version, f.Layout.Columns(), f.Size)
		}
	}
}

type brokenSource struct{ error }

func (s brokenSource) Open() (io.ReadCloser, error) { return nil, s.error }

func TestUnreadableFileIsAnError(t *testing.T) {
	gone := errors.New("gone")
	if _, err := careplan.NewFile("UPPLAN_202504"+tail1, brokenSource{gone}); !errors.Is(err, gone) {
		t.Errorf("want %v, got %v", gone, err)
	}
}
