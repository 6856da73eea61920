package people

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Session is a login on one terminal.
type Session struct {
	Hash      [32]byte // SHA-256 of the token
	Member    string
	Terminal  string `json:",omitempty"` // "" = not a shared one
	Started   time.Time
	Seen      time.Time
	Locked    bool
	Second    bool   // the second factor was shown, or none is set up
	Challenge []byte `json:",omitempty"` // of a passkey ceremony under way
}

// Limits of sessions.
const (
	IdleLock    = 10 * time.Minute
	SessionLife = 12 * time.Hour
	seenStep    = 30 * time.Second // Seen is written no more often
)

func (s Session) over(now time.Time) bool { return now.Sub(s.Started) >= SessionLife }

// Open reports whether the member may work: both factors shown, screen not locked.
func (s Session) Open() bool { return s.Second && !s.Locked }

// Begin opens a session for a member whose first factor was shown.
func (d *Desk) Begin(ctx context.Context, m Member) (Session, string, error) {
	return d.BeginAt(ctx, "", m)
}

// BeginAt is Begin on a shared terminal. The caller vouches for which terminal asks.
func (d *Desk) BeginAt(ctx context.Context, terminal string, m Member) (Session, string, error) {
	if !m.Closed.IsZero() {
		return Session{}, "", errWrong
	}
	token, hash, err := d.token()
	if err != nil {
		return Session{}, "", err
	}
	if err := d.endOld(ctx, m.ID, terminal); err != nil {
		return Session{}, "", err
	}
	now := d.now()
	s := Session{Hash: hash, Member: m.ID, Terminal: terminal, Started: now, Seen: now, Second: !m.HasSecond()}
	if err := d.Store.SaveSession(ctx, s); err != nil {
		return Session{}, "", fmt.Errorf("write session: %w", err)
	}
	return s, token, d.lockOthers(ctx, s)
}

// token makes 256 random bits for the cookie; only their hash is stored.
func (d *Desk) token() (string, [32]byte, error) {
	raw, err := d.random(32)
	if err != nil {
		return "", [32]byte{}, err
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	return token, sha256.Sum256([]byte(token)), nil
}

// Resume finds the session of a token and its member, and counts as the member's doing. A
// session idle for ten minutes is locked, one of twelve hours has ended.
func (d *Desk) Resume(ctx context.Context, token string) (Session, Member, error) {
	return d.find(ctx, token, true)
}

// Peek is Resume for what a page asks by itself: it keeps no screen open.
func (d *Desk) Peek(ctx context.Context, token string) (Session, Member, error) {
	return d.find(ctx, token, false)
}

func (d *Desk) find(ctx context.Context, token string, active bool) (Session, Member, error) {
	s, err := d.Store.Session(ctx, sha256.Sum256([]byte(token)))
	if errors.Is(err, ErrNotFound) {
		return Session{}, Member{}, errSession
	}
	if err != nil {
		return Session{}, Member{}, fmt.Errorf("read session: %w", err)
	}
	m, err := d.Store.Member(ctx, s.Member)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Session{}, Member{}, fmt.Errorf("read account: %w", err)
	}
	now := d.now()
	if err != nil || s.over(now) || !m.Closed.IsZero() {
		return Session{}, Member{}, errors.Join(errSession, d.End(ctx, s))
	}
	if s.touched(now, active) == s.mark() {
		return s, m, nil
	}
	s, err = d.changeSession(ctx, s.Hash, func(s *Session) error {
		to := s.touched(now, active)
		s.Locked, s.Seen = to.locked, to.seen
		return nil
	})
	return s, m, err
}

type mark struct {
	locked bool
	seen   time.Time
}

func (s Session) mark() mark { return mark{s.Locked, s.Seen} }

// touched is how a request at a time leaves the session.
func (s Session) touched(now time.Time, active bool) mark {
	to := s.mark()
	idle := now.Sub(s.Seen)
	switch {
	case s.Locked:
	case idle >= IdleLock:
		to.locked = true
	case active && idle >= seenStep:
		to.seen = now
	}
	return to
}

// Lock locks a session (席を離れる); drafts stay.
func (d *Desk) Lock(ctx context.Context, s Session) error {
	_, err := d.changeSession(ctx, s.Hash, func(s *Session) error {
		s.Locked, s.Challenge = true, nil
		return nil
	})
	return err
}

// Unlock opens a locked session with the member's password or PIN.
func (d *Desk) Unlock(ctx context.Context, s Session, m Member, secret string) error {
	if s.Member != m.ID {
		return errSession
	}
	if err := d.prove(ctx, s, secret, true); err != nil {
		return err
	}
	return d.unlocked(ctx, s)
}

func (d *Desk) unlocked(ctx context.Context, s Session) error {
	s, err := d.changeSession(ctx, s.Hash, func(s *Session) error {
		s.Locked, s.Seen = false, d.now()
		return nil
	})
	if err != nil {
		return err
	}
	return d.lockOthers(ctx, s)
}

// End ends a session.
func (d *Desk) End(ctx context.Context, s Session) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.end(ctx, s)
}

func (d *Desk) end(ctx context.Context, s Session) error {
	if err := d.Store.DeleteSession(ctx, s.Hash); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// EndAll ends all sessions of a member.
func (d *Desk) EndAll(ctx context.Context, member string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.endAll(ctx, member)
}

func (d *Desk) endAll(ctx context.Context, member string) error {
	return d.endWhere(ctx, member, func(Session) bool { return true })
}

func (d *Desk) endOthers(ctx context.Context, own Session) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.endWhere(ctx, own.Member, func(s Session) bool { return s.Hash != own.Hash })
}

// endOld clears away sessions whose time is over, and the one that a new login on the same
// shared terminal takes the place of.
func (d *Desk) endOld(ctx context.Context, member, terminal string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.endWhere(ctx, member, func(s Session) bool {
		return s.over(d.now()) || terminal != "" && s.Terminal == terminal
	})
}

func (d *Desk) endWhere(ctx context.Context, member string, which func(Session) bool) error {
	sessions, err := d.Store.SessionsOf(ctx, member)
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	for _, s := range sessions {
		if !which(s) {
			continue
		}
		if err := d.end(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Seat is somebody's session that waits on a shared terminal.
type Seat struct {
	Session Session
	Name    string // 氏名
}

// Seats lists who is logged in on a shared terminal, by name.
func (d *Desk) Seats(ctx context.Context, terminal string) ([]Seat, error) {
	if terminal == "" {
		return nil, nil
	}
	all, err := d.Store.Members(ctx)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	var seats []Seat
	for _, m := range all {
		if !m.Closed.IsZero() {
			continue
		}
		sessions, err := d.Store.SessionsOf(ctx, m.ID)
		if err != nil {
			return nil, fmt.Errorf("list sessions: %w", err)
		}
		for _, s := range sessions {
			if s.Terminal == terminal && !s.over(d.now()) {
				seats = append(seats, Seat{s, m.Name})
			}
		}
	}
	slices.SortStableFunc(seats, func(a, b Seat) int { return strings.Compare(a.Name, b.Name) })
	return seats, nil
}

// Switch goes over to another member's session on the same shared terminal, with that
// member's password or PIN. It gets a new token and its old end of twelve hours; all other
// sessions of the terminal lock.
func (d *Desk) Switch(ctx context.Context, terminal, member, secret string) (Session, string, error) {
	s, err := d.seatOf(ctx, terminal, member)
	if err != nil {
		return Session{}, "", err
	}
	if err := d.prove(ctx, s, secret, true); err != nil {
		return Session{}, "", err
	}
	token, hash, err := d.token()
	if err != nil {
		return Session{}, "", err
	}
	if s, err = d.rename(ctx, s.Hash, hash); err != nil {
		return Session{}, "", err
	}
	return s, token, d.lockOthers(ctx, s)
}

// seatOf is the newest session of a member on a terminal.
func (d *Desk) seatOf(ctx context.Context, terminal, member string) (Session, error) {
	seats, err := d.Seats(ctx, terminal)
	if err != nil {
		return Session{}, err
	}
	var found Session
	for _, seat := range seats {
		if seat.Session.Member == member && !seat.Session.Started.Before(found.Started) {
			found = seat.Session
		}
	}
	if found.Member == "" {
		return Session{}, errSeat
	}
	return found, nil
}

// rename moves a session to another token and opens it.
func (d *Desk) rename(ctx context.Context, from, to [32]byte) (Session, error) {
	s, err := d.changeSession(ctx, from, func(s *Session) error {
		s.Hash, s.Locked, s.Seen, s.Challenge = to, false, d.now(), nil
		return nil
	})
	if err != nil {
		return Session{}, err
	}
	return s, d.End(ctx, Session{Hash: from})
}

// lockOthers locks everybody else's session on a shared terminal.
func (d *Desk) lockOthers(ctx context.Context, own Session) error {
	seats, err := d.Seats(ctx, own.Terminal)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if seat.Session.Hash == own.Hash || seat.Session.Locked {
			continue
		}
		if err := d.Lock(ctx, seat.Session); err != nil && !errors.Is(err, errSession) {
			return err
		}
	}
	return nil
}
