package header

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
)

// StanzaType names our stanza in the age header. It has no arguments; its body is the
// canonical header. Other age tools skip a stanza whose type they do not know, and age's
// header MAC covers it.
const StanzaType = "tasuki-header-v1"

// Prefix is how many bytes of an envelope hold its whole age header. A longer age header
// is refused, so that the post office never reads further to know where a letter goes.
const Prefix = 64 << 10

// MaxRecipients bounds the keys an envelope is sealed to.
const MaxRecipients = 16

const (
	ageIntro    = "age-encryption.org/v1"
	hybridType  = "mlkem768x25519"
	hybridEnc   = 1120 // bytes of an ML-KEM-768 + X25519 encapsulation
	wrappedKey  = 32   // a 16-byte file key and its tag
	macSize     = 32
	stanzaLine  = 48 // bytes in a full line of a stanza's body
	maxBodySize = MaxSize
)

var base64Strict = base64.RawStdEncoding.Strict()

// FromEnvelope finds and parses the clear header in the first bytes of an envelope: all of
// it, or at least Prefix bytes. It also returns the header's exact bytes. Nothing but our
// one stanza, first, and hybrid recipient stanzas may stand there: what is in clear is a
// closed list.
func FromEnvelope(prefix []byte) (Header, []byte, error) {
	raw, err := findStanza(prefix[:min(len(prefix), Prefix)])
	if err != nil {
		return Header{}, nil, fmt.Errorf("find header: %w", err)
	}
	h, err := Parse(raw)
	if err != nil {
		return Header{}, nil, err
	}
	return h, raw, nil
}

// AgeHeader gives the bytes of the age header at the start of an envelope, up to and with
// the line of its MAC, after the same checks as FromEnvelope.
func AgeHeader(prefix []byte) ([]byte, error) {
	r := &lines{rest: prefix[:min(len(prefix), Prefix)]}
	if _, err := readAgeHeader(r); err != nil {
		return nil, err
	}
	return prefix[:r.used], nil
}

func findStanza(prefix []byte) ([]byte, error) {
	return readAgeHeader(&lines{rest: prefix})
}

// readAgeHeader reads a whole age header of our profile and returns the body of our stanza.
func readAgeHeader(r *lines) ([]byte, error) {
	if line, ok := r.next(); !ok || line != ageIntro {
		return nil, fmt.Errorf("%w: no age file", ErrNotEnvelope)
	}
	first, ok := r.next()
	if !ok || first != "-> "+StanzaType {
		return nil, fmt.Errorf("%w: no %s stanza in first place", ErrNotEnvelope, StanzaType)
	}
	raw, err := r.body(maxBodySize)
	if err != nil {
		return nil, err
	}
	for recipients := 0; ; recipients++ {
		line, ok := r.next()
		if !ok {
			return nil, fmt.Errorf("%w: age header does not end within %d bytes", ErrNotEnvelope, Prefix)
		}
		if mac, isEnd := strings.CutPrefix(line, "--- "); isEnd {
			return raw, checkEnd(mac, recipients)
		}
		if err := r.recipient(line); err != nil {
			return nil, err
		}
	}
}

func checkEnd(mac string, recipients int) error {
	b, err := base64Strict.DecodeString(mac)
	if err != nil || len(b) != macSize {
		return fmt.Errorf("%w: malformed MAC line", ErrNotEnvelope)
	}
	if recipients == 0 || recipients > MaxRecipients {
		return fmt.Errorf("%w: %d recipients", ErrNotEnvelope, recipients)
	}
	return nil
}

// lines reads an age header line by line.
type lines struct {
	rest []byte
	used int
}

func (r *lines) next() (string, bool) {
	line, rest, ok := bytes.Cut(r.rest, []byte("\n"))
	if !ok || bytes.IndexByte(line, '\r') >= 0 {
		return "", false
	}
	r.used += len(line) + 1
	r.rest = rest
	return string(line), true
}

// body reads the base64 lines of a stanza: full lines of 48 bytes, then one shorter line,
// which may be empty.
func (r *lines) body(limit int) ([]byte, error) {
	var out []byte
	for {
		line, ok := r.next()
		if !ok {
			return nil, fmt.Errorf("%w: stanza does not end", ErrNotEnvelope)
		}
		b, err := base64Strict.DecodeString(line)
		if err != nil || len(b) > stanzaLine {
			return nil, fmt.Errorf("%w: malformed stanza", ErrNotEnvelope)
		}
		out = append(out, b...)
		if len(out) > limit {
			return nil, fmt.Errorf("%w: stanza", ErrTooLarge)
		}
		if len(b) < stanzaLine {
			return out, nil
		}
	}
}

// recipient reads one hybrid stanza. Sizes are exact, so that nothing can hide in it.
func (r *lines) recipient(line string) error {
	enc, ok := strings.CutPrefix(line, "-> "+hybridType+" ")
	if !ok {
		return fmt.Errorf("%w: a stanza that is no hybrid recipient", ErrNotEnvelope)
	}
	b, err := base64Strict.DecodeString(enc)
	if err != nil || len(b) != hybridEnc {
		return fmt.Errorf("%w: malformed recipient", ErrNotEnvelope)
	}
	body, err := r.body(wrappedKey)
	if err != nil {
		return err
	}
	if len(body) != wrappedKey {
		return fmt.Errorf("%w: malformed recipient", ErrNotEnvelope)
	}
	return nil
}
