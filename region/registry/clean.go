package registry

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxCell is the longest cell that is kept, in characters.
const maxCell = 1000

// tidy trims a cell, turns the literal 「（改行）」 and real line breaks into a space, drops
// control characters and cuts it at maxCell.
func tidy(s string) (out string, broke, cut bool) {
	if plain(s) {
		return s, false, false
	}
	for _, mark := range []string{"（改行）", "(改行)"} {
		if strings.Contains(s, mark) {
			s, broke = strings.ReplaceAll(s, mark, " "), true
		}
	}
	s = strings.Map(printable, s)
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > maxCell {
		s, cut = strings.TrimSpace(string([]rune(s)[:maxCell])), true
	}
	return s, broke, cut
}

// plain tells a cell that needs nothing done: the usual case, kept quick.
func plain(s string) bool {
	if len(s) > maxCell || strings.Contains(s, "改行") || !utf8.ValidString(s) || strings.TrimSpace(s) != s {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return printable(r) != r }) < 0
}

func printable(r rune) rune {
	switch {
	case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
		return ' '
	case unicode.IsControl(r), r == '\ufeff', r == '\u200b', r == utf8.RuneError,
		r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return -1
	}
	return r
}

// half brings full-width letters and digits to half width.
func half(s string) string {
	if isASCII(s) {
		return s
	}
	return norm.NFKC.String(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

var (
	phoneForm  = regexp.MustCompile(`^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}$`)
	phoneIn    = regexp.MustCompile(`\(?0[0-9]{1,4}\)?-?\(?[0-9]{1,4}\)?-?[0-9]{3,4}`)
	phoneRun   = regexp.MustCompile(`0[0-9]{9,10}`)
	phoneNoZip = regexp.MustCompile(`^[1-9][0-9]{8,9}$`)
	dashes     = strings.NewReplacer("‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "ー", "-", "─", "-", "~", "-", ".", "-", " ", "", "_", "-")
)

// cleanPhone brings a phone number to half width with hyphens. changed tells that the text
// was not so before; "" with changed means that no number was found in it.
func cleanPhone(s string) (phone string, changed bool) {
	if s == "" || phoneForm.MatchString(s) {
		return s, false
	}
	p := dashes.Replace(half(s))
	if phoneNoZip.MatchString(p) {
		p = "0" + p // a spreadsheet took the zero away
	}
	m := phoneRun.FindString(p)
	if m == "" {
		m = phoneIn.FindString(p)
	}
	m = strings.Trim(strings.NewReplacer("(", "-", ")", "-").Replace(m), "-")
	for strings.Contains(m, "--") {
		m = strings.ReplaceAll(m, "--", "-")
	}
	if n := digitCount(m); n < 10 || n > 11 {
		return "", true
	}
	return m, m != s
}

func digitCount(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

var (
	schemeForm = regexp.MustCompile(`(?i)^(https?):?/{0,3}(.+)$`)
	hostForm   = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+(:[0-9]{1,5})?$`)
)

// cleanURL gives an http or https address. Mail addresses and text without a host name give
// "" with changed.
func cleanURL(s string) (address string, changed bool) {
	if s == "" {
		return "", false
	}
	u := strings.TrimSpace(half(s))
	scheme, rest := "http", u
	if m := schemeForm.FindStringSubmatch(u); m != nil {
		scheme, rest = strings.ToLower(m[1]), m[2]
	}
	host := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host = rest[:i]
	}
	if !hostForm.MatchString(host) || strings.ContainsAny(rest, " \"<>\\") {
		return "", true
	}
	u = scheme + "://" + rest
	if p, err := url.Parse(u); err != nil || p.Host == "" {
		return "", true
	}
	return u, u != s
}

// parsePlace reads coordinates in degrees. The outcome says what had to be done.
func parsePlace(lat, lng string) (la, lo float64, outcome placeOutcome) {
	lat, lng = strings.TrimSpace(half(lat)), strings.TrimSpace(half(lng))
	if lat == "" && lng == "" {
		return 0, 0, placeNone
	}
	la, err1 := strconv.ParseFloat(lat, 64)
	lo, err2 := strconv.ParseFloat(lng, 64)
	switch {
	case err1 != nil || err2 != nil:
		return 0, 0, placeUnread
	case la == 0 && lo == 0:
		return 0, 0, placeNone
	case inJapan(la, lo):
		return la, lo, placeGood
	case inJapan(lo, la):
		return lo, la, placeSwapped
	}
	return 0, 0, placeAbroad
}

type placeOutcome int

const (
	placeNone placeOutcome = iota
	placeGood
	placeSwapped
	placeAbroad
	placeUnread
)

// inJapan is a box around the inhabited islands.
func inJapan(lat, lng float64) bool { return lat > 20 && lat < 46 && lng > 122 && lng < 154 }

// cleanCorp brings a 法人番号 to 13 half-width digits; "" when it has another form.
func cleanCorp(s string) string {
	c := dropMarks(half(s))
	if len(c) == 13 && digitsOnly.MatchString(c) {
		return c
	}
	return ""
}

// capacity reads 定員; ok is false for text that is no number from 0 to 9999.
func capacity(s string) (n int, ok bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(half(s)), "人"), "名")
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(strings.TrimSuffix(strings.ReplaceAll(s, ",", ""), ".0"))
	if err != nil || n < 0 || n > 9999 {
		return 0, false
	}
	return n, true
}
