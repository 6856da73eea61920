package evidence_test

import (
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

// The inspector of 襷市 asks on 2027-01-20 for three clients and three months.
var (
	months = []string{"202610", "202611", "202612"}
	made   = evidence.Options{Office: "居宅 いとぐち", OfficeNumber: "9999901011", By: "織部", Made: at("20270120", 10, 0)}

	asahimo  = evidence.Partner{Number: "9999903025", Type: "11", Name: "訪問介護 あさひも", Needs: true}
	tsumugi  = evidence.Partner{Number: "9999903017", Type: "15", Name: "デイ つむぎ", Needs: true}
	kasuri   = evidence.Partner{Number: "9999903033", Type: "17", Name: "福祉用具 かすり", Needs: true}
	chirimen = evidence.Partner{Number: "9999904015", Type: "13", Name: "訪問看護 ちりめん", Needs: true}
	momen    = evidence.Partner{Number: "9999907034", Type: "12", Name: "訪問入浴 もめん"}
	hataori  = evidence.Partner{Number: "9999904023", Type: "21", Name: "短期入所 はたおり", Needs: true}
)

func at(day string, hour, minute int) time.Time {
	t, _ := calendar.Parse(day)
	return t.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// way is how the office exchanges with a partner.
type way struct {
	evidence.Partner
	channel string
}

// diary collects the facts of one client.
type diary struct {
	client evidence.Client
	facts  []evidence.Fact
}

func newDiary(insured, name, kana string) *diary {
	return &diary{client: evidence.Client{
		Key:  careplan.ClientKey{Insurer: "999901", Insured: insured},
		Name: name, Kana: kana, Partners: map[string][]evidence.Partner{},
	}}
}

func (d *diary) note(f evidence.Fact) {
	f.Client = d.client.Key
	f.Ref = d.client.Key.Insured[8:] + "-" + string(rune('a'+len(d.facts)/26)) + string(rune('a'+len(d.facts)%26))
	d.facts = append(d.facts, f)
}

// plan notes a plan that was made, discussed and agreed, and given to the partners.
func (d *diary) plan(kind evidence.Kind, month, draft, agreed string, partners ...way) {
	d.note(evidence.Fact{Day: draft, Kind: kind, Month: month, Title: "第1表・第2表・第3表"})
	d.note(evidence.Fact{Day: agreed, Kind: evidence.Meeting, By: "織部"})
	d.note(evidence.Fact{Day: agreed, Kind: evidence.Consent, Month: month})
	for _, p := range partners {
		d.note(evidence.Fact{Day: agreed, Kind: evidence.PlanGiven, Month: month, Partner: p.Partner, Channel: p.channel, Note: scan(p)})
		if p.channel == "hub" {
			d.note(evidence.Fact{Day: calendar.Add(agreed, 1), Kind: evidence.PlanReceived, Month: month, Partner: p.Partner})
		}
	}
}

func scan(p way) string {
	if p.channel == "FAX" {
		return "控えあり"
	}
	return ""
}

func (d *diary) servicePlan(day string, partners ...way) {
	for _, p := range partners {
		if p.Needs {
			d.note(evidence.Fact{Day: day, Kind: evidence.ServicePlanReceived, Partner: p.Partner, Title: evidence.ServicePlanName(p.Type)})
		}
	}
}

// month notes slips, actuals and monitoring of one service month.
func (d *diary) month(month, slips string, partners ...way) {
	next := calendar.AddMonths(month, 1)
	for _, p := range partners {
		d.client.Partners[month] = append(d.client.Partners[month], p.Partner)
		d.note(evidence.Fact{Day: slips, Kind: evidence.SlipSent, Month: month, Partner: p.Partner, Channel: p.channel, Version: 1})
		if p.channel == "hub" {
			d.note(evidence.Fact{Day: slips, Kind: evidence.SlipReceived, Month: month, Partner: p.Partner, Version: 1})
		}
		d.note(evidence.Fact{Day: next + "05", Kind: evidence.ActualReceived, Month: month, Partner: p.Partner, Channel: p.channel})
		d.note(evidence.Fact{Day: next + "06", Kind: evidence.ActualConfirmed, Month: month, Partner: p.Partner, By: "織部"})
	}
	d.note(evidence.Fact{Day: month + "16", Kind: evidence.Monitoring, By: "織部"})
}

// clientA is complete.
func clientA() *diary {
	d := newDiary("0000000001", "見本 ハナ", "ミホン ハナ")
	both := []way{{asahimo, "hub"}, {tsumugi, "hub"}}
	d.plan(evidence.PlanMade, "202610", "20260915", "20260918", both...)
	d.servicePlan("20260928", both...)
	d.month("202610", "20260924", both...)
	d.month("202611", "20261026", both...)
	d.month("202612", "20261124", both...)
	return d
}

// clientB lacks the 通所介護計画書 since November, though it was asked for twice.
func clientB() *diary {
	d := newDiary("0000000002", "例示 一郎", "レイジ イチロウ")
	helper, day := way{asahimo, "hub"}, way{tsumugi, "hub"}
	d.plan(evidence.PlanMade, "202610", "20260915", "20260918", helper)
	d.servicePlan("20260928", helper)
	d.month("202610", "20260924", helper)
	d.plan(evidence.PlanChanged, "202611", "20261020", "20261023", helper, day)
	d.servicePlan("20261030", helper)
	d.month("202611", "20261026", helper, day)
	d.month("202612", "20261124", helper, day)
	for _, asked := range []string{"20261126", "20261211"} {
		d.note(evidence.Fact{Day: asked, Kind: evidence.ServicePlanAsked, Partner: tsumugi, Title: "通所介護計画書", Channel: "hub"})
	}
	return d
}

// clientC has a new plan for December, and slips that were replaced with a difference. Four
// partners take data, two take FAX.
func clientC() *diary {
	d := newDiary("0000000003", "仮名 トメ", "カメイ トメ")
	all := []way{{asahimo, "hub"}, {tsumugi, "hub"}, {kasuri, "hub"}, {chirimen, "hub"}, {momen, "FAX"}, {hataori, "FAX"}}
	d.plan(evidence.PlanMade, "202610", "20260915", "20260918", all...)
	d.servicePlan("20260928", all...)
	d.month("202610", "20260924", all...)
	d.month("202611", "20261026", all...)
	d.plan(evidence.PlanChanged, "202612", "20261117", "20261120", all...)
	d.servicePlan("20261125", all...)
	d.month("202612", "20261124", all...)
	for _, p := range all {
		d.note(evidence.Fact{Day: "20261127", Kind: evidence.SlipReplaced, Month: "202612", Partner: p.Partner, Channel: p.channel, Version: 2, Note: "入浴介助を週1回から2回へ"})
		if p.channel == "hub" {
			d.note(evidence.Fact{Day: "20261127", Kind: evidence.SlipReceived, Month: "202612", Partner: p.Partner, Version: 2})
		}
	}
	return d
}

// transfers are the letters of the story's last months.
func transfers() []evidence.Transfer {
	hash := "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
	hub := func(t time.Time, out bool, p evidence.Partner, what, month, state string, n int64) evidence.Transfer {
		id := "0000000000000000000000000000000" + string(rune('0'+n))
		return evidence.Transfer{At: t, Out: out, Partner: p, What: what, Month: month, Clients: 3, State: state, Letter: id, Envelope: hash, Receipt: "R-" + id[28:], Index: 100 + n, Channel: "hub"}
	}
	return []evidence.Transfer{
		hub(at("20270105", 9, 30), false, tsumugi, "提供票（実績）", "202612", "取込済", 4),
		hub(at("20261124", 10, 5), true, asahimo, "提供票（予定）", "202612", "取込済", 1),
		hub(at("20261124", 10, 6), true, tsumugi, "提供票（予定）", "202612", "旧版", 2),
		hub(at("20261127", 16, 40), true, tsumugi, "提供票（予定）", "202612", "受取済", 3),
		hub(at("20261225", 17, 0), true, kasuri, "提供票（予定）", "202701", "差戻し", 5),
		{At: at("20261124", 11, 0), Out: true, Partner: momen, What: "提供票（予定）", Month: "202612", Clients: 2, State: "送信済", Channel: "FAX"},
		hub(at("20260930", 23, 59), true, asahimo, "提供票（予定）", "202610", "取込済", 6),
	}
}
