package people

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 with SHA-1 is what authenticator programs use
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

var plain32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// step is the length of one code of RFC 6238.
const step = 30 * time.Second

// NewTOTP makes a secret for an authenticator program on the PC. It counts only after
// ConfirmTOTP saw a code of it.
func (d *Desk) NewTOTP() (string, error) {
	raw := make([]byte, 20)
	if _, err := io.ReadFull(d.Rand, raw); err != nil {
		return "", fmt.Errorf("make secret: %w", err)
	}
	return plain32.EncodeToString(raw), nil
}

// ConfirmTOTP sets a secret up after the member showed a code of it.
func (d *Desk) ConfirmTOTP(ctx context.Context, m Member, secret, code string) error {
	at, ok := matchTOTP(secret, code, d.Now(), 0)
	if !ok {
		return errSecond
	}
	m.TOTP, m.TOTPStep = secret, at
	return d.Store.SaveMember(ctx, m)
}

// codeAt is the six-digit code of one step (RFC 4226, RFC 6238).
func codeAt(secret string, at int64) (string, error) {
	key, err := plain32.DecodeString(strings.ToUpper(secret))
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(at))
	mac := hmac.New(sha1.New, key)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 15
	n := binary.BigEndian.Uint32(sum[from:from+4]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000), nil
}

// matchTOTP looks for a code one step around now that was not used yet.
func matchTOTP(secret, code string, now time.Time, used int64) (int64, bool) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	current := now.Unix() / int64(step/time.Second)
	for at := current - 1; at <= current+1; at++ {
		want, err := codeAt(secret, at)
		if err == nil && at > used && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at, true
		}
	}
	return 0, false
}

// Second takes the second factor of a session: a code of the authenticator, or a printed
// recovery code. Each counts once.
func (d *Desk) Second(ctx context.Context, s Session, m Member, code string) error {
	if d.mustWait(m) {
		return errSlow
	}
	if at, ok := matchTOTP(m.TOTP, code, d.Now(), m.TOTPStep); ok && m.TOTP != "" {
		m.TOTPStep = at
	} else if i := matchRecovery(m.Recovery, code); i >= 0 {
		m.Recovery = slices.Delete(m.Recovery, i, i+1)
	} else {
		return errors.Join(errSecond, d.noteFailure(ctx, m))
	}
	if err := d.Store.SaveMember(ctx, m); err != nil {
		return err
	}
	s.Second = true
	return d.Store.SaveSession(ctx, s)
}

// NewRecovery makes ten printed codes of 80 bits and forgets the old ones. They are shown
// once and kept by the システム管理者.
func (d *Desk) NewRecovery(ctx context.Context, m Member) ([]string, error) {
	m.Recovery = nil
	var codes []string
	for range 10 {
		raw := make([]byte, 10)
		if _, err := io.ReadFull(d.Rand, raw); err != nil {
			return nil, fmt.Errorf("make recovery code: %w", err)
		}
		text := plain32.EncodeToString(raw)
		codes = append(codes, text[:4]+"-"+text[4:8]+"-"+text[8:12]+"-"+text[12:])
		m.Recovery = append(m.Recovery, recoveryHash(text))
	}
	return codes, d.Store.SaveMember(ctx, m)
}

func recoveryHash(code string) []byte {
	clean := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
	sum := sha256.Sum256([]byte("tasuki recovery\x00" + clean))
	return sum[:]
}

func matchRecovery(list [][]byte, code string) int {
	want := recoveryHash(code)
	return slices.IndexFunc(list, func(h []byte) bool { return subtle.ConstantTimeCompare(h, want) == 1 })
}

// ResetSecond takes a member's second factor away, for somebody who lost it. A システム管理者
// does so after making sure who asks.
func (d *Desk) ResetSecond(ctx context.Context, id string) error {
	m, err := d.Store.Member(ctx, id)
	if err != nil {
		return err
	}
	m.TOTP, m.TOTPStep, m.Recovery = "", 0, nil
	return d.Store.SaveMember(ctx, m)
}
