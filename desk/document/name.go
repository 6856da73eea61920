package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Limits of a file name. Some disks count characters (Windows), some count bytes (Linux:
// 255), and the desk may add a few of its own.
const (
	MaxNameRunes = 120 // characters
	MaxNameBytes = 240 // bytes of UTF-8
)

// devices are the names Windows keeps for itself, with any ending.
var devices = strings.Fields(`CON PRN AUX NUL CONIN$ CONOUT$ CLOCK$
	COM0 COM1 COM2 COM3 COM4 COM5 COM6 COM7 COM8 COM9 COM¹ COM² COM³
	LPT0 LPT1 LPT2 LPT3 LPT4 LPT5 LPT6 LPT7 LPT8 LPT9 LPT¹ LPT² LPT³`)

// safeName gives a name that every disk takes, in NFC, with a note if more than the
// writing of characters (NFC) was changed.
func safeName(name string) (string, []Note) {
	s := norm.NFC.String(strings.ToValidUTF8(name, "_"))
	s = strings.Map(safeRune, withoutPath(s))
	s = strings.Trim(norm.NFC.String(s), edge)
	if s == "" {
		s = "書類"
	}
	if isDevice(s) {
		s = "_" + s
	}
	s = shorten(s)
	if s == norm.NFC.String(name) {
		return s, nil
	}
	return s, []Note{{Hint, "ファイル名に使えない文字や長すぎる部分があったため、名前を直しました。", "送る前に名前をご確認ください。"}}
}

// edge is what Windows drops or hides at the ends of a name.
const edge = " .　"

// withoutPath cuts folders and drives. Names come from Windows, macOS and phones alike.
func withoutPath(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	if len(s) > 2 && s[1] == ':' {
		s = s[2:]
	}
	return s
}

// safeRune drops what cannot be seen (control and direction marks) and replaces what
// Windows refuses.
func safeRune(r rune) rune {
	switch {
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp):
		return -1
	case strings.ContainsRune(`<>:"|?*/\`, r), r == utf8.RuneError:
		return '_'
	}
	return r
}

// splitName cuts a name before its ending: "計画.pdf" → "計画", ".pdf".
func splitName(s string) (string, string) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 || len(s)-i > 10 {
		return s, ""
	}
	return s[:i], s[i:]
}

// shorten cuts the end of the stem and keeps the ending.
func shorten(s string) string {
	stem, end := splitName(s)
	for !fits(stem + end) {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = strings.TrimRight(stem[:len(stem)-n], edge)
	}
	return stem + end
}

func fits(s string) bool {
	return len(s) <= MaxNameBytes && utf8.RuneCountInString(s) <= MaxNameRunes
}

func isDevice(s string) bool {
	stem, _, _ := strings.Cut(s, ".")
	stem = strings.TrimSpace(stem)
	for _, d := range devices {
		if strings.EqualFold(stem, d) {
			return true
		}
	}
	return false
}

// folded is how Windows and macOS compare names.
func folded(name string) string { return strings.ToLower(name) }
