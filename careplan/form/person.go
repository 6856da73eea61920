package form

import (
	"strconv"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

const consultationDay = "consultation_date"

// people draws 利用者基本情報 of every client.
func (b book) people() []Sheet {
	var out []Sheet
	for _, g := range b.groups(consultationDay, spec.UPKIHON, spec.UPKIHON_SUB1, spec.UPKIHON_SUB2) {
		r := b.records(spec.UPKIHON, g, consultationDay).first()
		day, ill := b.records(spec.UPKIHON_SUB1, g, consultationDay), b.records(spec.UPKIHON_SUB2, g, consultationDay)
		s := Sheet{Title: "利用者基本情報", Corner: "基本情報", Client: g.client, Badges: b.badges(g.client, false, r.text("plan_kind") == "2")}
		for _, list := range []records{day, ill} {
			if r.layout == nil && len(list) > 0 {
				s.Blocks = append(s.Blocks, b.numbers(list.first()))
			}
		}
		s.Blocks = append(s.Blocks, b.consultation(r), b.person(r), b.independence(r), b.living(r), b.contacts(r), b.family(r),
			b.daySchedule(r, day), b.illnesses(ill), b.publicServices(r))
		if r.text("consent_date") != "" || r.text("consenter_name") != "" {
			s.Blocks = append(s.Blocks, b.agreed(r, "この情報を関係する事業所に示すことに同意しました。"))
		}
		out = append(out, s)
	}
	return out
}

// numbers names the client when only an annex came.
func (b book) numbers(r record) Block {
	return fields([]float64{6, 14, 6, 14}, []Cell{label("保険者番号"), b.item(r, "insurer_number"), label("被保険者番号"), b.item(r, "insured_number")},
		[]Cell{label("相談日"), b.item(r, consultationDay).wide(3)})
}

func (b book) consultation(r record) Block {
	out := fields([]float64{6, 14, 6, 14},
		[]Cell{label("保険者番号"), b.item(r, "insurer_number"), label("被保険者番号"), b.item(r, "insured_number").and(r.everywhere()...)},
		[]Cell{label("作成担当者"), b.item(r, "author_name"), label("計画の種類・委託"), b.item(r, "plan_kind", "entrustment")},
		[]Cell{label("相談日"), b.item(r, consultationDay), label("相談の方法"), b.item(r, "consultation_method", "consultation_method_other")},
		[]Cell{label("相談回数"), b.item(r, "consultation_count"), label("前回相談日"), b.item(r, "previous_consultation_date")},
		[]Cell{label("本人の現況"), b.item(r, "current_status", "current_status_note").wide(3)},
	)
	out.Heading = "相談"
	return out
}

func (b book) person(r record) Block {
	out := fields([]float64{6, 14, 6, 14},
		[]Cell{label("フリガナ"), b.item(r, "client_name_kana").small(), label("生年月日"), b.item(r, "client_birth_date")},
		[]Cell{label("本人氏名"), b.name(r, r.client()), label("性別"), b.item(r, "client_sex")},
		[]Cell{label("住所"), b.item(r, "client_address").wide(3)},
		[]Cell{label("電話番号"), b.item(r, "client_phone"), label("ＦＡＸ番号"), b.item(r, "client_fax")},
	)
	out.Heading = "本人"
	return out
}

func (b book) independence(r record) Block {
	out := fields([]float64{7, 13, 7, 13},
		[]Cell{label("障害高齢者の日常生活自立度"), b.item(r, "disability_independence"), label("認知症高齢者の日常生活自立度"), b.item(r, "dementia_independence")},
		[]Cell{label("要介護状態区分"), b.item(r, "care_level"), label("認定の有効期間"), b.span(r, "certification_start_date", "certification_end_date")},
		[]Cell{label("前回の介護度"), b.item(r, "previous_care_level"), label("基本チェックリスト"), b.item(r, "checklist_result", "checklist_date")},
	)
	out.Heading = "日常生活の自立度と認定"
	return out
}

func (b book) living(r record) Block {
	out := fields([]float64{6, 4, 4, 4, 4, 5, 13},
		[]Cell{
			label("障害等認定"), b.check(r, "disability_physical", "身障"), b.check(r, "disability_intellectual", "療育"),
			b.check(r, "disability_mental", "精神"), b.check(r, "disability_intractable_disease", "難病"),
			label("特記事項"), b.item(r, "disability_note"),
		},
		[]Cell{
			label("経済状況"), b.check(r, "income_national_pension", "国民年金"), b.check(r, "income_employees_pension", "厚生年金"),
			b.check(r, "income_disability_pension", "障害年金"), b.check(r, "income_public_assistance", "生活保護"),
			label("詳細"), b.item(r, "income_note"),
		},
		[]Cell{
			label("居住形態"), b.item(r, "housing_type").wide(4),
			label("自室の階・住宅改修"), b.rooms(r),
		},
	)
	out.Heading = "障害・経済・住まい"
	return out
}

func (b book) rooms(r record) Cell {
	c := b.item(r, "own_room_floor", "home_modification")
	c.Text = joined("　", around("", b.value(r, "own_room_floor"), "階"), around("住宅改修 ", b.value(r, "home_modification"), ""))
	return c
}

// contacts are the person who came and four people to call.
func (b book) contacts(r record) Block {
	out := Block{Heading: "来所者（相談者）と緊急連絡先", Head: 1, Widths: []float64{6, 9, 5, 12, 8}}
	out.Rows = append(out.Rows, head("区分", "氏名", "続柄", "住所", "電話番号"), b.contact(r, "来所者（相談者）", "visitor_"))
	for n := 1; n <= 4; n++ {
		key := "emergency_contact_" + strconv.Itoa(n) + "_"
		row := b.contact(r, "緊急連絡先"+strconv.Itoa(n), key)
		if n == 1 || row[1].Text+row[2].Text+row[3].Text+row[4].Text != "" {
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

func (b book) contact(r record, name, key string) []Cell {
	return []Cell{label(name), b.item(r, key+"name"), b.item(r, key+"relationship"), b.item(r, key+"address"), b.item(r, key+"phone")}
}

func (b book) family(r record) Block {
	out := fields([]float64{6, 34},
		[]Cell{label("家族関係等の状況"), b.item(r, "family_note").tall(10)},
		[]Cell{label("家族構成の図（画像）"), b.item(r, "family_image_filename").small()},
	)
	out.Heading = "家族構成"
	return out
}

// daySchedule is 別表1 with the texts about life beside it.
func (b book) daySchedule(r record, list records) Block {
	out := Block{Heading: "介護予防に関する事項", Widths: []float64{6, 4, 15, 15}}
	for _, f := range []struct{ key, name string }{
		{"life_history", "今までの生活"}, {"daily_life", "１日の生活・すごし方"},
		{"hobbies", "趣味・楽しみ・特技"}, {"friends_and_community", "友人・地域との関係"},
	} {
		out.Rows = append(out.Rows, []Cell{label(f.name), b.item(r, f.key).wide(3)})
	}
	if len(list) == 0 {
		return out
	}
	out.Rows = append(out.Rows, append([]Cell{label("１日の時間割").high(len(list) + 1)}, head("時間", "本人", "介護者・家族")...))
	for _, s := range list {
		out.Rows = append(out.Rows, []Cell{b.item(s, "time_text").and(s.everywhere()...), b.item(s, "client_activity"), b.item(s, "family_activity")})
	}
	return out
}

// illnesses is 別表2.
func (b book) illnesses(list records) Block {
	out := Block{Heading: "現病歴・既往歴と経過", Head: 1, Widths: []float64{6, 8, 9, 5, 6, 6}}
	out.Rows = append(out.Rows, head("年月日", "病名", "医療機関・医師名", "主治医", "電話番号", "経過・治療中の内容"))
	for _, r := range list {
		out.Rows = append(out.Rows, []Cell{
			b.item(r, "onset_date_text").and(r.everywhere()...), b.item(r, "disease_name"), b.item(r, "medical_institution_and_doctor"),
			b.item(r, "attending_doctor_flag"), b.item(r, "medical_institution_phone"), b.item(r, "treatment_progress", "treatment_content"),
		})
	}
	if len(list) == 0 {
		out.Rows = append(out.Rows, []Cell{plain("記録はありません。").wide(len(out.Widths))})
	}
	return out
}

func (b book) publicServices(r record) Block {
	out := fields([]float64{6, 34},
		[]Cell{label("公的サービス"), b.item(r, "public_services_in_use")},
		[]Cell{label("非公的サービス"), b.item(r, "private_services_in_use")},
	)
	out.Heading = "現在利用しているサービス"
	return out
}
