package reconcile_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/reconcile"
)

// office is a provider of the cases: number, service type and name.
type office struct{ number, kind, name string }

var offices = map[string]office{
	"ほころび": {"9999903041", "11", "訪問介護 ほころび"},
	"あさひも": {"9999903025", "11", "訪問介護 あさひも"},
	"ちりめん": {"9999904015", "13", "訪問看護 ちりめん"},
	"つむぎ":  {"9999903017", "15", "デイ つむぎ"},
	"かすり":  {"9999903033", "17", "福祉用具 かすり"},
	"はたおり": {"9999904023", "21", "短期入所 はたおり"},
	"もめん":  {"9999903058", "12", "訪問入浴 もめん"},
	"みまわり": {"9999903066", "76", "定期巡回 みまわり"},
	"くすり":  {"9999904031", "31", "薬局 くすり"},
	"総合":   {"9999903041", "A2", "訪問介護 ほころび"},
}

var hana = careplan.ClientKey{Insurer: "999901", Insured: "0000000001"}

// story is one file of testdata. Its lines are explained in testdata/README.md.
type story struct {
	t        *testing.T
	c        reconcile.Case
	plan     careplan.Slip
	done     careplan.Slip
	percent  map[string]bool // codes that count nothing
	noTotals bool
	want     []string
	sentence []string
	lines    []string
	excess   int
	waits    bool
}

func read(t *testing.T, text string) *story {
	t.Helper()
	const month = "202612"
	s := &story{t: t, percent: map[string]bool{}}
	s.plan = careplan.Slip{Client: hana, Month: month, Supplement: &careplan.Supplement{Client: hana}}
	s.done = careplan.Slip{Client: hana, Month: month, Actual: true}
	s.c = reconcile.Case{Client: hana, Month: month, Plan: &s.plan}
	for n, line := range strings.Split(text, "\n") {
		if words := strings.Fields(strings.SplitN(line, "#", 2)[0]); len(words) > 0 {
			s.line(n+1, words)
		}
	}
	if len(s.plan.Totals) == 0 && !s.noTotals {
		s.plan.Totals = totals(s.plan.Visits, s.percent)
	}
	s.c.Actuals = []careplan.Slip{s.done}
	return s
}

func (s *story) line(n int, w []string) {
	s.t.Helper()
	switch w[0] {
	case "plan":
		s.plan.Visits = append(s.plan.Visits, s.rows(w[1:])...)
	case "done":
		s.doneRows(w[1:])
	case "total":
		s.total(w[1:])
	case "fact":
		s.fact(w[1:])
	case "want":
		s.want = append(s.want, strings.Join(w[1:], " "))
	case "says":
		s.sentence = append(s.sentence, strings.Join(w[1:], " "))
	case "line":
		s.lines = append(s.lines, strings.Join(w[1:], " "))
	case "excess":
		s.excess = number(s.t, w[1])
	case "waits":
		s.waits = true
	default:
		s.t.Fatalf("line %d: what is %q?", n, w[0])
	}
}

// rows reads 「ほころび 1,8,15 09:00-09:30 111111 244 x2 …」.
func (s *story) rows(w []string) []careplan.Visit {
	s.t.Helper()
	o, ok := offices[w[0]]
	if !ok || len(w) < 5 {
		s.t.Fatalf("row %q", w)
	}
	v := careplan.Visit{
		Client: hana, Month: "202612", Provider: o.number, ProviderName: o.name,
		Start: "9999", End: "9999", Code: w[3], Units: number(s.t, w[4]), Count: 1,
	}
	if start, end, ok := strings.Cut(w[2], "-"); ok && start != "" {
		v.Start, v.End = strings.ReplaceAll(start, ":", ""), strings.ReplaceAll(end, ":", "")
	}
	for _, more := range w[5:] {
		s.detail(&v, more)
	}
	var out []careplan.Visit
	for _, day := range dayList(s.t, w[1]) {
		v.Day = day
		out = append(out, v)
	}
	return out
}

func (s *story) detail(v *careplan.Visit, word string) {
	key, value, _ := strings.Cut(word, "=")
	switch {
	case word == "percent":
		s.percent[v.Code] = true
	case word == "over30":
		v.Over30 = true
	case key == "tais":
		v.Tais = value
	case key == "article":
		v.Article = value
	case key == "prorated":
		v.Prorated = strings.Repeat("1", number(s.t, value)) + strings.Repeat("0", 31-number(s.t, value))
	case key[0] == 'x':
		v.Count = number(s.t, key[1:])
	default:
		s.t.Fatalf("detail %q", word)
	}
}

// doneRows reads 「done as planned」, 「done as planned except 8,15」 or a row.
func (s *story) doneRows(w []string) {
	if w[0] != "as" {
		s.done.Visits = append(s.done.Visits, s.rows(w)...)
		return
	}
	without := map[string]bool{}
	if len(w) > 2 {
		for _, d := range dayList(s.t, w[3]) {
			without[d] = true
		}
	}
	for _, v := range s.plan.Visits {
		if !without[v.Day] {
			s.done.Visits = append(s.done.Visits, v)
		}
	}
}

// total reads 「total none」, or 「total つむぎ 15AAAA within=1554 over=0 managed=1554」.
func (s *story) total(w []string) {
	if w[0] == "none" {
		s.noTotals = true
		return
	}
	t := careplan.Total{Client: hana, Provider: offices[w[0]].number, Code: w[1]}
	for _, word := range w[2:] {
		key, value, _ := strings.Cut(word, "=")
		*map[string]*int{
			"within": &t.Within, "over": &t.Over, "managed": &t.Managed, "units": &t.Units, "count": &t.Count, "amount": &t.Amount,
		}[key] = number(s.t, value)
	}
	s.plan.Totals = append(s.plan.Totals, t)
}

func (s *story) fact(w []string) {
	f := &s.c.Facts
	switch w[0] {
	case "died":
		f.Died = dayList(s.t, w[1])[0]
	case "hospital", "stay":
		days := dayList(s.t, w[1])
		span := reconcile.Span{From: days[0], To: days[len(days)-1]}
		if w[0] == "hospital" {
			f.Hospital = append(f.Hospital, span)
		} else {
			f.Stays = append(f.Stays, span)
		}
	case "cert":
		f.CertFrom, f.CertTo, _ = strings.Cut(w[1], "-")
	case "agreed":
		f.Agreed = append(f.Agreed, reconcile.Agreed{Provider: offices[w[1]].number, Day: oneDay(s.t, w[2]), To: oneDay(s.t, w[3])})
	case "weekly":
		o := offices[w[1]]
		f.Weekly = append(f.Weekly, reconcile.Weekly{Provider: o.number, Type: o.kind, Weekday: number(s.t, w[2])})
	case "limit":
		f.Limit = number(s.t, w[1])
	case "heavier":
		f.HeavierLimit = number(s.t, w[1])
	case "status":
		f.Status = w[1]
	case "before":
		s.plan.Supplement.ShortStay = number(s.t, w[1])
	case "expected":
		o := offices[w[1]]
		f.Expected = append(f.Expected, reconcile.Pair{Provider: o.number, Type: o.kind})
	case "noslip":
		s.c.Plan = nil
	default:
		s.t.Fatalf("fact %q", w)
	}
}

func oneDay(t *testing.T, word string) string {
	switch {
	case word == "-":
		return ""
	case len(word) == 8:
		return word
	}
	return dayList(t, word)[0]
}

// dayList reads 1,8,15 and 14-20 as days of 2026-12.
func dayList(t *testing.T, text string) []string {
	t.Helper()
	var out []string
	for _, part := range strings.Split(text, ",") {
		from, to, ok := strings.Cut(part, "-")
		if !ok {
			to = from
		}
		for d := number(t, from); d <= number(t, to); d++ {
			out = append(out, fmt.Sprintf("202612%02d", d))
		}
	}
	return out
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("number: %v", err)
	}
	return n
}

// totals makes the lines of 第7表 that belong to planned rows: a line for each code, a
// subtotal where a pair has several, the total of all.
func totals(visits []careplan.Visit, percent map[string]bool) []careplan.Total {
	var out []careplan.Total
	type pair struct{ provider, kind string }
	lines, sums, all := map[pair]int{}, map[pair]int{}, 0
	var pairs []pair
	for _, v := range visits {
		p, units := pair{v.Provider, v.Type()}, v.Units*v.Count
		i := lineOf(out, v)
		if i < 0 {
			i = len(out)
			out = append(out, careplan.Total{Provider: v.Provider, ProviderName: v.ProviderName, Code: v.Code, Units: v.Units, Over30: v.Over30})
			if lines[p]++; lines[p] == 1 {
				pairs = append(pairs, p)
			}
		}
		out[i].Count += v.Count
		out[i].Amount += units
		if !percent[v.Code] && !v.Over30 && p.kind != "31" {
			out[i].Managed += units
			out[i].Within += units
			sums[p] += units
			all += units
		}
	}
	for _, p := range pairs {
		if lines[p] > 1 {
			out = append(out, careplan.Total{Provider: p.provider, Code: p.kind + "AAAA", Managed: sums[p], Within: sums[p]})
		}
	}
	return append(out, careplan.Total{Provider: "9999999999", Code: "999999", Managed: all, Within: all})
}

func lineOf(list []careplan.Total, v careplan.Visit) int {
	for i, t := range list {
		if t.Provider == v.Provider && t.Code == v.Code && t.Over30 == v.Over30 {
			return i
		}
	}
	return -1
}
