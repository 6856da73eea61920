package header

import (
	"errors"
	"fmt"
)

// The ways in which a clear header or a canonical document is refused.
var (
	// ErrInvalid: a field is missing or has a value outside its form.
	ErrInvalid = errors.New("invalid value")
	// ErrNotCanonical: the bytes are not what re-encoding their content gives.
	ErrNotCanonical = errors.New("not canonical")
	// ErrDuplicateKey: an object names a key twice.
	ErrDuplicateKey = errors.New("duplicate key")
	// ErrTooLarge: more bytes than the format allows.
	ErrTooLarge = errors.New("too large")
	// ErrNotEnvelope: the bytes are not an age file with our header.
	ErrNotEnvelope = errors.New("not an envelope")
)

// MaxSize bounds the canonical bytes of a header.
const MaxSize = 4096

// Version is the only version of the header so far.
const Version = 1

// MaxEpoch bounds the epoch of an office key; it is far beyond any real count.
const MaxEpoch = 1_000_000

// Family says roughly what a letter carries. It is the only word about the content that
// stands in clear; a deletion counts as its family.
type Family string

// The families: 計画書, 提供票 予定, 提供票 実績, 利用者基本情報, 書類・連絡.
const (
	Plan     Family = "plan"
	Slip     Family = "slip"
	Actual   Family = "actual"
	Base     Family = "base"
	Document Family = "document"
)

// Valid reports whether f is one of the five families.
func (f Family) Valid() bool {
	switch f {
	case Plan, Slip, Actual, Base, Document:
		return true
	}
	return false
}

// Header is the clear header of one letter: everything the post office may know of it.
type Header struct {
	Version    int       `json:"version"`
	Letter     LetterID  `json:"letter"`
	From       Address   `json:"from"`
	To         Address   `json:"to"`
	FromEpoch  int       `json:"from_epoch"` // epoch of the sender's office key
	ToEpoch    int       `json:"to_epoch"`   // epoch of the receiver's office key
	Family     Family    `json:"family"`
	Month      string    `json:"month,omitempty"`   // service month YYYYMM, if there is one
	Edition    string    `json:"edition,omitempty"` // 202407 or 202208, if there is a unit
	Manifest   Hash      `json:"manifest"`          // SHA-256 of manifest.json
	Supersedes *LetterID `json:"supersedes,omitempty"`
}

// Canonical gives the header's only byte form.
func (h Header) Canonical() []byte {
	b, err := Canonical(h)
	if err != nil {
		// Strings and small integers always encode; only an epoch beyond 2^53 does not,
		// and such a header is refused by Check. No bytes match no header.
		return nil
	}
	return b
}

// Parse reads the canonical bytes of a header and refuses anything else.
func Parse(b []byte) (Header, error) {
	if len(b) > MaxSize {
		return Header{}, fmt.Errorf("parse header: %w", ErrTooLarge)
	}
	var h Header
	if err := ParseCanonical(b, &h); err != nil {
		return Header{}, fmt.Errorf("parse header: %w", err)
	}
	if err := h.Check(); err != nil {
		return Header{}, fmt.Errorf("parse header: %w", err)
	}
	return h, nil
}

// Check reports the first field that has no lawful value.
func (h Header) Check() error {
	switch {
	case h.Manifest.IsZero():
		return fmt.Errorf("%w: manifest", ErrInvalid)
	default:
		return h.CheckWithoutManifest()
	}
}

// CheckWithoutManifest is Check for a header whose manifest is not made yet.
func (h Header) CheckWithoutManifest() error {
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"version", h.Version == Version},
		{"letter", !h.Letter.IsZero()},
		{"from", h.From.Valid()},
		{"to", h.To.Valid()},
		{"from_epoch", 1 <= h.FromEpoch && h.FromEpoch <= MaxEpoch},
		{"to_epoch", 1 <= h.ToEpoch && h.ToEpoch <= MaxEpoch},
		{"family", h.Family.Valid()},
		{"month", h.Month == "" || validMonth(h.Month)},
		{"edition", h.Edition == "" || h.Edition == "202407" || h.Edition == "202208"},
		{"supersedes", h.Supersedes == nil || !h.Supersedes.IsZero() && *h.Supersedes != h.Letter},
	} {
		if !f.ok {
			return fmt.Errorf("%w: %s", ErrInvalid, f.name)
		}
	}
	return nil
}

// validMonth reports whether s is YYYYMM with a month from 01 to 12.
func validMonth(s string) bool {
	if len(s) != 6 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return "01" <= s[4:] && s[4:] <= "12"
}
