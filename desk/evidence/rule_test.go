package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk/evidence"
)

var (
	rule   = evidence.Rule{Name: "見本の補助金", From: "202610", To: "202703", Source: "襷市 見本補助金交付要綱（令和8年4月1日）", Partners: 2, Months: 2, FirstBy: "20261130", Channels: []string{"hub"}}
	strict = evidence.Rule{Name: "見本の加算", From: "202610", Partners: 5, Months: 4, FirstFrom: "20261001", Channels: []string{"hub"}}
)

func TestCount(t *testing.T) {
	with := func(change func(*evidence.Rule)) evidence.Rule {
		r := rule
		change(&r)
		return r
	}
	for _, c := range []struct {
		name            string
		rule            evidence.Rule
		today           string
		partners, count int
		met             bool
		says            string
	}{
		{"met", rule, "20270120", 2, 4, true, "条件を満たしています"},
		{"refused letters and FAX do not count", with(func(r *evidence.Rule) { r.Partners = 3 }), "20270120", 2, 4, false, "相手があと1事業所"},
		{"FAX counts where the rule says so", with(func(r *evidence.Rule) { r.Channels = nil; r.Partners = 3 }), "20270120", 3, 5, true, "条件を満たしています"},
		{"only day services", with(func(r *evidence.Rule) { r.Types = []string{"15"} }), "20270120", 1, 3, false, "相手があと1事業所"},
		{"what comes after today does not count", rule, "20261126", 2, 2, false, "利用する月があと1か月"},
		{"too early", rule, "20260930", 0, 0, false, "対象の期間に入っていません"},
		{"over", rule, "20270401", 2, 4, false, "対象の期間に入っていません"},
		{"no day", rule, "", 0, 0, false, "対象の期間に入っていません"},
		{"first exchange too late", with(func(r *evidence.Rule) { r.FirstBy = "20260929" }), "20270120", 2, 4, false, "期日に合う最初の連携"},
		{"first exchange on the last day", with(func(r *evidence.Rule) { r.FirstBy = "20260930" }), "20270120", 2, 4, true, "条件を満たしています"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := evidence.Count(c.rule, transfers(), c.today)
			if len(got.Uses) != c.partners || got.Count != c.count || got.Met != c.met || !strings.Contains(got.Sentence, c.says) {
				t.Errorf("partners %d, count %d, met %v: %s", len(got.Uses), got.Count, got.Met, got.Sentence)
			}
		})
	}
}

func TestTwoServicesOfANumberAreOneOffice(t *testing.T) {
	rows := transfers()
	second := rows[1]
	second.Partner.Type = "A2"
	got := evidence.Count(rule, append(rows, second), "20270120")
	if len(got.Uses) != 2 || got.Count != 5 {
		t.Errorf("%+v", got)
	}
	if !slices.Equal(got.Months, []string{"202611", "202701"}) || got.First != "20260930" {
		t.Errorf("months %v, first %s", got.Months, got.First)
	}
}
