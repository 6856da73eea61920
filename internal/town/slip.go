package town

import (
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Slips gives one clean slip set (提供票) for each partner of #1 in a month, in the order of
// the partners. A set holds all services of all providers of each client of the partner.
// From 2027-01 on 訪問介護 ほころび has its new number.
func Slips(month string) []Set {
	rename := currentNumber(month)
	list := monthsOf(kyotaku(), month, rename)
	var out []Set
	for n, o := range Partners() {
		out = append(out, slipSet(month, officeByNumber(rename(o.Number)), n, list))
	}
	return out
}

// Entrusted gives the slip sets (Y4) of the 14 clients of 委託予防 for their providers.
func Entrusted(month string) []Set {
	rename := currentNumber(month)
	list := monthsOf(people()[kyotakuCount:], month, rename)
	var out []Set
	for n, p := range []struct{ number, kind string }{{tsumugi, "A6"}, {hokorobi, "A2"}, {kasuri, "67"}} {
		o := officeByNumber(rename(p.number))
		o.Type = p.kind
		out = append(out, slipSet(month, o, 40+n, list))
	}
	return out
}

func kyotaku() []Client { return people()[:kyotakuCount] }

// currentNumber gives the number under which an office stands in a month.
func currentNumber(month string) func(string) string {
	return func(number string) string {
		if number == hokorobi && month >= "202701" {
			return hokorobi2
		}
		return number
	}
}

// clientMonth is one client's month in a slip.
type clientMonth struct {
	client Client
	month  string
	rows   []careplan.Visit
}

// monthsOf plans a month of clients.
func monthsOf(clients []Client, month string, rename func(string) string) []clientMonth {
	var out []clientMonth
	for _, c := range clients {
		out = append(out, clientMonth{c.in(month), month, c.visits(month, rename)})
	}
	return out
}

// slipSet is the set of partner No. n: the clients with a service of the partner.
func slipSet(month string, o Office, n int, list []clientMonth) Set {
	var own []clientMonth
	for _, m := range list {
		if serves(m.rows, o) {
			own = append(own, m)
		}
	}
	return Set{Partner: o, Month: month, Files: slipFiles(month, o, serial(writtenOn(month), 9, n*7), own)}
}

// serves reports whether a client has a service of the office. The number of an office
// that also works under 総合事業 is looked at with its type.
func serves(rows []careplan.Visit, o Office) bool {
	for _, v := range rows {
		if v.Provider == o.Number && v.Type() == o.Type {
			return true
		}
	}
	return false
}

// slipFiles are the three files of a slip: 補足情報, 第6表 and 第7表.
func slipFiles(month string, o Office, number string, slips []clientMonth) []File {
	info, table6, table7 := newSheet(spec.UPHOSOKU), newSheet(spec.UPPLAN), newSheet(spec.UPSIKYU)
	for _, s := range slips {
		info.add(s.client.supplement(month, "00000000"))
		for _, v := range s.rows {
			table6.add(plannedRow(v))
		}
		table7.annex(s)
	}
	to := careplan.Address{Office: o.Number, Type: o.Type}
	return []File{
		info.file(month, from43, to, number), table6.file(month, from43, to, number), table7.file(month, from43, to, number),
	}
}

var from43 = careplan.Address{Office: itoguchi, Type: "43"}

// sheet is one file that is being filled.
type sheet struct {
	layout  *spec.Layout
	records []careplan.DocumentRecord
}

func newSheet(k spec.Kind) *sheet { return &sheet{layout: spec.LayoutOf(spec.E202407, k)} }

// add writes a record by the keys of its items; item 1 is the edition.
func (s *sheet) add(values map[string]string) {
	rec := careplan.DocumentRecord{Values: make([]string, s.layout.Columns())}
	for key, value := range values {
		rec.Values[s.layout.Col(key)-1] = value // a key that the layout lacks is a mistake of this package
	}
	rec.Values[0] = string(s.layout.Edition)
	s.records = append(s.records, rec)
}

// file writes the sheet as CSV.
func (s *sheet) file(month string, from, to careplan.Address, number string) File {
	n := careplan.Name{Kind: s.layout.Kind, Edition: s.layout.Edition, From: from, To: to, Serial: number}
	if s.layout.HasMonth {
		n.Month = month
	}
	doc := careplan.Document{Name: careplan.FormatName(n), Layout: s.layout, Records: s.records}
	b, err := doc.CSV()
	if err != nil {
		panic("town: " + err.Error()) // the town's own texts all have a place in Windows-31J
	}
	return File{Name: doc.Name, Bytes: b}
}

// supplement is a client's record of UPHOSOKU.
func (c Client) supplement(month, planDate string) map[string]string {
	out := c.keys()
	for key, value := range map[string]string{
		"care_plan_date": planDate, "client_name_kana": c.Kana, "client_name": c.Name, "client_sex": c.Sex, "client_birth_date": c.Birth,
		"client_postal_code": "999-0001", "client_address1": c.Address, "client_phone": "00-0000-0001",
		"limit_start_date": c.CertFrom, "limit_end_date": c.CertTo, "certification_status": c.Status, "care_level": c.Level,
		"category_limit_units": strconv.Itoa(c.Limit), "consent_office_number": "", "updated_by_office": itoguchi, "target_month": month,
	} {
		out[key] = value
	}
	if c.CertFrom != "" {
		out["certification_date"] = c.CertFrom[:6] + "01"
	}
	if n := c.staysBefore(month); n > 0 && month != "000000" {
		out["short_stay_days_to_prev_month"] = strconv.Itoa(n)
	}
	if c.Has("区分変更") && c.Level == "23" {
		out["care_level_change_date"], out["previous_care_level"] = "20261210", "22"
	}
	return out
}

func (c Client) keys() map[string]string {
	return map[string]string{"insurer_number": c.Key.Insurer, "insured_number": c.Key.Insured}
}

// plannedRow is a record of 第6表 予定.
func plannedRow(v careplan.Visit) map[string]string {
	return map[string]string{
		"insurer_number": v.Client.Insurer, "insured_number": v.Client.Insured, "created_date": v.Created, "target_month": v.Month,
		"plan_office_number": v.Planner, "planner_name": v.PlannerName, "units": strconv.Itoa(v.Units), "service_date": v.Day,
		"start_time": v.Start, "end_time": v.End, "service_count": strconv.Itoa(v.Count), "service_code": v.Code, "tais_code": v.Tais,
		"equipment_name": v.Article, "service_office_number": v.Provider, "service_office_name": v.ProviderName,
		"over_30_days": "0", "updated_by_office": itoguchi,
	}
}

// annex adds a client's lines of 第7表: one for each code of a provider, a subtotal where a
// provider has several that count, and the grand total.
func (s *sheet) annex(m clientMonth) {
	lines := linesOf(m.rows)
	all := line{provider: "9999999999", code: "999999"}
	for _, l := range lines {
		s.add(l.record(m))
		all.take(l)
	}
	for _, sub := range subtotals(lines) {
		s.add(sub.record(m))
	}
	s.add(all.record(m))
}

// line is a line of 第7表 under way. Units are 単位, money is yen.
type line struct {
	provider, name, code, article, tais string
	units, count, counted, cost, claim  int
	rate                                bool
}

// linesOf sums the rows of each provider, code and article.
func linesOf(rows []careplan.Visit) []line {
	var out []line
	for _, v := range rows {
		l := line{provider: v.Provider, name: v.ProviderName, code: v.Code, article: v.Article, tais: v.Tais, units: v.Units, rate: isRate(v.Code)}
		i := 0
		for i < len(out) && (out[i].provider != l.provider || out[i].code != l.code || out[i].tais != l.tais || out[i].units != l.units) {
			i++
		}
		if i == len(out) {
			out = append(out, l)
		}
		out[i].count += v.Count
	}
	for i := range out {
		l := &out[i]
		if !l.rate {
			l.counted = l.units * l.count
		}
		l.cost = l.units * l.count * 10
		l.claim = l.cost * 9 / 10
	}
	return out
}

// take adds a line to a total.
func (l *line) take(o line) {
	l.counted += o.counted
	if !o.rate || l.code == "999999" {
		l.cost, l.claim = l.cost+o.cost, l.claim+o.claim
	}
}

// subtotals are the ttAAAA lines of providers that have several codes of a type which count.
func subtotals(lines []line) []line {
	var out []line
	for i, l := range lines {
		if l.rate || seenBefore(lines[:i], l) {
			continue
		}
		sub := line{provider: l.provider, name: l.name, code: l.code[:2] + "AAAA"}
		for _, o := range lines[i:] {
			if o.provider == l.provider && o.code[:2] == l.code[:2] && !o.rate {
				sub.take(o)
				sub.count++
			}
		}
		out = append(out, sub)
	}
	return out
}

func seenBefore(lines []line, l line) bool {
	for _, o := range lines {
		if o.provider == l.provider && o.code[:2] == l.code[:2] && !o.rate {
			return true
		}
	}
	return false
}

// record writes the line as a record of 第7表.
func (l line) record(m clientMonth) map[string]string {
	out := m.client.keys()
	n := strconv.Itoa
	for key, value := range map[string]string{
		"created_date": writtenOn(m.month), "target_month": m.month, "service_office_name": l.name, "service_office_number": l.provider,
		"service_code": l.code, "tais_code": l.tais, "equipment_name": l.article, "units": n(l.units), "count_or_days": n(l.count),
		"total_cost_insured": n(l.cost), "benefit_rate": "90", "insurance_claim_amount": n(l.claim), "client_copay_insured": n(l.cost - l.claim),
		"over_30_days": "0", "office_code_fixed": "9999999999", "updated_by_office": itoguchi, "unit_price": "10.00",
	} {
		out[key] = value
	}
	if l.isTotal() {
		out["count_or_days"] = "0"
	}
	if l.code == "999999" {
		out["unit_price"], out["benefit_rate"] = "", ""
	}
	if l.rate {
		out["service_units_amount"] = ""
		return out
	}
	counted := n(l.counted)
	out["service_units_amount"], out["managed_units"] = counted, counted
	out["category_limit_over_units"], out["category_limit_within_units"] = "0", counted
	return out
}

func (l line) isTotal() bool { return l.code == "999999" || strings.HasSuffix(l.code, "AAAA") }
