package support

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Case is an office on the way, as far as alerts need it.
type Case struct {
	Number     string
	Joined     time.Time // in use since; zero = not yet
	Step       int       // 1…7; 0 = not begun or done
	StuckSince time.Time
	FollowedUp []int     // follow-ups done: 1, 3, 12 months
	Next       time.Time // next date agreed
}

// Alert is something that should not wait.
type Alert struct {
	Number string
	Kind   string // stuck, follow, next
	Text   string
	Due    time.Time
	Late   bool
}

// followUps are the months after the start at which one asks again.
var followUps = []int{1, 3, 12}

// Alerts lists what should not wait, oldest first: offices that stand at a step for longer
// than it usually takes, follow-ups, and dates agreed that have come.
func Alerts(cases []Case, today time.Time) []Alert {
	var out []Alert
	for _, c := range cases {
		out = append(out, c.stuck(today)...)
		out = append(out, c.follow(today)...)
		if !c.Next.IsZero() && !c.Next.After(today) {
			out = append(out, Alert{c.Number, "next", "連絡する約束の日です", c.Next, today.Sub(c.Next) > 24*time.Hour})
		}
	}
	slices.SortStableFunc(out, func(a, b Alert) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Number, b.Number)) })
	return out
}

func (c Case) stuck(today time.Time) []Alert {
	if c.Step < 1 || c.Step > 7 || c.StuckSince.IsZero() {
		return nil
	}
	s := steps()[c.Step-1]
	due := c.StuckSince.AddDate(0, 0, s.StuckAfter)
	if today.Before(due) {
		return nil
	}
	days := int(today.Sub(c.StuckSince).Hours() / 24)
	return []Alert{{c.Number, "stuck", fmt.Sprintf("手順%d「%s」で%d日動いていません", c.Step, s.Name, days), due, days >= 2*s.StuckAfter}}
}

func (c Case) follow(today time.Time) []Alert {
	if c.Joined.IsZero() {
		return nil
	}
	for i := len(followUps) - 1; i >= 0; i-- { // only the newest that is due
		m := followUps[i]
		due := c.Joined.AddDate(0, m, 0)
		if today.Before(due) {
			continue
		}
		if slices.Contains(c.FollowedUp, m) {
			return nil
		}
		return []Alert{{c.Number, "follow", fmt.Sprintf("使い始めて%dか月の確認の時期です", m), due, today.Sub(due) > 30*24*time.Hour}}
	}
	return nil
}

// Deadline is a date outside the map's own hands, such as the end of a subsidy.
type Deadline struct {
	ID, Title string
	Due       time.Time
	Done      bool
}

// DeadlineAlerts names the deadlines that are near: 30, 14 and 3 days before, and past.
func DeadlineAlerts(list []Deadline, today time.Time) []Alert {
	var out []Alert
	for _, d := range list {
		left := int(d.Due.Sub(today).Hours() / 24)
		if d.Done || left > 30 {
			continue
		}
		text := fmt.Sprintf("「%s」の期限まであと%d日です", d.Title, left)
		if left < 0 {
			text = fmt.Sprintf("「%s」の期限を過ぎています", d.Title)
		}
		out = append(out, Alert{Kind: "deadline", Text: text, Due: d.Due, Late: left <= 3})
	}
	slices.SortStableFunc(out, func(a, b Alert) int { return a.Due.Compare(b.Due) })
	return out
}
