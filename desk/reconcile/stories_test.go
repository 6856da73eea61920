package reconcile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/desk/reconcile"
)

func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			read(t, string(text)).tell(t)
		})
	}
}

func (s *story) tell(t *testing.T) {
	t.Helper()
	r := reconcile.Compare(s.c)
	var got []string
	for _, d := range r.Differences {
		got = append(got, short(d))
		sound(t, d)
	}
	if !slices.Equal(got, s.want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(s.want, "\n\t"))
	}
	for _, text := range s.sentence {
		if !slices.ContainsFunc(r.Differences, func(d reconcile.Difference) bool { return strings.Contains(d.Sentence, text) }) {
			t.Errorf("nobody says %s:\n%s", text, sentences(r))
		}
	}
	if r.Excess != s.excess || r.Complete == s.waits {
		t.Errorf("excess %d, want %d; complete %v, waits %v", r.Excess, s.excess, r.Complete, s.waits)
	}
	for _, want := range s.lines {
		if !slices.ContainsFunc(r.Lines, func(l reconcile.Line) bool { return shortLine(l) == want }) {
			t.Errorf("no line %q in %+v", want, r.Lines)
		}
	}
}

// short writes a difference as the stories do: level, kind, day, planned → done codes,
// units, 連絡済.
func short(d reconcile.Difference) string {
	day := "-"
	if d.Day != "" {
		day = strings.TrimPrefix(d.Day[6:], "0")
	}
	s := fmt.Sprintf("%d %s %s %+d", d.Level, d.Kind, day, d.Units)
	if d.Agreed {
		s += " agreed"
	}
	return s
}

func shortLine(l reconcile.Line) string {
	name := l.Provider
	for key, o := range offices {
		if o.number == l.Provider && o.kind == l.Type {
			name = key
		}
	}
	return fmt.Sprintf("%s %d %d", name, l.PlanUnits, l.ActualUnits)
}

func sentences(r reconcile.Result) string {
	var b strings.Builder
	for _, d := range r.Differences {
		fmt.Fprintf(&b, "\t%s → %s [%s | %s]\n", d.Sentence, d.Next, d.Planned, d.Done)
	}
	return b.String()
}

// sound: every difference is something to read and something to do.
func sound(t *testing.T, d reconcile.Difference) {
	t.Helper()
	if !strings.HasSuffix(d.Sentence, "。") || !strings.HasSuffix(d.Next, "。") || d.Rule == "" || d.Kind == "" || strings.Contains(d.Sentence, "%!") {
		t.Errorf("%+v", d)
	}
	if d.Provider != "" && d.ProviderName == "" {
		t.Errorf("no name: %+v", d)
	}
}
