package effect

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

//go:embed rules.json
var rulesJSON []byte

// Rule is one subsidy or 加算 as data. Rules change: each has its validity and source.
type Rule struct {
	ID, Name string
	Kind     string // subsidy 補助金, addon 加算
	Body     string // who pays
	From     string // YYYY-MM-DD, "" = not known
	Until    string
	Source   string
	Needs    []Need
	Pays     string
	Note     string
}

// Need is one thing a rule asks for.
type Need struct {
	Kind string // partners, months, realSend, realReceive, licence, attendance, newPartners, other
	N    int
	Text string // for other
}

var rules = sync.OnceValue(func() []Rule {
	var out []Rule
	if err := json.Unmarshal(rulesJSON, &out); err != nil {
		panic("effect: rules.json: " + err.Error()) // part of the program
	}
	return out
})

// Rules lists the known rules.
func Rules() []Rule { return slices.Clone(rules()) }

// Use is what is known of an office's use of the exchange.
type Use struct {
	Joined                  time.Time // licence
	FirstSend, FirstReceive time.Time
	Partners                map[string]int // month YYYY-MM to partners linked
	NewPartners             int            // offices it brought in
	Attended                bool           // a workshop of the municipality
}

// Check is one need of a rule, judged.
type Check struct {
	Text string // what is asked, and how far it is
	Met  bool
	Open bool // cannot be counted here
}

// Verdict is a rule judged for an office. It is a help for counting, never a decision.
type Verdict struct {
	Rule  Rule
	Needs []Check
	Met   bool
	Over  bool // the rule is no longer valid
	Next  string
}

// Judge counts an office's use against a rule.
func Judge(r Rule, u Use, today time.Time) Verdict {
	v := Verdict{Rule: r, Met: true, Next: "自治体の要綱を確認してください。"}
	for _, n := range r.Needs {
		c := n.check(u, r, today)
		v.Needs = append(v.Needs, c)
		v.Met = v.Met && c.Met
	}
	if until, err := time.ParseInLocation(time.DateOnly, r.Until, today.Location()); err == nil && today.After(until.AddDate(0, 0, 1)) {
		v.Over, v.Met = true, false
		v.Next = "受付は" + r.Until + "で終わっています。次の募集があるか、自治体に確かめてください。"
	}
	return v
}

func (n Need) check(u Use, r Rule, today time.Time) Check {
	most, months := u.count(r, today)
	switch n.Kind {
	case "partners":
		return Check{Text: fmt.Sprintf("%d事業所以上と連携（いま最多の月で%d）", n.N, most), Met: most >= n.N}
	case "months":
		return Check{Text: fmt.Sprintf("%dか月以上の利用（いま%dか月）", n.N, months), Met: months >= n.N}
	case "newPartners":
		return Check{Text: fmt.Sprintf("新しく%d事業所以上を連携に誘う（いま%d）", n.N, u.NewPartners), Met: u.NewPartners >= n.N}
	case "licence":
		return Check{Text: "ライセンスの取得" + since(u.Joined), Met: !u.Joined.IsZero() && !u.Joined.After(today)}
	case "realSend":
		return Check{Text: "実際の送信" + since(u.FirstSend), Met: !u.FirstSend.IsZero() || months > 0}
	case "realReceive":
		return Check{Text: "実際の受信" + since(u.FirstReceive), Met: !u.FirstReceive.IsZero() || months > 0}
	case "attendance":
		return Check{Text: "自治体の説明会・研修会への参加", Met: u.Attended}
	}
	return Check{Text: n.Text + "（ここでは数えられません。書類で確かめてください）", Open: true}
}

func since(t time.Time) string {
	if t.IsZero() {
		return "（まだ）"
	}
	return "（" + t.Format(time.DateOnly) + "）"
}

// count gives the most partners of one month and the months with any, within the validity.
func (u Use) count(r Rule, today time.Time) (most, months int) {
	for m, n := range u.Partners {
		if n > 0 && m <= today.Format("2006-01") && (r.From == "" || m >= r.From[:7]) && (r.Until == "" || m <= r.Until[:7]) {
			most, months = max(most, n), months+1
		}
	}
	return most, months
}
