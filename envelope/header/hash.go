package header

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// Hash is a SHA-256, written as 64 lower-case hexadecimal digits.
type Hash [sha256.Size]byte

// HashOf hashes bytes.
func HashOf(b []byte) Hash { return sha256.Sum256(b) }

// ParseHash reads the text form and nothing else: no capitals, no spaces.
func ParseHash(s string) (Hash, error) {
	var h Hash
	if err := parseHex(h[:], s); err != nil {
		return Hash{}, fmt.Errorf("parse hash: %w", err)
	}
	return h, nil
}

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero reports whether the hash was never set.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText writes the text form.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the text form.
func (h *Hash) UnmarshalText(b []byte) error { return parseHex(h[:], string(b)) }

// LetterID names a letter: 128 random bits chosen by the sending desk, written as 32
// lower-case hexadecimal digits. It stays the same however often the letter is sent.
type LetterID [16]byte

// NewLetterID draws an id from a source of randomness.
func NewLetterID(rand io.Reader) (LetterID, error) {
	var id LetterID
	if _, err := io.ReadFull(rand, id[:]); err != nil {
		return LetterID{}, fmt.Errorf("draw letter id: %w", err)
	}
	return id, nil
}

// ParseLetterID reads the text form and nothing else.
func ParseLetterID(s string) (LetterID, error) {
	var id LetterID
	if err := parseHex(id[:], s); err != nil {
		return LetterID{}, fmt.Errorf("parse letter id: %w", err)
	}
	return id, nil
}

func (id LetterID) String() string { return hex.EncodeToString(id[:]) }

// IsZero reports whether the id was never set.
func (id LetterID) IsZero() bool { return id == LetterID{} }

// MarshalText writes the text form.
func (id LetterID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the text form.
func (id *LetterID) UnmarshalText(b []byte) error { return parseHex(id[:], string(b)) }

// parseHex fills dst from exactly twice as many lower-case digits.
func parseHex(dst []byte, s string) error {
	if len(s) != 2*len(dst) {
		return fmt.Errorf("%w: %d digits instead of %d", ErrInvalid, len(s), 2*len(dst))
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return fmt.Errorf("%w: not a lower-case hexadecimal digit", ErrInvalid)
		}
	}
	if _, err := hex.Decode(dst, []byte(s)); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return nil
}
