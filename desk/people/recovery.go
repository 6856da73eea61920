package people

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"slices"
	"strings"
)

// printedCodes is how many recovery codes stand on the paper.
const printedCodes = 10

// NewRecovery makes ten printed codes of 80 bits and forgets the old ones. They are shown
// once and kept by the システム管理者.
func (d *Desk) NewRecovery(ctx context.Context, m Member) ([]string, error) {
	var codes []string
	var hashes [][]byte
	for range printedCodes {
		code, err := d.printed()
		if err != nil {
			return nil, err
		}
		codes, hashes = append(codes, code), append(hashes, printedHash(code))
	}
	_, err := d.change(ctx, m.ID, func(m *Member) error {
		if !m.Closed.IsZero() {
			return errGone
		}
		m.Recovery = hashes
		return nil
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// printed makes a code for paper: 80 bits as four groups of four.
func (d *Desk) printed() (string, error) {
	raw, err := d.random(10)
	if err != nil {
		return "", err
	}
	text := plain32.EncodeToString(raw)
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:], nil
}

// misread are digits that no code has, and the letters they were read for.
var misread = strings.NewReplacer("-", "", " ", "", "0", "O", "1", "I", "8", "B")

// printedHash needs no slow function: 80 random bits cannot be guessed.
func printedHash(code string) []byte {
	clean := misread.Replace(strings.ToUpper(strings.TrimSpace(halfWidth(code))))
	sum := sha256.Sum256([]byte("tasuki recovery\x00" + clean))
	return sum[:]
}

func matchPrinted(list [][]byte, code string) int {
	want := printedHash(code)
	return slices.IndexFunc(list, func(h []byte) bool { return subtle.ConstantTimeCompare(h, want) == 1 })
}

// ResetSecond takes a member's second factor away, for somebody who lost it; the sessions
// end. A システム管理者 does so after making sure who asks.
func (d *Desk) ResetSecond(ctx context.Context, id string) error {
	_, err := d.change(ctx, id, func(m *Member) error {
		m.TOTP, m.TOTPStep, m.Passkeys, m.Recovery = "", 0, nil, nil
		return nil
	})
	if err != nil {
		return err
	}
	return d.EndAll(ctx, id)
}
