package support_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/region/support"
)

func TestTheSevenSteps(t *testing.T) {
	for i, s := range support.Steps() {
		if s.No != i+1 || s.Name == "" || s.What == "" || s.Done == "" || s.StuckAfter < 7 || len(s.Hints) == 0 {
			t.Errorf("%+v", s)
		}
	}
	if n := len(support.Steps()); n != 7 {
		t.Errorf("%d steps", n)
	}
}

// TestYonago holds the printed matrix (report lines 716–725): stars by action and class.
func TestYonago(t *testing.T) {
	want := map[string]string{"y1": "★★-", "y2": "★★★", "y3": "-★-", "y4": "-★-", "use": "--★"}
	for _, d := range support.Yonago() {
		got := ""
		for _, c := range support.Classes() {
			if d.For[c] {
				got += "★"
			} else {
				got += "-"
			}
		}
		if got != want[d.ID] {
			t.Errorf("%s %s: %s, want %s", d.ID, d.Name, got, want[d.ID])
		}
	}
}

func TestEveryTroubleHasARemedyAndASource(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range support.Troubles() {
		if k.ID == "" || seen[k.ID] || k.Symptom == "" || k.Cause == "" || k.Remedy == "" || k.Source == "" || k.Who == "" {
			t.Errorf("%+v", k)
		}
		seen[k.ID] = true
		for _, s := range k.Steps {
			if s < 1 || s > 7 {
				t.Errorf("%s: step %d", k.ID, s)
			}
		}
	}
	if len(seen) < 30 {
		t.Errorf("%d stumbling points", len(seen))
	}
}

func TestFindFoldsWidthAndKana(t *testing.T) {
	for _, words := range []string{"ＵＳＢ", "usb", "ゆーえすびー USB"} {
		n := len(support.Find(support.Troubles(), words))
		if strings.Contains(words, "ゆ") != (n == 0) {
			t.Errorf("%q: %d found", words, n)
		}
	}
	if n := len(support.Find(support.Troubles(), "閉域網 たんまつ")); n != 0 {
		t.Errorf("kanji and kana are not the same word: %d", n)
	}
	if n := len(support.Find(support.Troubles(), "")); n != len(support.Troubles()) {
		t.Errorf("no words: %d", n)
	}
}

func TestTemplates(t *testing.T) {
	for _, k := range support.Templates() {
		if k.Title == "" || k.Body == "" || k.Kind == "" {
			t.Errorf("%+v", k)
		}
		body, empty := k.Fill(nil)
		if len(empty) != len(k.Fields) || strings.Contains(body, "{{") {
			t.Errorf("%s: %d fields, %d empty", k.ID, len(k.Fields), len(empty))
		}
		values := map[string]string{}
		for _, f := range k.Fields {
			values[f.Key] = "{{入れ子}}"
		}
		if body, empty := k.Fill(values); len(empty) != 0 || strings.Count(body, "{{入れ子}}") < len(k.Fields) {
			t.Errorf("%s: a value was read as a placeholder", k.ID)
		}
	}
	if body, _ := (support.Template{Body: "a {{b"}).Fill(nil); body != "a {{b" {
		t.Errorf("an open placeholder: %q", body)
	}
}

func TestAlerts(t *testing.T) {
	today := time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return today.AddDate(0, 0, n) }
	list := support.Alerts([]support.Case{
		{Number: "1", Step: 3, StuckSince: day(-8)},
		{Number: "2", Step: 3, StuckSince: day(-3)},
		{Number: "3", Joined: day(-40)},
		{Number: "4", Joined: day(-40), FollowedUp: []int{1}},
		{Number: "5", Joined: day(-400), FollowedUp: []int{1, 3}},
		{Number: "6", Next: day(-2)},
		{Number: "7", Next: day(1)},
	}, today)
	got := ""
	for _, a := range list {
		got += a.Number + a.Kind[:1]
	}
	if got != "5f3f6n1s" {
		t.Errorf("%s %+v", got, list)
	}
	d := support.DeadlineAlerts([]support.Deadline{{Title: "a", Due: day(31)}, {Title: "b", Due: day(3)}, {Title: "c", Due: day(-2)}, {Title: "d", Due: day(1), Done: true}}, today)
	if len(d) != 2 || !d[0].Late || !strings.Contains(d[0].Text, "過ぎて") || !strings.Contains(d[1].Text, "あと3日") {
		t.Errorf("%+v", d)
	}
}
