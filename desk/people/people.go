// Package people is who works in an office: personal accounts (職員アカウント), roles and
// rights by service type, login with a second factor that needs no phone, sessions that
// lock, and leavers. It knows hashes and clocks by argument; it never sees a letter, speaks
// no HTTP and no SQL, and never keeps a password or a token itself.
package people

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Store keeps members and sessions. A row that is not there gives ErrNotFound; deleting one
// is no error. Saving writes over what is there.
type Store interface {
	SaveMember(ctx context.Context, m Member) error
	Member(ctx context.Context, id string) (Member, error)
	MemberByLogin(ctx context.Context, login string) (Member, error)
	Members(ctx context.Context) ([]Member, error) // by ID, closed ones too
	SaveSession(ctx context.Context, s Session) error
	Session(ctx context.Context, hash [32]byte) (Session, error)
	DeleteSession(ctx context.Context, hash [32]byte) error
	SessionsOf(ctx context.Context, member string) ([]Session, error)
}

// ErrNotFound is what a Store answers for a row that is not there.
var ErrNotFound = errors.New("people: not found")

// Desk is the accounts of one office. Changes of one account are made one after another, so
// an office is served by one Desk at a time.
type Desk struct {
	Store        Store
	Now          func() time.Time
	Rand         io.Reader    // nil = the system's randomness
	Params       Params       // zero = DefaultParams
	RelyingParty RelyingParty // zero = no passkeys

	mu        sync.Mutex               // held while a row is read, changed and written
	strangers map[[32]byte][]time.Time // wrong logins of user IDs that do not exist
	derive    deriver                  // nil = argon2id
}

// Error is something the person at the screen can act on: what happened and what to do next.
type Error struct{ Code, Message, Next string }

func (e *Error) Error() string { return "people: " + e.Code }

var (
	errWrong       = &Error{"wrong_login", "ユーザーIDかパスワードが違います。", "もう一度入れてください。忘れたときは、事業所のシステム管理者に新しいパスワードを頼んでください。"}
	errSession     = &Error{"no_session", "ログインの時間が切れました。", "もう一度ログインしてください。作りかけの下書きは残っています。"}
	errClosedSeat  = &Error{"locked", "しばらく操作がなかったので、画面を閉じています。", "パスワードを入れると、続きから始められます。"}
	errSecond      = &Error{"wrong_code", "確認の番号が違います。", "いま表示されている番号か、印刷した復旧コードを入れてください。"}
	errNeedSecond  = &Error{"second", "二つ目の確認が済んでいません。", "確認の番号を入れてください。"}
	errPasskey     = &Error{"wrong_passkey", "パスキーを確かめられませんでした。", "もう一度パスキーを使うか、確認の番号か印刷した復旧コードを入れてください。"}
	errPasskeyOld  = &Error{"passkey_old", "パスキーの確認に時間がかかりすぎました。", "はじめからもう一度お試しください。"}
	errPasskeyOff  = &Error{"passkey_off", "このタスキでは、パスキーをまだ使えません。", "確認の番号か、印刷した復旧コードを使ってください。"}
	errPasskeyNone = &Error{"passkey_none", "登録されたパスキーがありません。", "確認の番号か、印刷した復旧コードを入れてください。"}
	errPasskeyTwin = &Error{"passkey_taken", "このパスキーは、もう登録されています。", "別のパスキーを使うか、登録の一覧を確かめてください。"}
	errInvitation  = &Error{"wrong_invitation", "ユーザーIDか招待コードが違うか、期限が切れています。", "紙のコードをもう一度入れてください。うまくいかないときは、システム管理者に新しい招待コードを頼んでください。"}
	errIncomplete  = &Error{"member_incomplete", "氏名・ユーザーID・役割のどれかが入っていません。", "すべて入れて、もう一度保存してください。"}
	errTaken       = &Error{"login_taken", "このユーザーIDは、ほかの職員（退職者を含む）が使っています。", "別のユーザーIDを入れてください。"}
	errLoginFixed  = &Error{"login_fixed", "ユーザーIDは、あとから変えられません。", "元のユーザーIDのまま保存してください。"}
	errNoMember    = &Error{"no_member", "この職員アカウントは見つかりません。", "職員の一覧を開き直して、もう一度選んでください。"}
	errGone        = &Error{"member_closed", "この職員アカウントは閉じられています。", "復職した人には、新しいユーザーIDで職員アカウントを作ってください。"}
	errNotFirst    = &Error{"not_first", "職員アカウントは、もう作られています。", "システム管理者に招待を頼んでください。"}
	errLastAdmin   = &Error{"last_admin", "最後のシステム管理者なので、閉じたり役割を変えたりできません。", "先に、ほかの職員をシステム管理者にしてください。"}
	errTaker       = &Error{"no_taker", "仕事を引き継ぐ人が決まっていません。", "いま働いている、閲覧のみでない職員を選んでください。"}
	errSeat        = &Error{"no_seat", "この端末には、この職員の続きがありません。", "ユーザーIDとパスワードでログインしてください。"}
	errPINClosed   = &Error{"pin_closed", "PINを続けて間違えたため、PINは使えません。", "パスワードを入れてください。"}
	errPINWeak     = &Error{"weak_pin", "PINは、6桁から8桁の推測されにくい数字にしてください。", "同じ数字や、123456のような並びは使えません。"}
)

// slow tells how long to wait; accounts are never stopped for good.
func slow(wait time.Duration) *Error {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	return &Error{"slow_down", "続けて間違えたため、少しの間お待ちいただきます。", fmt.Sprintf("%d分ほど待ってから、もう一度入れてください。アカウントは止まりません。", minutes)}
}

// random gives n random bytes.
func (d *Desk) random(n int) ([]byte, error) {
	from := d.Rand
	if from == nil {
		from = rand.Reader
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(from, b); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	return b, nil
}

// change reads an account, changes it and writes it, with nobody in between. When f refuses,
// nothing is written.
func (d *Desk) change(ctx context.Context, id string, f func(*Member) error) (Member, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, err := d.Store.Member(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return m, errNoMember
	}
	if err != nil {
		return m, fmt.Errorf("read account: %w", err)
	}
	if err := f(&m); err != nil {
		return m, err
	}
	return m, d.save(ctx, m)
}

func (d *Desk) save(ctx context.Context, m Member) error {
	if err := d.Store.SaveMember(ctx, m); err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	return nil
}

// changeSession does for a session what change does for an account; a session that has ended
// is not brought back.
func (d *Desk) changeSession(ctx context.Context, hash [32]byte, f func(*Session) error) (Session, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.Store.Session(ctx, hash)
	if errors.Is(err, ErrNotFound) || err == nil && s.over(d.now()) {
		return s, errSession
	}
	if err != nil {
		return s, fmt.Errorf("read session: %w", err)
	}
	if err := f(&s); err != nil {
		return s, err
	}
	if err := d.Store.SaveSession(ctx, s); err != nil {
		return s, fmt.Errorf("write session: %w", err)
	}
	return s, nil
}

func (d *Desk) now() time.Time { return d.Now().UTC() }
