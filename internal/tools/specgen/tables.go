package main

import (
	"fmt"
	"sort"
	"strings"
)

// in gives the fields of a kind in an edition, numbered anew by counting.
func (k *kind) in(ed string) []field {
	var out []field
	for _, f := range k.Fields {
		if f.Only != "" && f.Only != ed {
			continue
		}
		f.Col = len(out) + 1
		if c, ok := f.In[ed]; ok {
			f = c.apply(f)
		}
		out = append(out, f)
	}
	return out
}

func (c change) apply(f field) field {
	if c.Len != nil {
		f.Len = *c.Len
	}
	if c.Printed != nil {
		f.Printed = *c.Printed
	}
	if c.Confidence != nil {
		f.Confidence = *c.Confidence
	}
	return f
}

// colOf gives the item No. of a key among fields, or an error that names it.
func colOf(fields []field, key string) (int, error) {
	for _, f := range fields {
		if f.Key == key {
			return f.Col, nil
		}
	}
	return 0, fmt.Errorf("no item with key %s", key)
}

// tables writes the layouts of one edition.
func tables(s *source, ed string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "package spec\n\nvar layouts%s = []*Layout{\n", ed)
	for _, k := range s.Kinds {
		if _, ok := k.Editions[ed]; !ok {
			continue
		}
		if err := layout(&b, s, k, ed); err != nil {
			return "", fmt.Errorf("%s in %s: %w", k.Kind, ed, err)
		}
	}
	b.WriteString("}\n")
	return b.String(), nil
}

func layout(b *strings.Builder, s *source, k *kind, ed string) error {
	fields := k.in(ed)
	fmt.Fprintf(b, "{Edition: E%s, Kind: %s, Name: %q, Clause: %q,", ed, k.Kind, k.Name, k.Clause)
	for _, p := range k.Parts {
		fmt.Fprintf(b, " Has%s: true,", title(p))
	}
	mark(b, "HasTypes", ed != "202208")
	mark(b, "Binary", k.Binary)
	mark(b, "Deletion", k.Deletion)
	mark(b, "OptionalFunction", k.Optional)
	if c := k.Editions[ed]; c != "high" {
		fmt.Fprintf(b, " Confidence: %s,", title(c))
	}
	if err := relations(b, s, k, ed, fields); err != nil {
		return err
	}
	if len(fields) > 0 {
		b.WriteString("\nFields: []Field{\n")
		for _, f := range fields {
			fieldLine(b, f)
		}
		b.WriteString("},\n")
	}
	b.WriteString("},\n")
	return nil
}

func relations(b *strings.Builder, s *source, k *kind, ed string, fields []field) error {
	if len(k.RowKey) > 0 {
		cols, err := colsOf(fields, k.RowKey)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, " RowKey: []int{%s},", cols)
	}
	if k.Parent != nil {
		if err := link(b, s, k, ed, fields); err != nil {
			return err
		}
	}
	var cascade []string
	for _, c := range k.Cascade {
		if _, ok := s.kind(c).Editions[ed]; ok {
			cascade = append(cascade, c)
		}
	}
	if len(cascade) > 0 {
		fmt.Fprintf(b, " Cascade: []Kind{%s},", strings.Join(cascade, ", "))
	}
	return nil
}

func link(b *strings.Builder, s *source, k *kind, ed string, fields []field) error {
	p := s.kind(k.Parent.Kind)
	if p == nil {
		return fmt.Errorf("no parent kind %s", k.Parent.Kind)
	}
	theirs := p.in(ed)
	var pairs [][2]int
	for own, other := range k.Parent.By {
		a, err := colOf(fields, own)
		if err != nil {
			return err
		}
		c, err := colOf(theirs, other)
		if err != nil {
			return err
		}
		pairs = append(pairs, [2]int{a, c})
	}
	sort.Slice(pairs, func(i, j int) bool { return pairs[i][0] < pairs[j][0] })
	fmt.Fprintf(b, " Parent: &Link{Parent: %s, Cols: [][2]int{", p.Kind)
	for _, c := range pairs {
		fmt.Fprintf(b, "{%d, %d},", c[0], c[1])
	}
	b.WriteString("}},")
	return nil
}

func (s *source) kind(name string) *kind {
	for _, k := range s.Kinds {
		if k.Kind == name {
			return k
		}
	}
	return nil
}

func colsOf(fields []field, keys []string) (string, error) {
	var cols []string
	for _, key := range keys {
		c, err := colOf(fields, key)
		if err != nil {
			return "", err
		}
		cols = append(cols, fmt.Sprint(c))
	}
	return strings.Join(cols, ", "), nil
}

var goTypes = map[string]string{
	"": "Text", "text": "Text", "code": "Code", "date": "Date", "yearmonth": "YearMonth",
	"time": "Time", "int": "Int", "decimal": "Decimal", "flags31": "Flags31",
}

func fieldLine(b *strings.Builder, f field) {
	fmt.Fprintf(b, "{Col: %d, Key: %q, Name: %q, Type: %s,", f.Col, f.Key, f.Name, goTypes[f.Type])
	number(b, "Len", f.Len)
	number(b, "PrintedLen", f.Printed)
	mark(b, "Exact", f.Exact)
	if f.Required != "" {
		fmt.Fprintf(b, " Required: %s,", title(f.Required))
	}
	if f.Confidence != "" && f.Confidence != "high" {
		fmt.Fprintf(b, " Confidence: %s,", title(f.Confidence))
	}
	if f.Codes != "" {
		fmt.Fprintf(b, " Codes: codes%s,", title(f.Codes))
	}
	if f.Format != "" {
		fmt.Fprintf(b, " Format: Format%s,", title(f.Format))
	}
	if len(f.Special) > 0 {
		fmt.Fprintf(b, " Special: %#v,", f.Special)
	}
	number(b, "Min", f.Min)
	number(b, "Max", f.Max)
	number(b, "Decimals", f.Decimals)
	mark(b, "Unused", f.Unused)
	mark(b, "FreeText", goTypes[f.Type] == "Text")
	mark(b, "DeclaredText", f.DeclaredText)
	b.WriteString("},\n")
}

func number(b *strings.Builder, name string, n int) {
	if n != 0 {
		fmt.Fprintf(b, " %s: %d,", name, n)
	}
}

func mark(b *strings.Builder, name string, on bool) {
	if on {
		fmt.Fprintf(b, " %s: true,", name)
	}
}

// title turns service_type into ServiceType.
func title(s string) string {
	var b strings.Builder
	for _, w := range strings.Split(s, "_") {
		b.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return b.String()
}
