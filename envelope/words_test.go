package envelope_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/envelope"
)

func TestEveryReasonHasItsWords(t *testing.T) {
	seen := map[envelope.Reason]bool{}
	for _, r := range envelope.Reasons() {
		if seen[r] {
			t.Errorf("%s stands twice", r)
		}
		seen[r] = true
		for _, sealing := range []bool{false, true} {
			e := &envelope.RefusedError{Reason: r, Sealing: sealing}
			for _, s := range []string{e.Message(), e.Next()} {
				if !strings.HasSuffix(s, "。") || utf8.RuneCountInString(s) > 120 || strings.Contains(s, "指摘") {
					t.Errorf("%s: %q", r, s)
				}
			}
			if !strings.HasSuffix(e.Next(), "ください。") {
				t.Errorf("%s: next step %q asks for nothing", r, e.Next())
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d reasons", len(seen))
	}
}

func TestTheListOfReasonsIsPublished(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "docs", "formats", "envelope.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range envelope.Reasons() {
		e := &envelope.RefusedError{Reason: r}
		if !bytes.Contains(doc, []byte("| `"+string(r)+"` | "+e.Message()+" |")) {
			t.Errorf("docs/formats/envelope.md lacks a row: | `%s` | %s |", r, e.Message())
		}
	}
}

func TestErrorTextsNameNoFile(t *testing.T) {
	_, err := open(t, forge(t, part{unitName, []byte("1")}, part{"山田太郎.zip", zipOf(t, "a.txt", "a")}).build(t))
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(e.Error(), "山田") {
			t.Errorf("error text %q names the file", e)
		}
	}
	var r *envelope.RefusedError
	if !errors.As(err, &r) || r.File != "山田太郎.zip" || !strings.Contains(r.Message(), "山田太郎.zip") {
		t.Errorf("the screen cannot name the file: %+v", r)
	}
}

func TestTheLimitsArePublished(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "docs", "formats", "envelope.md"))
	if err != nil {
		t.Fatal(err)
	}
	l := envelope.DefaultLimits
	for _, row := range []string{
		fmt.Sprintf("| all files of a letter | %s bytes", grouped(l.Letter)),
		fmt.Sprintf("| one file of a unit, one attachment | %s bytes each", grouped(l.Attachment)),
		fmt.Sprintf("| files and attachments | %d ", l.Files),
		fmt.Sprintf("| message | %s characters", grouped(int64(l.Message))),
	} {
		if !bytes.Contains(doc, []byte(row)) {
			t.Errorf("docs/formats/envelope.md lacks %q", row)
		}
	}
	if l.File != l.Attachment {
		t.Error("the page says one limit for files and attachments")
	}
}

// grouped writes a number with commas.
func grouped(n int64) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}
