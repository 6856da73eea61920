package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
)

// Rule is the condition of a 加算 or 補助金 that a count of transfers can answer. Zero conditions
// ask for nothing. What counts is chosen by Channels and Types, empty for all.
type Rule struct {
	Name      string
	From, To  string   // months it is valid (YYYYMM), To "" open
	Source    string   // 告示, 要綱 and the like, with its date
	Partners  int      // at least this many offices
	Months    int      // used in at least this many months
	FirstFrom string   // the first exchange on this day or later (YYYYMMDD)
	FirstBy   string   // the first exchange on this day or earlier
	Channels  []string // the ways that count
	Types     []string // the service types of partners that count
}

// Use is what was exchanged with one office.
type Use struct {
	Partner Partner
	Months  []string // months of exchange, not service months
	First   string   // day of the first exchange within the validity
	Count   int
}

// Tally is a rule counted on a day.
type Tally struct {
	Rule     Rule
	Today    string
	Valid    bool  // today lies in the validity
	Uses     []Use // by office number
	Months   []string
	First    string // day of the first exchange that counts, of all time
	Count    int
	Missing  []string // in words, what the condition still lacks
	Met      bool
	Sentence string
}

// Count counts a rule. The months are those of sending or receiving; the first exchange may
// lie before the validity. Drafts, waiting, withdrawn and refused letters do not count.
func Count(r Rule, rows []Transfer, today string) Tally {
	t := Tally{Rule: r, Today: today, Valid: r.valid(calendar.Month(today))}
	for _, x := range inOrder(rows) {
		day := calendar.Of(x.At)
		if day > today || !r.counts(x) {
			continue
		}
		if t.First == "" {
			t.First = day
		}
		if r.valid(calendar.Month(day)) {
			t.add(x, day)
		}
	}
	slices.SortFunc(t.Uses, func(x, y Use) int { return cmp.Compare(x.Partner.Number, y.Partner.Number) })
	t.judge()
	return t
}

func (r Rule) valid(month string) bool {
	return month != "" && month >= r.From && (r.To == "" || month <= r.To)
}

// failed are the states in which nothing has arrived or stayed.
var failed = []string{"下書き", "送信待ち", "差戻し", "送信取消"}

func (r Rule) counts(x Transfer) bool {
	for _, s := range failed {
		if strings.Contains(x.State, s) {
			return false
		}
	}
	return (len(r.Channels) == 0 || slices.Contains(r.Channels, x.Channel)) &&
		(len(r.Types) == 0 || slices.Contains(r.Types, x.Partner.Type))
}

func (t *Tally) add(x Transfer, day string) {
	t.Count++
	month := calendar.Month(day)
	if !slices.Contains(t.Months, month) {
		t.Months = append(t.Months, month)
	}
	i := slices.IndexFunc(t.Uses, func(u Use) bool { return u.Partner.Number == x.Partner.Number })
	if i < 0 {
		t.Uses = append(t.Uses, Use{Partner: x.Partner, First: day})
		i = len(t.Uses) - 1
	}
	u := &t.Uses[i]
	u.Count++
	if !slices.Contains(u.Months, month) {
		u.Months = append(u.Months, month)
	}
}

func (t *Tally) judge() {
	r := t.Rule
	if n := r.Partners - len(t.Uses); n > 0 {
		t.Missing = append(t.Missing, fmt.Sprintf("相手があと%d事業所", n))
	}
	if n := r.Months - len(t.Months); n > 0 {
		t.Missing = append(t.Missing, fmt.Sprintf("利用する月があと%dか月", n))
	}
	if !t.firstKept() {
		t.Missing = append(t.Missing, "期日に合う最初の連携")
	}
	t.Met = t.Valid && len(t.Missing) == 0
	t.Sentence = t.sentence()
}

func (t *Tally) firstKept() bool {
	r := t.Rule
	if r.FirstFrom == "" && r.FirstBy == "" {
		return true
	}
	return t.First != "" && t.First >= r.FirstFrom && (r.FirstBy == "" || t.First <= r.FirstBy)
}

func (t *Tally) sentence() string {
	name := "「" + t.Rule.Name + "」"
	counted := fmt.Sprintf("相手 %d事業所、利用した月 %dか月、連携 %d件", len(t.Uses), len(t.Months), t.Count)
	switch {
	case !t.Valid:
		return name + "は、今日は対象の期間に入っていません（" + counted + "）。"
	case t.Met:
		return name + "の条件を満たしています（" + counted + "）。"
	}
	return name + "の条件をまだ満たしていません。足りないもの: " + strings.Join(t.Missing, "、") + "（" + counted + "）。"
}
