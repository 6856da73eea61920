package desk

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/document"
)

// guessKind names the kind of a document by its file name.
func guessKind(name string) string { return document.Guess(name).Name }

// needsConsent reports a kind of document that may be given only after asking.
func needsConsent(kind string) bool {
	for _, k := range document.Kinds() {
		if k.Name == kind {
			return k.Consent
		}
	}
	return false
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

// DocumentKinds names the kinds of documents that may be chosen.
func DocumentKinds() []string {
	var out []string
	for _, k := range document.Kinds() {
		out = append(out, k.Name)
	}
	return out
}

// checkDocument makes a dropped document safe to travel, or refuses it with a sentence.
func checkDocument(name string, b []byte) (document.Checked, error) {
	c, err := document.Check(name, b)
	var refused *document.Refused
	if errors.As(err, &refused) {
		return c, &Error{Code: "document_" + refused.Code, Message: refused.Sentence, Next: refused.Next}
	}
	return c, err
}
