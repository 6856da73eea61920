package evidence_test

import (
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

func gapsOf(d *diary) []evidence.Gap { return evidence.Gaps(d.client, months, d.facts) }

func TestTheInspectorsThreeClients(t *testing.T) {
	for _, c := range []struct {
		name string
		d    *diary
		want []string
	}{
		{"A is complete", clientA(), nil},
		{"B lacks a plan, told once though two months need it", clientB(), []string{
			"11月: デイ つむぎ の通所介護計画書を受け取っていません（11/26(木)、12/11(金)に依頼）。"}},
		{"C is complete after the replacement", clientC(), nil},
	} {
		t.Run(c.name, func(t *testing.T) { wantSentences(t, gapsOf(c.d), c.want...) })
	}
	g := gapsOf(clientB())[0]
	if g.Month != "202611" || g.Partner.Number != tsumugi.Number || g.Next == "" {
		t.Errorf("the gap of B: %+v", g)
	}
}

func wantSentences(t *testing.T, gaps []evidence.Gap, want ...string) {
	t.Helper()
	var got []string
	for _, g := range gaps {
		got = append(got, g.Sentence)
		if g.Next == "" {
			t.Errorf("no next step: %s", g.Sentence)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Each case takes facts away from the complete client A.
func TestWhatIsTakenAwayIsMissed(t *testing.T) {
	is := func(k evidence.Kind, month string, p evidence.Partner) func(evidence.Fact) bool {
		return func(f evidence.Fact) bool {
			return f.Kind == k && (month == "" || f.Month == month) && (p.Number == "" || f.Partner.Number == p.Number)
		}
	}
	any := evidence.Partner{}
	for _, c := range []struct {
		name string
		gone func(evidence.Fact) bool
		want string
	}{
		{"plan", is(evidence.PlanMade, "", any), "10月: 計画の作成日の記録がありません。"},
		{"consent", is(evidence.Consent, "", any), "10月: 9/15(火)の計画について、利用者の同意日の記録がありません。"},
		{"meeting", is(evidence.Meeting, "", any), "10月: 9/15(火)の計画について、サービス担当者会議（照会）の記録がありません。"},
		{"given", is(evidence.PlanGiven, "", tsumugi), "10月: デイ つむぎ に計画書を交付した記録がありません。"},
		{"received", is(evidence.PlanReceived, "", tsumugi), "10月: デイ つむぎ が計画書を受け取った記録がありません（9/18(金)に交付）。"},
		{"service plan never asked", is(evidence.ServicePlanReceived, "", asahimo), "10月: 訪問介護 あさひも の訪問介護計画書を受け取っていません（依頼の記録もありません）。"},
		{"slip", is(evidence.SlipSent, "202611", tsumugi), "11月: デイ つむぎ に提供票を送った記録がありません。"},
		{"slip received", is(evidence.SlipReceived, "202611", tsumugi), "11月: デイ つむぎ が提供票第1版を受け取った記録がありません（10/26(月)に送付）。"},
		{"actual", is(evidence.ActualReceived, "202612", tsumugi), "12月: デイ つむぎ の実績を受け取っていません。"},
		{"confirmed", is(evidence.ActualConfirmed, "202612", tsumugi), "12月: デイ つむぎ の実績（1/5(火)に受領）を確認した記録がありません。"},
		{"another client's facts do not help", func(f evidence.Fact) bool {
			return f.Kind == evidence.SlipSent && f.Month == "202610" && f.Partner.Number == asahimo.Number
		}, "10月: 訪問介護 あさひも に提供票を送った記録がありません。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := clientA()
			facts := clientC().facts
			for _, f := range d.facts {
				if !c.gone(f) {
					facts = append(facts, f)
				}
			}
			wantSentences(t, evidence.Gaps(d.client, months, facts), c.want)
		})
	}
}

func TestMonitoringIsMissedEveryMonth(t *testing.T) {
	d := clientA()
	var facts []evidence.Fact
	for _, f := range d.facts {
		if f.Kind != evidence.Monitoring {
			facts = append(facts, f)
		}
	}
	wantSentences(t, evidence.Gaps(d.client, []string{"202612", "202610"}, facts), "10月: モニタリングの記録がありません。", "12月: モニタリングの記録がありません。")
}

func TestAReplacementAsksForItsOwnReceipt(t *testing.T) {
	d := clientC()
	for i, f := range d.facts {
		if f.Kind == evidence.SlipReceived && f.Version == 2 && f.Partner.Number == kasuri.Number {
			d.facts = append(d.facts[:i], d.facts[i+1:]...)
			break
		}
	}
	wantSentences(t, gapsOf(d), "12月: 福祉用具 かすり が提供票第2版を受け取った記録がありません（11/27(金)に送付）。")
}

func TestAChangedPlanAsksForNewConsentAMinorOneDoesNot(t *testing.T) {
	d := clientA()
	change := evidence.Fact{Day: "20261210", Kind: evidence.PlanChanged, Note: "軽微な変更: 曜日の変更"}
	d.note(change)
	wantSentences(t, gapsOf(d))

	d = clientA()
	change.Note = ""
	d.note(change)
	got := gapsOf(d)
	if len(got) != 6 || !strings.Contains(got[0].Sentence, "12/10(木)の計画について、利用者の同意日") {
		t.Errorf("consent, meeting, and for two partners 交付 and 個別サービス計画書: %+v", got)
	}
}

func TestActualsAskedForAndAMonthWithoutPartners(t *testing.T) {
	d := newDiary("0000000004", "見本 花子", "ミホン ハナコ")
	wantSentences(t, evidence.Gaps(d.client, []string{"202512", "202612"}, nil),
		"2025年12月: 提供票に載った事業所の記録がありません。", "2026年12月: 提供票に載った事業所の記録がありません。")

	a := clientA()
	for i, f := range a.facts {
		if f.Kind == evidence.ActualReceived && f.Month == "202612" && f.Partner.Number == tsumugi.Number {
			a.facts[i].Kind, a.facts[i].Day = evidence.Asked, "20270106"
		}
	}
	wantSentences(t, gapsOf(a), "12月: デイ つむぎ の実績を受け取っていません（1/6(水)に依頼）。")
}

func TestANumberAloneStandsForAllItsServices(t *testing.T) {
	d := clientA()
	for i := range d.facts {
		d.facts[i].Partner.Type = ""
	}
	wantSentences(t, gapsOf(d))
	for i := range d.facts {
		if d.facts[i].Partner.Number != "" {
			d.facts[i].Partner.Type = "99"
		}
	}
	if len(gapsOf(d)) == 0 {
		t.Error("facts about another service type count")
	}
}

func TestOrderOfFactsDoesNotMatter(t *testing.T) {
	d := clientB()
	back := make([]evidence.Fact, 0, len(d.facts))
	for i := range d.facts {
		back = append(back, d.facts[len(d.facts)-1-i])
	}
	if a, b := text(evidence.Sheet(d.client, months, d.facts, made)), text(evidence.Sheet(d.client, months, back, made)); a != b {
		t.Errorf("the order of the facts changes the sheet:\n%s\n%s", a, b)
	}
}

func TestTheLedgerRowsBehindASheet(t *testing.T) {
	d := clientA()
	if refs := evidence.Refs(d.client, months, d.facts); len(refs) != len(d.facts) {
		t.Errorf("%d rows of %d", len(refs), len(d.facts))
	}
	d.client.Key = careplan.ClientKey{Insurer: "999901", Insured: "0000000009"}
	if refs := evidence.Refs(d.client, months, d.facts); len(refs) != 0 {
		t.Errorf("rows of another client: %v", refs)
	}
}

func TestTheMeetingOfThePlanBeforeDoesNotCount(t *testing.T) {
	d := clientC()
	for i, f := range d.facts {
		if f.Kind == evidence.Meeting && f.Day == "20261120" {
			d.facts = append(d.facts[:i], d.facts[i+1:]...)
			break
		}
	}
	wantSentences(t, gapsOf(d), "12月: 11/17(火)の計画について、サービス担当者会議（照会）の記録がありません。")
}

func TestAPlanOfALaterMonthDoesNotHoldYet(t *testing.T) {
	d := clientC()
	for i, f := range d.facts {
		if f.Kind == evidence.Consent && f.Day == "20260918" {
			d.facts = append(d.facts[:i], d.facts[i+1:]...)
			break
		}
	}
	wantSentences(t, gapsOf(d), "10月: 9/15(火)の計画について、利用者の同意日の記録がありません。")
}

func TestADayFarFromItsMonthIsWrittenWithItsYear(t *testing.T) {
	d := clientA()
	d.facts[0].Day = "20251101"
	d.facts[0].Month = "202511"
	page := text(evidence.Sheet(d.client, months, d.facts, made))
	if !strings.Contains(page, "令和7年11月1日(土) 作成") || !strings.Contains(page, "確認 1/6(水) 織部") {
		t.Error(page)
	}
}
