package demotown

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// File is one file as the care software of an office would export it.
type File struct {
	Name  string
	Bytes []byte
}

// Set is the files of one unit for one partner.
type Set struct {
	Partner Office
	Month   string
	Files   []File
}

const edition = spec.Edition("202407")

// made is the day on which #1 makes the slips of a month.
func made(month string) string {
	return map[string]string{"202610": "20260924", "202611": "20261023", "202612": "20261124", "202701": "20261223"}[month]
}

// Slips gives a month's slip sets (K2) of #1, one a partner.
func Slips(month string) []Set {
	clients := Clients()
	var out []Set
	for i, o := range Partners() {
		out = append(out, Set{Partner: o, Month: month, Files: slipFiles(clients, o, month, i)})
	}
	return out
}

// slipFiles are the three files of one partner: all services of all its clients.
func slipFiles(clients []Client, o Office, month string, i int) []File {
	plan, totals, people := newDocument("UPPLAN", month, o, i), newDocument("UPSIKYU", month, o, i), newDocument("UPHOSOKU", month, o, i)
	for _, c := range clients {
		if !slices.ContainsFunc(c.Services, func(s Service) bool { return s.Provider == o.Number }) {
			continue
		}
		visits := c.visits(month)
		for _, v := range visits {
			plan.add(visitValues(v, made(month), Itoguchi))
		}
		for _, t := range totalsOf(c, visits, month) {
			totals.add(t)
		}
		people.add(c.person(month, "00000000"))
	}
	return []File{plan.file(), totals.file(), people.file()}
}

// document is a file in the making.
type document struct{ careplan.Document }

func newDocument(kind spec.Kind, month string, to Office, i int) *document {
	serial := fmt.Sprintf("%s09%02d00", made(month), i)
	return documentOf(kind, month, careplan.Address{Office: Itoguchi, Type: "43"}, careplan.Address{Office: to.Number, Type: to.Type}, serial)
}

func documentOf(kind spec.Kind, month string, from, to careplan.Address, serial string) *document {
	name := careplan.FormatName(careplan.Name{Kind: kind, Edition: edition, Month: month, From: from, To: to, Serial: serial})
	return &document{careplan.Document{Name: name, Layout: spec.LayoutOf(edition, kind)}}
}

// add appends a record by the keys of its items.
func (d *document) add(values map[string]string) {
	values["csv_version"] = string(edition)
	rec := careplan.DocumentRecord{Values: make([]string, d.Layout.Columns())}
	for i := range d.Layout.Fields {
		rec.Values[i] = values[d.Layout.Fields[i].Key]
	}
	d.Records = append(d.Records, rec)
}

func (d *document) file() File {
	b, err := d.CSV()
	if err != nil {
		panic(fmt.Sprintf("town file %s: %v", d.Layout.Kind, err)) // the names above are all in Windows-31J
	}
	return File{Name: d.Name, Bytes: b}
}

func visitValues(v careplan.Visit, created, by string) map[string]string {
	return map[string]string{
		"insurer_number": v.Client.Insurer, "insured_number": v.Client.Insured, "created_date": created, "target_month": v.Month,
		"plan_office_number": v.Planner, "planner_name": v.PlannerName, "units": strconv.Itoa(v.Units), "service_date": v.Day,
		"start_time": v.Start, "end_time": v.End, "service_count": strconv.Itoa(v.Count), "service_code": v.Code, "tais_code": v.Tais,
		"equipment_name": v.Article, "service_office_number": v.Provider, "service_office_name": v.ProviderName, "satellite_no": v.Satellite,
		"over_30_days": "0", "updated_by_office": by,
	}
}

// line is one line of 第7表 in the making.
type line struct {
	provider, name, code, tais, article string
	units, count                        int
}

// totalsOf is the 第7表 of a client: a line per code, a total per type with several codes,
// and the grand total.
func totalsOf(c Client, visits []careplan.Visit, month string) []map[string]string {
	lines, sum := linesOf(visits), 0
	var out []map[string]string
	perType := map[string][]line{}
	for _, l := range lines {
		out = append(out, c.total(l, month, l.units*l.count))
		key := l.provider + l.code[:2]
		perType[key] = append(perType[key], l)
		sum += l.units * l.count
	}
	for _, l := range lines {
		group := perType[l.provider+l.code[:2]]
		if len(group) < 2 || group[0] != l {
			continue
		}
		units := 0
		for _, g := range group {
			units += g.units * g.count
		}
		out = append(out, c.total(line{provider: l.provider, name: l.name, code: l.code[:2] + "AAAA"}, month, units))
	}
	grand := c.total(line{provider: "9999999999", code: "999999"}, month, sum)
	grand["unit_price"], grand["benefit_rate"] = "", ""
	return append(out, grand)
}

func linesOf(visits []careplan.Visit) []line {
	var lines []line
	for _, v := range visits {
		i := slices.IndexFunc(lines, func(l line) bool { return l.provider == v.Provider && l.code == v.Code && l.article == v.Article })
		if i < 0 {
			lines = append(lines, line{provider: v.Provider, name: v.ProviderName, code: v.Code, tais: v.Tais, article: v.Article, units: v.Units})
			i = len(lines) - 1
		}
		lines[i].count += v.Count
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.code[:2], b.code[:2]), cmp.Compare(a.provider, b.provider))
	})
	return lines
}

func (c Client) total(l line, month string, amount int) map[string]string {
	cost := amount * 10
	n := strconv.Itoa
	return map[string]string{
		"insurer_number": c.Key.Insurer, "insured_number": c.Key.Insured, "created_date": made(month), "target_month": month,
		"service_office_name": l.name, "service_office_number": l.provider, "service_code": l.code, "tais_code": l.tais, "equipment_name": l.article,
		"units": n(l.units), "count_or_days": n(l.count), "service_units_amount": n(amount), "managed_units": n(amount),
		"category_limit_over_units": "0", "category_limit_within_units": n(amount), "unit_price": "10.00", "total_cost_insured": n(cost),
		"benefit_rate": "90", "insurance_claim_amount": n(cost * 9 / 10), "client_copay_insured": n(cost - cost*9/10), "over_30_days": "0",
		"office_code_fixed": "9999999999", "updated_by_office": Itoguchi,
	}
}

// person is a client's 補足情報; planDay is 00000000 with slips.
func (c Client) person(month, planDay string) map[string]string {
	return map[string]string{
		"insurer_number": c.Key.Insurer, "insured_number": c.Key.Insured, "care_plan_date": planDay, "client_name_kana": c.Kana, "client_name": c.Name,
		"client_sex": c.Sex, "client_birth_date": c.Birth, "client_postal_code": "999-0001", "client_address1": "架空県襷市見本町1-2-3",
		"client_phone": "00-0000-0000", "certification_date": "20260325", "limit_start_date": c.CertFrom, "limit_end_date": c.CertTo,
		"certification_status": "2", "care_level": c.Level, "category_limit_units": strconv.Itoa(c.Limit), "updated_by_office": Itoguchi, "target_month": month,
	}
}
