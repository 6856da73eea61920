package main

import (
	"fmt"
	"strings"
)

// page writes docs/editions.md: one table per kind with both editions side by side.
func page(s *source) string {
	var b strings.Builder
	b.WriteString("# Tables of the standard, by edition\n\n")
	b.WriteString("Generated from `careplan/spec/source/standard.yaml` by `go generate ./careplan/...`; do not edit.\n\n")
	b.WriteString("No. is the item number (項目No.) in each edition; `–` means the edition has no such item. ")
	b.WriteString("Length counts characters: `6` exactly six, `≤6` at most six, `–` no limit. ")
	b.WriteString("Filled: ○ mandatory (必須), △ conditional, □ recommended (必要 alone). ")
	b.WriteString("A `?` behind length or mark says that our source is not certain there.\n\n")
	editionTable(&b, s)
	unitTable(&b, s)
	for _, k := range s.Kinds {
		kindTable(&b, k)
	}
	codePages(&b, s)
	typeTable(&b, s)
	return b.String()
}

func editionTable(b *strings.Builder, s *source) {
	b.WriteString("## Editions\n\n| Value of item 1 | Version | Published | Service months | Clause |\n|---|---|---|---|---|\n")
	for _, e := range s.Editions {
		fmt.Fprintf(b, "| %s | %s | %s | %s–%s | %s |\n", e.Value, e.Version, e.Published, e.From, e.To, e.Clause)
	}
	b.WriteString("\n")
}

func unitTable(b *strings.Builder, s *source) {
	b.WriteString("## Transmission units (送信単位)\n\n| Id | Edition | Name | Family | Required | Accompanying | Clause |\n|---|---|---|---|---|---|---|\n")
	for _, u := range s.Units {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s |\n", u.ID, u.Edition, u.Name, u.Family,
			strings.Join(u.Required, " "), strings.Join(u.Accompany, " "), u.Clause)
	}
	b.WriteString("\n")
}

func kindTable(b *strings.Builder, k *kind) {
	fmt.Fprintf(b, "## %s %s\n\nClause %s. ", k.Kind, k.Name, k.Clause)
	if len(k.Fields) == 0 {
		b.WriteString("An image; no records.\n\n")
		return
	}
	now, was := k.in("202407"), k.in("202208")
	_, old := k.Editions["202208"]
	fmt.Fprintf(b, "%d items in 202407", len(now))
	if old {
		fmt.Fprintf(b, ", %d in 202208", len(was))
	}
	b.WriteString(".\n\n| No. 202407 | No. 202208 | Item | Key | Type | Length | Filled | Values |\n|---|---|---|---|---|---|---|---|\n")
	for _, f := range now {
		oldNo := "–"
		length := lengthText(f)
		if g := byKey(was, f.Key); old && g != nil {
			oldNo = fmt.Sprint(g.Col)
			if t := lengthText(*g); t != length {
				length += " (202208: " + t + ")"
			}
		}
		fmt.Fprintf(b, "| %d | %s | %s | `%s` | %s | %s | %s | %s |\n", f.Col, oldNo, f.Name, f.Key,
			strings.ToLower(goTypes[f.Type]), length, filled(f), valuesText(f))
	}
	b.WriteString("\n")
}

func byKey(fields []field, key string) *field {
	for i := range fields {
		if fields[i].Key == key {
			return &fields[i]
		}
	}
	return nil
}

func lengthText(f field) string {
	t := fmt.Sprintf("≤%d", f.Len)
	if f.Len == 0 {
		t = "–"
	} else if f.Exact {
		t = fmt.Sprint(f.Len)
	}
	if f.Printed != 0 {
		t += fmt.Sprintf(" (printed %d)", f.Printed)
	}
	return t + doubt(f)
}

func doubt(f field) string {
	if f.Confidence == "" || f.Confidence == "high" {
		return ""
	}
	return "?"
}

func filled(f field) string {
	switch f.Required {
	case "mandatory":
		return "○" + doubt(f)
	case "conditional":
		return "△"
	case "recommended":
		return "□"
	}
	return ""
}

func valuesText(f field) string {
	var parts []string
	if f.Codes != "" {
		parts = append(parts, "["+f.Codes+"](#"+f.Codes+")")
	}
	if f.Format != "" {
		parts = append(parts, f.Format)
	}
	for _, s := range f.Special {
		parts = append(parts, "`"+s+"`")
	}
	if f.Unused {
		parts = append(parts, "unused")
	}
	return strings.Join(parts, ", ")
}

func codePages(b *strings.Builder, s *source) {
	b.WriteString("## Code tables (コード表)\n\n")
	for _, t := range s.Codes {
		fmt.Fprintf(b, "### %s\n\n%s: ", t.Key, t.Name)
		for i, c := range sorted(t.Values) {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(b, "`%s` %s", c, t.Values[c])
		}
		b.WriteString("\n\n")
	}
	b.WriteString("## Shapes\n\n| Key | Name | Pattern |\n|---|---|---|\n")
	for _, f := range s.Formats {
		fmt.Fprintf(b, "| %s | %s | `%s` |\n", f.Key, f.Name, strings.ReplaceAll(f.Pattern, "|", `\|`))
	}
	b.WriteString("\n")
}

func typeTable(b *strings.Builder, s *source) {
	b.WriteString("## Service types (サービス種類コード)\n\n| Code | Name | Benefit | In scope (連携対象) | May plan |\n|---|---|---|---|---|\n")
	for _, t := range s.ServiceTypes {
		plans := circle(t.Planner)
		if t.Confidence != "" {
			plans += "?"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", t.Code, t.Name, t.Benefit, circle(t.Target), plans)
	}
}

func circle(on bool) string {
	if on {
		return "○"
	}
	return ""
}
