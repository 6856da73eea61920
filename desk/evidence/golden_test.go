package evidence_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

var update = flag.Bool("update", false, "write the golden files")

// text draws a sheet as lines: cells are parted by │, line breaks in a cell by ⏎.
func text(s form.Sheet) string {
	var b strings.Builder
	b.WriteString("# " + s.Title + " / " + s.Corner)
	if s.Landscape {
		b.WriteString(" / 横")
	}
	b.WriteString("\n")
	for _, block := range s.Blocks {
		b.WriteString("\n")
		if block.Heading != "" {
			b.WriteString("## " + block.Heading + "\n")
		}
		for _, row := range block.Rows {
			var cells []string
			for _, c := range row {
				cells = append(cells, strings.ReplaceAll(c.Text, "\n", "⏎"))
			}
			b.WriteString(strings.Join(cells, " │ ") + "\n")
		}
	}
	b.WriteString("\n" + strings.Join(s.Foot, "\n") + "\n")
	return b.String()
}

func TestSheets(t *testing.T) {
	a, b, c := clientA(), clientB(), clientC()
	due, _ := evidence.Due(holdings(), policy, "20290401")
	western := made
	western.Style = calendar.Western
	for name, s := range map[string]form.Sheet{
		"client_a":       evidence.Sheet(a.client, months, a.facts, made),
		"client_b":       evidence.Sheet(b.client, months, b.facts, made),
		"client_c":       evidence.Sheet(c.client, months, c.facts, western),
		"record":         evidence.Record([2]string{"202610", "202612"}, transfers(), made),
		"record_empty":   evidence.Record([2]string{"20260101", "20260131"}, transfers(), made),
		"technical":      evidence.Technical(transfers(), made),
		"rule_met":       evidence.RuleSheet(evidence.Count(rule, transfers(), "20270120"), made),
		"rule_not_yet":   evidence.RuleSheet(evidence.Count(strict, transfers(), "20270120"), made),
		"deletion_list":  evidence.Deletion(due, "", time.Time{}),
		"deletion_done":  evidence.Deletion(due, "糸井", at("20290402", 9, 30)),
		"deletion_empty": evidence.Deletion(nil, "", time.Time{}),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, text(s)); gridsAreWhole(t, s) })
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// gridsAreWhole: each row fills the columns of its block, and the answer comes first.
func gridsAreWhole(t *testing.T, s form.Sheet) {
	t.Helper()
	if first := s.Blocks[0]; !first.Open || !first.Rows[0][0].Bold || !strings.HasSuffix(first.Rows[0][0].Text, "。") {
		t.Errorf("the answer does not come first: %+v", first.Rows[0])
	}
	for _, b := range s.Blocks {
		for _, row := range b.Rows {
			n := 0
			for _, c := range row {
				n += max(c.Cols, 1)
			}
			if n != len(b.Widths) {
				t.Errorf("%s: a row of %d columns, want %d: %+v", s.Title, n, len(b.Widths), row)
			}
		}
	}
}
