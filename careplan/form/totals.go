package form

import (
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// TotalsSheet draws 第7表 (別表) of one client's month.
func TotalsSheet(s careplan.Slip, o Options) Sheet {
	sheet := pen{o}.totalsSheet(slip{
		group: group{s.Client, s.Month}, person: supplementRecord(s.Supplement),
		totals: totalRecords(s.Totals), plan: visitRecords(spec.UPPLAN, s.Visits),
	})
	sheet.finish(o)
	return anchor([]Sheet{sheet})[0]
}

func (p pen) totalsSheet(s slip) Sheet {
	out := Sheet{Title: "サービス利用票別表", Corner: "第７表", Landscape: true, Client: s.client}
	if p.o.ProviderCopy {
		out.Title = "サービス提供票別表"
	}
	out.Badges = p.badges(s.client, s.person.text("certification_status") == "1", municipal(s.totals) || s.person.text("care_level") == "06")
	out.Blocks = append(out.Blocks, p.totalsHead(s), p.totals(s.totals))
	if limits := p.typeLimits(s.person); len(limits) > 0 {
		rows := append([][]Cell{head("サービス種類", "種類支給限度基準額（単位）", "合計単位数", "種類支給限度基準を超える単位数")}, limits...)
		out.Blocks = append(out.Blocks, Block{Heading: "種類別支給限度管理", Head: 1, Widths: []float64{10, 10, 10, 10}, Rows: rows})
	}
	out.Blocks = append(out.Blocks, fields([]float64{8, 5, 8, 5, 8, 6}, []Cell{
		label("短期入所 前月までの利用日数"), p.all(s.totals, "days_to_prev_month"), label("短期入所 当月の計画利用日数"), p.all(s.totals, "planned_days_this_month"),
		label("短期入所 累積利用日数"), p.all(s.totals, "cumulative_days"),
	}))
	return out
}

func (p pen) totalsHead(s slip) Block {
	name, number := p.name(s.person, s.client), p.known(s.totals.first(), s.person, "insured_number", s.client.Insured)
	return fields([]float64{4, 9, 4, 9, 5, 9},
		[]Cell{label("利用者氏名"), name, label("保険者番号"), p.known(s.totals.first(), s.person, "insurer_number", s.client.Insurer), label("被保険者番号"), number},
		[]Cell{label("対象年月"), plain(p.o.Style.Month(s.part)), label("作成年月日"), p.all(s.totals, "created_date"), label("合計限度超単位数"), p.amount(s.person, "total_excess_units", "単位")},
	)
}

// money are the columns of 第7表 behind service and code: item and share of the width.
var money = []struct {
	key, name string
	share     float64
}{
	{"units", "単位数", 2},
	{"discount_rate", "割引後率％", 1},
	{"discounted_units", "割引後単位数", 2},
	{"count_or_days", "回数・日数", 1},
	{"service_units_amount", "サービス単位／金額", 2},
	{"managed_units", "給付管理単位数", 2},
	{"type_limit_over_units", "種類限度を超える単位数", 2},
	{"type_limit_within_units", "種類限度内の単位数", 2},
	{"category_limit_over_units", "区分限度を超える単位数", 2},
	{"category_limit_within_units", "区分限度内の単位数", 2},
	{"unit_price", "単位数単価", 2},
	{"total_cost_insured", "費用総額", 2},
	{"benefit_rate", "給付率％", 1},
	{"insurance_claim_amount", "保険／事業費請求額", 2},
	{"fixed_copay_unit_amount", "定額負担単価", 2},
	{"client_copay_insured", "利用者負担（保険／事業）", 2},
	{"client_full_payment", "利用者負担（全額）", 2},
}

func (p pen) totals(list records) Block {
	out := Block{Heading: "区分支給限度管理・利用者負担計算", Head: 1, Sticky: 2, Widths: []float64{4, 5}}
	top := head("事業所", "サービス内容")
	for _, m := range money {
		top = append(top, head(m.name)...)
		out.Widths = append(out.Widths, m.share)
	}
	out.Rows = [][]Cell{top}
	for _, r := range list {
		out.Rows = append(out.Rows, p.total(r))
	}
	if len(list) == 0 {
		out.Rows = append(out.Rows, []Cell{plain("別表の記録はありません。").wide(len(out.Widths))})
	}
	return out
}

func (p pen) total(r record) []Cell {
	office := p.lines(r, "service_office_name", "service_office_number").small()
	office.Text = joined("\n", office.Text, around("サテライト ", r.text("satellite_no"), ""))
	office.Head = true
	row := []Cell{office.and(places(r.at("satellite_no"))...), p.totalService(r)}
	sum := totalName(r.text("service_code")) != ""
	for _, m := range money {
		c := p.number(r, m.key).small()
		c.Bold = sum
		row = append(row, c)
	}
	return row
}

// totalService names the line, sums by what they sum.
func (p pen) totalService(r record) Cell {
	c := serviceCell(p, r)
	if name := totalName(r.text("service_code")); name != "" {
		c.Text, c.Bold = joined("\n", name, r.text("service_code")), true
	}
	over := ""
	if v := r.text("over_30_days"); v != "" && v != "0" {
		over = around("30日超区分 ", p.value(r, "over_30_days"), "")
	}
	c.Text = joined("\n", c.Text, r.text("equipment_name"), r.text("tais_code"), r.text("equipment_notification_code"), over)
	return c.and(r.everywhere()...)
}

// totalName names the lines that sum up others, "" for services.
func totalName(code string) string {
	kind := spec.ServiceTypeName(careplan.TypeOf(code))
	switch {
	case code == "999999":
		return "合計"
	case strings.HasSuffix(code, "AAAA"):
		return joined("　", kind, "小計（限度額の対象）")
	case strings.HasSuffix(code, "EEEE"):
		return joined("　", kind, "小計（限度額の対象外）")
	case strings.HasSuffix(code, "ZZZZ"):
		return joined("　", kind, "小計（30日超）")
	}
	return ""
}

// typeLimits are the rows of 種類別支給限度管理: nine at most, none is usual.
func (p pen) typeLimits(r record) [][]Cell {
	var out [][]Cell
	for n := 1; n <= 9; n++ {
		key := "service_limit_" + strconv.Itoa(n) + "_"
		kind := p.item(r, key+"service_type")
		row := []Cell{kind, p.number(r, key+"limit_units"), p.number(r, key+"total_units"), p.number(r, key+"excess_units")}
		if kind.Text == "" && row[1].Text == "" && row[2].Text == "" && row[3].Text == "" {
			continue
		}
		row[0].Text = joined("　", spec.ServiceTypeName(kind.Text), kind.Text)
		out = append(out, row)
	}
	return out
}

// totalRecords turns totals back into records; a zero that may mean "empty" stays empty.
func totalRecords(list []careplan.Total) records {
	l := spec.LayoutOf(spec.E202407, spec.UPSIKYU)
	out := make(records, len(list))
	for i, t := range list {
		over := "0"
		if t.Over30 {
			over = "1"
		}
		out[i] = made(l, t.Line, map[string]string{
			"insurer_number": t.Client.Insurer, "insured_number": t.Client.Insured, "target_month": t.Month,
			"service_office_name": t.ProviderName, "service_office_number": t.Provider, "satellite_no": t.Satellite,
			"service_code": t.Code, "equipment_name": t.Article, "units": filled(t.Units), "discount_rate": t.Rate,
			"discounted_units": filled(t.Discounted), "count_or_days": filled(t.Count), "service_units_amount": filled(t.Amount),
			"managed_units": filled(t.Managed), "type_limit_over_units": filled(t.TypeOver), "type_limit_within_units": filled(t.TypeWithin),
			"category_limit_over_units": filled(t.Over), "category_limit_within_units": filled(t.Within), "unit_price": t.Price,
			"total_cost_insured": filled(t.Cost), "benefit_rate": filled(t.Benefit), "insurance_claim_amount": filled(t.Claim),
			"client_copay_insured": filled(t.Copay), "client_full_payment": filled(t.Full), "over_30_days": over,
		})
	}
	return out
}

// filled writes a number of the model, "" for 0.
func filled(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
