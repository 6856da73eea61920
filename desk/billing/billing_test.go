package billing_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk/billing"
)

// parse reads a text that must bring no problem. " | " stands for a tab.
func parse(t *testing.T, text string) []billing.Row {
	t.Helper()
	rows, problems := billing.Parse(tabs(text))
	if len(problems) > 0 {
		t.Fatalf("problems: %+v", problems)
	}
	return rows
}

func tabs(text string) string { return strings.ReplaceAll(text, " | ", "\t") }

const returnedList = `請求明細書・給付管理票返戻(保留)一覧表
保険者番号 | 被保険者番号 | 被保険者氏名 | 種別 | サービス提供年月 | 事業所番号 | サービス種類コード | 単位数 | 事由 | 内容 | 備考
999991 | 0000000101 | 見本 ハナ | 請 | 令和8年11月 | 9999900011 | 11 | 3,870 | 12QJ | 市町村認定の要介護度と相違 | 返戻
999991 | 0000000102 | 例示 一郎 | 請 | R8.11 | 9999900011 | 15 | 5621 | C | 支援事業所に請求明細書に対応した給付管理票の提出依頼が必要 | 保留
合計 | | | | | | | 9,491 | | | `

func TestReturnedAndHeldRowsAreRead(t *testing.T) {
	want := []billing.Row{
		{Kind: "返戻", Insurer: "999991", Insured: "0000000101", Month: "202611", Provider: "9999900011", Type: "11", Units: 3870,
			Reason: "12QJ 市町村認定の要介護度と相違", Next: "介護保険証で要介護度と認定期間を確かめ、正しい要介護度で請求し直してください。"},
		{Kind: "保留", Insurer: "999991", Insured: "0000000102", Month: "202611", Provider: "9999900011", Type: "15", Units: 5621,
			Reason: "C 支援事業所に請求明細書に対応した給付管理票の提出依頼が必要", Next: "担当の居宅介護支援事業所に、給付管理票が提出されているか確かめてください。"},
	}
	if got := parse(t, returnedList); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestColumnsAreFoundInAnyOrderAndAsCSV(t *testing.T) {
	rows := parse(t, "\uFEFF備考,内容,サービス種類,氏名,サービス提供年月,被保険者番号\r\n返戻,\"重複請求,\n二重\",15,仮名 トメ,2026/11,０００００００１０１\r\n")
	want := []billing.Row{{Kind: "返戻", Insured: "0000000101", Month: "202611", Type: "15", Reason: "重複請求, 二重"}}
	for i := range rows {
		if !strings.Contains(rows[i].Next, "過誤") {
			t.Errorf("next step %q", rows[i].Next)
		}
		rows[i].Next = ""
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got %+v", rows)
	}
}

func TestChangedUnitsAreNegativeWithATriangle(t *testing.T) {
	rows := parse(t, changedList)
	var got []int
	for _, r := range rows {
		if r.Kind != "増減" || r.Type != "15" {
			t.Errorf("row %+v", r)
		}
		got = append(got, r.Units, r.Delta)
	}
	if want := []int{5621, -803, 500, -500, 500, -20}; !reflect.DeepEqual(got, want) {
		t.Errorf("units %v, want %v", got, want)
	}
	for i, word := range []string{"給付管理票の単位数を超えて", "給付管理票にこのサービスがありません", "審査委員会"} {
		if !strings.Contains(rows[i].Next, word) {
			t.Errorf("row %d: %s", i, rows[i].Next)
		}
	}
}

const changedList = `介護保険審査増減単位数通知書
事業所番号 | 被保険者番号 | 氏名 | サービス提供年月 | サービス種類 | 請求単位数 | 増減単位数 | 事由 | 内容
9999900011 | 0000000101 | 見本 ハナ | 202611 | 15 通所介護 | 5,621 | △803 | B | 
9999900011 | H000000102 | 例示 一郎 | 202611 | 15 | 500 | -500 | A | 
9999900011 | 0000000103 | 仮名 トメ | 202611 | 15 | 500 | ▲20 | D | `

func TestZerosThatExcelTookAreGivenBack(t *testing.T) {
	rows := parse(t, "被保険者番号 | サービス提供年月 | 事由\n12345 | 202611 | 12PD")
	if rows[0].Insured != "0000012345" {
		t.Errorf("insured %q", rows[0].Insured)
	}
}

func TestWithoutHeaderTheShapesTell(t *testing.T) {
	for _, insurer := range []string{"999991", "202010"} {
		rows := parse(t, insurer+" | 0000000101 | 見本 ハナ | 202611 | 9999900011 | 11 | 3,870 | 12P0 | 市町村の認定情報が未登録 | 返戻")
		want := billing.Row{Kind: "返戻", Insurer: insurer, Insured: "0000000101", Month: "202611", Provider: "9999900011", Type: "11", Units: 3870, Reason: "12P0 市町村の認定情報が未登録"}
		rows[0].Next = ""
		if !reflect.DeepEqual(rows, []billing.Row{want}) {
			t.Errorf("got %+v", rows)
		}
	}
}

func TestMonthsInEveryWriting(t *testing.T) {
	for written, want := range map[string]string{
		"202611": "202611", "2026/11": "202611", "2026年11月": "202611", "2026-1": "202601", "令和8年11月": "202611", "令和８年１１月分": "202611",
		"R8.11": "202611", "R08/11": "202611", "R0811": "202611", "50811": "202611", "令和元年5月": "201905", "H31.4": "201904",
	} {
		rows := parse(t, "被保険者番号 | サービス提供年月\n0000000101 | "+written)
		if rows[0].Month != want {
			t.Errorf("%s: %s, want %s", written, rows[0].Month, want)
		}
	}
}

func TestEveryReasonHasItsNextStep(t *testing.T) {
	for written, word := range map[string]string{
		"要介護度相違": "正しい要介護度", "給付管理票なし": "給付管理票が提出されているか", "支給限度額超過": "区分支給限度基準", "受給者台帳なし": "市区町村に登録",
		"重複請求": "過誤", "ANNM": "修正を頼んで", "12PA": "翌月", "ADD1": "指定の届出", "ANN0": "「修正」", "12P4": "届出",
	} {
		rows := parse(t, "被保険者番号 | サービス提供年月 | 内容\n0000000101 | 202611 | "+written)
		if !strings.Contains(rows[0].Next, word) || rows[0].Reason != written {
			t.Errorf("%s: reason %q, next %q", written, rows[0].Reason, rows[0].Next)
		}
	}
}

func TestUnknownReasonsStayAsWritten(t *testing.T) {
	rows := parse(t, "被保険者番号 | サービス提供年月 | 事由 | 内容\n0000000101 | 202611 | ＺＺ９９ | 見たことのない理由")
	if rows[0].Reason != "ＺＺ９９ 見たことのない理由" || !strings.HasSuffix(rows[0].Next, "ください。") {
		t.Errorf("%+v", rows[0])
	}
}

func TestProblemsNameTheRowAndTheColumnButNoValue(t *testing.T) {
	rows, problems := billing.Parse(tabs(`被保険者番号 | 氏名 | サービス提供年月 | 単位数 | 事由
0000000101 | 見本 ハナ | 来月 | 多い | 12QJ
 | 例示 一郎 | 202611 | 100 | 12QJ
見本 | ハナ | 不明 | 1 | 2`))
	type place struct {
		line   int
		column string
	}
	var got []place
	for _, p := range problems {
		got = append(got, place{p.Line, p.Column})
		if strings.Contains(p.Sentence+p.Next, "ハナ") || strings.Contains(p.Sentence, "来月") || !strings.HasSuffix(p.Next, "ください。") {
			t.Errorf("problem %+v", p)
		}
	}
	want := []place{{2, "サービス提供年月"}, {2, "単位数"}, {3, "被保険者番号"}, {4, ""}}
	if !reflect.DeepEqual(got, want) || len(rows) != 2 {
		t.Errorf("problems at %v, want %v; %d rows", got, want, len(rows))
	}
}

func TestTextWithoutRowsIsAProblem(t *testing.T) {
	for _, text := range []string{"", "こんにちは", "合計\t100"} {
		if rows, problems := billing.Parse(text); len(rows) != 0 || len(problems) != 1 {
			t.Errorf("%q: %v %v", text, rows, problems)
		}
	}
}

func TestNextStepsAvoidForbiddenWords(t *testing.T) {
	rows := append(parse(t, returnedList), parse(t, changedList)...)
	for _, r := range rows {
		for _, w := range []string{"指摘", "封書", "送信単位", "取引先"} {
			if strings.Contains(r.Next, w) {
				t.Errorf("%q says %s", r.Next, w)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(tabs(returnedList))
	f.Add(tabs(changedList))
	f.Add("999991,0000000101,見本 ハナ,R8.11,11,△803,\"12P0\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		rows, problems := billing.Parse(text)
		if len(rows)+len(problems) == 0 {
			t.Fatal("nothing said")
		}
		for _, r := range rows {
			if r.Kind == "" || r.Next == "" || len(r.Month) != 0 && len(r.Month) != 6 || len(r.Insured) != 0 && len(r.Insured) != 10 {
				t.Fatalf("row %+v", r)
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Sentence == "" || p.Next == "" {
				t.Fatalf("problem %+v", p)
			}
		}
	})
}
