package people

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Params is how much work one password costs.
type Params struct {
	Time    uint32 // passes
	Memory  uint32 // KiB
	Threads uint8
}

// DefaultParams takes 19 MiB and some hundredths of a second on an office PC.
var DefaultParams = Params{Time: 2, Memory: 19 * 1024, Threads: 1}

// minPassword is the least length of a password in characters, maxPassword the most in bytes.
const (
	minPassword = 12
	maxPassword = 1024
	minKinds    = 5 // different characters
	saltLength  = 16
	keyLength   = 32
)

// work bounds how many passwords are worked on at once in this process.
var work = make(chan struct{}, 2)

type deriver func(password, salt []byte, time, memory uint32, threads uint8, keyLen uint32) []byte

// key is argon2id; ctx ends the wait for a turn.
func (d *Desk) key(ctx context.Context, password string, salt []byte, p Params) ([]byte, error) {
	select {
	case work <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a turn: %w", ctx.Err())
	}
	defer func() { <-work }()
	derive := d.derive
	if derive == nil {
		derive = argon2.IDKey
	}
	return derive([]byte(password), salt, p.Time, p.Memory, p.Threads, keyLength), nil
}

func (d *Desk) params() Params {
	if d.Params == (Params{}) {
		return DefaultParams
	}
	return d.Params
}

// encode gives a secret as it is stored: $argon2id$v=19$m=…,t=…,p=…$salt$key.
func (d *Desk) encode(ctx context.Context, secret string) ([]byte, error) {
	salt, err := d.random(saltLength)
	if err != nil {
		return nil, err
	}
	p := d.params()
	key, err := d.key(ctx, secret, salt, p)
	if err != nil {
		return nil, err
	}
	b64 := base64.RawStdEncoding
	return fmt.Appendf(nil, "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Time, p.Threads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

type encoded struct {
	params    Params
	salt, key []byte
}

var errEncoding = errors.New("people: stored password is damaged")

func decode(stored []byte) (encoded, error) {
	var e encoded
	parts := strings.Split(string(stored), "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return e, errEncoding
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &e.params.Memory, &e.params.Time, &e.params.Threads); err != nil {
		return e, errEncoding
	}
	var err1, err2 error
	e.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	e.key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	p := e.params
	if err1 != nil || err2 != nil || len(e.key) != keyLength || p.Time == 0 || p.Threads == 0 || p.Memory > 1<<20 {
		return e, errEncoding
	}
	return e, nil
}

// matches compares a secret with a stored one. Nothing stored takes the same work and never
// matches.
func (d *Desk) matches(ctx context.Context, stored []byte, secret string) (bool, error) {
	want, err := decode(stored)
	if err != nil {
		want = encoded{params: d.params(), salt: make([]byte, saltLength), key: make([]byte, keyLength)}
	}
	got, kerr := d.key(ctx, secret, want.salt, want.params)
	if kerr != nil {
		return false, kerr
	}
	return subtle.ConstantTimeCompare(got, want.key) == 1 && err == nil, nil
}

// SetPassword gives a member a password; the caller saves.
func (d *Desk) SetPassword(m *Member, password string) error {
	if len([]rune(password)) < minPassword {
		return &Error{"short_password", fmt.Sprintf("パスワードが短すぎます（%d文字以上）。", minPassword), "好きな言葉をいくつかつなげると、長くて覚えやすくなります。"}
	}
	if len(password) > maxPassword {
		return &Error{"long_password", "パスワードが長すぎます。", "300文字までにしてください。"}
	}
	kinds := map[rune]bool{}
	for _, r := range password {
		kinds[r] = true
	}
	if len(kinds) < minKinds {
		return &Error{"weak_password", "同じ文字のくり返しは、パスワードに使えません。", "好きな言葉をいくつかつなげてください。"}
	}
	stored, err := d.encode(context.Background(), password)
	if err != nil {
		return err
	}
	m.Password = stored
	return nil
}

// ChangePassword sets the password a member chose after showing the old one. The member's
// other sessions end.
func (d *Desk) ChangePassword(ctx context.Context, s Session, old, password string) error {
	if err := d.prove(ctx, s, old, false); err != nil {
		return err
	}
	var chosen Member
	if err := d.SetPassword(&chosen, password); err != nil {
		return err
	}
	_, err := d.change(ctx, s.Member, func(m *Member) error {
		if !m.Closed.IsZero() {
			return errSession
		}
		m.Password, m.MustChange = chosen.Password, false
		return nil
	})
	if err != nil {
		return err
	}
	return d.endOthers(ctx, s)
}

// SetPIN sets the number that opens a member's locked screen, after the password was shown.
// It never logs anybody in.
func (d *Desk) SetPIN(ctx context.Context, s Session, password, pin string) error {
	pin = strings.TrimSpace(halfWidth(pin))
	if !isPIN(pin) || plainRow(pin) {
		return errPINWeak
	}
	if err := d.prove(ctx, s, password, false); err != nil {
		return err
	}
	stored, err := d.encode(ctx, pin)
	if err != nil {
		return err
	}
	_, err = d.change(ctx, s.Member, func(m *Member) error {
		if !m.Closed.IsZero() {
			return errSession
		}
		m.PIN = stored
		return nil
	})
	return err
}

func isPIN(s string) bool {
	return len(s) >= 6 && len(s) <= 8 && strings.Trim(s, "0123456789") == ""
}

// plainRow reports digits with the same step all along: 111111, 123456, 864202.
func plainRow(pin string) bool {
	for i := 2; i < len(pin); i++ {
		if (pin[i]-pin[i-1]+10)%10 != (pin[1]-pin[0]+10)%10 {
			return false
		}
	}
	return true
}
