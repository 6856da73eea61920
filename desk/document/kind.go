package document

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Kind is a kind of document (書類の種類).
type Kind struct {
	Code, Name string
	Consent    bool     // ask whether it may be given
	From       []string // who usually makes it
}

// sign is a word in a file name that tells the kind.
type sign struct{ word, code string }

var kinds = []Kind{
	{Code: "day-care-plan", Name: "通所介護計画書", From: []string{"通所介護", "地域密着型通所介護", "通所リハビリテーション"}},
	{Code: "home-care-plan", Name: "訪問介護計画書", From: []string{"訪問介護"}},
	{Code: "nursing-plan", Name: "訪問看護計画書", From: []string{"訪問看護"}},
	{Code: "nursing-report", Name: "訪問看護報告書", From: []string{"訪問看護"}},
	{Code: "equipment-plan", Name: "福祉用具貸与計画書", From: []string{"福祉用具貸与"}},
	{Code: "monitoring", Name: "モニタリング", From: []string{"居宅介護支援", "訪問介護", "通所介護", "福祉用具貸与"}},
	{Code: "conference", Name: "担当者会議の記録", From: []string{"居宅介護支援"}},
	{Code: "oral-nutrition", Name: "口腔・栄養", From: []string{"通所介護", "通所リハビリテーション", "居宅療養管理指導"}},
	{Code: "fitness", Name: "体力測定", From: []string{"通所介護", "通所リハビリテーション"}},
	{Code: "assessment", Name: "アセスメント", From: []string{"居宅介護支援", "通所介護"}},
	{Code: "doctor-opinion", Name: "主治医意見書", Consent: true, From: []string{"保険者"}},
	{Code: "certification-survey", Name: "認定調査票", Consent: true, From: []string{"保険者"}},
	{Code: "insurance-card", Name: "介護保険証の写し", Consent: true, From: []string{"居宅介護支援"}},
	{Code: "contact-note", Name: "連絡票", From: []string{"居宅介護支援", "訪問介護", "訪問看護", "通所介護", "福祉用具貸与"}},
	{Code: "other", Name: "その他"},
}

// signs stand in the order in which they are looked for. Kinds that need consent come
// first, then what is said about a plan (モニタリング) before the plan itself.
var signs = []sign{
	{"主治医意見書", "doctor-opinion"}, {"医師意見書", "doctor-opinion"}, {"意見書", "doctor-opinion"},
	{"認定調査", "certification-survey"}, {"基本調査", "certification-survey"},
	{"保険証", "insurance-card"}, {"被保険者証", "insurance-card"},
	{"担当者会議", "conference"}, {"第4表", "conference"}, {"第四表", "conference"}, {"会議の要点", "conference"}, {"会議録", "conference"},
	{"モニタリング", "monitoring"},
	{"訪問看護報告", "nursing-report"}, {"訪看報告", "nursing-report"},
	{"訪問看護計画", "nursing-plan"}, {"訪看計画", "nursing-plan"},
	{"訪問介護計画", "home-care-plan"}, {"ヘルパー計画", "home-care-plan"},
	{"通所介護計画", "day-care-plan"}, {"デイ計画", "day-care-plan"}, {"通所計画", "day-care-plan"}, {"通所リハビリテーション計画", "day-care-plan"},
	{"福祉用具", "equipment-plan"},
	{"口腔", "oral-nutrition"}, {"栄養", "oral-nutrition"},
	{"体力測定", "fitness"}, {"体力テスト", "fitness"},
	{"アセスメント", "assessment"}, {"課題分析", "assessment"},
	{"連絡票", "contact-note"}, {"連絡書", "contact-note"}, {"送付状", "contact-note"},
}

// Kinds lists the kinds in the order of the screen.
func Kinds() []Kind {
	out := slices.Clone(kinds)
	for i := range out {
		out[i].From = slices.Clone(out[i].From)
	}
	return out
}

// Guess tells the kind from the file name, e.g. 通所介護計画書_見本ハナ.pdf. A name that
// tells nothing gives その他.
func Guess(name string) Kind {
	folded := strings.NewReplacer(" ", "", "・", "").Replace(norm.NFKC.String(name))
	for _, s := range signs {
		if strings.Contains(folded, s.word) {
			return kindOf(s.code)
		}
	}
	return kindOf("other")
}

func kindOf(code string) Kind {
	all := Kinds()
	for _, k := range all {
		if k.Code == code {
			return k
		}
	}
	return all[len(all)-1]
}
