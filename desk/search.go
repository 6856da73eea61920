package desk

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// fold makes texts comparable as people search: kana of both kinds and widths alike, no
// spaces, no case. It happens on the desk only; nothing of it leaves the office.
func fold(s string) string {
	var sb strings.Builder
	for _, r := range norm.NFKC.String(s) {
		switch {
		case unicode.IsSpace(r) || r == '・' || r == 'ー' || r == '-':
		case r >= 'ァ' && r <= 'ヶ':
			sb.WriteRune(small(r - 'ァ' + 'ぁ'))
		default:
			sb.WriteRune(small(unicode.ToLower(r)))
		}
	}
	return sb.String()
}

// small turns ゃゅょっぁぃぅぇぉ into their large forms.
func small(r rune) rune {
	const from, to = "ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ"
	f, t := []rune(from), []rune(to)
	for i := range f {
		if f[i] == r {
			return t[i]
		}
	}
	return r
}

// nameStandsIn reports that a person's or office's name occurs in a file's name.
func nameStandsIn(name, file string) bool {
	n := fold(name)
	return len([]rune(n)) >= 2 && strings.Contains(fold(file), n)
}

// finder gives the search over a row of the ledger: partner's name and number, clients'
// names, kana and numbers. The caller holds mu.
func (b *Bench) finder(words string) func(*Entry) bool {
	var want []string
	for _, w := range strings.Fields(norm.NFKC.String(words)) {
		want = append(want, fold(w))
	}
	if len(want) == 0 {
		return func(*Entry) bool { return true }
	}
	return func(e *Entry) bool {
		text := b.words[e.ID]
		for _, w := range want {
			if !strings.Contains(text, w) {
				return false
			}
		}
		return true
	}
}

// learnWords remembers what a row of the ledger may be found by.
func (b *Bench) learnWords(e Entry, partner string, people []Client) {
	var sb strings.Builder
	sb.WriteString(fold(partner + e.Partner.Office + spec.ServiceTypeName(e.Partner.Type) + e.Kind()))
	for _, p := range people {
		sb.WriteByte(' ')
		sb.WriteString(fold(p.Name + p.Kana + p.Key.Insured))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.words[e.ID] = sb.String()
}
