package form

import "github.com/tasuki-care/tasuki/careplan/spec"

const planDay = "care_plan_date"

// plans draws 居宅サービス計画書 第1・2・3表 of every plan of every client.
func (b book) plans() []Sheet {
	var out []Sheet
	for _, g := range b.groups(planDay, spec.UP1KYO, spec.UP2KYO, spec.UP3KYO) {
		person := b.personOf(g)
		first := b.records(spec.UP1KYO, g, planDay)
		if len(first) > 0 {
			out = append(out, b.plan1(g, first.first(), person))
		}
		if list := b.records(spec.UP2KYO, g, planDay); len(list) > 0 {
			out = append(out, b.plan2(g, list, person))
		}
		if list := b.records(spec.UP3KYO, g, planDay); len(list) > 0 {
			out = append(out, b.plan3(g, list, person))
		}
	}
	return append(out, b.loosePeople()...)
}

// personOf finds what the unit says about the client of a plan.
func (b book) personOf(g group) record {
	list := b.files[spec.UPHOSOKU].of(g.client)
	if same := list.where(planDay, g.part); len(same) > 0 {
		return same.first()
	}
	return list.first()
}

// loosePeople draws the clients of 補足情報 that no form of the unit speaks of.
func (b book) loosePeople() []Sheet {
	var out []Sheet
	for _, r := range b.files[spec.UPHOSOKU] {
		if b.mentioned(r) {
			continue
		}
		g := group{r.client(), r.text(planDay)}
		s := Sheet{Title: "利用者補足情報", Client: g.client, Badges: b.personBadges(g, r, record{})}
		s.Blocks = append(s.Blocks, b.planHead(g, record{}, r), b.supplement(r))
		out = append(out, s)
	}
	return out
}

// mentioned reports a client's record that stands on a form of a plan or a month.
func (b book) mentioned(r record) bool {
	for _, g := range b.groups(planDay, spec.UP1KYO, spec.UP2KYO, spec.UP3KYO) {
		if b.personOf(g).line == r.line {
			return true
		}
	}
	for _, g := range b.groups("target_month", spec.UPPLAN, spec.UPJSK, spec.UPSIKYU) {
		if b.personIn(g).line == r.line {
			return true
		}
	}
	return false
}

// personIn finds what the unit says about the client of a month.
func (b book) personIn(g group) record { return b.records(spec.UPHOSOKU, g, "target_month").first() }

func (b book) personBadges(g group, person, plan record) []string {
	applying := person.text("certification_status") == "1" || plan.text("certification_status") == "1"
	return b.badges(g.client, applying, person.text("care_level") == "06" || plan.text("care_level") == "06")
}

// plan1 draws 第1表.
func (b book) plan1(g group, r, person record) Sheet {
	s := Sheet{Title: "居宅サービス計画書（１）", Corner: "第１表", Client: g.client, Badges: b.personBadges(g, person, r)}
	s.Blocks = append(s.Blocks, b.planHead(g, r, person), b.planMakers(r),
		framed("利用者及び家族の生活に対する意向を踏まえた課題分析の結果", b.item(r, "issue_analysis"), 30),
		framed("介護認定審査会の意見及びサービスの種類の指定", b.item(r, "certification_board_opinion"), 15),
		framed("総合的な援助の方針", b.item(r, "overall_support_policy"), 30),
		fields([]float64{10, 10, 6, 14}, []Cell{
			label("生活援助中心型の算定理由"), b.item(r, "living_support_reason"),
			label("その他理由"), b.item(r, "living_support_reason_other"),
		}))
	if person.layout != nil {
		s.Blocks = append(s.Blocks, b.supplement(person))
	}
	s.Blocks = append(s.Blocks, b.consent("この居宅サービス計画の説明を受け、内容に同意し、交付を受けました。")...)
	return s
}

// planHead says whose plan it is and when it was made.
func (b book) planHead(g group, r, person record) Block {
	numbered := r
	if r.layout == nil {
		numbered = person
	}
	name := b.name(person, g.client).and(person.everywhere()...)
	number := b.item(numbered, "insured_number").and(numbered.everywhere()...)
	days := []Cell{label("計画作成（変更）日"), b.item(r, planDay).wide(3)}
	if r.field("initial_care_plan_date") != nil {
		days = []Cell{label("計画作成（変更）日"), b.item(r, planDay), label("初回作成日"), b.item(r, "initial_care_plan_date")}
	}
	return fields([]float64{5, 15, 5, 15},
		[]Cell{label("フリガナ"), b.item(person, "client_name_kana").small(), label("保険者番号"), b.item(numbered, "insurer_number")},
		[]Cell{label("利用者名"), name, label("被保険者番号"), number},
		[]Cell{label("生年月日・性別"), b.item(person, "client_birth_date", "client_sex"), label("作成年月日"), b.item(r, "created_date")},
		days,
	)
}

// planMakers are the other lines at the top of 第1表.
func (b book) planMakers(r record) Block {
	return fields([]float64{6, 14, 6, 14},
		[]Cell{label("利用者住所"), b.item(r, "client_postal_code", "client_address1", "client_address2").wide(3)},
		[]Cell{label("計画作成者氏名"), b.item(r, "plan_author_name"), label("計画書区分"), b.item(r, "plan_category")},
		[]Cell{label("介護支援事業者・事業所名"), b.item(r, "cm_office_name"), label("事業所番号"), b.item(r, "cm_office_number")},
		[]Cell{label("事業所の所在地"), b.item(r, "cm_office_postal_code", "cm_office_address1", "cm_office_address2").wide(3)},
		[]Cell{label("要介護状態区分"), b.item(r, "care_level"), label("認定状況"), b.item(r, "certification_status")},
		[]Cell{label("認定日"), b.item(r, "certification_date"), label("認定の有効期間"), b.span(r, "certification_start_date", "certification_end_date")},
	)
}

// supplement shows what 補足情報 says besides the head of 第1表.
func (b book) supplement(r record) Block {
	out := fields([]float64{6, 14, 6, 14},
		[]Cell{label("住所"), b.item(r, "client_postal_code", "client_address1", "client_address2"), label("電話番号"), b.item(r, "client_phone")},
		[]Cell{label("要介護状態区分"), b.item(r, "care_level"), label("認定状況・認定日"), b.item(r, "certification_status", "certification_date")},
		[]Cell{label("状態区分の変更日"), b.item(r, "care_level_change_date"), label("前回の状態区分"), b.item(r, "previous_care_level")},
		[]Cell{label("区分支給限度基準額"), b.amount(r, "category_limit_units", "単位"), label("限度額適用期間"), b.span(r, "limit_start_date", "limit_end_date")},
		[]Cell{label("合計限度超単位数"), b.amount(r, "total_excess_units", "単位"), label("同意書受付事業者"), b.item(r, "consent_office_number")},
		[]Cell{label("短期入所 前月まで"), b.amount(r, "short_stay_days_to_prev_month", "日"), label("短期入所 累積"), b.amount(r, "short_stay_days_cumulative", "日")},
	)
	out.Heading = "利用者補足情報"
	for _, row := range b.typeLimits(r) {
		out.Rows = append(out.Rows, []Cell{label("種類別の限度"), row[0], label("基準額・合計・超過"), {
			Text: joined("・", row[1].Text, row[2].Text, row[3].Text), Align: Right, From: row[1].From,
			Also: []Origin{row[2].From, row[3].From},
		}})
	}
	return out
}

// plan2 draws 第2表. A row that goes on with the need and the goal of the row above leaves
// their cells to it.
func (b book) plan2(g group, list records, person record) Sheet {
	s := Sheet{Title: "居宅サービス計画書（２）", Corner: "第２表", Landscape: true, Client: g.client, Badges: b.personBadges(g, person, list.first())}
	table := Block{Heading: "生活全般の解決すべき課題・目標・援助内容", Head: 2, Widths: []float64{6, 5, 4, 5, 4, 5, 1, 3, 3, 2, 2}}
	table.Rows = [][]Cell{
		append([]Cell{head("生活全般の解決すべき課題（ニーズ）")[0].high(2)}, head("目標", "援助内容")...),
		head("長期目標", "（期間）", "短期目標", "（期間）", "サービス内容", "※１", "サービス種別", "※２ 事業所", "頻度", "期間"),
	}
	table.Rows[0][1].Cols, table.Rows[0][2].Cols = 4, 6
	needs := heights(list, []string{"issue_no"}, "issue")
	goals := heights(list, []string{"issue_no", "goal_no"}, "issue", "long_term_goal", "short_term_goal", "long_term_period", "short_term_period")
	for i, r := range list {
		var row []Cell
		if needs[i] > 0 {
			row = append(row, b.numbered(r, "issue_no", "issue").high(needs[i]))
		}
		if goals[i] > 0 {
			row = append(row, b.goal(r, goals[i])...)
		}
		table.Rows = append(table.Rows, append(row, b.support(r)...))
	}
	s.Blocks = append(s.Blocks, b.planHead(g, list.first(), person), table)
	s.Foot = []string{"※１ ○は保険給付の対象となるサービスです。　※２ そのサービスを行う事業所です。"}
	s.Blocks = append(s.Blocks, b.consent("この居宅サービス計画の説明を受け、内容に同意し、交付を受けました。")...)
	return s
}

func (b book) goal(r record, rows int) []Cell {
	return []Cell{
		b.numbered(r, "goal_no", "long_term_goal").high(rows), b.item(r, "long_term_period").small().high(rows),
		b.item(r, "short_term_goal").high(rows), b.item(r, "short_term_period").small().high(rows),
	}
}

func (b book) support(r record) []Cell {
	covered := b.item(r, "insurance_covered")
	covered.Align = Center
	switch r.text("insurance_covered") {
	case "Y":
		covered.Text = "○"
	case "N":
		covered.Text = "－"
	}
	return []Cell{
		b.numbered(r, "support_no", "service_content").and(r.everywhere()...), covered, b.item(r, "service_kind").small(),
		b.lines(r, "service_office_name", "service_office_number").small(), b.item(r, "frequency").small(), b.item(r, "service_period").small(),
	}
}

// numbered writes a text behind its number.
func (b book) numbered(r record, no, key string) Cell {
	c := b.item(r, key)
	c.Text = joined("　", r.text(no), c.Text)
	return c.and(r.at(no))
}

// lines writes values one under the other.
func (p pen) lines(r record, keys ...string) Cell {
	c := p.item(r, keys...)
	var texts []string
	for _, k := range keys {
		texts = append(texts, p.value(r, k))
	}
	c.Text = joined("\n", texts...)
	return c
}

// heights says over how many rows the shared cells of each record reach; 0 for records
// that go on with the row above: the same numbers, and nothing new in the shared items.
func heights(list records, numbers []string, shared ...string) []int {
	out := make([]int, len(list))
	top := 0
	for i, r := range list {
		if i > 0 && goesOn(list[top], r, numbers, shared) {
			out[top]++
			continue
		}
		top = i
		out[i] = 1
	}
	return out
}

func goesOn(above, r record, numbers, shared []string) bool {
	for _, key := range numbers {
		if r.text(key) != above.text(key) {
			return false
		}
	}
	for _, key := range shared {
		if v := r.text(key); v != "" && v != above.text(key) {
			return false
		}
	}
	return true
}
