package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/desk/reconcile"
)

// ClientList is a list of clients that needs attention this month.
type ClientList struct {
	Code, Name string
	Hint       string // what to do about them
	Clients    []Client
}

// ClientLists gives the lists of the page 利用者.
func (b *Bench) ClientLists() []ClientList {
	month := calendar.Month(b.Today())
	next := calendar.AddMonths(month, 1)
	lists := []ClientList{
		{Code: "ending", Name: "認定が今月・来月で終わる", Hint: "更新の申請が済んでいるか確かめてください。"},
		{Code: "applying", Name: "申請中", Hint: "結果が出るまで請求できません。月遅れとして扱います。"},
		{Code: "changed", Name: "区分変更", Hint: "月の途中で変わったときは、重い方の限度額を使います。"},
		{Code: "elsewhere", Name: "住所地特例", Hint: "保険者が所在地と違います。番号を確かめてください。"},
		{Code: "welfare", Name: "H番号（生保単独）", Hint: "請求先は福祉事務所です。"},
		{Code: "prevention", Name: "総合事業・要支援", Hint: "サービスコードは市町村ごとに違います。"},
	}
	for _, c := range b.Clients() {
		for i, in := range []bool{
			c.CertTo != "" && (calendar.Month(c.CertTo) == month || calendar.Month(c.CertTo) == next),
			c.Status == "1", c.LevelChanged != "" && calendar.Month(c.LevelChanged) == month,
			slices.Contains(c.Marks, "住所地特例"), c.Key.WelfareOnly(), c.Level == "06" || c.Level == "12" || c.Level == "13",
		} {
			if in {
				lists[i].Clients = append(lists[i].Clients, c)
			}
		}
	}
	return lists
}

// Badges are the marks of a client beside the name.
func Badges(c Client) []string {
	out := slices.Clone(c.Marks)
	if c.Key.WelfareOnly() {
		out = append(out, "生保単独")
	}
	if c.Status == "1" {
		out = append(out, "申請中")
	}
	if c.Level == "06" {
		out = append(out, "総合事業")
	}
	return out
}

// Finds reports whether a client is found by words: name, kana, number.
func Finds(c Client, words string) bool {
	text := fold(c.Name + " " + c.Kana + c.Key.Insured)
	for _, w := range strings.Fields(words) {
		if !strings.Contains(text, fold(w)) {
			return false
		}
	}
	return true
}

// FindsPartner reports whether a partner is found by words: name, number, service type.
func FindsPartner(c Card, words string) bool {
	text := fold(c.Name + c.Address.Office + c.TypeName())
	for _, w := range strings.Fields(words) {
		if !strings.Contains(text, fold(w)) {
			return false
		}
	}
	return true
}

// ChooseManager gives a client to a care manager of the office (担当変更).
func (b *Bench) ChooseManager(ctx context.Context, k careplan.ClientKey, to, who string) error {
	return b.ChangeClient(ctx, k, b.note(who, "manager", k.String(), to), func(c *Client) error {
		c.Manager = to
		return nil
	})
}

// Sees reports whether something about a client came to a service type that a reader may
// see; no types = all.
func (b *Bench) Sees(types []string, k careplan.ClientKey) bool {
	if len(types) == 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.entries {
		if slices.Contains(types, e.Own.Type) && slices.Contains(e.Clients, k) {
			return true
		}
	}
	return false
}

// ClientMonth is one month on a client's page.
type ClientMonth struct {
	Month   string
	Slips   []Entry
	Pairs   []PairState
	Verdict Verdict
}

// PairState is where the actual of one provider stands.
type PairState struct {
	Pair  Pair
	Name  string
	State ActualState
}

// ClientMonths gathers a client's months, newest first.
func (b *Bench) ClientMonths(ctx context.Context, k careplan.ClientKey) ([]ClientMonth, error) {
	var months []string
	slips := map[string][]Entry{}
	for _, e := range b.Entries(Filter{Client: k}) {
		if e.Month != "" && !slices.Contains(months, e.Month) {
			months = append(months, e.Month)
		}
		if e.Family == "slip" {
			slips[e.Month] = append(slips[e.Month], e)
		}
	}
	slices.SortFunc(months, func(x, y string) int { return cmp.Compare(y, x) })
	var out []ClientMonth
	for _, month := range months {
		m, err := b.MonthOf(ctx, month)
		if err != nil {
			return nil, err
		}
		cm := ClientMonth{Month: month, Slips: slips[month], Verdict: m.Verdicts[k]}
		for _, p := range m.Expected {
			if p.Client == k {
				cm.Pairs = append(cm.Pairs, PairState{p, cmp.Or(m.Names[p.Provider], p.Provider), m.State(p)})
			}
		}
		out = append(out, cm)
	}
	return out, nil
}

// ClientPlan is one version of a client's plan of care in the ledger.
type ClientPlan struct {
	Entry Entry
	Plan  careplan.Plan
}

// ClientPlans lists the versions of a client's plan, newest first.
func (b *Bench) ClientPlans(ctx context.Context, k careplan.ClientKey) ([]ClientPlan, error) {
	var out []ClientPlan
	for _, e := range b.Entries(Filter{Client: k, Family: "plan"}) {
		c, err := b.ContentOf(ctx, e)
		if err != nil {
			continue // a letter that cannot be opened keeps its row in the list
		}
		for _, p := range c.Plans {
			if p.Client == k {
				out = append(out, ClientPlan{e, p})
			}
		}
	}
	return out, nil
}

// ClaimRow is one line of the 給付管理確認表: client × provider × service type.
type ClaimRow struct {
	Client  Client
	Line    reconcile.Line
	State   ActualState
	Verdict Verdict
}

// ClaimSums counts clients by how their month ends.
type ClaimSums struct{ Claim, Late, None, Open int }

// ClaimTable makes the 給付管理確認表 of a month.
func (b *Bench) ClaimTable(ctx context.Context, month string, types []string) ([]ClaimRow, ClaimSums, error) {
	var sums ClaimSums
	m, err := b.MonthOf(ctx, month)
	if err != nil {
		return nil, sums, err
	}
	reviews, err := b.Reviews(ctx, month)
	if err != nil {
		return nil, sums, err
	}
	slices.SortStableFunc(reviews, func(x, y Review) int { return cmp.Compare(fold(x.Client.Kana), fold(y.Client.Kana)) })
	var rows []ClaimRow
	for _, r := range reviews {
		if !b.Sees(types, r.Client.Key) {
			continue
		}
		sums.add(r.Verdict.Kind)
		for _, l := range r.Result.Lines {
			for _, c := range r.Verdict.Carry {
				if c.Provider == l.Provider && c.Type == l.Type {
					l.Over = c.Units
				}
			}
			p := Pair{r.Client.Key, l.Provider, l.Type}
			l.ProviderName = cmp.Or(l.ProviderName, m.Names[l.Provider])
			rows = append(rows, ClaimRow{r.Client, l, m.State(p), r.Verdict})
		}
	}
	return rows, sums, nil
}

func (s *ClaimSums) add(k VerdictKind) {
	switch k {
	case ToClaim:
		s.Claim++
	case Late:
		s.Late++
	case NoClaim:
		s.None++
	default:
		s.Open++
	}
}

// Noted writes a line of the journal about a thing.
func (b *Bench) Noted(ctx context.Context, who, verb, subject string) error {
	if err := b.Cabinet.Put(ctx, notesOf(b.note(who, verb, subject, ""))); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

// Printed notes that a row was printed.
func (b *Bench) Printed(ctx context.Context, id, who string) error {
	_, err := b.changeEntry(ctx, id, b.note(who, "printed", id, ""), func(e *Entry) error {
		e.PrintedAt = b.Now().UTC()
		return nil
	})
	return err
}

// VersionDifference is what a newer version changed, client by client.
type VersionDifference struct {
	Old, New Entry
	Lines    []VersionLine
}

// VersionLine is one change between two versions.
type VersionLine struct {
	Client careplan.ClientKey
	Day    string
	Before string
	After  string
}

// Difference compares a slip or actual with the version before it.
func (b *Bench) Difference(ctx context.Context, e Entry) (VersionDifference, error) {
	d := VersionDifference{New: e}
	old, ok := b.before(e)
	if !ok {
		return d, &Error{Code: "no_older", Message: "これより前の版はありません。", Next: "一覧に戻ってください。"}
	}
	d.Old = old
	was, err := b.ContentOf(ctx, old)
	if err != nil {
		return d, err
	}
	is, err := b.ContentOf(ctx, e)
	if err != nil {
		return d, err
	}
	d.Lines = compareVisits(was.Slips, is.Slips)
	return d, nil
}

// before finds the version that a row replaced, or the newest older one of the same matter.
func (b *Bench) before(e Entry) (Entry, bool) {
	if old, ok := b.Entry(e.Supersedes); ok {
		return old, true
	}
	for _, old := range b.Entries(Filter{Out: &e.Out, Month: e.Month, Family: e.Family, Partner: e.Partner.Office}) {
		if old.At.Before(e.At) && old.ID != e.ID && old.State != Withdrawn {
			return old, true
		}
	}
	return Entry{}, false
}

func compareVisits(was, is []careplan.Slip) []VersionLine {
	type key struct {
		client careplan.ClientKey
		day    string
		who    string
	}
	words := func(list []careplan.Slip) map[key][]string {
		out := map[key][]string{}
		for _, s := range list {
			for _, v := range s.Visits {
				k := key{v.Client, v.Day, v.Provider + v.Detail}
				out[k] = append(out[k], visitWords(v))
			}
		}
		for _, w := range out {
			slices.Sort(w)
		}
		return out
	}
	a, c := words(was), words(is)
	keys := map[key]bool{}
	for k := range a {
		keys[k] = true
	}
	for k := range c {
		keys[k] = true
	}
	var out []VersionLine
	for k := range keys {
		before, after := strings.Join(a[k], "、"), strings.Join(c[k], "、")
		if before != after {
			out = append(out, VersionLine{k.client, k.day, before, after})
		}
	}
	slices.SortFunc(out, func(x, y VersionLine) int {
		return cmp.Or(cmp.Compare(x.Client.String(), y.Client.String()), cmp.Compare(x.Day, y.Day), cmp.Compare(x.Before, y.Before), cmp.Compare(x.After, y.After))
	})
	return out
}

// visitWords describes a visit in one short line.
func visitWords(v careplan.Visit) string {
	out := cmp.Or(v.Article, spec.ServiceTypeName(v.Type())) + " " + v.Code
	if v.HasTime() {
		out += fmt.Sprintf(" %s:%s–%s:%s", v.Start[:2], v.Start[2:], v.End[:2], v.End[2:])
	}
	return fmt.Sprintf("%s ×%d", out, v.Count)
}
