// Command rulesdoc writes docs/validation.md from the book of rules. It knows the rules and
// Markdown; it never invents a sentence: all it prints stands beside a check.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: rulesdoc FILE")
	}
	if err := os.WriteFile(os.Args[1], Page(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// Page is docs/validation.md.
func Page() []byte {
	var out bytes.Buffer
	book := rules.Book()
	fmt.Fprintf(&out, "# Validation 検査\n\n<!-- Written by internal/tools/rulesdoc; change the rules, not this page. -->\n\n")
	fmt.Fprintf(&out, "`tasuki check` reports all findings (確認事項) of a unit at once: %d rules of the standard and %d of our own. ", standard(book), len(book)-standard(book))
	out.WriteString("An error (エラー) stops sending; a warning (注意) is for a person to decide; an information (情報) is only told. ")
	out.WriteString("Every finding names file, line, record, item, what is wrong and the next step. ")
	out.WriteString("A finding that exists only because of another is left out. After 100 findings of a rule in a file one line says how many more there are.\n\n")
	out.WriteString("Clauses: `M` main text, `A` annex of that file, `H` history, `QA`/`FAQ` official answers, `D` derived by us ([divergences.md](divergences.md)).\n\n")
	out.WriteString("## What is checked\n\n| rule | clause | severity | what | why | next step (画面) |\n|---|---|---|---|---|---|\n")
	for _, r := range book {
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s | %s |\n", r.ID, cell(r.Clause), severity(r), cell(r.Title), cell(r.Why), cell(r.Next))
	}
	leniencies(&out, book)
	out.WriteString("\n## What is not checked here\n\nThe files alone cannot show these. *Room* is who can know.\n\n| rule | what it says | why not here | room | instead |\n|---|---|---|---|---|\n")
	for _, u := range rules.NotChecked {
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", u.ID, cell(u.Subject), cell(u.Reason), u.Room, cell(u.Instead))
	}
	return out.Bytes()
}

func leniencies(out *bytes.Buffer, book []*rules.Rule) {
	out.WriteString("\n## Leniencies\n\nA partner's file may deviate in these ways and is still read. Each deviation is counted and listed by its name; nothing is changed.\n\n| name | rule | what |\n|---|---|---|\n")
	for _, r := range book {
		if r.Leniency != "" {
			fmt.Fprintf(out, "| `%s` | %s | %s |\n", r.Leniency, r.ID, cell(r.Title))
		}
	}
}

func standard(book []*rules.Rule) int {
	n := 0
	for _, r := range book {
		if strings.HasPrefix(r.ID, "R") {
			n++
		}
	}
	return n
}

func severity(r *rules.Rule) string {
	if r.Strict == "" || r.Strict == r.Severity {
		return word(r.Severity)
	}
	return word(r.Severity) + " (strict: " + word(r.Strict) + ")"
}

func word(s careplan.Severity) string { return string(s) }

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
