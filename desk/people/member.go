package people

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Member is a personal account. All of it but the credentials stays when the person leaves.
type Member struct {
	ID           string
	Login        string // ユーザーID as CleanLogin writes it, never given to somebody else
	Name         string // 氏名
	Label        string // the national product's C… or KJ… id, a label only
	Role         Role
	Types        []string  // service types the member may see, empty = all of the office
	Password     []byte    // argon2id in PHC form, empty = none yet
	PIN          []byte    `json:",omitempty"` // argon2id in PHC form; opens a locked screen only
	TOTP         string    // base32 secret, "" = none
	TOTPStep     int64     // newest step used: each step counts once
	Passkeys     []Passkey `json:",omitempty"`
	Recovery     [][]byte  // hashes of unused printed codes
	Invitation   []byte    `json:",omitempty"` // hash of the printed invitation code
	InvitedUntil time.Time `json:",omitzero"`
	Created      time.Time
	Closed       time.Time   // left the office
	HandedTo     string      // who took over the open work
	Failed       []time.Time // wrong passwords, PINs and codes of late
	MustChange   bool        // the password was given by somebody else
}

// HasSecond reports whether the member has a second factor to show at login.
func (m Member) HasSecond() bool { return m.TOTP != "" || len(m.Passkeys) > 0 }

// invitationLife is how long a printed invitation code may be used.
const invitationLife = 7 * 24 * time.Hour

// CleanLogin is a ユーザーID in its one spelling: small letters of half width, no space around.
func CleanLogin(login string) string {
	return strings.ToLower(strings.TrimSpace(halfWidth(login)))
}

// halfWidth turns ！ to ～ and the wide space, which a Japanese keyboard gives, into ASCII.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, s)
}

// Add makes an account with a first password, or changes name, label, role and types of one;
// with a password, that is changed too and the account's sessions end.
func (d *Desk) Add(ctx context.Context, m Member, password string) (Member, error) {
	if password != "" || m.ID == "" && m.Password == nil {
		if err := d.SetPassword(&m, password); err != nil {
			return m, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	out, err := d.put(ctx, m, password != "")
	if err == nil && password != "" && m.ID != "" {
		err = d.endAll(ctx, m.ID)
	}
	return out, err
}

// put checks an account and writes it. d.mu is held.
func (d *Desk) put(ctx context.Context, m Member, password bool) (Member, error) {
	m.Login, m.Name = CleanLogin(m.Login), strings.TrimSpace(m.Name)
	slices.Sort(m.Types)
	m.Types = slices.Compact(m.Types)
	if m.Name == "" || m.Login == "" || rights[m.Role] == nil {
		return m, errIncomplete
	}
	if m.ID != "" {
		old, err := d.Store.Member(ctx, m.ID)
		if err == nil {
			return d.putOver(ctx, old, m, password)
		}
		if !errors.Is(err, ErrNotFound) {
			return m, fmt.Errorf("read account: %w", err)
		}
	}
	return d.putNew(ctx, m)
}

func (d *Desk) putNew(ctx context.Context, m Member) (Member, error) {
	_, err := d.Store.MemberByLogin(ctx, m.Login)
	if err == nil {
		return m, errTaken
	}
	if !errors.Is(err, ErrNotFound) {
		return m, fmt.Errorf("read account: %w", err)
	}
	if m.ID == "" {
		raw, err := d.random(16)
		if err != nil {
			return m, err
		}
		m.ID = hex.EncodeToString(raw)
	}
	if m.Created.IsZero() {
		m.Created = d.now()
	}
	return m, d.save(ctx, m)
}

// putOver changes what an admin may change of an account and leaves the rest as it is.
func (d *Desk) putOver(ctx context.Context, old, m Member, password bool) (Member, error) {
	if CleanLogin(old.Login) != m.Login {
		return m, errLoginFixed
	}
	if old.Role == Admin && m.Role != Admin && old.Closed.IsZero() {
		if err := d.otherAdmin(ctx, m.ID); err != nil {
			return m, err
		}
	}
	old.Name, old.Label, old.Role, old.Types = m.Name, m.Label, m.Role, m.Types
	if password {
		if !old.Closed.IsZero() {
			return m, errGone
		}
		old.Password, old.MustChange, old.Failed, old.Invitation = m.Password, m.MustChange, nil, nil
	}
	return old, d.save(ctx, old)
}

// otherAdmin refuses when nobody else could manage the office.
func (d *Desk) otherAdmin(ctx context.Context, id string) error {
	all, err := d.Store.Members(ctx)
	if err != nil {
		return fmt.Errorf("list accounts: %w", err)
	}
	if !slices.ContainsFunc(all, func(m Member) bool { return m.ID != id && m.May(Manage, "") }) {
		return errLastAdmin
	}
	return nil
}

// FirstAdmin makes the account of the first システム管理者 and its one-time code for printing.
func (d *Desk) FirstAdmin(ctx context.Context, login, name string) (Member, string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	all, err := d.Store.Members(ctx)
	if err != nil {
		return Member{}, "", fmt.Errorf("list accounts: %w", err)
	}
	if len(all) > 0 {
		return Member{}, "", errNotFirst
	}
	return d.invite(ctx, Member{Login: login, Name: name, Role: Admin})
}

// Invite makes an account without a password, and a one-time code for printing with which
// the person chooses one within seven days.
func (d *Desk) Invite(ctx context.Context, m Member) (Member, string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.invite(ctx, Member{Login: m.Login, Name: m.Name, Label: m.Label, Role: m.Role, Types: m.Types})
}

func (d *Desk) invite(ctx context.Context, m Member) (Member, string, error) {
	code, err := d.printed()
	if err != nil {
		return m, "", err
	}
	m.Invitation, m.InvitedUntil = printedHash(code), d.now().Add(invitationLife)
	m, err = d.put(ctx, m, false)
	return m, code, err
}

// InviteAgain gives somebody who forgot the password, or whose code ran out, a new code. The
// old password counts no longer and the sessions end.
func (d *Desk) InviteAgain(ctx context.Context, id string) (string, error) {
	code, err := d.printed()
	if err != nil {
		return "", err
	}
	_, err = d.change(ctx, id, func(m *Member) error {
		if !m.Closed.IsZero() {
			return errGone
		}
		m.Password, m.PIN, m.Invitation, m.InvitedUntil = nil, nil, printedHash(code), d.now().Add(invitationLife)
		return nil
	})
	if err != nil {
		return "", err
	}
	return code, d.EndAll(ctx, id)
}

// Accept takes an invitation code, once, and the password the person chose.
func (d *Desk) Accept(ctx context.Context, login, code, password string) (Member, error) {
	var chosen Member
	if err := d.SetPassword(&chosen, password); err != nil {
		return Member{}, err
	}
	m, err := d.count(ctx, login)
	if err != nil {
		return Member{}, err
	}
	if m.ID == "" {
		return Member{}, errInvitation
	}
	return d.change(ctx, m.ID, func(m *Member) error {
		fits := m.Invitation != nil && bytes.Equal(m.Invitation, printedHash(code))
		if !fits || !m.Closed.IsZero() || d.now().After(m.InvitedUntil) {
			return errInvitation
		}
		m.Password, m.Invitation, m.InvitedUntil, m.MustChange, m.Failed = chosen.Password, nil, time.Time{}, false, nil
		return nil
	})
}

// Handover is what a leaver leaves: the caller moves the open work of From to To.
type Handover struct {
	From, To string // member ids
	Sessions int    // sessions that were ended
}

// Leave closes the account of somebody who left. Sessions end at once, credentials are
// forgotten, the name stays in the history. With to == "", the システム管理者 who has been
// there longest takes over.
func (d *Desk) Leave(ctx context.Context, id, to string) (Handover, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, err := d.Store.Member(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return Handover{}, errNoMember
	}
	if err != nil {
		return Handover{}, fmt.Errorf("read account: %w", err)
	}
	if !m.Closed.IsZero() {
		return Handover{}, errGone
	}
	if m.Role == Admin {
		if err := d.otherAdmin(ctx, id); err != nil {
			return Handover{}, err
		}
	}
	if to, err = d.taker(ctx, id, to); err != nil {
		return Handover{}, err
	}
	return d.close(ctx, m, to)
}

func (d *Desk) close(ctx context.Context, m Member, to string) (Handover, error) {
	m.Closed, m.HandedTo = d.now(), to
	m.Password, m.PIN, m.TOTP, m.Passkeys, m.Recovery, m.Invitation = nil, nil, "", nil, nil, nil
	if err := d.save(ctx, m); err != nil {
		return Handover{}, err
	}
	sessions, err := d.Store.SessionsOf(ctx, m.ID)
	if err != nil {
		return Handover{}, fmt.Errorf("list sessions: %w", err)
	}
	return Handover{From: m.ID, To: to, Sessions: len(sessions)}, d.endAll(ctx, m.ID)
}

// taker checks who takes over, or chooses.
func (d *Desk) taker(ctx context.Context, id, to string) (string, error) {
	all, err := d.Store.Members(ctx)
	if err != nil {
		return "", fmt.Errorf("list accounts: %w", err)
	}
	slices.SortStableFunc(all, func(a, b Member) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	i := slices.IndexFunc(all, func(m Member) bool {
		if m.ID == id {
			return false
		}
		return m.ID == to && m.May(Edit, "") || to == "" && m.May(Manage, "")
	})
	if i < 0 {
		return "", errTaker
	}
	return all[i].ID, nil
}

// Close is Leave with a taker who was chosen.
func (d *Desk) Close(ctx context.Context, id, to string) error {
	if to == "" {
		return errTaker
	}
	_, err := d.Leave(ctx, id, to)
	return err
}

// Successor is who does a member's work today: the member, or, after one or several leavers,
// the one who took it over last.
func (d *Desk) Successor(ctx context.Context, id string) (string, error) {
	for range 100 { // a chain of leavers ends; the count guards against a damaged store
		m, err := d.Store.Member(ctx, id)
		if errors.Is(err, ErrNotFound) {
			return "", errNoMember
		}
		if err != nil {
			return "", fmt.Errorf("read account: %w", err)
		}
		if m.Closed.IsZero() || m.HandedTo == "" {
			return id, nil
		}
		id = m.HandedTo
	}
	return "", errTaker
}
