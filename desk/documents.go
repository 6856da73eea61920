package desk

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/careplan"
)

// guessKind names the kind of a document by its file name.
func guessKind(string) string { return "" }

// needsConsent reports a kind of document that may be given only after asking.
func needsConsent(kind string) bool {
	return kind == "主治医意見書" || kind == "認定調査票"
}

// converted gives the bytes of a dropped file, in Windows-31J if the clerk agreed to the
// conversion and every character has its place there.
func converted(f DraftFile, b []byte) []byte {
	if !f.Convert || !utf8.Valid(b) {
		return b
	}
	out, lost := careplan.Encode(string(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))))
	if len(lost) > 0 {
		return b
	}
	return out
}

// isServicePlan reports a kind of document that is an individual service plan
// (個別サービス計画書).
func isServicePlan(kind string) bool { return strings.HasSuffix(kind, "計画書") }
