package evidence

import (
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
)

// Gap is a record that is not there, in words, and what to do. Partner is zero for what
// concerns the client alone.
type Gap struct {
	Month    string
	Partner  Partner
	Sentence string
	Next     string
}

// meetingBefore is how many days before a plan its meeting may lie.
const meetingBefore = 60

// Gaps lists what is missing in the months, which should be over: of a month under way the
// actuals are missing by nature. What is missing for the same plan in many months is told
// once, at the first. It reads days only: the content of a document is for people to judge.
func Gaps(c Client, months []string, facts []Fact) []Gap {
	b := newBook(c, months, facts)
	l := list{book: b, seen: map[string]bool{}}
	for _, m := range b.months {
		l.month(m)
	}
	return l.gaps
}

// list collects gaps, each key once.
type list struct {
	book
	gaps []Gap
	seen map[string]bool
}

func (l *list) add(key, month string, p Partner, sentence, next string) {
	key += "|" + p.Number + "|" + p.Type
	if l.seen[key] {
		return
	}
	l.seen[key] = true
	l.gaps = append(l.gaps, Gap{Month: month, Partner: p, Sentence: l.monthWord(month) + ": " + sentence, Next: next})
}

func (l *list) month(m string) {
	partners := l.client.Partners[m]
	if len(partners) == 0 {
		l.add("none|"+m, m, Partner{}, "提供票に載った事業所の記録がありません。", "サービスの利用がなかった月か、確かめてください。")
		return
	}
	p, ok := l.planOf(m)
	if ok {
		l.plan(m, p)
	} else {
		l.add("plan", m, Partner{}, "計画の作成日の記録がありません。", "作成日の分かる第1表を取り込むか、作成日を入力してください。")
	}
	if len(l.inMonth(m, Monitoring)) == 0 {
		l.add("monitoring|"+m, m, Partner{}, "モニタリングの記録がありません。", "行っていれば、その日と結果の記録を取り込んでください。")
	}
	for _, q := range partners {
		if ok {
			l.given(m, p, q)
			l.servicePlan(m, p, q)
		}
		l.slip(m, q)
		l.actual(m, q)
	}
}

// plan asks for the consent, and for the meeting of a plan that began in a chosen month.
func (l *list) plan(m string, p plan) {
	day := calendar.Short(p.Day)
	if len(l.between(p.Day, p.until, Consent)) == 0 {
		l.add("consent|"+p.Day, m, Partner{}, day+"の計画について、利用者の同意日の記録がありません。", "署名のある第1表で同意日を確かめ、入力してください。")
	}
	if !slices.Contains(l.months, p.Month) {
		return
	}
	if len(l.meetings(p)) == 0 {
		l.add("meeting|"+p.Day, m, Partner{}, day+"の計画について、サービス担当者会議（照会）の記録がありません。", "第4表か照会の記録を取り込んでください。")
	}
}

// given asks for the 交付, and for the receipt where the channel itself tells of one.
func (l *list) given(m string, p plan, q Partner) {
	given := l.since(p.Day, p.until, q, PlanGiven)
	if len(given) == 0 {
		l.add("given|"+p.Day, m, q, q.Name+" に計画書を交付した記録がありません。", "計画書を送ってください。手渡し済みなら、その日を入力してください。")
		return
	}
	last := given[len(given)-1]
	if tells(last.Channel) && len(l.since(last.Day, p.until, q, PlanReceived)) == 0 {
		l.add("received|"+p.Day, m, q, fmt.Sprintf("%s が計画書を受け取った記録がありません（%sに交付）。", q.Name, calendar.Short(last.Day)), "相手に受け取りを確かめてください。")
	}
}

// tells reports a channel that says by itself whether the other side has received.
func tells(channel string) bool { return channel == "hub" || channel == "国のシステム" }

// servicePlan asks for the partner's own plan, to be made after each plan it was given.
func (l *list) servicePlan(m string, p plan, q Partner) {
	if !q.Needs || len(l.since(p.Day, noEnd, q, ServicePlanReceived)) > 0 {
		return
	}
	asked := l.since(p.Day, noEnd, q, ServicePlanAsked)
	what := planTitle(asked, q)
	if len(asked) == 0 {
		l.add("service|"+p.Day, m, q, q.Name+" の"+what+"を受け取っていません（依頼の記録もありません）。", q.Name+" に"+what+"をお願いしてください。")
		return
	}
	l.add("service|"+p.Day, m, q, fmt.Sprintf("%s の%sを受け取っていません（%sに依頼）。", q.Name, what, days(asked)), "もう一度お願いし、届いたら取り込んでください。")
}

// planTitle is the name of the document as it was asked for, or as the service type has it.
func planTitle(asked []Fact, q Partner) string {
	for _, f := range asked {
		if f.Title != "" {
			return f.Title
		}
	}
	return ServicePlanName(q.Type)
}

func (l *list) slip(m string, q Partner) {
	sent := l.with(m, q, SlipSent, SlipReplaced)
	if len(sent) == 0 {
		l.add("slip|"+m, m, q, q.Name+" に提供票を送った記録がありません。", "提供票を送ってください。手渡し済みなら、その日を入力してください。")
		return
	}
	last := sent[len(sent)-1]
	if !tells(last.Channel) {
		return
	}
	for _, f := range l.with(m, q, SlipReceived) {
		if f.Day >= last.Day && (f.Version == 0 || f.Version >= last.Version) {
			return
		}
	}
	l.add("slip-received|"+m, m, q, fmt.Sprintf("%s が提供票%sを受け取った記録がありません（%sに送付）。", q.Name, versionWord(last.Version), calendar.Short(last.Day)), "相手に受け取りを確かめてください。")
}

func (l *list) actual(m string, q Partner) {
	got := l.with(m, q, ActualReceived)
	if len(got) == 0 {
		asked := ""
		if a := l.with(m, q, Asked); len(a) > 0 {
			asked = "（" + days(a) + "に依頼）"
		}
		l.add("actual|"+m, m, q, q.Name+" の実績を受け取っていません"+asked+"。", q.Name+" に実績をお願いしてください。")
		return
	}
	last := got[len(got)-1]
	for _, f := range l.with(m, q, ActualConfirmed) {
		if f.Day >= last.Day {
			return
		}
	}
	l.add("confirmed|"+m, m, q, fmt.Sprintf("%s の実績（%sに受領）を確認した記録がありません。", q.Name, calendar.Short(last.Day)), "実績確認で、予定と照らして確かめてください。")
}

func versionWord(v int) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf("第%d版", v)
}
