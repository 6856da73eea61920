package evidence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/careplan/form"
)

// Complete is the answer of a sheet without gaps.
const Complete = "記録はそろっています。"

const (
	none        = "記録なし"
	notReceived = "未受領"
)

// Sheet is the one A4 of a client: the answer in words, then for each month the plan and a
// row per partner. Days far from their month are written in full.
func Sheet(c Client, months []string, facts []Fact, o Options) form.Sheet {
	b := newBook(c, months, facts)
	s := form.Sheet{Title: "利用者別 記録の一覧", Corner: "運営指導用", Foot: o.foot()}
	s.Blocks = append(s.Blocks, answer(gapLines(Gaps(c, months, facts))...), b.person(o))
	above := above{}
	for _, m := range b.months {
		s.Blocks = append(s.Blocks, b.planBlock(m, o))
		if len(c.Partners[m]) > 0 {
			s.Blocks = append(s.Blocks, b.partnerBlock(m, o, above))
		}
	}
	s.Foot = append(s.Foot, fmt.Sprintf("もとになった記録 %d件。「依頼」は個別サービス計画書を求めた日です。", len(b.used())))
	return s
}

// Refs lists the ledger rows a sheet rests on, so that the originals can be laid beside it.
func Refs(c Client, months []string, facts []Fact) []string {
	var out []string
	for _, f := range newBook(c, months, facts).used() {
		if f.Ref != "" && !slices.Contains(out, f.Ref) {
			out = append(out, f.Ref)
		}
	}
	return out
}

// used gives the facts of the months, and those of the plans that hold in them.
func (b book) used() []Fact {
	return b.find(func(f Fact) bool {
		for _, m := range b.months {
			p, ok := b.planOf(m)
			ofPlan := ok && (f.Day >= p.Day && f.Day < p.until && planFact(f.Kind) || slices.Contains(b.meetings(p), f))
			if f.Month == m || ofPlan {
				return true
			}
		}
		return false
	}, PlanMade, PlanChanged, Consent, PlanGiven, PlanReceived, ServicePlanAsked, ServicePlanReceived,
		SlipSent, SlipReplaced, SlipReceived, ActualReceived, ActualConfirmed, Meeting, Monitoring, Asked)
}

func planFact(k Kind) bool {
	return slices.Contains([]Kind{PlanMade, PlanChanged, Consent, PlanGiven, PlanReceived, ServicePlanAsked, ServicePlanReceived}, k)
}

func gapLines(gaps []Gap) []string {
	if len(gaps) == 0 {
		return []string{Complete}
	}
	out := []string{fmt.Sprintf("足りない記録が %d件あります。", len(gaps))}
	for _, g := range gaps {
		out = append(out, "・"+g.Sentence)
	}
	return out
}

// answer is the first thing on a page: the first line bold, the others below.
func answer(lines ...string) form.Block {
	b := form.Block{Widths: []float64{1}, Open: true}
	for i, l := range lines {
		b.Rows = append(b.Rows, []form.Cell{{Text: l, Bold: i == 0}})
	}
	return b
}

func (b book) person(o Options) form.Block {
	c := b.client
	return form.Block{Widths: []float64{2, 5, 2, 3, 2, 3}, Rows: [][]form.Cell{
		{label("利用者"), {Text: c.Name + "（" + c.Kana + "）"}, label("保険者番号"), {Text: c.Key.Insurer}, label("被保険者番号"), {Text: c.Key.Insured}},
		{label("対象月"), {Text: span(b.months, o), Cols: 5}},
	}}
}

func span(months []string, o Options) string {
	switch len(months) {
	case 0:
		return "なし"
	case 1:
		return o.Style.Month(months[0])
	}
	return fmt.Sprintf("%sから%sまで（%dか月）", o.Style.Month(months[0]), o.Style.Month(months[len(months)-1]), len(months))
}

func (b book) planBlock(m string, o Options) form.Block {
	p, ok := b.planOf(m)
	made, agreed := none, none
	if ok {
		made = b.planDays(m, p, o)
		agreed = lines(b.between(p.Day, p.until, Consent), m, o)
	}
	met := b.find(func(f Fact) bool { return f.Month == m || ok && p.Month == m && slices.Contains(b.meetings(p), f) }, Meeting)
	return form.Block{Heading: o.Style.Month(m), Widths: []float64{2, 4, 2, 4}, Rows: [][]form.Cell{
		{label("計画の作成（変更）日"), {Text: made}, label("利用者の同意日"), {Text: agreed}},
		{label("担当者会議・照会"), {Text: orElse(people(met, m, o), "この月はなし")}, label("モニタリング"), {Text: orElse(people(b.inMonth(m, Monitoring), m, o), none)}},
	}}
}

// planDays tells the plan that holds, and the minor changes of the month.
func (b book) planDays(m string, p plan, o Options) string {
	word := map[Kind]string{PlanMade: "作成", PlanChanged: "変更"}
	out := []string{short(p.Day, m, o) + " " + word[p.Kind] + bracket(p.Title)}
	for _, f := range b.inMonth(m, PlanChanged) {
		if minor(f) {
			out = append(out, short(f.Day, m, o)+" "+f.Note)
		}
	}
	return strings.Join(out, "\n")
}

func (b book) partnerBlock(m string, o Options, above above) form.Block {
	block := form.Block{Widths: []float64{4, 4, 4, 5, 4}, Head: 1, Rows: [][]form.Cell{{
		label("連携先"), label("計画書の交付・受取"), label("個別サービス計画書"), label("提供票"), label("実績の受領・確認"),
	}}}
	p, ok := b.planOf(m)
	for _, q := range b.client.Partners[m] {
		block.Rows = append(block.Rows, []form.Cell{
			{Text: q.Name + "\n" + q.Number},
			small(above.once("given", q, b.givenCell(m, p, ok, q, o))),
			small(above.once("service", q, b.servicePlanCell(m, p, ok, q, o))),
			small(b.slipCell(m, q, o)), small(b.actualCell(m, q, o)),
		})
	}
	return block
}

// above remembers what a column last said of a partner: three months of one plan stay on one
// A4 because it is told in full once.
type above map[string]string

func (a above) once(column string, q Partner, text string) string {
	key := column + "|" + q.Number + "|" + q.Type
	before := a[key]
	a[key] = text
	switch {
	case text != before || text == none || text == "－":
		return text
	case strings.HasSuffix(text, notReceived):
		return notReceived + "（上の月と同じ）"
	}
	return "上の月と同じ"
}

func (b book) givenCell(m string, p plan, ok bool, q Partner, o Options) string {
	if !ok {
		return none
	}
	return orElse(b.steps(b.since(p.Day, p.until, q, PlanGiven, PlanReceived), m, o), none)
}

func (b book) servicePlanCell(m string, p plan, ok bool, q Partner, o Options) string {
	if !ok {
		return none
	}
	facts := b.since(p.Day, p.until, q, ServicePlanAsked, ServicePlanReceived)
	got := b.since(p.Day, noEnd, q, ServicePlanReceived)
	text := b.steps(facts, m, o)
	switch {
	case len(facts) == 0 && len(got) > 0:
		return b.steps(got[:1], m, o)
	case !q.Needs:
		return orElse(text, "－")
	case len(got) == 0:
		return strings.TrimPrefix(text+"\n"+notReceived, "\n")
	}
	return text
}

func (b book) slipCell(m string, q Partner, o Options) string {
	return orElse(b.steps(b.with(m, q, SlipSent, SlipReplaced, SlipReceived), m, o), none)
}

func (b book) actualCell(m string, q Partner, o Options) string {
	return orElse(b.steps(b.with(m, q, Asked, ActualReceived, ActualConfirmed), m, o), none)
}
