package form

import (
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// slip is a client's month: what is planned, what was done, and the totals.
type slip struct {
	group
	person               record
	plan, actual, totals records
	planned              bool // there is a 予定, even one without visits
	compared             bool // there is a 実績 to compare it with
}

// SlipSheet draws 第6表 of one client's month: 予定 with an empty row to fill in, 予定 over
// 実績, or 実績 alone. Either may be nil.
func SlipSheet(plan, actual *careplan.Slip, o Options) Sheet {
	p := pen{o}
	s := slip{planned: plan != nil, compared: plan != nil && actual != nil}
	if actual != nil {
		s.actual = visitRecords(spec.UPJSK, actual.Visits)
		s.group, s.person = group{actual.Client, actual.Month}, supplementRecord(actual.Supplement)
	}
	if plan != nil {
		s.plan = visitRecords(spec.UPPLAN, plan.Visits)
		s.group, s.person = group{plan.Client, plan.Month}, supplementRecord(plan.Supplement)
	}
	sheet := p.slipSheet(s)
	sheet.finish(o)
	return anchor([]Sheet{sheet})[0]
}

// slips draws 第6表 and 第7表 of every client's month in the unit.
func (b book) slips() []Sheet {
	const key = "target_month"
	var out []Sheet
	for _, g := range b.groups(key, spec.UPPLAN, spec.UPJSK, spec.UPSIKYU) {
		s := slip{group: g, plan: b.records(spec.UPPLAN, g, key), actual: b.records(spec.UPJSK, g, key), totals: b.records(spec.UPSIKYU, g, key)}
		s.person = b.personIn(g)
		s.planned = len(s.plan) > 0 || len(s.actual) == 0
		for _, a := range b.o.Actuals {
			if a.Client == g.client && a.Month == g.part {
				s.actual = append(s.actual, elsewhere(visitRecords(spec.UPJSK, a.Visits))...)
			}
		}
		s.compared = s.planned && len(s.actual) > 0
		out = append(out, b.slipSheet(s))
		if len(s.totals) > 0 || len(b.typeLimits(s.person)) > 0 {
			out = append(out, b.totalsSheet(s))
		}
	}
	return out
}

// elsewhere takes the places off records that stand in other files than the unit's.
func elsewhere(list records) records {
	for i := range list {
		list[i].line = 0
	}
	return list
}

func (p pen) slipSheet(s slip) Sheet {
	out := Sheet{Title: "サービス利用票", Corner: "第６表", Landscape: true, Client: s.client}
	switch {
	case !s.planned:
		out.Title = "サービス提供票（実績）"
	case p.o.ProviderCopy:
		out.Title = "サービス提供票"
	}
	visits := slices.Concat(s.plan, s.actual)
	out.Badges = p.badges(s.client, s.person.text("certification_status") == "1", municipal(visits) || s.person.text("care_level") == "06")
	m := month{pen: p, slip: s, days: calendar.Days(s.part)}
	out.Blocks = append(out.Blocks, p.slipHead(s, visits), m.grid(linesOf(m.inMonth(s.plan), m.inMonth(s.actual))))
	out.Blocks = append(out.Blocks, m.shifted()...)
	out.Blocks = append(out.Blocks, m.strays(visits)...)
	out.Blocks = append(out.Blocks, p.consent("このサービス利用票の内容を確認し、同意しました。")...)
	out.Foot = []string{"・は日曜日と祝日です。"}
	if s.compared {
		out.Foot[0] += "　※は予定と実績が違うところです。"
	}
	if len(visits.distinct("prorated_days")) > 0 {
		out.Foot[0] += "　○は日割の対象日です。"
	}
	return out
}

// slipHead is the head of 第6表. An actual without 補足情報 has the short one.
func (p pen) slipHead(s slip, visits records) Block {
	first, r := visits.first(), s.person
	if first.layout == nil {
		first = s.totals.first()
	}
	k := []Cell{label("保険者番号"), p.known(first, r, "insurer_number", s.client.Insurer), label("被保険者番号"), p.known(first, r, "insured_number", s.client.Insured)}
	k[3] = k[3].and(r.everywhere()...).and(first.everywhere()...)
	month := p.known(first, r, "target_month", s.part)
	month.Text = p.o.Style.Month(s.part)
	out := fields([]float64{3, 7, 3, 7, 3, 7, 3, 7},
		slices.Concat([]Cell{label("認定状況"), p.item(r, "certification_status"), label("対象年月"), month}, k),
		[]Cell{label("フリガナ"), p.item(r, "client_name_kana").small(), label("利用者氏名"), p.name(r, s.client), label("生年月日"), p.item(r, "client_birth_date"), label("性別"), p.item(r, "client_sex")},
		[]Cell{label("居宅介護支援事業者・担当者"), p.all(visits, "plan_office_number", "planner_name").wide(3), label("作成年月日"), p.all(visits, "created_date"), label("短期入所 前月までの日数"), p.all(visits, "short_stay_days_to_prev_month")},
	)
	if r.layout != nil {
		out.Rows = append(out.Rows, p.certified(r)...)
	}
	return out
}

// certified are the lines of the head that come from 補足情報.
func (p pen) certified(r record) [][]Cell {
	before, after := p.levels(r)
	return [][]Cell{
		{label("要介護状態区分"), before, label("変更後の状態区分"), after, label("変更日"), p.item(r, "care_level_change_date"), label("認定日"), p.item(r, "certification_date")},
		{label("区分支給限度基準額"), p.amount(r, "category_limit_units", "単位／月"), label("限度額適用期間"), p.span(r, "limit_start_date", "limit_end_date").wide(3), label("同意書受付事業者"), p.item(r, "consent_office_number")},
		{label("利用者住所"), p.item(r, "client_postal_code", "client_address1", "client_address2").wide(3), label("電話番号"), p.item(r, "client_phone"), label("短期入所 前月まで・累積"), p.item(r, "short_stay_days_to_prev_month", "short_stay_days_cumulative")},
	}
}

// levels gives 要介護状態区分 and 変更後: with a day of change, the earlier one stands first.
func (p pen) levels(r record) (before, after Cell) {
	level, previous := p.item(r, "care_level"), p.item(r, "previous_care_level")
	if r.text("care_level_change_date") != "" {
		return previous, level
	}
	level.Text = joined("　", level.Text, around("（前回 ", previous.Text, "）"))
	return level.and(places(previous.From)...), Cell{}
}

// known writes an item of the first record that has it, else what the caller knows.
func (p pen) known(a, b record, key, otherwise string) Cell {
	for _, r := range []record{a, b} {
		if r.text(key) != "" {
			return p.item(r, key)
		}
	}
	return plain(otherwise)
}

// all writes the different values of items over several records.
func (p pen) all(list records, keys ...string) Cell {
	var texts []string
	for _, key := range keys {
		var values []string
		for _, r := range list {
			if v := p.value(r, key); v != "" && !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
		texts = append(texts, joined("、", values...))
	}
	c := p.item(list.first(), keys...)
	c.Text = joined("　", texts...)
	return c
}

// visitRecords turns visits back into records, so that all forms are drawn from records.
func visitRecords(k spec.Kind, visits []careplan.Visit) records {
	l := spec.LayoutOf(spec.E202407, k)
	out := make(records, len(visits))
	for i, v := range visits {
		out[i] = record{l, v.Line, careplan.ActualRecord(l, v).Values}
	}
	return out
}

// supplementRecord turns 補足情報 back into a record.
func supplementRecord(s *careplan.Supplement) record {
	if s == nil {
		return record{}
	}
	return made(spec.LayoutOf(spec.E202407, spec.UPHOSOKU), 0, map[string]string{
		"insurer_number": s.Client.Insurer, "insured_number": s.Client.Insured, "care_plan_date": s.PlanDate,
		"client_name_kana": s.Kana, "client_name": s.Name, "client_sex": s.Sex, "client_birth_date": s.Birth,
		"client_postal_code": s.Postal, "client_address1": s.Address, "client_phone": s.Phone,
		"certification_date": s.Certified, "limit_start_date": s.LimitFrom, "limit_end_date": s.LimitTo,
		"certification_status": s.Status, "care_level": s.Level, "care_level_change_date": s.LevelChanged,
		"previous_care_level": s.PreviousLevel, "category_limit_units": filled(s.Limit), "total_excess_units": filled(s.Excess),
		"short_stay_days_to_prev_month": filled(s.ShortStay), "target_month": s.Month,
	})
}
