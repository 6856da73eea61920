package careplan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

func goodCSVs(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(standard, "good", "*", "*.CSV"))
	if err != nil || len(paths) < 30 {
		t.Fatalf("good samples are missing: %d (%v)", len(paths), err)
	}
	return paths
}

func TestGoodSamplesComeBackByteForByte(t *testing.T) {
	for _, p := range goodCSVs(t) {
		f := openFile(t, p)
		text, err := careplan.ToJSON(f)
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		name, csv, err := careplan.FromJSON(text)
		if err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		if name != filepath.Base(p) || !bytes.Equal(csv, readFile(t, p)) {
			t.Errorf("%s came back as %s with other bytes", p, name)
		}
	}
}

func TestJSONNamesSourceAndItems(t *testing.T) {
	f := openFile(t, standard+"/good/02_K2_slip/UPPLAN_202504_9999900001_43_9999900011_11_20250325090001.CSV")
	text, err := careplan.ToJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Source  map[string]string
		Records []map[string]string
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.Source["name"] != f.Name.Text || got.Source["edition"] != "202407" || got.Source["kind"] != "UPPLAN" || len(got.Source) != 3 {
		t.Errorf("source: %v", got.Source)
	}
	if len(got.Records) != 14 {
		t.Fatalf("want 14 records, got %d", len(got.Records))
	}
	first := got.Records[0]
	for key, want := range map[string]string{
		"csv_version": "202407", "insured_number": "0000000001", "start_time": "0900", "planner_name": "仮名　三郎",
		"units": "244", "prorated_days": "",
	} {
		if v, ok := first[key]; v != want || !ok {
			t.Errorf("%s: want %q, got %q", key, want, v)
		}
	}
	if len(first) != 25 {
		t.Errorf("want all 25 items, got %d", len(first))
	}
}

// slip builds a 6表 deletion, the smallest kind, by hand.
const deletion = "DLTPLAN_202504_9999900001_43_9999900011_11_20250330080000.CSV"

func roundTrip(t *testing.T, name, csv string) string {
	t.Helper()
	f, err := careplan.NewFile(name, careplan.Bytes([]byte(csv)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := careplan.ToJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text) {
		t.Fatalf("no JSON: %s", text)
	}
	_, back, err := careplan.FromJSON(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return string(back)
}

func TestForeignDialectsBecomeTheStandardForm(t *testing.T) {
	const sub = "UPYOBO_SUB_9999900002_43_99A9900001_A2_20250416110000.CSV"
	empties := strings.Repeat(",", 7)
	tests := []struct{ fact, name, csv, want string }{
		{"LF and blank lines", deletion, "202407,999901,0000000001,202504\n\n202407,999901,0000000002,202504\n",
			"202407,999901,0000000001,202504\r\n202407,999901,0000000002,202504\r\n"},
		{"quotes around everything", deletion, "\"202407\",\"999901\",\"0000000001\",\"202504\"\r\n", "202407,999901,0000000001,202504\r\n"},
		{"no last line end, byte-order mark, 0x1A", deletion, "\xef\xbb\xbf202407,999901,0000000001,202504\x1a", "202407,999901,0000000001,202504\r\n"},
		{"unquoted text", sub, "202407,999901,0000000004,20250415,1,abc,,,,1,,,," + "1,,,\r\n",
			"202407,999901,0000000004,20250415,1,\"abc\",,,,1,,,," + "1,,,\r\n"},
		{"numbers the annex declares as text keep their quotes", sub, "202407,999901,0000000004,20250415,\"1\",\"abc\",,,,\"1\",,,," + "\"1\",,,\r\n",
			"202407,999901,0000000004,20250415,\"1\",\"abc\",,,,\"1\",,,," + "\"1\",,,\r\n"},
		{"numbers quoted here and there become bare", sub, strings.Repeat("202407,1,2,3,\"1\",,,,,1,,,,,,,\r\n", 2), strings.Repeat("202407,1,2,3,1,,,,,1,,,,,,,\r\n", 2)},
		{"a text that is empty in quotes everywhere stays so", sub, "202407,1,2,3,1,\"a\",\"\",\"\",\"\",1,\"\",\"\",\"\",1,\"\",\"\",\"\"\r\n",
			"202407,1,2,3,1,\"a\",\"\",\"\",\"\",1,\"\",\"\",\"\",1,\"\",\"\",\"\"\r\n"},
		{"one empty value is a record and no empty line", deletion, "\"\"\r\n", "\"\"\r\n"},
		{"too few values", deletion, "202407,999901,0000000001\r\n", "202407,999901,0000000001\r\n"},
		{"too many values", deletion, "202407,999901,0000000001,202504,x,\r\n", "202407,999901,0000000001,202504,x,\r\n"},
		{"line breaks and quotes in text are kept", sub, "202407,1,2,3,,\"a\r\nb\nc\"\"d\"," + empties + "," + ",,\r\n",
			"202407,1,2,3,,\"a\r\nb\nc\"\"d\"," + empties + "," + ",,\r\n"},
		{"外字 come back as they were", sub, "202407,1,2,3,,\"a\xf0\x40\"," + empties + "," + ",,\r\n", "202407,1,2,3,,\"a\xf0\x40\"," + empties + "," + ",,\r\n"},
		{"the other bytes of 髙 come back as they were", sub, "202407,1,2,3,,\"\xee\xe0\"," + empties + "," + ",,\r\n", "202407,1,2,3,,\"\xee\xe0\"," + empties + "," + ",,\r\n"},
		{"UTF-8 becomes Windows-31J", sub, "202407,1,2,3,,\"仮名\"," + empties + "," + ",,\r\n", "202407,1,2,3,,\"" + encoded(t, "仮名") + "\"," + empties + "," + ",,\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.fact, func(t *testing.T) {
			if got := roundTrip(t, tt.name, tt.csv); got != tt.want {
				t.Errorf("\nwant %q\n got %q", tt.want, got)
			}
		})
	}
}

func TestFromJSONOfAnotherProgram(t *testing.T) {
	text := `{"records":[{"insurer_number":"999901","target_month":"202504","insured_number":null,"csv_version":202407}],
	  "source":{"kind":"DLTPLAN","edition":"202407","name":"` + deletion + `"}}`
	name, csv, err := careplan.FromJSON([]byte(text))
	if err != nil || name != deletion || string(csv) != "202407,999901,,202504\r\n" {
		t.Errorf("got %q, %q, %v", name, csv, err)
	}
}

func TestFromJSONRefusesWhatWouldBeLost(t *testing.T) {
	src := `{"source":{"kind":"DLTPLAN","edition":"202407","name":"` + deletion + `"},"records":[`
	for fact, text := range map[string]string{
		"unknown item":            src + `{"care_level":"21"}]}`,
		"value that is a list":    src + `{"insurer_number":["1"]}]}`,
		"true":                    src + `{"insurer_number":true}]}`,
		"filled item cut off":     src + `{"target_month":"202504","_columns":2}]}`,
		"unknown kind":            `{"source":{"kind":"UPX","edition":"202407"},"records":[]}`,
		"kind the edition hasn't": `{"source":{"kind":"UP3KYO","edition":"202208"},"records":[]}`,
		"text behind the end":     src + `]} x`,
		"no JSON":                 "202407,1",
		"nothing":                 "",
	} {
		if _, _, err := careplan.FromJSON([]byte(text)); err == nil {
			t.Errorf("%s: want an error", fact)
		}
	}
}

func TestFromJSONTellsWhatCannotBeWritten(t *testing.T) {
	text := `{"source":{"kind":"UP1KYO","edition":"202407","name":"x"},"records":[{"plan_author_name":"𠮷田","cm_office_name":"架空"}]}`
	_, csv, err := careplan.FromJSON([]byte(text))
	var bad *careplan.UnencodableError
	if !errors.As(err, &bad) || csv != nil {
		t.Fatalf("want an UnencodableError, got %v", err)
	}
	if len(bad.Items) != 1 || bad.Items[0].Col != 8 || bad.Items[0].Chars[0].Proposal != "吉" || strings.Contains(err.Error(), "𠮷") {
		t.Errorf("got %+v: %v", bad.Items, err)
	}
}

func TestNoNeutralForm(t *testing.T) {
	img := openFile(t, standard+"/good/08_Y1_basic_info/UPKIHON_IMAGE_9999900046_46_99A9900001_A2_20250410150000_0001.jpg")
	utf16 := pile(t, deletion+"=\xff\xfe2\x000\x00")[0]
	for f, want := range map[*careplan.File]error{
		img: careplan.ErrUnknownKind, pile(t, "x.txt=1")[0]: careplan.ErrUnknownKind, utf16: careplan.ErrEncoding,
	} {
		if _, err := careplan.ToJSON(f); !errors.Is(err, want) {
			t.Errorf("%s: want %v, got %v", f.Name.Text, want, err)
		}
	}
}

func TestEditionsConvertIntoEachOther(t *testing.T) {
	for _, p := range goodCSVs(t) {
		f := openFile(t, p)
		if f.Edition != spec.E202208 {
			continue
		}
		old, err := careplan.ReadDocument(f)
		if err != nil {
			t.Fatal(err)
		}
		now, lost, err := old.In(spec.E202407, "43", "11")
		if err != nil || len(lost) > 0 || !careplan.ParseName(now.Name).Plain || now.Records[0].Values[0] != "202407" {
			t.Fatalf("%s: %v, lost %v, name %s", p, err, lost, now.Name)
		}
		back, lost, err := now.In(spec.E202208, "", "")
		if err != nil || len(lost) > 0 {
			t.Fatalf("%s: %v, lost %v", p, err, lost)
		}
		csv, err := back.CSV()
		if err != nil || !bytes.Equal(csv, readFile(t, p)) || back.Name != filepath.Base(p) {
			t.Errorf("%s: does not come back: %v, %s", p, err, back.Name)
		}
	}
}

func TestOldEditionListsWhatItLoses(t *testing.T) {
	d, err := careplan.ReadDocument(openFile(t, standard+"/good/02_K2_slip/UPPLAN_202504_9999900001_43_9999900011_11_20250325090001.CSV"))
	if err != nil {
		t.Fatal(err)
	}
	old, lost, err := d.In(spec.E202208, "", "")
	if err != nil || len(old.Records[0].Values) != 22 || len(lost) == 0 || lost[0].Col != 16 || lost[0].Item != "TAISコード" {
		t.Errorf("%v, lost %v", err, lost)
	}
	if _, _, err := (&careplan.Document{Layout: spec.LayoutOf(spec.E202407, spec.UP3KYO)}).In(spec.E202208, "", ""); !errors.Is(err, careplan.ErrUnknownKind) {
		t.Errorf("form 3: got %v", err)
	}
}

func TestWriterFollowsTheRules(t *testing.T) {
	var out bytes.Buffer
	w := careplan.NewWriter(&out, spec.LayoutOf(spec.E202407, spec.UPYOBO_SUB))
	values := make([]string, 17)
	values[0], values[4], values[5], values[6] = "202407", "1", `a "b", c`, "髙\r\n〜"
	if err := w.WriteRecord(values); err != nil {
		t.Fatal(err)
	}
	want := "202407,,,,1,\"a \"\"b\"\", c\",\"\xfb\xfc\r\n\x81\x60\",,,,,,,,,,\r\n"
	if out.String() != want {
		t.Errorf("\nwant %q\n got %q", want, out.String())
	}
	values[7] = "한"
	var bad *careplan.UnencodableError
	if err := w.WriteRecord(values); !errors.As(err, &bad) || bad.Record != 2 || out.String() != want {
		t.Errorf("want nothing written and an error for record 2, got %v", err)
	}
	if err := w.WriteRecord(values[:3]); err == nil {
		t.Error("want an error for the wrong number of values")
	}
	values[7], values[4] = "", "1,2"
	if err := w.WriteRecord(values); err != nil || !strings.Contains(out.String(), `"1,2"`) {
		t.Errorf("a comma in a number must not break the record: %v", err)
	}
}

// FuzzJSON holds: what has a neutral form comes back to the same neutral form, and what
// came back once comes back byte for byte from then on.
func FuzzJSON(f *testing.F) {
	for _, p := range allSamples(f) {
		f.Add(filepath.Base(p), readFile(f, p))
	}
	f.Add(deletion, []byte("\"\",\r\na\"b,\"\xf0\x40\xee\xe0\"\n\n1,2,3,4,5\x1a"))
	f.Fuzz(func(t *testing.T, name string, csv []byte) {
		file, err := careplan.NewFile(name, careplan.Bytes(csv))
		if err != nil {
			t.Fatal(err)
		}
		text, err := careplan.ToJSON(file)
		if err != nil {
			return
		}
		back, out, err := careplan.FromJSON(text)
		if err != nil {
			var bad *careplan.UnencodableError
			if !errors.As(err, &bad) {
				t.Fatalf("%v\n%s", err, text)
			}
			return
		}
		again, err := careplan.NewFile(back, careplan.Bytes(out))
		if err != nil {
			t.Fatal(err)
		}
		text2, err := careplan.ToJSON(again)
		if err != nil {
			t.Fatal(err)
		}
		_, out2, err := careplan.FromJSON(text2)
		if err != nil || !bytes.Equal(out, out2) {
			t.Fatalf("%v\n%q\n%q", err, out, out2)
		}
	})
}
