package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The WHATWG index counts 188 trail bytes a lead byte; pointers from userFirst to
// userLast are the user-defined area (外字), which the standard forbids (R023).
const (
	trails    = 188
	userFirst = 8836
	userLast  = 10715
)

// index reads the WHATWG jis0208 index: pointer → code point.
func index(name string) (map[int]rune, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	out := map[int]rune{}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		cols := strings.Fields(lines.Text())
		if len(cols) < 2 || strings.HasPrefix(cols[0], "#") {
			continue
		}
		p, err := strconv.Atoi(cols[0])
		if err != nil {
			return nil, fmt.Errorf("index line %q: %w", lines.Text(), err)
		}
		r, err := strconv.ParseUint(strings.TrimPrefix(cols[1], "0x"), 16, 32)
		if err != nil {
			return nil, fmt.Errorf("index line %q: %w", lines.Text(), err)
		}
		if p >= userFirst && p <= userLast {
			return nil, fmt.Errorf("pointer %d lies in the user-defined area", p)
		}
		if p < 120*trails { // beyond lies what only EUC-JP can write
			out[p] = rune(r)
		}
	}
	return out, lines.Err()
}

// bytesOf gives lead and trail byte of a pointer.
func bytesOf(p int) (lead, trail int) {
	lead, trail = p/trails, p%trails
	if lead < 0x1F {
		lead += 0x81
	} else {
		lead += 0xC1
	}
	if trail < 0x3F {
		return lead, trail + 0x40
	}
	return lead, trail + 0x41
}

// chars writes the Windows-31J table and what a writer does about other characters.
func chars(s *source, idx map[int]rune) (string, error) {
	rows := map[int][256]rune{}
	for p, r := range idx {
		lead, trail := bytesOf(p)
		row := rows[lead]
		row[trail] = r
		rows[lead] = row
	}
	var leads []int
	for l := range rows {
		leads = append(leads, l)
	}
	sort.Ints(leads)
	var b strings.Builder
	b.WriteString("package careplan\n\n// leadRow gives the row of a lead byte in doubleBytes, counted from 1; 0 = no lead byte.\nvar leadRow = [256]uint8{\n")
	for i, l := range leads {
		fmt.Fprintf(&b, "0x%02X: %d,", l, i+1)
	}
	fmt.Fprintf(&b, "}\n\n// doubleBytes is the double-byte part of Windows-31J: row of the lead byte, then trail\n// byte; 0 = no character. Row 0 is empty.\nvar doubleBytes = [%d]uint16{\n", 256*(len(leads)+1))
	for i, l := range leads {
		row := rows[l]
		for t, r := range row {
			if r != 0 {
				fmt.Fprintf(&b, "%d: 0x%04X,", (i+1)*256+t, r)
			}
			if t%16 == 15 {
				b.WriteString("\n")
			}
		}
	}
	b.WriteString("}\n\n")
	if err := outside(&b, s, idx); err != nil {
		return "", err
	}
	return b.String(), nil
}

func outside(b *strings.Builder, s *source, idx map[int]rune) error {
	inside := map[rune]bool{}
	for _, r := range idx {
		inside[r] = true
	}
	ok := func(r rune) bool { return r < 0x80 || r >= 0xFF61 && r <= 0xFF9F || inside[r] }
	b.WriteString("// lookAlikes are replaced without asking (R036).\nvar lookAlikes = map[rune]rune{\n")
	for _, n := range s.Characters.Normalise {
		from, to := codePoint(n.From), codePoint(n.To)
		if ok(from) || !ok(to) {
			return fmt.Errorf("normalise %s: must lead from outside into Windows-31J", n.From)
		}
		fmt.Fprintf(b, "0x%04X: 0x%04X,\n", from, to)
	}
	b.WriteString("}\n\n")
	if err := proposals(b, s, ok); err != nil {
		return err
	}
	ranges(b, "toSpace", "ranges of spaces that are proposed as one plain space", s.Characters.ProposeSpace)
	ranges(b, "toNothing", "ranges of invisible marks that may be left out", s.Characters.ProposeNothing)
	composed(b, "voiced", s.Characters.Voiced)
	composed(b, "semivoiced", s.Characters.Semivoiced)
	return nil
}

func proposals(b *strings.Builder, s *source, ok func(rune) bool) error {
	b.WriteString("// proposals are offered for characters outside Windows-31J (R022).\nvar proposals = map[rune]string{\n")
	seen := map[rune]bool{}
	for _, lines := range [][]string{s.Characters.ProposeKanji, s.Characters.ProposeLatin, s.Characters.ProposeSymbols} {
		for _, pair := range strings.Fields(strings.Join(lines, " ")) {
			r, n := utf8.DecodeRuneInString(pair)
			if ok(r) || seen[r] {
				return fmt.Errorf("proposal for %c: is inside Windows-31J or stands twice", r)
			}
			for _, to := range pair[n:] {
				if !ok(to) {
					return fmt.Errorf("proposal for %c: %c is outside Windows-31J", r, to)
				}
			}
			seen[r] = true
			fmt.Fprintf(b, "0x%04X: %q, // %c\n", r, pair[n:], r)
		}
	}
	b.WriteString("}\n\n")
	return nil
}

func ranges(b *strings.Builder, name, comment string, list []string) {
	fmt.Fprintf(b, "// %s: %s.\nvar %s = [][2]rune{\n", name, comment, name)
	for _, r := range list {
		from, to, found := strings.Cut(r, "-")
		if !found {
			to = from
		}
		fmt.Fprintf(b, "{0x%04X, 0x%04X},\n", codePoint(from), codePoint(to))
	}
	b.WriteString("}\n\n")
}

func composed(b *strings.Builder, name, pairs string) {
	fmt.Fprintf(b, "// %s: kana that combine with the mark.\nvar %s = map[rune]rune{\n", name, name)
	rs := []rune(pairs)
	for i := 0; i+1 < len(rs); i += 2 {
		fmt.Fprintf(b, "'%c': '%c',", rs[i], rs[i+1])
		if i%20 == 18 {
			b.WriteString("\n")
		}
	}
	b.WriteString("}\n\n")
}

func codePoint(s string) rune {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "U+"), 16, 32)
	if err != nil {
		panic(err) // the source is ours; a wrong code point must stop the generation
	}
	return rune(n)
}
