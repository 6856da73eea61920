// Package people is who works in an office: personal accounts (職員アカウント), roles and
// rights by service type, login with a second factor that needs no phone, sessions that
// lock, and leavers. It knows hashes and clocks by argument; it never sees a letter, speaks
// no HTTP and no SQL, and never keeps a password or a token itself.
package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// Role is what a member may do (役割).
type Role string

// The roles.
const (
	Admin  Role = "admin"  // システム管理者
	Staff  Role = "staff"  // 職員
	Viewer Role = "viewer" // 閲覧のみ
)

// Word is the role as it stands on screen.
func (r Role) Word() string {
	switch r {
	case Admin:
		return "システム管理者"
	case Staff:
		return "職員"
	case Viewer:
		return "閲覧のみ"
	}
	return string(r)
}

// Action is something a member wants to do.
type Action string

// The actions.
const (
	View   Action = "view"
	Edit   Action = "edit"
	Send   Action = "send"
	Check  Action = "check" // 二人目の確認
	Manage Action = "admin"
)

// rights is the whole table of roles and actions.
var rights = map[Role][]Action{
	Admin:  {View, Edit, Send, Check, Manage},
	Staff:  {View, Edit, Send, Check},
	Viewer: {View},
}

// Member is a personal account.
type Member struct {
	ID         string
	Login      string   // ユーザーID, never given to somebody else
	Name       string   // 氏名
	Label      string   // the national product's C… or KJ… id, a label only
	Role       Role     //
	Types      []string // service types the member may see, empty = all of the office
	Password   []byte   // argon2id with its salt
	TOTP       string   // base32 secret, "" = none
	TOTPStep   int64    // newest step used: each step counts once
	Recovery   [][]byte // SHA-256 of unused printed codes
	Created    time.Time
	Closed     time.Time // left the office
	HandedTo   string    // who took over the open work
	Failed     []time.Time
	MustChange bool // the first password was given by somebody else
}

// May reports whether a member may do something, about a service type ("" = any).
func (m Member) May(a Action, kind string) bool {
	if !m.Closed.IsZero() || !slices.Contains(rights[m.Role], a) {
		return false
	}
	return kind == "" || len(m.Types) == 0 || slices.Contains(m.Types, kind)
}

// Session is a login on one terminal.
type Session struct {
	Hash    [32]byte // SHA-256 of the token
	Member  string
	Started time.Time
	Seen    time.Time
	Locked  bool
	Second  bool // the second factor was shown, or none is set up
}

// Limits of sessions and of wrong passwords.
const (
	IdleLock    = 10 * time.Minute
	SessionLife = 12 * time.Hour
	freeTries   = 5
	triesIn     = 15 * time.Minute
	longestWait = 15 * time.Minute
	minPassword = 12 // characters
)

// Store keeps members and sessions. A row that is not there gives ErrNotFound.
type Store interface {
	SaveMember(ctx context.Context, m Member) error
	Member(ctx context.Context, id string) (Member, error)
	MemberByLogin(ctx context.Context, login string) (Member, error)
	Members(ctx context.Context) ([]Member, error)
	SaveSession(ctx context.Context, s Session) error
	Session(ctx context.Context, hash [32]byte) (Session, error)
	DeleteSession(ctx context.Context, hash [32]byte) error
	SessionsOf(ctx context.Context, member string) ([]Session, error)
}

// ErrNotFound is what a Store answers for a row that is not there.
var ErrNotFound = errors.New("people: not found")

// Error is something the person at the screen can act on.
type Error struct{ Code, Message, Next string }

func (e *Error) Error() string { return "people: " + e.Code }

var (
	errWrong   = &Error{"wrong_login", "ユーザーIDかパスワードが違います。", "もう一度入れてください。忘れたときは、事業所のシステム管理者に新しいパスワードを頼んでください。"}
	errSlow    = &Error{"slow_down", "続けて間違えたため、少しの間お待ちいただきます。", "数分待ってから、もう一度入れてください。アカウントは止まりません。"}
	errSession = &Error{"no_session", "ログインの時間が切れました。", "もう一度ログインしてください。作りかけの下書きは残っています。"}
	errSecond  = &Error{"wrong_code", "確認の番号が違います。", "いま表示されている番号か、印刷した復旧コードを入れてください。"}
)

// Desk is the accounts of one office.
type Desk struct {
	Store Store
	Now   func() time.Time
	Rand  io.Reader
}

// work bounds how many passwords are hashed at once: each takes 19 MiB.
var work = make(chan struct{}, 2)

func hash(password string, salt []byte) []byte {
	work <- struct{}{}
	defer func() { <-work }()
	return argon2.IDKey([]byte(password), salt, 2, 19*1024, 1, 32)
}

// SetPassword gives a member a password.
func (d *Desk) SetPassword(m *Member, password string) error {
	if len([]rune(password)) < minPassword {
		return &Error{"short_password", fmt.Sprintf("パスワードが短すぎます（%d文字以上）。", minPassword), "好きな言葉をいくつかつなげると、長くて覚えやすくなります。"}
	}
	salt := make([]byte, 16)
	if _, err := io.ReadFull(d.Rand, salt); err != nil {
		return fmt.Errorf("make salt: %w", err)
	}
	m.Password = append(salt, hash(password, salt)...)
	return nil
}

func matches(stored []byte, password string) bool {
	if len(stored) != 48 {
		stored = make([]byte, 48) // the same work for an unknown login
	}
	return subtle.ConstantTimeCompare(hash(password, stored[:16]), stored[16:]) == 1
}

// Add makes an account or changes one; a new one needs a first password.
func (d *Desk) Add(ctx context.Context, m Member, password string) (Member, error) {
	if m.Name == "" || m.Login == "" || rights[m.Role] == nil {
		return m, &Error{"member_incomplete", "氏名・ユーザーID・役割のどれかが入っていません。", "すべて入れて、もう一度保存してください。"}
	}
	if taken, err := d.Store.MemberByLogin(ctx, m.Login); err == nil && taken.ID != m.ID {
		return m, &Error{"login_taken", "このユーザーIDは、ほかの職員（退職者を含む）が使っています。", "別のユーザーIDを入れてください。"}
	} else if err != nil && !errors.Is(err, ErrNotFound) {
		return m, err
	}
	if m.ID == "" {
		m.ID, m.Created = rand.Text(), d.Now().UTC()
	}
	if password != "" || m.Password == nil {
		if err := d.SetPassword(&m, password); err != nil {
			return m, err
		}
	}
	return m, d.Store.SaveMember(ctx, m)
}

// Login checks a password and begins a session; the token is for the cookie. Unknown login
// and wrong password look and take the same.
func (d *Desk) Login(ctx context.Context, login, password string) (Session, string, error) {
	m, err := d.Store.MemberByLogin(ctx, strings.TrimSpace(login))
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Session{}, "", err
	}
	if d.mustWait(m) {
		return Session{}, "", errSlow
	}
	if !matches(m.Password, password) || m.ID == "" || !m.Closed.IsZero() {
		return Session{}, "", errors.Join(errWrong, d.noteFailure(ctx, m))
	}
	m.Failed = nil
	if err := d.Store.SaveMember(ctx, m); err != nil {
		return Session{}, "", err
	}
	return d.Begin(ctx, m)
}

// Begin opens a session for a member whose first factor was shown.
func (d *Desk) Begin(ctx context.Context, m Member) (Session, string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(d.Rand, raw); err != nil {
		return Session{}, "", fmt.Errorf("make token: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	now := d.Now().UTC()
	s := Session{Hash: sha256.Sum256([]byte(token)), Member: m.ID, Started: now, Seen: now, Second: m.TOTP == ""}
	return s, token, d.Store.SaveSession(ctx, s)
}

// mustWait slows down after five failures: one minute, doubling to fifteen.
func (d *Desk) mustWait(m Member) bool {
	n := len(m.Failed)
	if n < freeTries {
		return false
	}
	wait := min(time.Minute<<min(n-freeTries, 10), longestWait)
	return d.Now().Before(m.Failed[n-1].Add(wait))
}

func (d *Desk) noteFailure(ctx context.Context, m Member) error {
	if m.ID == "" {
		return nil
	}
	now := d.Now().UTC()
	m.Failed = slices.DeleteFunc(m.Failed, func(t time.Time) bool { return now.Sub(t) > triesIn })
	m.Failed = append(m.Failed, now)
	return d.Store.SaveMember(ctx, m)
}

// Resume finds the session of a token and its member. A session idle for ten minutes is
// locked, one of twelve hours has ended.
func (d *Desk) Resume(ctx context.Context, token string) (Session, Member, error) {
	s, err := d.Store.Session(ctx, sha256.Sum256([]byte(token)))
	if errors.Is(err, ErrNotFound) {
		return s, Member{}, errSession
	}
	if err != nil {
		return s, Member{}, err
	}
	m, err := d.Store.Member(ctx, s.Member)
	if err != nil {
		return s, m, err
	}
	now := d.Now().UTC()
	if now.Sub(s.Started) > SessionLife || !m.Closed.IsZero() {
		return s, m, errors.Join(errSession, d.Store.DeleteSession(ctx, s.Hash))
	}
	s.Locked = s.Locked || now.Sub(s.Seen) > IdleLock
	if !s.Locked && now.Sub(s.Seen) < 30*time.Second {
		return s, m, nil // no need to write every request
	}
	if !s.Locked {
		s.Seen = now
	}
	return s, m, d.Store.SaveSession(ctx, s)
}

// Lock locks a session (席を離れる); drafts stay.
func (d *Desk) Lock(ctx context.Context, s Session) error {
	s.Locked = true
	return d.Store.SaveSession(ctx, s)
}

// Unlock opens a locked session with the member's password.
func (d *Desk) Unlock(ctx context.Context, s Session, m Member, password string) error {
	if d.mustWait(m) {
		return errSlow
	}
	if !matches(m.Password, password) {
		return errors.Join(errWrong, d.noteFailure(ctx, m))
	}
	s.Locked, s.Seen = false, d.Now().UTC()
	return d.Store.SaveSession(ctx, s)
}

// End ends a session.
func (d *Desk) End(ctx context.Context, s Session) error { return d.Store.DeleteSession(ctx, s.Hash) }

// Close closes the account of somebody who left; sessions end at once.
func (d *Desk) Close(ctx context.Context, id, to string) error {
	m, err := d.Store.Member(ctx, id)
	if err != nil {
		return err
	}
	if m.Role == Admin && !d.otherAdmin(ctx, id) {
		return &Error{"last_admin", "最後のシステム管理者は閉じられません。", "先に、ほかの職員をシステム管理者にしてください。"}
	}
	m.Closed, m.HandedTo = d.Now().UTC(), to
	if err := d.Store.SaveMember(ctx, m); err != nil {
		return err
	}
	sessions, err := d.Store.SessionsOf(ctx, id)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if err := d.Store.DeleteSession(ctx, s.Hash); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) otherAdmin(ctx context.Context, id string) bool {
	all, err := d.Store.Members(ctx)
	return err == nil && slices.ContainsFunc(all, func(m Member) bool { return m.ID != id && m.Role == Admin && m.Closed.IsZero() })
}
