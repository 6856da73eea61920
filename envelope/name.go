package envelope

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The two names that every letter's ZIP ends with.
const (
	manifestName  = "manifest.json"
	signatureName = "manifest.jws"
)

var errName = errors.New("name not allowed")

// checkName refuses a file name that another computer would write elsewhere, hide, or not
// write at all: the letter is opened on Windows, macOS and Linux, by us or by unzip.
func checkName(name string) error {
	switch {
	case name == "", len(name) > maxName, !utf8.ValidString(name), !norm.NFC.IsNormalString(name):
		return errName
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, " "):
		return errName // hidden, or looks like another name
	case strings.HasSuffix(name, "."), strings.HasSuffix(name, " "):
		return errName // Windows drops both
	case strings.IndexFunc(name, forbidden) >= 0, isDevice(name):
		return errName
	case foldName(name) == manifestName, foldName(name) == signatureName:
		return errName
	}
	return nil
}

// forbidden holds separators, what Windows refuses, control characters, and invisible or
// direction-changing characters that make a name look like another.
func forbidden(r rune) bool {
	if strings.ContainsRune(`/\:*?"<>|`, r) || r == utf8.RuneError {
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Noncharacter_Code_Point) &&
		!isGaiji(r)
}

// isGaiji lets user-defined characters (外字) through: they stand in people's names.
func isGaiji(r rune) bool { return 0xE000 <= r && r <= 0xE757 }

// isDevice reports whether Windows takes the name for a device, with any extension.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	stem = strings.TrimRight(stem, " ")
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	port, isCOM := strings.CutPrefix(stem, "COM")
	if !isCOM {
		var isLPT bool
		if port, isLPT = strings.CutPrefix(stem, "LPT"); !isLPT {
			return false
		}
	}
	return utf8.RuneCountInString(port) == 1 && strings.ContainsAny(port, "0123456789¹²³")
}

// checkNames checks every name, and that no two are the same file on a disk that ignores
// capitals.
func checkNames(names []string) error {
	seen := map[string]bool{}
	for _, name := range names {
		if err := checkName(name); err != nil {
			return refuseFile(Name, name, "check names: %w", err)
		}
		folded := foldName(name)
		if seen[folded] {
			return refuseFile(Name, name, "check names: twin: %w", errName)
		}
		seen[folded] = true
	}
	return nil
}

// foldName maps names that differ in capitals only to one text.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return unicode.ToLower(least)
	}, norm.NFC.String(name))
}
