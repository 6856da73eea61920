package careplan

import "strings"

// Plan is what a unit says about one plan of care: 居宅サービス計画 (K1) or
// 介護予防サービス・支援計画 (Y2, Y3). Days are YYYYMMDD.
type Plan struct {
	Client     ClientKey
	Prevention bool
	Day        string // 計画作成（変更）日
	First      string // 初回作成日
	Category   string // 計画書区分, by code
	Status     string // 認定状況区分: 1 申請中, 2 認定済
	Level      string // 要介護状態区分, 要支援状態区分
	CertFrom   string // 認定有効期間
	CertTo     string
	Author     string // 計画作成者氏名
	Consent    string // 同意日, prevention plans only
	Weekly     []Week // 第3表
	Services   []PlanService
}

// Week is one service of the weekly plan (第3表).
type Week struct {
	Service    string // 介護サービス内容, as written
	Weekday    string // 曜日, by code
	Start, End string // HHMM
}

// PlanService is one service of 第2表.
type PlanService struct {
	Kind     string // サービス種別
	Provider string // サービス事業者コード
	Name     string // サービス事業所名
	Content  string // サービス内容
	Often    string // 頻度
}

// Plans reads the plans of a unit; none if it is no plan.
func Plans(u *Unit) ([]Plan, error) {
	rows, err := rowsOf(u, "UP1KYO")
	if err != nil {
		return nil, err
	}
	var out []Plan
	for _, r := range rows {
		out = append(out, Plan{
			Client: r.client(), Day: r.text("care_plan_date"), First: r.text("initial_care_plan_date"),
			Category: r.text("plan_category"), Status: r.text("certification_status"), Level: r.text("care_level"),
			CertFrom: r.text("certification_start_date"), CertTo: r.text("certification_end_date"), Author: r.text("plan_author_name"),
		})
	}
	if err := addPrevention(u, &out); err != nil {
		return nil, err
	}
	if err := addServices(u, out); err != nil {
		return nil, err
	}
	return out, addWeeks(u, out)
}

func addPrevention(u *Unit, out *[]Plan) error {
	rows, err := rowsOf(u, "UPYOBO")
	if err != nil {
		return err
	}
	for _, r := range rows {
		*out = append(*out, Plan{
			Client: r.client(), Prevention: true, Day: r.text("plan_date"), First: r.text("initial_plan_date"),
			Category: r.text("plan_category"), Status: r.text("certification_status"), Level: r.text("support_level"),
			CertFrom: r.text("certification_start_date"), CertTo: r.text("certification_end_date"),
			Author:  strings.TrimSpace(r.text("author_name_care_manager") + " " + r.text("author_name_centre")),
			Consent: r.text("consent_date"),
		})
	}
	return nil
}

func addServices(u *Unit, plans []Plan) error {
	rows, err := rowsOf(u, "UP2KYO")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if p := planOf(plans, r); p != nil && r.text("service_kind") != "" {
			p.Services = append(p.Services, PlanService{
				Kind: r.text("service_kind"), Provider: r.text("service_office_number"), Name: r.text("service_office_name"),
				Content: r.text("service_content"), Often: r.text("frequency"),
			})
		}
	}
	return nil
}

func addWeeks(u *Unit, plans []Plan) error {
	rows, err := rowsOf(u, "UP3KYO")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if p := planOf(plans, r); p != nil && r.text("weekday") != "" {
			p.Weekly = append(p.Weekly, Week{
				Service: r.text("care_service"), Weekday: r.text("weekday"),
				Start: r.text("service_start_time"), End: r.text("service_end_time"),
			})
		}
	}
	return nil
}

// planOf finds the plan a record of 第2表 or 第3表 belongs to.
func planOf(plans []Plan, r row) *Plan {
	for i := range plans {
		if plans[i].Client == r.client() && plans[i].Day == r.text("care_plan_date") {
			return &plans[i]
		}
	}
	return nil
}
