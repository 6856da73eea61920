package form_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var hana = careplan.ClientKey{Insurer: "999901", Insured: "0000000007"}

// visit is one visit of 見本 ハナ: "20260302 0900 0930 111111".
func visit(line int, text string) careplan.Visit {
	f := strings.Fields(text)
	return careplan.Visit{
		Client: hana, Month: f[0][:6], Day: f[0], Start: f[1], End: f[2], Code: f[3], Count: 1, Units: 244, Line: line,
		Provider: "9999900011", ProviderName: "架空ヘルパーステーション", Planner: "9999900001",
	}
}

func slipOf(texts ...string) *careplan.Slip {
	s := careplan.Slip{Client: hana, Month: texts[0][:6]}
	for i, text := range texts {
		s.Visits = append(s.Visits, visit(i+1, text))
	}
	return &s
}

func leads(b form.Block) []string {
	var out []string
	for _, row := range b.Rows[b.Head:] {
		if len(row) > len(b.Widths)-3 {
			out = append(out, strings.ReplaceAll(joined(row[0], row[1]), "\n", " "))
		}
	}
	return out
}

func joined(a, b form.Cell) string { return a.Text + " " + b.Text }

func TestAMonthHasAsManyColumnsAsDays(t *testing.T) {
	for month, days := range map[string]int{"202602": 28, "202802": 29, "202604": 30, "202603": 31} {
		b := grid(t, form.SlipSheet(slipOf(month+"02 0900 0930 111111"), nil, form.Options{}))
		if len(b.Widths) != 4+days+1 || len(b.Rows[0]) != 4+days+1 || len(b.Rows[1]) != days {
			t.Errorf("%s: %d widths, %d and %d heads", month, len(b.Widths), len(b.Rows[0]), len(b.Rows[1]))
		}
		for i, row := range b.Rows[b.Head:] {
			if want := 4 + days + 1 - 3*(i%2); len(row) != want {
				t.Errorf("%s row %d: %d cells, want %d", month, i, len(row), want)
			}
		}
		sum := 0.0
		for _, w := range b.Widths {
			sum += w
		}
		if sum != 40 {
			t.Errorf("%s: shares add up to %v", month, sum)
		}
	}
}

func TestSundaysAndHolidaysAreTintedAndSigned(t *testing.T) {
	b := grid(t, form.SlipSheet(slipOf("20270104 0900 0930 111111"), nil, form.Options{}))
	for day, want := range map[int]string{1: "金\n祝", 3: "日", 11: "月\n祝", 12: "火"} {
		c, body := b.Rows[1][day-1], b.Rows[2][3+day]
		free := day != 12
		if c.Text != want || (c.Tint == form.Sunday) != free || (body.Text == "・") != free {
			t.Errorf("January %d: %q, tint %d, body %q", day, c.Text, c.Tint, body.Text)
		}
	}
}

func TestAdditionsStandUnderTheirService(t *testing.T) {
	s := slipOf("20260302 9999 9999 116274", "20260302 9999 9999 171001", "20260302 1400 1430 111111", "20260303 0900 0930 111111")
	got := leads(grid(t, form.SlipSheet(s, nil, form.Options{})))
	want := []string{
		"09:00 ～09:30 訪問介護 111111 244単位", "14:00 ～14:30 訪問介護 111111 244単位",
		"└ 加算等 訪問介護 116274 244単位", "時刻なし 福祉用具貸与 171001 244単位",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestWhatWasDoneStandsUnderWhatWasPlanned(t *testing.T) {
	plan := slipOf("20260302 0900 0930 111111", "20260302 1700 1730 111111", "20260309 0900 0930 111111", "20260316 0900 0930 111111")
	done := slipOf("20260302 1655 1725 111111", "20260302 0903 0930 111111", "20260310 0900 0930 111111", "20260316 0900 0930 111111", "20260317 0900 1000 112222")
	s := form.SlipSheet(plan, done, form.Options{})
	b := grid(t, s)
	if got := len(b.Rows) - b.Head; got != 6 {
		t.Fatalf("want three lines of two rows, got %d rows: %q", got, leads(b))
	}
	texts := func(row []form.Cell) string {
		var out []string
		for i, c := range row[len(row)-32 : len(row)-1] {
			if strings.Trim(c.Text, "・") != "" {
				out = append(out, fmt.Sprint(i+1, ":", c.Text))
			}
		}
		return strings.Join(out, " ")
	}
	for i, want := range []string{"2:1 9:1 16:1", "2:1 9:※ 10:※1 16:1", "", "17:※1", "2:1", "2:1"} {
		if got := texts(b.Rows[b.Head+i]); got != want {
			t.Errorf("row %d: %q, want %q", i, got, want)
		}
	}
	var shifted []string
	for _, c := range cells(s) {
		if strings.HasPrefix(c.Text, "16:55") || strings.HasPrefix(c.Text, "09:03") {
			shifted = append(shifted, c.Text)
		}
	}
	if !slices.Equal(shifted, []string{"09:03～09:30", "16:55～17:25"}) {
		t.Errorf("other times: %q", shifted)
	}
}

func TestAnActualBelongsToTheLinePlannedForItsDay(t *testing.T) {
	plan := slipOf("20260302 0900 0930 111111", "20260309 1000 1030 111111")
	b := grid(t, form.SlipSheet(plan, slipOf("20260309 0920 0950 111111"), form.Options{}))
	nine, ten := b.Rows[b.Head+1], b.Rows[b.Head+3] // rows of 実績: their days begin behind the label
	if nine[9].Text != "" || ten[9].Text != "1" {
		t.Errorf("9 March: %q under 9:00, %q under 10:00", nine[9].Text, ten[9].Text)
	}
}

func TestAPlanFromOneUnitAndActualsFromAnotherShareASheet(t *testing.T) {
	actual, err := careplan.Slips(sample(t, "03_K5_actual"))
	if err != nil {
		t.Fatal(err)
	}
	s := sheetsOf(t, sample(t, "02_K2_slip"), form.Options{Actuals: actual})[0]
	b := grid(t, s)
	if c := b.Rows[b.Head+1][7]; c.Text != "1" || c.Tint == form.Changed || c.From != (form.Origin{}) {
		t.Errorf("7 April, 実績: %+v", c)
	}
	if !slices.ContainsFunc(cells(s), func(c form.Cell) bool { return c.Text == "09:02～09:33" }) {
		t.Error("the time of the actual is on no cell")
	}
}

func TestActualsAloneHaveOneRowPerService(t *testing.T) {
	s := sheetsOf(t, sample(t, "03_K5_actual"), form.Options{Names: map[careplan.ClientKey]string{{Insurer: "999901", Insured: "0000000001"}: "架空　太郎"}})[0]
	b := grid(t, s)
	for _, row := range b.Rows[b.Head:] {
		if row[3].Text != "実績" || row[0].Rows > 1 {
			t.Errorf("row %+v", row[:4])
		}
	}
	if !slices.ContainsFunc(cells(s), func(c form.Cell) bool { return c.Text == "架空　太郎" }) {
		t.Error("the known name is missing")
	}
}

func TestNoVisitIsDropped(t *testing.T) {
	s := form.SlipSheet(slipOf("20260302 0900 0930 111111", "20260431 0900 0930 ZZ1234", "20260302 9:00 xx A9????"), nil, form.Options{})
	all := ""
	for _, c := range cells(s) {
		all += c.Text + "\n"
	}
	for _, want := range []string{"ZZ1234", "20260431", "A9????", "9:00\n～xx"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is on no cell", want)
		}
	}
}

func TestALongEquipmentNameIsShownWhole(t *testing.T) {
	name := strings.Repeat("例示車いす", 12)
	s := slipOf("20260301 9999 9999 171001")
	s.Visits[0].Article = name
	sheet := form.SlipSheet(s, nil, form.Options{})
	if !strings.Contains(string(sheet.HTML(form.Options{})), name) {
		t.Error("60 characters are cut")
	}
	if !strings.Contains(form.CSS, "overflow-wrap:anywhere") {
		t.Error("a long name does not wrap")
	}
}

func TestProratedDaysAreMarked(t *testing.T) {
	s := slipOf("20260301 9999 9999 171001")
	s.Visits[0].Prorated = strings.Repeat("1", 10) + strings.Repeat("0", 21)
	b := grid(t, form.SlipSheet(s, nil, form.Options{}))
	row := b.Rows[b.Head]
	if row[4].Text != "1" || row[5].Text != "○" || row[13].Text != "○" || row[14].Text == "○" {
		t.Errorf("days 1, 2, 10, 11: %q %q %q %q", row[4].Text, row[5].Text, row[13].Text, row[14].Text)
	}
}

func TestBadgesTellWhatIsSpecial(t *testing.T) {
	h := slipOf("20260302 0900 0930 A21111")
	h.Client.Insured = "H000000002"
	h.Supplement = &careplan.Supplement{Client: h.Client, Status: "1", Level: "12"}
	s := form.SlipSheet(h, nil, form.Options{Draft: true})
	if want := []string{"原案", "生保単独", "申請中", "総合事業"}; !slices.Equal(s.Badges, want) {
		t.Errorf("got %q, want %q", s.Badges, want)
	}
	if got := form.SlipSheet(slipOf("20260302 0900 0930 111111"), nil, form.Options{}).Badges; len(got) != 0 {
		t.Errorf("an ordinary slip has %q", got)
	}
}

func TestTheHeadTellsACareLevelThatChanged(t *testing.T) {
	s := slipOf("20260302 0900 0930 111111")
	s.Supplement = &careplan.Supplement{Client: hana, Name: "見本　ハナ", Level: "23", PreviousLevel: "22", LevelChanged: "20260310"}
	after := map[string]string{}
	last := ""
	for _, c := range cells(form.SlipSheet(s, nil, form.Options{Style: calendar.Western})) {
		after[last] = c.Text
		last = c.Text
	}
	for label, want := range map[string]string{"要介護状態区分": "要介護２", "変更後の状態区分": "要介護３", "変更日": "2026年3月10日", "利用者氏名": "見本　ハナ"} {
		if after[label] != want {
			t.Errorf("%s: %q, want %q", label, after[label], want)
		}
	}
}

func TestTheProvidersCopyHasItsOwnName(t *testing.T) {
	plan, done := slipOf("20260302 0900 0930 111111"), slipOf("20260302 0900 0930 111111")
	for want, s := range map[string]form.Sheet{
		"サービス利用票":     form.SlipSheet(plan, nil, form.Options{}),
		"サービス提供票":     form.SlipSheet(plan, done, form.Options{ProviderCopy: true}),
		"サービス提供票（実績）": form.SlipSheet(nil, done, form.Options{}),
		"サービス提供票別表":   form.TotalsSheet(*plan, form.Options{ProviderCopy: true}),
	} {
		if s.Title != want || !s.Landscape || s.Client != hana {
			t.Errorf("got %q, want %q", s.Title, want)
		}
	}
	if s := form.SlipSheet(nil, nil, form.Options{}); s.Title == "" {
		t.Error("nothing at all has no sheet")
	}
}

func TestTotalsOfTheModelReadLikeThoseOfTheFile(t *testing.T) {
	slips, err := careplan.Slips(sample(t, "02_K2_slip"))
	if err != nil {
		t.Fatal(err)
	}
	got := cells(form.TotalsSheet(slips[0], form.Options{}))
	for _, want := range []string{"3,810", "40,490", "36,441", "4,049", "合計\n999999", "通所介護　小計（限度額の対象）\n15AAAA"} {
		if !slices.ContainsFunc(got, func(c form.Cell) bool { return c.Text == want && c.Bold && c.From.Kind == spec.UPSIKYU }) {
			t.Errorf("%q is missing", want)
		}
	}
}
