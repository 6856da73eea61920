package form

import "github.com/tasuki-care/tasuki/careplan/spec"

const preventionDay = "plan_date"

// preventionPlans draws 介護予防サービス・支援計画書 of every plan of every client.
func (b book) preventionPlans() []Sheet {
	var out []Sheet
	for _, g := range b.groups(preventionDay, spec.UPYOBO, spec.UPYOBO_SUB) {
		r, support := b.records(spec.UPYOBO, g, preventionDay).first(), b.records(spec.UPYOBO_SUB, g, preventionDay)
		s := Sheet{Title: "介護予防サービス・支援計画書", Corner: "支援計画書", Landscape: true, Client: g.client}
		s.Badges = b.badges(g.client, r.text("certification_status") == "1", r.text("plan_kind") == "2" || r.text("support_level") == "3")
		s.Blocks = []Block{b.preventionHead(g, r, support), b.lifeGoals(r), b.assessment(r), b.supportPlan(support), b.policies(r), b.checklist(r)}
		s.Blocks = append(s.Blocks, b.preventionConsent(r)...)
		out = append(out, s)
	}
	return out
}

func (b book) preventionHead(g group, r record, support records) Block {
	numbered := r
	if r.layout == nil {
		numbered = support.first()
	}
	return fields([]float64{4, 9, 4, 9, 5, 9},
		[]Cell{label("利用者名"), b.name(r, g.client), label("保険者番号"), b.item(numbered, "insurer_number"), label("被保険者番号"), b.item(numbered, "insured_number").and(numbered.everywhere()...)},
		[]Cell{label("整理番号"), b.item(r, "reference_number"), label("計画作成（変更）日"), b.item(numbered, preventionDay), label("初回作成日"), b.item(r, "initial_plan_date")},
		[]Cell{label("要支援状態区分"), b.item(r, "support_level"), label("認定状況・認定年月日"), b.item(r, "certification_status", "certification_date"), label("認定の有効期間"), b.span(r, "certification_start_date", "certification_end_date")},
		[]Cell{label("計画の種類"), b.item(r, "plan_kind"), label("計画書区分"), b.item(r, "plan_category"), label("委託の有無"), b.item(r, "entrustment")},
		[]Cell{label("計画作成者"), b.item(r, "author_name_centre"), label("担当介護支援専門員"), b.item(r, "author_name_care_manager"), label("担当地域包括支援センター"), b.item(r, "responsible_centre")},
		[]Cell{label("作成者の事業所"), b.item(r, "author_office_name"), label("所在地"), b.item(r, "author_office_address"), label("電話番号"), b.item(r, "author_office_phone")},
	)
}

func (b book) lifeGoals(r record) Block {
	out := fields([]float64{3, 17, 3, 17}, []Cell{label("１日"), b.item(r, "goal_life_day").tall(10), label("１年"), b.item(r, "goal_life_year")})
	out.Heading = "目標とする生活"
	return out
}

// assessment are the four fields of life, each with state, wish and issue.
func (b book) assessment(r record) Block {
	out := Block{Heading: "アセスメント", Head: 1, Widths: []float64{8, 10, 10, 3, 9}}
	out.Rows = append(out.Rows, head("アセスメント領域", "現在の状況", "本人・家族の意欲・意向", "課題", "領域における課題（背景・原因）"))
	for _, f := range []struct{ key, name string }{
		{"mobility_", "運動・移動"}, {"daily_life_", "日常生活（家庭生活）"},
		{"social_", "社会参加、対人関係・コミュニケーション"}, {"health_", "健康管理"},
	} {
		exists := b.item(r, f.key+"issue_exists")
		exists.Align = Center
		out.Rows = append(out.Rows, []Cell{label(f.name), b.item(r, f.key+"status").tall(10), b.item(r, f.key+"intention"), exists, b.item(r, f.key+"issue")})
	}
	return out
}

// supportPlan is 別表: issues, proposals and goals, and the services that follow.
func (b book) supportPlan(list records) Block {
	out := Block{Heading: "支援計画", Head: 1, Widths: []float64{5, 4, 4, 4, 4, 4, 4, 4, 4, 3}}
	out.Rows = append(out.Rows, head("総合的課題", "課題に対する目標と具体策の提案", "具体策についての意向 本人・家族", "目標", "目標についての支援のポイント",
		"本人等のセルフケアや家族の支援、インフォーマルサービス", "介護保険サービス又は地域支援事業", "サービス種別", "事業所（利用先）", "期間"))
	issues := heights(list, []string{"issue_no"}, "overall_issue", "proposal", "proposal_intention", "goal")
	plans := heights(list, []string{"issue_no", "support_plan_no"}, "overall_issue", "proposal", "proposal_intention", "goal", "support_points", "informal_support", "formal_services")
	for i, r := range list {
		var row []Cell
		if n := issues[i]; n > 0 {
			row = append(row, b.numbered(r, "issue_no", "overall_issue").high(n), b.item(r, "proposal").high(n), b.item(r, "proposal_intention").high(n), b.item(r, "goal").high(n))
		}
		if n := plans[i]; n > 0 {
			row = append(row, b.numbered(r, "support_plan_no", "support_points").high(n), b.item(r, "informal_support").high(n), b.item(r, "formal_services").high(n))
		}
		service := b.numbered(r, "service_no", "service_kind").and(r.everywhere()...)
		out.Rows = append(out.Rows, append(row, service, b.item(r, "service_office_name"), b.item(r, "service_period").small()))
	}
	if len(list) == 0 {
		out.Rows = append(out.Rows, []Cell{plain("支援計画の記録はありません。").wide(len(out.Widths))})
	}
	return out
}

func (b book) policies(r record) Block {
	return fields([]float64{8, 32},
		[]Cell{label("健康状態の留意点"), b.item(r, "health_precautions")},
		[]Cell{label("妥当な支援の実施に向けた方針"), b.item(r, "support_policy")},
		[]Cell{label("総合的な方針"), b.item(r, "overall_policy").tall(10)},
		[]Cell{label("地域包括支援センターの意見"), b.item(r, "centre_opinion")},
	)
}

func (b book) checklist(r record) Block {
	out := Block{Heading: "基本チェックリストの該当数と事業プログラム", Head: 1, Widths: []float64{8, 5, 5, 5, 6, 6, 5}}
	out.Rows = append(out.Rows, head("", "運動不足", "栄養改善", "口腔内ケア", "閉じこもり予防", "物忘れ予防", "うつ予防"))
	count, need := []Cell{label("該当した質問の数")}, []Cell{label("事業プログラムの要否")}
	for _, key := range []string{"exercise", "nutrition", "oral", "withdrawal", "forgetfulness", "depression"} {
		c, n := b.item(r, "checklist_count_"+key), b.item(r, "program_"+key)
		c.Align, n.Align = Center, Center
		count, need = append(count, c), append(need, n)
	}
	out.Rows = append(out.Rows, count, need)
	return out
}

func (b book) preventionConsent(r record) []Block {
	const sentence = "この計画の説明を受け、内容に同意しました。"
	if r.text("consent_date") == "" && r.text("consenter_name") == "" {
		return b.consent(sentence)
	}
	return []Block{b.agreed(r, sentence)}
}

// agreed shows a consent that the record itself tells.
func (p pen) agreed(r record, sentence string) Block {
	return Block{Heading: "確認・同意", Widths: []float64{4, 12, 5, 19}, Rows: [][]Cell{
		{plain(sentence).wide(4)},
		{label("同意日"), p.item(r, "consent_date"), label("同意者氏名"), p.item(r, "consenter_name").tall(10)},
	}}
}
