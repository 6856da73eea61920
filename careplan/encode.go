package careplan

import (
	"strings"
	"unicode/utf8"
)

// Unencodable is a character that Windows-31J cannot hold. A writer must ask before it
// takes the proposal; it must never drop the character in silence or write '?'.
type Unencodable struct {
	Rune        rune
	At          int    // byte offset in the text
	Proposal    string // what may stand instead; "" with HasProposal = leave it out
	HasProposal bool
	Rule        string // R022 outside Windows-31J, R023 外字
}

// Encode gives the Windows-31J bytes of a text in the form Windows writes. Look-alikes
// (R036) and kana with a separate voicing mark are normalised first. If a character has
// no place there the bytes are nil and the list names every such character.
func Encode(text string) ([]byte, []Unencodable) {
	b, bad := AppendEncode(make([]byte, 0, len(text)), text)
	if bad != nil {
		return nil, bad
	}
	return b, nil
}

// AppendEncode appends the Windows-31J bytes of a text to dst. If characters have no
// place it returns dst as it was and the list.
func AppendEncode(dst []byte, text string) ([]byte, []Unencodable) {
	table := encodeTable()
	start := len(dst)
	var bad []Unencodable
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			dst = append(dst, c)
			i++
			continue
		}
		r, n := composeAt(text[i:])
		out, ok := appendChar(dst, table, r)
		if !ok {
			bad = append(bad, unencodable(text[i:], r, i))
		}
		dst = out
		i += n
	}
	if bad != nil {
		return dst[:start], bad
	}
	return dst, nil
}

// composeAt reads the next rune; a kana before U+3099 or U+309A becomes one character.
// ASCII never combines.
func composeAt(text string) (rune, int) {
	r, n := utf8.DecodeRuneInString(text)
	if r < 0x3041 || r > 0x30FE || !strings.HasPrefix(text[n:], "\u3099") && !strings.HasPrefix(text[n:], "\u309A") {
		return r, n
	}
	mark, m := utf8.DecodeRuneInString(text[n:])
	table := voiced
	if mark == '\u309A' {
		table = semivoiced
	}
	if c, ok := table[r]; ok {
		return c, n + m
	}
	return r, n
}

func appendChar(dst []byte, table *[1 << 16]uint16, r rune) ([]byte, bool) {
	if r >= kanaFirstRune && r <= kanaLastRune {
		return append(dst, byte(r-kanaFirstRune)+kanaFirst), true
	}
	if r > 0xFFFF {
		return dst, false
	}
	code := table[r]
	if code == 0 {
		to, ok := lookAlikes[r]
		if !ok {
			return dst, false
		}
		if to < utf8.RuneSelf {
			return append(dst, byte(to)), true
		}
		code = table[to]
	}
	return append(dst, byte(code>>8), byte(code)), true
}

// unencodable describes the rune that stands at the start of rest.
func unencodable(rest string, r rune, at int) Unencodable {
	u := Unencodable{Rune: r, At: at, Rule: "R022"}
	if r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000 {
		u.Rule = "R023"
		return u
	}
	if _, n := utf8.DecodeRuneInString(rest); r == utf8.RuneError && n == 1 {
		return u // no UTF-8: nothing to propose
	}
	if p, ok := proposals[r]; ok {
		u.Proposal, u.HasProposal = p, true
	} else if inRanges(r, toSpace) {
		u.Proposal, u.HasProposal = " ", true
	} else if inRanges(r, toNothing) {
		u.HasProposal = true
	}
	return u
}

func inRanges(r rune, list [][2]rune) bool {
	for _, x := range list {
		if r >= x[0] && r <= x[1] {
			return true
		}
	}
	return false
}

// Propose writes every proposal into the text and gives what is left without one. It is
// for the moment after a person said yes.
func Propose(text string) (string, []Unencodable) {
	_, bad := AppendEncode(nil, text)
	if bad == nil {
		return text, nil
	}
	var out strings.Builder
	var left []Unencodable
	from := 0
	for _, u := range bad {
		if !u.HasProposal {
			left = append(left, u)
			continue
		}
		_, n := composeAt(text[u.At:])
		out.WriteString(text[from:u.At])
		out.WriteString(u.Proposal)
		from = u.At + n
	}
	out.WriteString(text[from:])
	return out.String(), left
}
