package people

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 with SHA-1 is what authenticator programs use
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
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
	raw, err := d.random(20)
	if err != nil {
		return "", err
	}
	return plain32.EncodeToString(raw), nil
}

// TOTPAddress is a secret as authenticator programs read it (otpauth://…).
func TOTPAddress(office, login, secret string) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + office + ":" + login}
	u.RawQuery = "secret=" + secret + "&issuer=" + url.QueryEscape(office)
	return u.String()
}

// ConfirmTOTP sets a secret up after the member, whose session is open, showed a code of it.
func (d *Desk) ConfirmTOTP(ctx context.Context, m Member, secret, code string) error {
	at, ok := matchTOTP(secret, code, d.now(), 0)
	if !ok {
		return errSecond
	}
	_, err := d.change(ctx, m.ID, func(m *Member) error {
		if !m.Closed.IsZero() {
			return errSession
		}
		m.TOTP, m.TOTPStep = secret, at
		return nil
	})
	return err
}

// codeAt is the six-digit code of one step (RFC 4226, RFC 6238).
func codeAt(secret string, at int64) (string, error) {
	key, err := plain32.DecodeString(strings.ToUpper(secret))
	if err != nil || len(key) == 0 {
		return "", errors.New("people: secret is damaged")
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
	code = strings.ReplaceAll(strings.TrimSpace(halfWidth(code)), " ", "")
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
// recovery code. Each counts once, and wrong ones slow down like passwords.
func (d *Desk) Second(ctx context.Context, s Session, m Member, code string) error {
	if s.Member != m.ID {
		return errSession
	}
	if _, err := d.countMember(ctx, m.ID); err != nil {
		return err
	}
	if _, err := d.change(ctx, m.ID, func(m *Member) error { return d.useCode(m, code) }); err != nil {
		return err
	}
	return d.shown(ctx, s)
}

// useCode takes a code out of use, and forgets the wrong ones before it.
func (d *Desk) useCode(m *Member, code string) error {
	if !m.Closed.IsZero() {
		return errSession
	}
	if at, ok := matchTOTP(m.TOTP, code, d.now(), m.TOTPStep); ok {
		m.TOTPStep = at
	} else if i := matchPrinted(m.Recovery, code); i >= 0 {
		m.Recovery = slices.Delete(m.Recovery, i, i+1)
	} else {
		return errSecond
	}
	m.Failed = nil
	return nil
}

// shown notes that the second factor was shown.
func (d *Desk) shown(ctx context.Context, s Session) error {
	_, err := d.changeSession(ctx, s.Hash, func(s *Session) error {
		s.Second = true
		return nil
	})
	return err
}
