package careplan_test

import (
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

func name(kind spec.Kind, ed spec.Edition, month, from, fromType, to, toType, serial string) careplan.Name {
	return careplan.Name{
		Kind: kind, Edition: ed, Month: month, Serial: serial, Ext: ".CSV",
		From: careplan.Address{Office: from, Type: fromType}, To: careplan.Address{Office: to, Type: toType},
	}
}

func TestParseName(t *testing.T) {
	const a, b, s = "9999900001", "9999900011", "20250325090001"
	v4, v3 := spec.E202407, spec.E202208
	tests := []struct {
		fact, text string
		want       careplan.Name
		plain      bool
	}{
		{"plain", "UPPLAN_202504_9999900001_43_9999900011_11_20250325090001.CSV", name(spec.UPPLAN, v4, "202504", a, "43", b, "11", s), true},
		{"plain without month", "UP1KYO_9999900001_43_9999900011_11_20250325090001.CSV", name(spec.UP1KYO, v4, "", a, "43", b, "11", s), true},
		{"202208", "UPPLAN_202504_9999900001_9999900011_20250325090001.CSV", name(spec.UPPLAN, v3, "202504", a, "", b, "", s), true},
		{"202208 without month", "UP1KYO_9999900001_9999900011_20250325090001.CSV", name(spec.UP1KYO, v3, "", a, "", b, "", s), true},
		{"202208 does not know form 3", "UP3KYO_9999900001_9999900011_20250325090001.CSV", name(spec.UP3KYO, v3, "", a, "", b, "", s), false},
		{"longest prefix", "UPKIHON_SUB1_9999900001_43_9999900011_11_20250325090001.CSV", name(spec.UPKIHON_SUB1, v4, "", a, "43", b, "11", s), true},
		{"prefix with more letters is another word", "UPYOBOX_9999900001_43_9999900011_11_20250325090001.CSV", careplan.Name{Ext: ".CSV"}, false},
		{"folders are cut off", `C:\送信\UPPLAN_202504_9999900001_43_9999900011_11_20250325090001.CSV`, name(spec.UPPLAN, v4, "202504", a, "43", b, "11", s), true},
		{"office of 9 characters (R002)", "UPJSK_202504_999990001_43_9999900011_11_20250325090001.CSV", name(spec.UPJSK, v4, "202504", "999990001", "43", b, "11", s), false},
		{"type of 3 characters (R003)", "UPJSK_202504_9999900001_431_9999900011_11_20250325090001.CSV", name(spec.UPJSK, v4, "202504", a, "431", b, "11", s), false},
		{"serial of 15 digits (R004)", "UPJSK_202504_9999900001_43_9999900011_11_202503250900010.CSV", name(spec.UPJSK, v4, "202504", a, "43", b, "11", s+"0"), false},
		{"month of 5 digits", "UPJSK_20254_9999900001_43_9999900011_11_20250325090001.CSV", name(spec.UPJSK, v4, "20254", a, "43", b, "11", s), false},
		{"month where there is none (R007)", "UPKIHON_000000_9999900001_43_9999900011_11_20250325090001.CSV", name(spec.UPKIHON, v4, "000000", a, "43", b, "11", s), false},
		{"month missing", "UPPLAN_9999900001_43_9999900011_11_20250325090001.CSV", name(spec.UPPLAN, v4, "", a, "43", b, "11", s), false},
		{"an office of five characters is no month", "DLT1KYO_99999_43_9999900011_11_20250325090001.CSV", name(spec.DLT1KYO, v4, "", "99999", "43", b, "11", s), false},
		{"one type missing", "UPPLAN_202504_9999900001_43_9999900011_20250325090001.CSV", name(spec.UPPLAN, v4, "202504", a, "43", b, "", s), false},
		{"combining low line for underscore (R005)", "UPPLAN̲202504̲9999900001̲43̲9999900011̲11̲20250325090001.CSV", name(spec.UPPLAN, v4, "202504", a, "43", b, "11", s), false},
		{"copy by a browser", "UPPLAN_202504_9999900001_43_9999900011_11_20250325090001 (1).CSV", name(spec.UPPLAN, v4, "202504", a, "43", b, "11", s), false},
		{"copy by Windows", "UPPLAN_202504_9999900001_43_9999900011_11_20250325090001 - コピー (2).CSV", name(spec.UPPLAN, v4, "202504", a, "43", b, "11", s), false},
	}
	for _, tt := range tests {
		t.Run(tt.fact, func(t *testing.T) {
			got := careplan.ParseName(tt.text)
			if got.Plain != tt.plain {
				t.Errorf("want plain %v", tt.plain)
			}
			got.Plain, got.Text = false, ""
			if got != tt.want {
				t.Errorf("\nwant %+v\n got %+v", tt.want, got)
			}
		})
	}
}

func TestParseImageName(t *testing.T) {
	for _, ext := range []string{".jpg", ".JPG"} {
		text := "UPKIHON_IMAGE_9999900046_46_99A9900001_A2_20250410150000_0001" + ext
		n := careplan.ParseName(text)
		if n.Kind != spec.UPKIHON_IMAGE || n.Branch != "0001" || n.Serial != "20250410150000" || !n.Plain || n.To.Office != "99A9900001" {
			t.Errorf("%s: got %+v", text, n)
		}
	}
	n := careplan.ParseName("UPKIHON_IMAGE_9999900046_46_99A9900001_A2_20250410150000.jpg")
	if n.Branch != "" || n.Serial != "20250410150000" || n.Plain {
		t.Errorf("without branch: got %+v", n)
	}
}

func TestSmallLettersAreReadButNotPlain(t *testing.T) {
	n := careplan.ParseName("upplan_202504_9999900001_43_9999900011_11_20250325090001.csv")
	if n.Kind != spec.UPPLAN || n.Ext != ".csv" || n.Plain || n.Serial != "20250325090001" {
		t.Errorf("got %+v", n)
	}
}

func TestFormatNameWritesTheStandardsForm(t *testing.T) {
	n := name(spec.UPPLAN, spec.E202407, "202504", "9999900001", "43", "9999900011", "11", "20250325090001")
	n.Ext = ""
	if got, want := careplan.FormatName(n), "UPPLAN_202504_9999900001_43_9999900011_11_20250325090001.CSV"; got != want {
		t.Errorf("want %s, got %s", want, got)
	}
	n.Edition = spec.E202208
	if got, want := careplan.FormatName(n), "UPPLAN_202504_9999900001_9999900011_20250325090001.CSV"; got != want {
		t.Errorf("want %s, got %s", want, got)
	}
}

func FuzzParseName(f *testing.F) {
	for _, p := range allSamples(f) {
		f.Add(p)
	}
	f.Add("UPKIHON_IMAGE_9999900046_46_99A9900001_A2_20250410150000_0001.jpg")
	f.Add("コピー ～ UPPLAN＿(1)")
	f.Fuzz(func(t *testing.T, text string) {
		n := careplan.ParseName(text)
		if n.Plain && careplan.FormatName(n) != n.Text {
			t.Fatalf("plain, but is written %q", careplan.FormatName(n))
		}
		if n.Kind == "" {
			if n.Plain {
				t.Fatal("plain without a kind")
			}
			return
		}
		again := careplan.ParseName(careplan.FormatName(n))
		if n.Plain && again != n {
			t.Fatalf("reads back as %+v", again)
		}
	})
}

func TestDay(t *testing.T) {
	for _, d := range []careplan.Day{"20250230", "2025", "", "2025-1-1", "20251301"} {
		if d.Valid() || d.Month() != "" || d.Add(1) != d {
			t.Errorf("%s counts as a day", d)
		}
	}
	d := careplan.Day("20240229")
	if !d.Valid() || d.Month() != "202402" || d.Add(1) != "20240301" || d.String() != "20240229" {
		t.Errorf("%s: %v %s %s", d, d.Valid(), d.Month(), d.Add(1))
	}
}
