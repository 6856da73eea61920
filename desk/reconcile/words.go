package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// wording is what the clerk reads about a kind of difference. In the sentence %[1]s is
// what was planned and %[2]s what was done.
type wording struct {
	level          Level
	rule           string
	sentence, next string
}

const (
	askCorrect = "事業所に確認し、訂正した実績を送ってもらってください。"
	askWhy     = "事業所に理由を確認し、支援経過に記録してください。"
	askWhich   = "どちらが正しいかを事業所に確認してください。"
)

var wordings = map[Kind]wording{
	Missing:         {Other, "D-MISSING", "予定（%[1]s）の実績がありません。", askWhy},
	Extra:           {Other, "D-EXTRA", "予定にない実績（%[2]s）があります。", "事業所に確認し、正しければ提供票を差し替え、誤りなら訂正した実績を送ってもらってください。"},
	Moved:           {Other, "D-MOVED", "予定の日ではなく、%[2]sに行っています（振替）。", askWhy},
	Merged:          {Changed, "D-MERGED", "予定の%[1]sが、実績では1件（%[2]s）にまとめられています。", "まとめて算定してよいかを事業所に確認してください。"},
	Split:           {Changed, "D-SPLIT", "予定の1件（%[1]s）が、実績では%[2]sに分かれています。", "分けて算定してよいかを事業所に確認してください。"},
	CodeChanged:     {Changed, "D-CODE", "サービス内容が予定（%[1]s）から実績（%[2]s）に変わっています。", askWhich},
	TimeChanged:     {Changed, "R131", "時間帯が予定の%[1]sから%[2]sに変わっています。", askWhich},
	CountChanged:    {Changed, "R134", "回数が予定の%[1]sから%[2]sに変わっています。", askWhich},
	UnitsChanged:    {Changed, "R122", "同じサービスの単位数が、予定は%[1]s、実績は%[2]sです。", askWhich},
	ProratedChanged: {Changed, "R128", "日割りの日が予定（%[1]s）と実績（%[2]s）で違います。", askWhich},
	ItemChanged:     {Changed, "R136", "福祉用具が予定（%[1]s）と実績（%[2]s）で違います。", "用具を入れ替えたかを事業所に確認してください。"},
	AdditionMissing: {Other, "D-ADD-", "予定の加算（%[1]s）が実績にありません。", "算定しないのか、入れ忘れかを事業所に確認してください。"},
	AdditionNew:     {Other, "D-ADD+", "予定にない加算（%[2]s）が実績にあります。", "算定できる加算かを事業所に確認し、正しければ提供票を差し替えてください。"},
	UnknownPair:     {NotOnSlip, "D-NOTONSLIP", "", "提供票に入れるか、別の利用者の実績ではないかを事業所に確認してください。"},
	PairOver:        {OverPlan, "D-OVER", "実績は%[2]sで、予定の%[1]sを超えています。", "このままでは請求が通りません。事業所に確認し、正しければ提供票を差し替えてください。"},
}

// report adds a difference about planned and done rows.
func (d *deal) report(k Kind, plan, done []*row) {
	w := wordings[k]
	first := slices.Concat(plan, done)[0]
	x := Difference{
		Level: w.level, Rule: w.rule, Kind: k, Provider: d.Provider, ProviderName: d.name, Type: d.Type,
		Code: first.Code, Day: first.Day, Planned: cells(plan), Done: cells(done), Units: sum(done) - sum(plan), Next: w.next,
	}
	x.Sentence = d.label(first.Day) + d.tell(k, plan, done)
	if k == Missing {
		x.Sentence += d.reason(first.Day)
	}
	x.Agreed = d.isAgreed(k, plan, done)
	if x.Agreed {
		x.Next = "連絡を受けた変更です。このまま確認済みにできます。"
	}
	d.found = append(d.found, x)
}

func (d *deal) tell(k Kind, plan, done []*row) string {
	switch k {
	case UnknownPair:
		return d.tellUnknown(done)
	case Moved:
		return fmt.Sprintf(wordings[k].sentence, "", calendar.Short(done[0].Day))
	}
	return fmt.Sprintf(wordings[k].sentence, spoken(k, plan), spoken(k, done))
}

func (d *deal) tellUnknown(done []*row) string {
	what := "提供票にない事業所の実績です"
	switch {
	case !d.hasPlan:
		what = "この月の提供票がない利用者の実績です"
	case d.elsewhere:
		what = "提供票にないサービス種類の実績です"
	}
	return fmt.Sprintf("%s（%d日、%s単位）。", what, days(done), comma(sum(done)))
}

func days(rows []*row) int {
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.Day] = true
	}
	return len(seen)
}

// spoken says rows in a sentence: the property that differs.
func spoken(k Kind, rows []*row) string {
	var parts []string
	for _, r := range rows {
		switch {
		case k == UnitsChanged:
			parts = append(parts, comma(r.Units)+"単位")
		case k == ProratedChanged:
			parts = append(parts, prorated(r.Prorated))
		case k == ItemChanged:
			parts = append(parts, cmp.Or(r.Article, r.item(), "記載なし"))
		case k == CountChanged:
			parts = append(parts, strconv.Itoa(r.Count)+"回")
		case k == CodeChanged:
			parts = append(parts, r.time()+" "+coded(r))
		case k == AdditionMissing || k == AdditionNew:
			parts = append(parts, coded(r))
		case !r.addition:
			parts = append(parts, r.service())
		}
	}
	text := strings.Join(parts, "、")
	if len(parts) > 1 && (k == Merged || k == Split) {
		return fmt.Sprintf("%d件（%s）", len(parts), text)
	}
	return text
}

// service is how a visit is called in a sentence: its time, its product or its code.
func (r *row) service() string {
	switch {
	case !r.HasTime() && r.Article != "":
		return r.Article
	case !r.HasTime():
		return coded(r)
	case r.Count > 1:
		return fmt.Sprintf("%s %d回", r.time(), r.Count)
	}
	return r.time()
}

func coded(r *row) string { return "サービスコード" + r.Code }

// prorated says on how many days a service is charged by the day (日割対象日).
func prorated(flags string) string {
	if flags == "" {
		return "日割りなし"
	}
	return fmt.Sprintf("%d日分", strings.Count(flags, "1"))
}

func (r *row) time() string {
	if !r.HasTime() {
		return "時刻なし"
	}
	return clock(r.Start) + "–" + clock(r.End)
}

func clock(hhmm string) string {
	if len(hhmm) != 4 {
		return hhmm
	}
	return hhmm[:2] + ":" + hhmm[2:]
}

// cells writes rows for the grid: 09:00–09:30 111111 ×1.
func cells(rows []*row) string {
	if len(rows) > 6 {
		return fmt.Sprintf("%s ほか%d行", cells(rows[:5]), len(rows)-5)
	}
	var parts []string
	for _, r := range rows {
		s := fmt.Sprintf("%s ×%d", r.Code, r.Count)
		if r.HasTime() {
			s = r.time() + " " + s
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "、")
}

// label begins a sentence: 12/14(月) 訪問介護 ほころび: .
func (d *deal) label(day string) string {
	if day == "" {
		return d.title() + ": "
	}
	return calendar.Short(day) + " " + d.title() + ": "
}

// title names service type and provider; many providers have the type in their name.
func (d *deal) title() string {
	name := cmp.Or(d.name, "事業所番号"+d.Provider)
	kind := []rune(spec.ServiceTypeName(d.Type))
	if len(kind) == 0 || strings.HasPrefix(name, string(kind[:min(len(kind), typeWord)])) {
		return name
	}
	return string(kind) + " " + name
}

// typeWord is how many characters tell a service type: 訪問入浴, 短期入所.
const typeWord = 4

// comma writes 2,684.
func comma(n int) string {
	s := strconv.Itoa(abs(n))
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if n < 0 {
		return "-" + s
	}
	return s
}
