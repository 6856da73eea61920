package survey

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

func itoa(n int) string { return strconv.Itoa(n) }

func trim(s string) string { return strings.TrimSpace(s) }

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// foldRune makes full-width letters, digits and signs half-width. It maps one rune to one
// rune, so that positions stay the same.
func foldRune(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		r -= '！' - '!'
	case r == '〜' || r == '∼' || r == '˜':
		r = '~'
	case unicode.IsSpace(r):
		r = ' '
	}
	return unicode.ToLower(r)
}

// fold is the text as it is compared: half-width, lower case, no spaces.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r = foldRune(r); r == ' ' || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
}

// foldHead is a heading as it is compared: also without required marks and closing signs.
func foldHead(s string) string {
	return strings.TrimRight(fold(s), "*?。.:")
}

// foldNumber is an office number as it is compared: half-width, upper case, no spaces or
// hyphens.
func foldNumber(s string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", "‐", "", "－", "", "ー", "").Replace(fold(s)))
}

func i64(n int64) string { return strconv.FormatInt(n, 10) }
