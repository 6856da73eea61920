package form_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestEachUnitGivesItsForms(t *testing.T) {
	for dir, want := range map[string]string{
		"01_K1_plan":                            "第１表 第２表 第３表 第１表 第２表 第３表",
		"02_K2_slip":                            "第６表 第７表 第６表 第７表",
		"03_K5_actual":                          "第６表 第６表",
		"04_K3_delete_plan":                     "削除",
		"08_Y1_basic_info":                      "基本情報",
		"09_Y2_prevention_plan_with_basic_info": "支援計画書 基本情報",
		"10_Y3_prevention_plan":                 "支援計画書",
		"11_Y4_prevention_slip":                 "第６表 第７表",
		"12_Y8_prevention_actual":               "第６表",
		"17_V32_plan":                           "第１表 第２表 第１表 第２表",
	} {
		var got []string
		for _, s := range sheetsOf(t, sample(t, dir), form.Options{}) {
			got = append(got, s.Corner)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %s", dir, got, want)
		}
	}
}

func TestSheetsAreTheSameEveryTime(t *testing.T) {
	u := sample(t, "02_K2_slip")
	o := form.Options{Marks: everyPlace(t, u)}
	first := html(sheetsOf(t, u, o), o)
	for range 5 {
		if html(sheetsOf(t, u, o), o) != first {
			t.Fatal("the order changes")
		}
	}
}

// An incomplete unit shows what it has; a broken value stands as written.
func TestAnIncompleteUnitShowsWhatItHas(t *testing.T) {
	people := `202407,999901,0000000007,00000000,"ミホン　ハナ","見本　ハナ",9,19401301` + strings.Repeat(",", 54) + ",,202604\r\n"
	sjis, bad := careplan.Encode(people)
	if bad != nil {
		t.Fatal("not encodable")
	}
	u := unit(t, file(t, "UPHOSOKU_202604_9999900001_43_9999900011_11_20260325090001.CSV", sjis))
	got := cells(sheetsOf(t, u, form.Options{})...)
	for _, want := range []string{"見本　ハナ", "19401301　9"} {
		if !slices.ContainsFunc(got, func(c form.Cell) bool { return c.Text == want }) {
			t.Errorf("%q is on no cell", want)
		}
	}
}

func TestAContinuedNeedSharesItsCell(t *testing.T) {
	s := sheetsOf(t, sample(t, "01_K1_plan"), form.Options{})[1]
	for _, c := range cells(s) {
		if strings.HasSuffix(c.Text, "一人で入浴できない") && c.Rows != 2 || strings.HasSuffix(c.Text, "掃除が難しい") && c.Rows != 1 {
			t.Errorf("%q spans %d rows", c.Text, c.Rows)
		}
	}
}

func TestTheConsentLineStandsOnlyWhenAsked(t *testing.T) {
	u := sample(t, "02_K2_slip")
	asked := func(o form.Options) bool {
		return slices.ContainsFunc(sheetsOf(t, u, o)[0].Blocks, func(b form.Block) bool { return b.Heading == "確認・同意" })
	}
	if asked(form.Options{}) || !asked(form.Options{Signature: true}) {
		t.Error("signature line")
	}
	day := cells(sheetsOf(t, u, form.Options{Consent: "20250401"})...)
	if !slices.ContainsFunc(day, func(c form.Cell) bool { return c.Text == "令和7年4月1日" }) {
		t.Error("the day of consent is missing")
	}
}

func TestADeletionSaysWhatGoes(t *testing.T) {
	s := sheetsOf(t, sample(t, "06_K6_delete_actual"), form.Options{})[0]
	text := ""
	for _, c := range cells(s) {
		text += c.Text + "|"
	}
	for _, want := range []string{"次のサービスの実績が削除されます。", "令和7年4月", "9999900017", "福祉用具貸与　17", "0000000001"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
	if plan := sheetsOf(t, sample(t, "04_K3_delete_plan"), form.Options{})[0]; !strings.Contains(plan.Blocks[0].Rows[0][0].Text, "居宅サービス計画2表") {
		t.Errorf("what else goes is missing: %s", plan.Blocks[0].Rows[0][0].Text)
	}
}

func TestTheFootNamesTheFiles(t *testing.T) {
	s := sheetsOf(t, sample(t, "02_K2_slip"), form.Options{Office: "架空ヘルパーステーション"})[1]
	want := "ファイル連番 20250325090001　標準仕様 V4.1（202407）　連携先 架空ヘルパーステーション"
	if !slices.Contains(s.Foot, want) {
		t.Errorf("got %q", s.Foot)
	}
}

// Whatever is wrong with a file, its forms can be drawn, or the error says it has no records.
func TestBrokenFilesAreDrawnAsTheyAre(t *testing.T) {
	drawn := 0
	dirs, err := filepath.Glob("../testdata/standard/bad/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		paths, err := filepath.Glob(filepath.Join(dir, "*_*.*"))
		if err != nil {
			t.Fatal(err)
		}
		var files []*careplan.File
		for _, p := range paths {
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file(t, filepath.Base(p), b))
		}
		for _, u := range careplan.Group(files).Units {
			sheets, err := form.Sheets(u, form.Options{})
			if err != nil && !errors.Is(err, careplan.ErrEncoding) && !errors.Is(err, careplan.ErrTooLong) {
				t.Errorf("%s: %v", dir, err)
			}
			for _, s := range sheets {
				drawn++
				for _, b := range s.Blocks {
					rowsFill(t, dir+" "+s.Title+" "+b.Heading, b)
				}
			}
		}
	}
	if drawn < 10 {
		t.Errorf("only %d sheets", drawn)
	}
}
