// Package reconcile compares plan and actual (実績確認、予実照合): the slip (提供票 予定) of one
// client and month with the actuals (実績) that the providers sent.
//
// It knows the rows of 第6表 and 第7表 and what the office tells it (Facts). It has no table
// of service codes: what is an addition (加算) or outside the limit is read from the rows
// themselves. It never changes a row, never reads a clock or a disk, and never decides
// about the claim: it says what differs, how much it costs and what to do next.
package reconcile

import (
	"cmp"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
)

// Case is one client's month: the slip, if there is one, and the actuals of all providers.
// Actuals of another client or month are left out.
type Case struct {
	Client  careplan.ClientKey
	Month   string
	Plan    *careplan.Slip
	Actuals []careplan.Slip
	Facts   Facts
}

// Facts is what the office knows besides the files. Days are YYYYMMDD, limits are 単位 a
// month; what is not known is empty.
type Facts struct {
	Died             string // 死亡日
	Hospital         []Span // 入院
	Stays            []Span // 入所
	CertFrom, CertTo string // 認定有効期間
	Weekly           []Weekly
	Agreed           []Agreed
	Limit            int    // 区分支給限度基準額
	HeavierLimit     int    // of a month in which the level changed: the heavier level counts
	Status           string // 認定状況区分: 1 申請中
	Expected         []Pair // whose actuals are awaited
}

// Span is a time from one day to another; the first is the day of going in, the last the
// day of coming out.
type Span struct{ From, To string }

// Weekly is one service of the weekly plan (第3表). Weekday 0 is Sunday.
type Weekly struct {
	Provider, Type string
	Weekday        int
}

// Agreed is a change a provider told the office (変更連絡): the service of Day moves to To.
// Without To it is cancelled, without Day it comes on top.
type Agreed struct{ Provider, Day, To, Note string }

// Pair is the grain of the 給付管理票: provider number and service type.
type Pair struct{ Provider, Type string }

// Level orders differences by damage at billing.
type Level int

// The levels ① to ⑤ and 注意.
const (
	OverPlan   Level = iota + 1 // ① 実績が予定を超える
	NotOnSlip                   // ② 提供票にない事業所・種類
	OverLimit                   // ③ 限度額超過
	Changed                     // ④ コード・時間の変更
	Other                       // ⑤ その他
	NoticeOnly                  // 注意
)

// Notice is the level of 注意: what people check by eye.
const Notice = NoticeOnly

// Kind says what happened.
type Kind string

// The kinds of differences.
const (
	Missing         Kind = "missing"          // planned, not done
	Extra           Kind = "extra"            // done, not planned
	Moved           Kind = "moved"            // 振替
	Merged          Kind = "merged"           // several planned visits, one done
	Split           Kind = "split"            // one planned visit, several done
	CodeChanged     Kind = "code"             // サービスコード
	TimeChanged     Kind = "time"             // サービス時間帯
	CountChanged    Kind = "count"            // サービス回数
	UnitsChanged    Kind = "units"            // 単位数 of the same code
	ProratedChanged Kind = "prorated"         // 日割対象日
	ItemChanged     Kind = "item"             // 福祉用具
	AdditionMissing Kind = "addition-missing" // 加算
	AdditionNew     Kind = "addition-new"     // 加算
	UnknownPair     Kind = "not-on-slip"      // 提供票にない
	PairOver        Kind = "pair-over"        // sum of a pair above the slip, no row says why
	LimitOver       Kind = "limit"            // 限度額
	AfterDeath      Kind = "after-death"
	InHospital      Kind = "in-hospital"
	InFacility      Kind = "in-facility"
	DuringShortStay Kind = "during-short-stay"
	Overlap         Kind = "overlap"
	Day31           Kind = "31st-day"
	OverHalf        Kind = "over-half"
	OtherWeekday    Kind = "weekday"
	Applying        Kind = "applying" // 認定申請中
)

// Difference is one thing that differs, in words for the clerk.
type Difference struct {
	Level                  Level
	Rule                   string // R number of the standard, or an own id D-…
	Provider, ProviderName string
	Type, Code, Day        string
	Planned, Done          string // short words for the grid: 09:00–09:30 111111 ×1
	Units                  int    // done less planned, 単位
	Sentence, Next         string
	Agreed                 bool // 連絡済
	Kind                   Kind
}

// Line is one pair's sums in 単位: the grain of the 給付管理票.
type Line struct {
	Pair
	ProviderName string
	PlanUnits    int  // 区分支給限度基準内単位数 (第7表 No.22)
	ActualUnits  int  // sum of what was done, without what lies outside the limit
	Over         int  // 区分支給限度基準超: carried by this provider
	Managed      int  // 給付管理単位数 (第7表 No.18)
	Waiting      bool // no actual yet
}

// Result is the outcome for one client and month.
type Result struct {
	Lines       []Line       // by type, then provider
	Differences []Difference // by level, then units descending, then day
	Damage      int          // sorts clients: the worst level first, then its units
	Limit       int          // 区分支給限度基準額, 0 if unknown
	PlanTotal   int
	ActualTotal int
	Excess      int  // units above the limit; a pair that is still awaited counts as planned
	Complete    bool // every awaited actual is here
}

// Compare compares a client's slip with the actuals.
func Compare(c Case) Result {
	m := monthOf(c)
	r := Result{Complete: true, Limit: m.limit()}
	for _, d := range m.deals {
		d.compare()
		l := d.line()
		r.Lines = append(r.Lines, l)
		r.PlanTotal += l.PlanUnits
		r.ActualTotal += l.ActualUnits
		r.Complete = r.Complete && !l.Waiting
		r.Differences = append(r.Differences, d.found...)
	}
	m.excess(&r)
	r.Differences = append(r.Differences, m.notices()...)
	slices.SortStableFunc(r.Differences, order)
	r.Damage = damage(r.Differences)
	return r
}

// Less puts the client with the greater damage first.
func Less(a, b Result) bool {
	return cmp.Or(cmp.Compare(b.Damage, a.Damage), cmp.Compare(len(b.Differences), len(a.Differences))) < 0
}

// order sorts differences by level, units descending, day; the rest only fixes the order.
func order(a, b Difference) int {
	return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(b.Units, a.Units), cmp.Compare(a.Day, b.Day),
		cmp.Compare(a.Type, b.Type), cmp.Compare(a.Provider, b.Provider), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Kind, b.Kind))
}

// damage is one number for a client: the worst level that nobody agreed to, and within it
// the units. Nothing but agreed differences is 1, none at all 0.
func damage(list []Difference) int {
	const step = 1_000_000
	worst, units := Level(0), 0
	for _, d := range list {
		switch {
		case d.Agreed || worst != 0 && d.Level > worst:
			continue
		case worst == 0 || d.Level < worst:
			worst, units = d.Level, 0
		}
		units += max(d.Units, -d.Units)
	}
	if worst == 0 {
		return min(len(list), 1)
	}
	return int(Notice-worst+1)*step + min(units, step-1)
}
