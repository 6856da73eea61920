package survey

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestRowsComeBack(t *testing.T) {
	for _, f := range Prebuilt() {
		answers := synthetic(f, 60, 3)
		for i := range answers {
			answers[i].At = time.Date(2027, 1, 27, 16, i, 0, 0, time.UTC)
			answers[i].Via = []Via{Link, Paper, Import}[i%3]
		}
		rows := f.Rows(answers)
		back, report := ReadTable(f, rows)
		if len(report) != len(rows) || report[0].Done != Heading {
			t.Fatalf("%s: %d reports for %d rows, %+v", f.ID, len(report), len(rows), report[0])
		}
		for i := range answers {
			if i >= len(back) || !reflect.DeepEqual(f.Rows(back[i : i+1])[1], rows[i+1]) || !sameValues(answers[i], back[i]) {
				t.Fatalf("%s row %d: %+v\nwant %+v", f.ID, i, back[i], answers[i])
			}
			if report[i+1].Done != Taken || report[i+1].Answer != answers[i].ID || !back[i].At.Equal(answers[i].At) {
				t.Fatalf("%s row %d: %+v", f.ID, i, report[i+1])
			}
		}
	}
}

func sameValues(a, b Answer) bool {
	return reflect.DeepEqual(a.Values, b.Values) && a.Via == b.Via && a.Office == b.Office
}

func TestReadTableKnowsHeadings(t *testing.T) {
	f := Sendai62()
	for _, head := range []string{"Q5", "q5.", "問5", "５", "5. 本日の研修内容はいかがでしたか。", "本日の研修内容はいかがでしたか。*", "Q5 研修の内容", "質問5：内容"} {
		got, _ := ReadTable(f, [][]string{{head}, {"参考になる"}})
		if len(got) != 1 || !reflect.DeepEqual(got[0].Values["q5"].Choices, []string{"o2"}) {
			t.Errorf("%q: %+v", head, got)
		}
	}
	for _, head := range []string{"2026年の回答", "氏名", "15", "5人"} {
		if got, _ := ReadTable(f, [][]string{{head}, {"参考になる"}}); len(got) > 0 {
			t.Errorf("%q: %+v", head, got)
		}
	}
}

func TestReadTableSplitsChoices(t *testing.T) {
	f := Sendai62()
	corp := f.Questions[11].Options[8].Text
	for cell, want := range map[string]Value{
		"費用が高い": {Choices: []string{"o6"}},
		"費用が高い;ソフトが対応していない;":             {Choices: []string{"o6", "o3"}},
		"費用が高い、" + corp:                  {Choices: []string{"o6", "o9"}},
		corp + "/普及率が低く、メリットが小さい\n費用が高い": {Choices: []string{"o9", "o10", "o6"}},
		" 費用 が高い ，実地指導について懸念がある":         {Choices: []string{"o6", "o11"}},
		"その他：合成の、理由":                     {Choices: []string{"other"}, Text: "合成の、理由"},
		"その他（合成の理由）、費用が高い":               {Choices: []string{"other", "o6"}, Text: "合成の理由"},
		"合成の理由、その二;費用が高い":                {Choices: []string{"other", "o6"}, Text: "合成の理由、その二"},
		"その他": {Choices: []string{"other"}},
	} {
		got, _ := ReadTable(f, [][]string{{"Q12"}, {cell}})
		if len(got) != 1 || !reflect.DeepEqual(got[0].Values["q12"], want) {
			t.Errorf("%q: %+v, want %+v", cell, got, want)
		}
	}
	got, _ := ReadTable(f, [][]string{{"Q8", "Q10"}, {"そのうち、考える", "2026年4〜6月"}})
	if v := got[0].Values; !reflect.DeepEqual(v["q8"].Choices, []string{"そのうち、考える"}) || !reflect.DeepEqual(v["q10"].Choices, []string{"o2"}) {
		t.Errorf("%+v", v)
	}
}

func TestReadTableReportsEveryRow(t *testing.T) {
	rows := [][]string{
		{"", ""},
		{"ID", "完了時刻", "事業所番号", "事業所名", "希望"},
		{"1", "2026/3/19 12:40", "９９９９９－００００１", "合成事業所", "a"},
		{"1", "きのう", "999990002", "合成事業所"},
		{"", "", "", "", "x"},
		{"2", "", "9999900001", "合成事業所"},
	}
	got, report := ReadTable(Sendai62(), rows)
	var done []string
	for i, r := range report {
		done = append(done, string(r.Done))
		if r.Row != i+1 || r.Message == "" {
			t.Errorf("%+v", r)
		}
		for _, p := range r.Problems {
			if strings.Contains(p.Message+p.Next, "合成") || strings.Contains(p.Message, "99999") || p.Message == "" || p.Next == "" {
				t.Errorf("%+v", p)
			}
		}
	}
	if strings.Join(done, " ") != "skipped heading remarks remarks skipped remarks" {
		t.Error(done)
	}
	if len(got) != 3 || got[0].Office != "9999900001" || got[1].Office != "0999990002" || got[1].ID == "1" || !got[1].At.IsZero() {
		t.Errorf("%+v", got)
	}
	if at := got[0].At; !at.Equal(time.Date(2026, 3, 19, 3, 40, 0, 0, time.UTC)) {
		t.Error(at)
	}
	codes := map[string]bool{}
	for _, r := range report {
		for _, p := range r.Problems {
			codes[p.Code] = true
		}
	}
	for _, want := range []string{"unknownColumn", "noColumn", "time", "zero", "sameID", "sameOffice", "required"} {
		if !codes[want] {
			t.Errorf("no %s in %v", want, codes)
		}
	}
}

func TestReadTableWithoutAHeading(t *testing.T) {
	got, report := ReadTable(Sendai62(), [][]string{{"甲", "乙"}, {"費用が高い", "x"}})
	if len(got) > 0 || len(report) != 2 || report[0].Done != Skipped || report[1].Done != Skipped {
		t.Errorf("%+v %+v", got, report)
	}
	if got, report := ReadTable(Sendai62(), nil); got != nil || report != nil {
		t.Errorf("%+v %+v", got, report)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("Q5\tQ12\n参考になる\t費用が高い;その他：x")
	f.Add("事業所番号\tQ8\tQ9\n9999900001\t検討中\t、;/")
	f.Add("ID\t毎月、サービス提供票をやり取りする相手は何か所ですか\tQ14\n1\t1,000.0\t-3\n1\t\t")
	f.Add("\n\t\nQ12\nその他（（x）、費用が高い\nその他（）;;;/,")
	f.Add("q99999999999\t問\t5\xff\n\xf0\t\ufeff5\t　")
	f.Fuzz(func(t *testing.T, table string) {
		var rows [][]string
		for _, line := range strings.Split(table, "\n") {
			rows = append(rows, strings.Split(line, "\t"))
		}
		for _, form := range Prebuilt() {
			checkRead(t, form, rows)
		}
	})
}

// checkRead holds every table to this: one report a row, one answer for each row taken,
// IDs once, and what was read can be written, read and counted again without change.
func checkRead(t *testing.T, form Form, rows [][]string) {
	t.Helper()
	answers, report := ReadTable(form, rows)
	if len(report) != len(rows) {
		t.Fatalf("%d reports for %d rows", len(report), len(rows))
	}
	taken, ids := 0, map[string]bool{}
	for _, r := range report {
		if r.Done == Taken || r.Done == Remarks {
			if r.Answer != answers[taken].ID || ids[r.Answer] {
				t.Fatalf("%+v", r)
			}
			taken, ids[r.Answer] = taken+1, true
		}
	}
	if taken != len(answers) {
		t.Fatalf("%d rows taken, %d answers", taken, len(answers))
	}
	for _, r := range form.Tally(answers) {
		checkResult(t, r, len(answers))
	}
	again, _ := ReadTable(form, form.Rows(answers))
	if len(again) != len(answers) {
		t.Fatalf("%d answers after writing, %d before", len(again), len(answers))
	}
}
