package careplan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Visit is one record of 第6表 (UPPLAN 予定, UPJSK 実績): one service code on one day in one
// band of time. Times are HHMM; 9999 stands for none. Units are 単位.
type Visit struct {
	Client       ClientKey
	Created      string // 作成年月日
	Month        string // 対象年月
	Planner      string // プラン担当業者コード
	PlannerName  string // プラン担当者名
	Units        int    // 単位数 of one service; 0 for rows that carry none
	Day          string // サービス利用日, YYYYMMDD
	Prorated     string // 日割対象日
	Start, End   string // サービス開始時刻, 終了時刻
	Count        int    // サービス回数
	Code         string // サービスコード, 6 characters
	Tais         string // TAISコード
	Equipment    string // 福祉用具届出コード
	Article      string // 用具名称（機種名）
	Detail       string // 明細判別コード
	Provider     string // サービス事業者コード
	ProviderName string // サービス事業所名
	Satellite    string // サテライト枝番
	Over30       bool   // ３０日超区分
	Line         int    // physical line in its file
}

// Type is the service type (サービス種類コード) of the visit.
func (v Visit) Type() string { return TypeOf(v.Code) }

// HasTime reports whether the visit has a band of time.
func (v Visit) HasTime() bool {
	return len(v.Start) == 4 && v.Start != "9999" && v.End != "9999"
}

// TypeOf gives the service type of a service code: its first two characters.
func TypeOf(code string) string {
	if len(code) < 2 {
		return ""
	}
	return code[:2]
}

// Total is one record of 第7表 (UPSIKYU, サービス利用票別表). Money is in yen, rates in percent.
type Total struct {
	Client       ClientKey
	Month        string
	Provider     string // サービス事業所コード; "9999999999" for the total of all
	ProviderName string
	Satellite    string
	Code         string // サービスコード; 15AAAA, 15EEEE, 15ZZZZ and 999999 are totals
	Article      string
	Units        int    // 単位数
	Rate         string // 割引後率
	Discounted   int    // 割引後単位数
	Count        int    // 回数／日数
	Amount       int    // サービス単位金額 (サービス単位／金額)
	Managed      int    // No.18 給付管理単位数
	TypeOver     int    // 種類支給限度基準超単位数
	TypeWithin   int    // 種類支給限度基準内単位数
	Over         int    // No.21 区分支給限度基準超単位数
	Within       int    // No.22 区分支給限度基準内単位数
	Price        string // 単位数単価
	Cost         int    // 費用総額（保険／事業対象分）
	Benefit      int    // 給付率
	Claim        int    // 保険／事業費請求額
	Copay        int    // 利用者負担（保険／事業対象分）
	Full         int    // 利用者負担（全額負担分）
	Over30       bool
	Line         int
}

// Type is the service type of the line, "" for the total of all.
func (t Total) Type() string {
	if t.Code == "999999" {
		return ""
	}
	return TypeOf(t.Code)
}

// IsTotal reports a line that sums others up (AAAA, EEEE, ZZZZ, 999999).
func (t Total) IsTotal() bool {
	return t.Code == "999999" || strings.HasSuffix(t.Code, "AAAA") ||
		strings.HasSuffix(t.Code, "EEEE") || strings.HasSuffix(t.Code, "ZZZZ")
}

// Slip is a client's month in one unit: 提供票 予定 with its 別表 and 補足情報 (K2, Y4), or 実績
// (K5, Y8), which has visits alone.
type Slip struct {
	Client     ClientKey
	Month      string
	Actual     bool // 実績
	Supplement *Supplement
	Visits     []Visit
	Totals     []Total
}

// Slips reads the clients' months of a slip unit, in the order of first mention; none if
// the unit is no slip. The error says that a file cannot be read as records.
func Slips(u *Unit) ([]Slip, error) {
	var b slipBook
	if err := b.visits(u, "UPPLAN", false); err != nil {
		return nil, err
	}
	if err := b.visits(u, "UPJSK", true); err != nil {
		return nil, err
	}
	if len(b.slips) == 0 {
		return nil, nil
	}
	totals, err := rowsOf(u, "UPSIKYU")
	if err != nil {
		return nil, err
	}
	for _, r := range totals {
		s := b.slip(r.client(), r.text("target_month"), false)
		s.Totals = append(s.Totals, totalOf(r))
	}
	people, err := Supplements(u)
	if err != nil {
		return nil, err
	}
	for i := range people {
		s := b.slip(people[i].Client, people[i].Month, false)
		s.Supplement = &people[i]
	}
	return b.slips, nil
}

// slipBook collects slips by client and month in the order of first mention.
type slipBook struct{ slips []Slip }

func (b *slipBook) slip(k ClientKey, month string, actual bool) *Slip {
	i := slices.IndexFunc(b.slips, func(s Slip) bool { return s.Client == k && s.Month == month && s.Actual == actual })
	if i < 0 {
		b.slips = append(b.slips, Slip{Client: k, Month: month, Actual: actual})
		i = len(b.slips) - 1
	}
	return &b.slips[i]
}

func (b *slipBook) visits(u *Unit, k spec.Kind, actual bool) error {
	for _, f := range u.Files {
		if f.Name.Kind != k {
			continue
		}
		rows, err := rowsOfFile(f)
		if err != nil {
			return err
		}
		for _, r := range rows {
			s := b.slip(r.client(), r.text("target_month"), actual)
			s.Visits = append(s.Visits, visitOf(r))
		}
	}
	return nil
}

func visitOf(r row) Visit {
	return Visit{
		Client: r.client(), Created: r.text("created_date"), Month: r.text("target_month"),
		Planner: r.text("plan_office_number"), PlannerName: r.text("planner_name"),
		Units: r.number("units"), Day: r.text("service_date"), Prorated: r.text("prorated_days"),
		Start: r.text("start_time"), End: r.text("end_time"), Count: r.number("service_count"),
		Code: r.text("service_code"), Tais: r.text("tais_code"), Equipment: r.text("equipment_notification_code"),
		Article: r.text("equipment_name"), Detail: r.text("detail_no"),
		Provider: r.text("service_office_number"), ProviderName: r.text("service_office_name"),
		Satellite: r.text("satellite_no"), Over30: r.text("over_30_days") == "1", Line: r.rec.Line,
	}
}

func totalOf(r row) Total {
	return Total{
		Client: r.client(), Month: r.text("target_month"), Provider: r.text("service_office_number"),
		ProviderName: r.text("service_office_name"), Satellite: r.text("satellite_no"), Code: r.text("service_code"),
		Article: r.text("equipment_name"), Units: r.number("units"), Rate: r.text("discount_rate"),
		Discounted: r.number("discounted_units"), Count: r.number("count_or_days"), Amount: r.number("service_units_amount"),
		Managed: r.number("managed_units"), TypeOver: r.number("type_limit_over_units"), TypeWithin: r.number("type_limit_within_units"),
		Over: r.number("category_limit_over_units"), Within: r.number("category_limit_within_units"),
		Price: r.text("unit_price"), Cost: r.number("total_cost_insured"), Benefit: r.number("benefit_rate"),
		Claim: r.number("insurance_claim_amount"), Copay: r.number("client_copay_insured"), Full: r.number("client_full_payment"),
		Over30: r.text("over_30_days") == "1", Line: r.rec.Line,
	}
}

// ActualRecord makes the record of an actual (UPJSK) that says what a visit says.
func ActualRecord(l *spec.Layout, v Visit) DocumentRecord {
	values := map[string]string{
		"csv_version": string(l.Edition), "insurer_number": v.Client.Insurer, "insured_number": v.Client.Insured,
		"created_date": v.Created, "target_month": v.Month, "plan_office_number": v.Planner, "planner_name": v.PlannerName,
		"units": strconv.Itoa(v.Units), "service_date": v.Day, "prorated_days": v.Prorated, "start_time": v.Start, "end_time": v.End,
		"service_count": strconv.Itoa(v.Count), "service_code": v.Code, "tais_code": v.Tais, "equipment_notification_code": v.Equipment,
		"equipment_name": v.Article, "detail_no": v.Detail, "service_office_number": v.Provider, "service_office_name": v.ProviderName,
		"satellite_no": v.Satellite, "over_30_days": flag(v.Over30), "updated_by_office": v.Provider,
	}
	rec := DocumentRecord{Values: make([]string, len(l.Fields))}
	for i := range l.Fields {
		rec.Values[i] = values[l.Fields[i].Key]
	}
	return rec
}

func flag(set bool) string {
	if set {
		return "1"
	}
	return "0"
}
