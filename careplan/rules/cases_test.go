package rules_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

func TestCases(t *testing.T) {
	for _, file := range caseFiles(t) {
		rule := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(rule, func(t *testing.T) {
			for _, c := range readCases(t, file) {
				t.Run(c.name, func(t *testing.T) { runCase(t, file, rule, c) })
			}
		})
	}
}

func runCase(t *testing.T, file, rule string, c *testCase) {
	if !c.nothing && len(c.wants) == 0 && len(c.lenient) == 0 {
		t.Fatalf("%s:%d: the case wants nothing and does not say so", file, c.line)
	}
	base, err := loadDrop(c.base)
	if err != nil {
		t.Fatal(err)
	}
	before := checkDrop(t, base, c)
	changed, err := loadDrop(c.base)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.edits {
		if err := changed.apply(e); err != nil {
			t.Fatalf("%s:%d: %v", file, e.line, err)
		}
	}
	after := checkDrop(t, changed, c)
	compare(t, file, c, added(before, after))
	compareLeniencies(t, file, c, after)
	personal := changed.personal()
	for _, u := range after.Units {
		for _, f := range u.Findings {
			judgeSentence(t, f, personal)
		}
	}
}

func checkDrop(t *testing.T, d *drop, c *testCase) *rules.Result {
	t.Helper()
	h, err := d.heap()
	if err != nil {
		t.Fatal(err)
	}
	r := rules.CheckHeap(h, c.mode, c.today)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	return r
}

// added gives the findings that after has more than before.
func added(before, after *rules.Result) []want {
	had := map[want]int{}
	for _, w := range wantsOf(before) {
		had[w]++
	}
	var out []want
	for _, w := range wantsOf(after) {
		if had[w] > 0 {
			had[w]--
			continue
		}
		out = append(out, w)
	}
	return out
}

func wantsOf(r *rules.Result) []want {
	var out []want
	for _, u := range r.Units {
		for _, f := range u.Findings {
			out = append(out, want{
				rule: f.Rule, severity: f.Severity, kind: kindOf(f.File), record: f.Record, column: f.Column,
			})
		}
	}
	return out
}

func kindOf(name string) string {
	if name == "" {
		return ""
	}
	if k := careplan.ParseName(name).Kind; k != "" {
		return string(k)
	}
	return "?"
}

func compare(t *testing.T, file string, c *testCase, got []want) {
	t.Helper()
	left := slices.Clone(c.wants)
	for _, g := range got {
		i := slices.Index(left, g)
		if i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		if !c.also[g.rule] {
			t.Errorf("%s:%d: got %v, which was not wanted", file, c.line, g)
		}
	}
	for _, w := range left {
		t.Errorf("%s:%d: want %v, not found", file, c.line, w)
	}
}

func compareLeniencies(t *testing.T, file string, c *testCase, r *rules.Result) {
	t.Helper()
	var got []string
	for _, u := range r.Units {
		for _, l := range u.Leniencies {
			got = append(got, fmt.Sprintf("%s %d", l.Name, l.Count))
		}
	}
	for _, l := range c.lenient {
		if !slices.Contains(got, l) {
			t.Errorf("%s:%d: leniency %q is not in %q", file, c.line, l, got)
		}
	}
}

// judgeSentence holds every sentence a clerk may read to the house's voice.
func judgeSentence(t *testing.T, f careplan.Finding, personal []string) {
	t.Helper()
	for _, s := range []string{f.Message, f.Next} {
		if s == "" || !strings.HasSuffix(s, "。") || strings.Contains(s, "指摘") || strings.Contains(s, "。。") {
			t.Errorf("%s: sentence %q", f.Rule, s)
		}
		for _, v := range personal {
			if strings.Contains(s, v) {
				t.Errorf("%s: sentence %q contains a value of a person", f.Rule, s)
			}
		}
	}
	if f.Value != "" {
		t.Errorf("%s: value shown without being asked for", f.Rule)
	}
}

// personal lists the values of the drop that say something about a person.
func (d *drop) personal() []string {
	var out []string
	for _, f := range d.files {
		file, err := careplan.NewFile(f.path, careplan.Bytes(f.data))
		if err != nil || file.Layout == nil || file.Layout.Binary {
			continue
		}
		rd := careplan.NewBytesReader(f.data)
		for r, err := rd.Read(); err == nil; r, err = rd.Read() {
			for i := range file.Layout.Fields {
				field := &file.Layout.Fields[i]
				text := r.Cell(field.Col).Text()
				about := field.Key == "insured_number" || strings.HasPrefix(field.Key, "client_") || field.FreeText
				if about && utf8.RuneCountInString(text) >= 4 && text != "NULL" && !strings.Contains(text, "\uFFFD") {
					out = append(out, text)
				}
			}
		}
	}
	return out
}

// TestEveryRuleHasCases wants, for each rule, one case that finds it and one that comes
// close and finds nothing.
func TestEveryRuleHasCases(t *testing.T) {
	found, silent := map[string]bool{}, map[string]bool{}
	for _, file := range caseFiles(t) {
		rule := strings.TrimSuffix(filepath.Base(file), ".txt")
		for _, c := range readCases(t, file) {
			hit := slices.ContainsFunc(c.wants, func(w want) bool { return w.rule == rule })
			found[rule] = found[rule] || hit
			silent[rule] = silent[rule] || !hit && !c.also[rule]
		}
	}
	for _, r := range rules.Book() {
		if !found[r.ID] {
			t.Errorf("%s: no case in testdata/cases/%s.txt finds it", r.ID, r.ID)
		}
		if !silent[r.ID] {
			t.Errorf("%s: no case in testdata/cases/%s.txt comes close without finding it", r.ID, r.ID)
		}
	}
}

func TestBook(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules.Book() {
		if seen[r.ID] {
			t.Errorf("%s stands twice in the book", r.ID)
		}
		seen[r.ID] = true
		if r.Clause == "" || r.Title == "" || r.Severity == "" || r.Why == "" || (r.New == nil && r.Heap == nil) {
			t.Errorf("%s is incomplete", r.ID)
		}
		if !strings.HasSuffix(r.Next, "。") || !strings.HasSuffix(r.Why, ".") || strings.HasSuffix(r.Title, "。") {
			t.Errorf("%s: next %q, why %q, title %q", r.ID, r.Next, r.Why, r.Title)
		}
		if strings.Contains(r.Title+r.Next, "指摘") {
			t.Errorf("%s uses a word clerks must not read", r.ID)
		}
	}
}
