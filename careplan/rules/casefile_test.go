package rules_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

// A file of testdata/cases holds the cases of one rule. Each case takes a standard
// sample, changes it, and names every finding the change must add:
//
//	# R111 時刻 — what the rule is for
//	case 2561 は時刻ではない
//	base good/02_K2_slip
//	set UPPLAN 3 12 2561
//	want R111 error UPPLAN 3 12
//
// Verbs (KIND is a kind's prefix, or * for all files; records and items count from 1):
//
//	base DIR                      folder under careplan/testdata/standard
//	mode strict | today 20250401
//	set KIND RECORD COL VALUE     a value; free text is written quoted; RECORD may be *
//	raw KIND RECORD COL BYTES     exact bytes between the commas
//	long KIND RECORD COL N        a value of N characters
//	row KIND RECORD copy          repeat a record
//	drop KIND RECORD              leave a record out (* = all)
//	append KIND LINE              one more record, exact bytes
//	insert KIND LINE              one more record, at the front
//	rename KIND PART VALUE        from fromtype to totype month serial ext branch
//	name KIND NEWNAME             a whole new file name (path may have folders)
//	remove KIND                   leave the file out
//	copy KIND NEWPATH             the same bytes under another path
//	twin KIND RECORD COL VALUE    the same name in another folder, with one value changed
//	add DIR KIND                  one file of another sample
//	lineend KIND lf|cr            other record ends
//	prefix KIND HEX, suffix KIND HEX, insertbytes KIND RECORD HEX (before the record)
//	encode KIND utf-8|utf-16|euc-jp|iso-2022-jp
//	want RULE SEVERITY [KIND [RECORD [COL]]], want nothing
//	lenient NAME COUNT            a leniency that must be listed
//	also RULE                     a consequence that may be listed
//
// In values \n is a line break, \r\n the usual one, \q a quote, \e nothing, \s a blank,
// \t a tab, \\ a backslash and \xHH a byte.
type testCase struct {
	name    string
	line    int
	base    string
	mode    rules.Mode
	today   careplan.Day
	edits   []edit
	wants   []want
	nothing bool
	lenient []string
	also    map[string]bool
}

type edit struct {
	line int
	verb string
	args string
}

type want struct {
	rule     string
	severity careplan.Severity
	kind     string
	record   int
	column   int
}

func (w want) String() string {
	s := fmt.Sprintf("%s %s", w.rule, w.severity)
	if w.kind != "" {
		s += " " + w.kind
	}
	if w.record > 0 {
		s += " " + strconv.Itoa(w.record)
	}
	if w.column > 0 {
		s += " " + strconv.Itoa(w.column)
	}
	return s
}

func caseFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	return files
}

func readCases(t *testing.T, file string) []*testCase {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []*testCase
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		text := sc.Text()
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			continue
		}
		verb, args, _ := strings.Cut(strings.TrimRight(text, " "), " ")
		if verb == "case" {
			out = append(out, &testCase{name: args, line: n, mode: rules.Tolerant, today: "20250401", also: map[string]bool{}})
			continue
		}
		if len(out) == 0 {
			t.Fatalf("%s:%d: %q before the first case", file, n, verb)
		}
		if err := out[len(out)-1].take(n, verb, args); err != nil {
			t.Fatalf("%s:%d: %v", file, n, err)
		}
	}
	return out
}

func (c *testCase) take(n int, verb, args string) error {
	switch verb {
	case "base":
		c.base = args
	case "mode":
		c.mode = rules.Mode(args)
	case "today":
		c.today = careplan.Day(args)
	case "also":
		c.also[args] = true
	case "lenient":
		c.lenient = append(c.lenient, args)
	case "want":
		return c.takeWant(args)
	default:
		c.edits = append(c.edits, edit{n, verb, args})
	}
	return nil
}

func (c *testCase) takeWant(args string) error {
	if args == "nothing" {
		c.nothing = true
		return nil
	}
	f := strings.Fields(args)
	if len(f) < 2 || len(f) > 5 {
		return fmt.Errorf("want RULE SEVERITY [KIND [RECORD [COL]]]: %q", args)
	}
	w := want{rule: f[0], severity: careplan.Severity(f[1])}
	if len(f) > 2 {
		w.kind = f[2]
	}
	for i, p := range []*int{&w.record, &w.column} {
		if len(f) > 3+i {
			v, err := strconv.Atoi(f[3+i])
			if err != nil {
				return err
			}
			*p = v
		}
	}
	c.wants = append(c.wants, w)
	return nil
}

// unescape turns the case file's notation into Windows-31J bytes.
func unescape(s string) ([]byte, error) {
	var out []byte
	for len(s) > 0 {
		i := strings.IndexByte(s, '\\')
		if i < 0 {
			i = len(s)
		}
		plain, bad := careplan.Encode(s[:i])
		if len(bad) > 0 {
			return nil, fmt.Errorf("%q is not in Windows-31J", s[:i])
		}
		out = append(out, plain...)
		if i == len(s) {
			break
		}
		b, n, err := escape(s[i:])
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
		s = s[i+n:]
	}
	return out, nil
}

func escape(s string) (b []byte, n int, err error) {
	if len(s) < 2 {
		return nil, 0, fmt.Errorf("lone backslash")
	}
	switch s[1] {
	case 'n':
		return []byte("\n"), 2, nil
	case 'r':
		return []byte("\r"), 2, nil
	case 't':
		return []byte("\t"), 2, nil
	case 'q':
		return []byte(`"`), 2, nil
	case 's':
		return []byte(" "), 2, nil
	case 'e':
		return nil, 2, nil
	case '\\':
		return []byte(`\`), 2, nil
	case 'x':
		if len(s) >= 4 {
			v, err := strconv.ParseUint(s[2:4], 16, 8)
			return []byte{byte(v)}, 4, err
		}
	}
	return nil, 0, fmt.Errorf("unknown escape %q", s[:2])
}
