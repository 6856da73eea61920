package hubapi_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/internal/hubapi"
	"github.com/tasuki-care/tasuki/pki"
)

var update = flag.Bool("update", false, "write the generated parts of docs/api.md anew")

const page = "../../docs/api.md"

// TestThePublishedTablesAreTrue: refusals and limits in docs/api.md are those of the code.
func TestThePublishedTablesAreTrue(t *testing.T) {
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := between(t, between(t, string(b), "refusals", refusalTable()), "limits", limitTable())
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(b) != want {
		t.Error("docs/api.md is stale: go test ./internal/hubapi -update")
	}
}

// between puts a table between the marks of its name.
func between(t *testing.T, text, name, table string) string {
	t.Helper()
	before, rest, ok := strings.Cut(text, "<!-- "+name+":")
	mark, rest, ok2 := strings.Cut(rest, "-->\n")
	_, after, ok3 := strings.Cut(rest, "<!-- end -->")
	if !ok || !ok2 || !ok3 {
		t.Fatalf("docs/api.md has no marks for %s", name)
	}
	return before + "<!-- " + name + ":" + mark + "-->\n" + table + "<!-- end -->" + after
}

func refusalTable() string {
	var b strings.Builder
	b.WriteString("| code | HTTP | retry | message | next |\n|---|---|---|---|---|\n")
	for _, code := range allCodes() {
		e := hubapi.Refusal(&exchange.Error{Code: exchange.Code(code)})
		if e.Code != code {
			e = hubapi.Refusal(&pki.Error{Reason: pki.Reason(code)})
		}
		retry := ""
		if e.Retry {
			retry = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s | %s |\n", code, hubapi.Statuses[code], retry, e.Message, e.Next)
	}
	return b.String()
}

func limitTable() string {
	l := exchange.DefaultLimits
	var b strings.Builder
	b.WriteString("| what | most | beyond it |\n|---|---|---|\n")
	for _, row := range []struct {
		what, most string
		code       exchange.Code
	}{
		{"bytes of a sealed letter", bytesText(l.Envelope), exchange.TooLarge},
		{"letters an office sends in an hour", fmt.Sprint(l.PerHour), exchange.LimitReached},
		{"bytes of an office's letters that the hub keeps", bytesText(l.Stored), exchange.LimitReached},
		{"sealed reasons of an answer", bytesText(exchange.MaxReasons), exchange.BadRequest},
		{"sealed secret of an epoch", bytesText(exchange.MaxKeyring), exchange.StatementInvalid},
		{"JSON body", bytesText(api.MaxDocument), exchange.TooLarge},
		{"JSON body of `POST /v1/enrol` and `POST /v1/renew`", bytesText(api.MaxEnrol), exchange.TooLarge},
		{"`limit` of a mailbox", fmt.Sprint(api.MaxLines), exchange.BadRequest},
		{"`wait` of a mailbox, in seconds", fmt.Sprint(api.MaxWait), exchange.BadRequest},
	} {
		fmt.Fprintf(&b, "| %s | %s | `%s` |\n", row.what, row.most, row.code)
	}
	fmt.Fprintf(&b, "| lines of one page of a mailbox | %d, or %s | the page ends |\n", l.List, bytesText(api.MaxMailbox))
	fmt.Fprintf(&b, "| time until an unfetched letter is reported to both sides | %d hours | `uncollected` notice |\n", l.Uncollected/time.Hour)
	fmt.Fprintf(&b, "| time the bytes of a finished letter are kept | %d days | `gone` |\n", l.Retention/(24*time.Hour))
	return b.String()
}

func bytesText(n int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= unit.size && n%unit.size == 0 {
			return fmt.Sprintf("%d %s", n/unit.size, unit.name)
		}
	}
	return fmt.Sprint(n)
}

// TestThePageNamesEveryRouteAndEveryField.
func TestThePageNamesEveryRouteAndEveryField(t *testing.T) {
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	wire, err := os.ReadFile("../../api/testdata/wire.txt")
	if err != nil {
		t.Fatal(err)
	}
	fields := 0
	for _, line := range strings.Split(strings.TrimSpace(string(wire)), "\n") {
		if route, ok := strings.CutPrefix(line, "route "); ok {
			if !strings.Contains(string(b), "`"+route+"`") {
				t.Errorf("the page lacks the route %s", route)
			}
			continue
		}
		_, field, ok := strings.Cut(line, ".")
		if !ok {
			continue
		}
		fields++
		name, _, _ := strings.Cut(field, " ")
		name, _, _ = strings.Cut(name, ",")
		if !strings.Contains(string(b), "`"+name+"`") {
			t.Errorf("the page lacks the field %s (%s)", name, line)
		}
	}
	if fields < 40 {
		t.Errorf("only %d fields found in the golden file", fields)
	}
}
