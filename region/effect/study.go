package effect

import (
	"cmp"
	"fmt"
	"slices"
)

// Phase is before or after the start.
type Phase string

// The phases.
const (
	Before Phase = "before"
	After  Phase = "after"
)

// Timing is one kind of work that was timed: how often, and how many minutes in all.
type Timing struct {
	Task    string // 印刷・仕分け, 送付, 転記, 確認
	Channel string // データ, FAX, 郵送, 手渡し, メール
	Count   int
	Minutes float64
}

// Tasks and channels of a time study.
var (
	Tasks    = []string{"印刷・仕分け", "送付", "実績の転記", "確認・問い合わせ"}
	Channels = []string{"データ", "FAX", "郵送", "手渡し", "メール"}
)

// Study is one office's time study of a month.
type Study struct {
	ID, Office string
	When       Phase
	Month      string // YYYY-MM
	Entries    []Timing
}

// Cell compares one task on one channel: minutes for each slip.
type Cell struct {
	Task, Channel string
	Before, After float64 // median minutes for each slip over the offices; 0 = not timed
	NBefore       int     // offices that timed it
	NAfter        int
}

// Comparison is time studies before and after, side by side.
type Comparison struct {
	Cells           []Cell
	Offices         int // offices that were timed in both phases
	Before, After   float64
	NotComparable   []string
	BeforeN, AfterN int
}

// Compare puts studies side by side. Only offices timed in both phases stand in the totals.
func Compare(before, after []Study) Comparison {
	c := Comparison{BeforeN: len(before), AfterN: len(after)}
	for _, t := range Tasks {
		for _, ch := range Channels {
			b, a := minutes(before, t, ch), minutes(after, t, ch)
			if len(b)+len(a) > 0 {
				c.Cells = append(c.Cells, Cell{t, ch, median(b), median(a), len(b), len(a)})
			}
		}
	}
	var b, a []float64
	for _, s := range before {
		i := slices.IndexFunc(after, func(x Study) bool { return x.Office == s.Office })
		if i < 0 {
			c.NotComparable = append(c.NotComparable, s.Office)
			continue
		}
		c.Offices++
		b, a = append(b, s.each()), append(a, after[i].each())
	}
	c.Before, c.After = median(b), median(a)
	return c
}

// Words says the change in one sentence.
func (c Comparison) Words() string {
	if c.Offices == 0 {
		return "前と後の両方を測った事業所がまだないため、比べられません。"
	}
	return fmt.Sprintf("前後とも測った%d事業所の中央値で、提供票1枚あたり%.1f分から%.1f分になりました。", c.Offices, c.Before, c.After)
}

// each is the minutes of all tasks for one slip.
func (s Study) each() float64 {
	sum, most := 0.0, 0
	byTask := map[string]int{}
	for _, e := range s.Entries {
		sum += e.Minutes
		byTask[e.Task] += e.Count
		most = max(most, byTask[e.Task])
	}
	if most == 0 {
		return 0
	}
	return sum / float64(most)
}

func minutes(list []Study, task, channel string) []float64 {
	var out []float64
	for _, s := range list {
		n, m := 0, 0.0
		for _, e := range s.Entries {
			if e.Task == task && e.Channel == channel {
				n, m = n+e.Count, m+e.Minutes
			}
		}
		if n > 0 {
			out = append(out, m/float64(n))
		}
	}
	return out
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(list))
	if len(s)%2 == 1 {
		return s[len(s)/2]
	}
	return (s[len(s)/2-1] + s[len(s)/2]) / 2
}

// Tally is what an office counted in a month.
type Tally struct {
	ID, Office, Month string
	Returned          int // 返戻
	Paper, Fax        int // sheets
	Entrusted         int // 委託予防の連携数
}

// MonthSum is the tallies of one month over offices.
type MonthSum struct {
	Month                           string
	Offices                         int
	Returned, Paper, Fax, Entrusted int
}

// Series adds up the tallies by month; the number of offices stands beside every sum.
func Series(list []Tally) []MonthSum {
	by := map[string]*MonthSum{}
	for _, t := range list {
		m := by[t.Month]
		if m == nil {
			m = &MonthSum{Month: t.Month}
			by[t.Month] = m
		}
		m.Offices++
		m.Returned, m.Paper, m.Fax, m.Entrusted = m.Returned+t.Returned, m.Paper+t.Paper, m.Fax+t.Fax, m.Entrusted+t.Entrusted
	}
	var out []MonthSum
	for _, m := range by {
		out = append(out, *m)
	}
	slices.SortFunc(out, func(a, b MonthSum) int { return cmp.Compare(a.Month, b.Month) })
	return out
}
