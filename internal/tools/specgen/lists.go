package main

import (
	"fmt"
	"sort"
	"strings"
)

// lists writes what belongs to no kind: codes, formats, service types, units, versions.
func lists(s *source) (string, error) {
	var b strings.Builder
	b.WriteString("package spec\n\n")
	codeTables(&b, s)
	if err := formats(&b, s); err != nil {
		return "", err
	}
	serviceTypes(&b, s)
	units(&b, s)
	versions(&b, s)
	return b.String(), nil
}

func codeTables(b *strings.Builder, s *source) {
	b.WriteString("// The code tables (コード表).\nvar (\n")
	for _, t := range s.Codes {
		fmt.Fprintf(b, "codes%s = &CodeTable{Key: %q, Name: %q, Values: map[string]string{", title(t.Key), t.Key, t.Name)
		for _, c := range sorted(t.Values) {
			fmt.Fprintf(b, "%q: %q, ", c, t.Values[c])
		}
		b.WriteString("}}\n")
	}
	b.WriteString(")\n\n// CodeTables holds every code table by its key.\nvar CodeTables = map[string]*CodeTable{\n")
	for _, t := range s.Codes {
		fmt.Fprintf(b, "%q: codes%s,\n", t.Key, title(t.Key))
	}
	b.WriteString("}\n\n")
}

func sorted(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func formats(b *strings.Builder, s *source) error {
	b.WriteString("// The named shapes.\nconst (\n")
	for _, f := range s.Formats {
		fmt.Fprintf(b, "Format%s Format = %q // %s\n", title(f.Key), f.Key, f.Name)
	}
	b.WriteString(")\n\n// Formats holds every named shape.\nvar Formats = map[Format]*FormatSpec{\n")
	for _, f := range s.Formats {
		shapes, err := shapesOf(f.Pattern)
		if err != nil {
			return fmt.Errorf("format %s: %w", f.Key, err)
		}
		fmt.Fprintf(b, "Format%s: {Name: %q, Pattern: %q, shapes: []shape{\n", title(f.Key), f.Name, f.Pattern)
		for _, sh := range shapes {
			b.WriteString(sh.code())
		}
		b.WriteString("}},\n")
	}
	b.WriteString("}\n\n")
	return nil
}

var benefits = map[string]string{"care": "CareBenefit", "preventive": "PreventiveBenefit", "program": "MunicipalProgram", "planning": "Planning"}

func serviceTypes(b *strings.Builder, s *source) {
	b.WriteString("var serviceTypes = []ServiceType{\n")
	for _, t := range s.ServiceTypes {
		fmt.Fprintf(b, "{Code: %q, Name: %q, Benefit: %s,", t.Code, t.Name, benefits[t.Benefit])
		mark(b, "Target", t.Target)
		mark(b, "Planner", t.Planner)
		mark(b, "Equipment", t.Equipment)
		if t.Confidence != "" {
			fmt.Fprintf(b, " Confidence: %s,", title(t.Confidence))
		}
		b.WriteString("},\n")
	}
	b.WriteString("}\n\n")
}

func units(b *strings.Builder, s *source) {
	b.WriteString("var units = []*Unit{\n")
	for _, u := range s.Units {
		fmt.Fprintf(b, "{ID: %q, Edition: E%s, Domain: %s, Name: %q, Family: %q, Required: []Kind{%s},",
			u.ID, u.Edition, title(u.Domain), u.Name, u.Family, strings.Join(u.Required, ", "))
		if len(u.Accompany) > 0 {
			fmt.Fprintf(b, " Accompany: []Kind{%s},", strings.Join(u.Accompany, ", "))
		}
		fmt.Fprintf(b, " Clause: %q},\n", u.Clause)
	}
	b.WriteString("}\n\n")
}

func versions(b *strings.Builder, s *source) {
	b.WriteString("var editions = []EditionSpec{\n")
	for _, e := range s.Editions {
		fmt.Fprintf(b, "{Edition: E%s, Version: %q, Published: %q, From: %q, To: %q, Clause: %q},\n",
			e.Value, e.Version, e.Published, e.From, e.To, e.Clause)
	}
	b.WriteString("}\n\nvar versionNotes = map[string]string{\n")
	for _, v := range s.Versions {
		fmt.Fprintf(b, "%q: %q,\n", v.Value, v.Note)
	}
	b.WriteString("}\n")
}
