package people

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// How wrong passwords slow down.
const (
	freeTries    = 5
	triesIn      = 15 * time.Minute
	longestWait  = 15 * time.Minute
	keptTries    = 9    // enough for the longest wait
	mostStranger = 1024 // user IDs that do not exist, remembered at once
)

// Login checks a password and begins a session; the token is for the cookie. Unknown login,
// wrong password and closed account look and take the same.
func (d *Desk) Login(ctx context.Context, login, password string) (Session, string, error) {
	return d.LoginAt(ctx, "", login, password)
}

// LoginAt is Login on a shared terminal, where several people's sessions may wait.
func (d *Desk) LoginAt(ctx context.Context, terminal, login, password string) (Session, string, error) {
	m, err := d.count(ctx, login)
	if err != nil {
		return Session{}, "", err
	}
	ok, err := d.matches(ctx, m.Password, password)
	if err != nil {
		return Session{}, "", err
	}
	if !ok || m.ID == "" || !m.Closed.IsZero() {
		return Session{}, "", errWrong
	}
	if m, err = d.forgive(ctx, m, !m.HasSecond()); err != nil {
		return Session{}, "", err
	}
	if m, err = d.refresh(ctx, m, password); err != nil {
		return Session{}, "", err
	}
	return d.BeginAt(ctx, terminal, m)
}

// refresh stores a password with today's parameters.
func (d *Desk) refresh(ctx context.Context, m Member, password string) (Member, error) {
	if old, err := decode(m.Password); err != nil || old.params == d.params() {
		return m, nil
	}
	stored, err := d.encode(ctx, password)
	if err != nil {
		return m, err
	}
	before := string(m.Password)
	return d.change(ctx, m.ID, func(m *Member) error {
		if string(m.Password) == before {
			m.Password = stored
		}
		return nil
	})
}

// count notes an attempt before it is worked on, so that guesses sent at the same moment
// count too, and finds the account. Somebody unknown gets an empty one, and waits just the
// same. A right attempt is taken back by forgive.
func (d *Desk) count(ctx context.Context, login string) (Member, error) {
	login = strings.TrimSpace(login)
	m, err := d.Store.MemberByLogin(ctx, login)
	if errors.Is(err, ErrNotFound) {
		m, err = d.Store.MemberByLogin(ctx, CleanLogin(login))
	}
	if errors.Is(err, ErrNotFound) {
		return Member{}, d.countStranger(CleanLogin(login))
	}
	if err != nil {
		return Member{}, fmt.Errorf("read account: %w", err)
	}
	return d.countMember(ctx, m.ID)
}

func (d *Desk) countMember(ctx context.Context, id string) (Member, error) {
	return d.change(ctx, id, func(m *Member) (err error) {
		m.Failed, err = addTry(m.Failed, d.now())
		return err
	})
}

// countStranger keeps only the hash of a user ID that does not exist: it may be a password
// typed into the wrong field.
func (d *Desk) countStranger(login string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	now, key := d.now(), sha256.Sum256([]byte(login))
	tries, err := addTry(d.strangers[key], now)
	if err != nil {
		return err
	}
	if d.strangers == nil {
		d.strangers = map[[32]byte][]time.Time{}
	}
	if len(d.strangers) >= mostStranger {
		d.forgetStrangers(now)
	}
	d.strangers[key] = tries
	return nil
}

func (d *Desk) forgetStrangers(now time.Time) {
	for key, tries := range d.strangers {
		if len(recent(tries, now)) == 0 {
			delete(d.strangers, key)
		}
	}
	for key := range d.strangers {
		if len(d.strangers) < mostStranger {
			return
		}
		delete(d.strangers, key)
	}
}

// addTry adds an attempt, or says how long to wait.
func addTry(tries []time.Time, now time.Time) ([]time.Time, error) {
	tries = recent(tries, now)
	if wait := waitLeft(tries, now); wait > 0 {
		return tries, slow(wait)
	}
	tries = append(tries, now)
	return tries[max(0, len(tries)-keptTries):], nil
}

// recent leaves away what counts no longer: below five, attempts of a quarter of an hour
// ago; from five on, the whole row once a quarter of an hour passed after its wait.
func recent(tries []time.Time, now time.Time) []time.Time {
	if n := len(tries); n >= freeTries {
		if now.After(tries[n-1].Add(waitAfter(n) + triesIn)) {
			return nil
		}
		return slices.Clone(tries)
	}
	return slices.DeleteFunc(slices.Clone(tries), func(t time.Time) bool { return now.Sub(t) > triesIn })
}

// waitAfter is one minute after five wrong attempts, doubling to fifteen.
func waitAfter(n int) time.Duration {
	if n < freeTries {
		return 0
	}
	return min(time.Minute<<min(n-freeTries, 10), longestWait)
}

func waitLeft(tries []time.Time, now time.Time) time.Duration {
	n := len(tries)
	if n < freeTries {
		return 0
	}
	return tries[n-1].Add(waitAfter(n)).Sub(now)
}

// forgive takes a right attempt back, or, once everything was shown, all wrong ones too.
func (d *Desk) forgive(ctx context.Context, m Member, all bool) (Member, error) {
	return d.change(ctx, m.ID, func(now *Member) error {
		if all || len(now.Failed) <= 1 {
			now.Failed = nil
			return nil
		}
		now.Failed = now.Failed[:len(now.Failed)-1]
		return nil
	})
}

// prove checks the password of a session's member; with pin, that number will do if a second
// factor was shown in this session.
func (d *Desk) prove(ctx context.Context, s Session, secret string, pin bool) error {
	m, err := d.countMember(ctx, s.Member)
	if err != nil {
		return err
	}
	stored := m.Password
	if short := strings.TrimSpace(halfWidth(secret)); pin && s.Second && m.PIN != nil && isPIN(short) {
		if len(m.Failed) > freeTries {
			return errPINClosed
		}
		stored, secret = m.PIN, short
	}
	ok, err := d.matches(ctx, stored, secret)
	if err != nil {
		return err
	}
	if !ok || !m.Closed.IsZero() {
		return errWrong
	}
	_, err = d.forgive(ctx, m, s.Second)
	return err
}
