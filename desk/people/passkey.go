package people

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// RelyingParty is for whom passkeys are made.
type RelyingParty struct {
	ID      string   // host name of the pages
	Name    string   // as the browser shows it
	Origins []string // https://host[:port]
}

// Passkey is a security key or the PC's own lock (Windows Hello) that a member registered.
type Passkey struct {
	Name       string // 例: 事務所の鍵
	Added      time.Time
	Used       time.Time
	Credential webauthn.Credential
}

// Purpose is what a passkey is asked for.
type Purpose string

// The purposes. A challenge made for one is no good for another.
const (
	ForSecond Purpose = "second" // second factor at login
	ForUnlock Purpose = "unlock" // opens a locked screen; the key checks the person itself
	forNew    Purpose = "new"
)

// challengeLife is how long a ceremony may take.
const challengeLife = 5 * time.Minute

// challenge is what a session keeps of a ceremony under way.
type challenge struct {
	For   Purpose
	Until time.Time
	Data  webauthn.SessionData
}

// keyholder shows a member to the library.
type keyholder struct{ m Member }

func (k keyholder) WebAuthnID() []byte          { return []byte(k.m.ID) }
func (k keyholder) WebAuthnName() string        { return k.m.Login }
func (k keyholder) WebAuthnDisplayName() string { return k.m.Name }
func (k keyholder) WebAuthnCredentials() []webauthn.Credential {
	var out []webauthn.Credential
	for _, p := range k.m.Passkeys {
		out = append(out, p.Credential)
	}
	return out
}

func (d *Desk) party() (*webauthn.WebAuthn, error) {
	rp := d.RelyingParty
	if rp.ID == "" {
		return nil, errPasskeyOff
	}
	w, err := webauthn.New(&webauthn.Config{RPID: rp.ID, RPDisplayName: rp.Name, RPOrigins: rp.Origins, AttestationPreference: protocol.PreferNoAttestation})
	if err != nil {
		return nil, fmt.Errorf("set up passkeys: %w", err)
	}
	return w, nil
}

// BeginPasskey starts the registration of a passkey in an open session. It gives the options
// for navigator.credentials.create as JSON ({"publicKey": …}).
func (d *Desk) BeginPasskey(ctx context.Context, s Session) ([]byte, error) {
	w, err := d.party()
	if err != nil {
		return nil, err
	}
	m, err := d.holder(ctx, s)
	if err != nil {
		return nil, err
	}
	var have []protocol.CredentialDescriptor
	for _, c := range (keyholder{m}).WebAuthnCredentials() {
		have = append(have, c.Descriptor())
	}
	options, data, err := w.BeginRegistration(keyholder{m}, webauthn.WithExclusions(have),
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementDiscouraged))
	if err != nil {
		return nil, fmt.Errorf("begin registration of a passkey: %w", err)
	}
	return d.putChallenge(ctx, s, forNew, *data, options)
}

// AddPasskey ends the registration with the browser's answer. name is the member's own word
// for the key.
func (d *Desk) AddPasskey(ctx context.Context, s Session, name string, answer []byte) (Passkey, error) {
	w, err := d.party()
	if err != nil {
		return Passkey{}, err
	}
	data, m, err := d.takeChallenge(ctx, s, forNew)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Passkey{}, errors.Join(errPasskey, err)
	}
	made, err := w.CreateCredential(keyholder{m}, data, parsed)
	if err != nil {
		return Passkey{}, errors.Join(errPasskey, err)
	}
	p := Passkey{Name: passkeyName(name, len(m.Passkeys)+1), Added: d.now(), Credential: *made}
	return p, d.keep(ctx, m.ID, p)
}

func passkeyName(name string, n int) string {
	if name = strings.TrimSpace(name); name == "" {
		return fmt.Sprintf("パスキー%d", n)
	}
	return name
}

// keep writes a new passkey, unless somebody has it already.
func (d *Desk) keep(ctx context.Context, id string, p Passkey) error {
	all, err := d.Store.Members(ctx)
	if err != nil {
		return fmt.Errorf("list accounts: %w", err)
	}
	for _, m := range all {
		if m.passkey(p.Credential.ID) >= 0 {
			return errPasskeyTwin
		}
	}
	_, err = d.change(ctx, id, func(m *Member) error {
		if !m.Closed.IsZero() {
			return errSession
		}
		if m.passkey(p.Credential.ID) >= 0 {
			return errPasskeyTwin
		}
		m.Passkeys = append(m.Passkeys, p)
		return nil
	})
	return err
}

func (m Member) passkey(id []byte) int {
	return slices.IndexFunc(m.Passkeys, func(p Passkey) bool { return bytes.Equal(p.Credential.ID, id) })
}

// RemovePasskey forgets one passkey of a member.
func (d *Desk) RemovePasskey(ctx context.Context, member string, id []byte) error {
	_, err := d.change(ctx, member, func(m *Member) error {
		i := m.passkey(id)
		if i < 0 {
			return errPasskeyNone
		}
		m.Passkeys = slices.Delete(m.Passkeys, i, i+1)
		return nil
	})
	return err
}

// AskPasskey starts a login or an unlocking with a passkey. It gives the options for
// navigator.credentials.get as JSON ({"publicKey": …}).
func (d *Desk) AskPasskey(ctx context.Context, s Session, purpose Purpose) ([]byte, error) {
	w, err := d.party()
	if err != nil {
		return nil, err
	}
	m, err := d.member(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(m.Passkeys) == 0 {
		return nil, errPasskeyNone
	}
	check := protocol.VerificationDiscouraged // the password was shown just before
	if purpose == ForUnlock {
		check = protocol.VerificationRequired
	}
	options, data, err := w.BeginLogin(keyholder{m}, webauthn.WithUserVerification(check))
	if err != nil {
		return nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	return d.putChallenge(ctx, s, purpose, *data, options)
}

// PasskeySecond takes a passkey as the second factor of a session. Nobody can guess one, so
// it does not have to wait for wrong passwords.
func (d *Desk) PasskeySecond(ctx context.Context, s Session, answer []byte) error {
	if err := d.judgePasskey(ctx, s, ForSecond, answer); err != nil {
		return err
	}
	return d.shown(ctx, s)
}

// PasskeyUnlock opens a locked session with a passkey in place of the password.
func (d *Desk) PasskeyUnlock(ctx context.Context, s Session, answer []byte) error {
	if err := d.judgePasskey(ctx, s, ForUnlock, answer); err != nil {
		return err
	}
	return d.unlocked(ctx, s)
}

func (d *Desk) judgePasskey(ctx context.Context, s Session, purpose Purpose, answer []byte) error {
	w, err := d.party()
	if err != nil {
		return err
	}
	data, m, err := d.takeChallenge(ctx, s, purpose)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return errors.Join(errPasskey, err)
	}
	used, err := w.ValidateLogin(keyholder{m}, data, parsed)
	if err != nil {
		return errors.Join(errPasskey, err)
	}
	if used.Authenticator.CloneWarning {
		return &Error{"passkey_copied", "このパスキーは、複製された疑いがあるため使えません。", "確認の番号か復旧コードを使い、システム管理者に知らせてください。"}
	}
	_, err = d.change(ctx, m.ID, func(m *Member) error { return m.usePasskey(*used, purpose, d.now()) })
	return err
}

// usePasskey notes the key's new counter; a key removed meanwhile is refused. As a second
// factor it ends the row of wrong attempts.
func (m *Member) usePasskey(used webauthn.Credential, purpose Purpose, now time.Time) error {
	i := m.passkey(used.ID)
	if i < 0 || !m.Closed.IsZero() {
		return errPasskey
	}
	m.Passkeys[i].Credential, m.Passkeys[i].Used = used, now
	if purpose == ForSecond {
		m.Failed = nil
	}
	return nil
}

// member reads who a session belongs to.
func (d *Desk) member(ctx context.Context, s Session) (Member, error) {
	m, err := d.Store.Member(ctx, s.Member)
	if errors.Is(err, ErrNotFound) || err == nil && !m.Closed.IsZero() {
		return m, errSession
	}
	if err != nil {
		return m, fmt.Errorf("read account: %w", err)
	}
	return m, nil
}

// holder is member for an open session: nobody adds a key who has not shown both factors.
func (d *Desk) holder(ctx context.Context, s Session) (Member, error) {
	now, err := d.Store.Session(ctx, s.Hash)
	switch {
	case errors.Is(err, ErrNotFound):
		return Member{}, errSession
	case err != nil:
		return Member{}, fmt.Errorf("read session: %w", err)
	case now.Locked:
		return Member{}, errClosedSeat
	case !now.Second:
		return Member{}, errNeedSecond
	}
	return d.member(ctx, now)
}

// putChallenge keeps a ceremony in the session's row and gives the options for the browser.
func (d *Desk) putChallenge(ctx context.Context, s Session, purpose Purpose, data webauthn.SessionData, options any) ([]byte, error) {
	kept, err := json.Marshal(challenge{For: purpose, Until: d.now().Add(challengeLife), Data: data})
	if err != nil {
		return nil, fmt.Errorf("encode challenge: %w", err)
	}
	_, err = d.changeSession(ctx, s.Hash, func(s *Session) error {
		s.Challenge = kept
		return nil
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(options)
}

// takeChallenge takes the ceremony out of the session's row: an answer counts once, right or
// wrong.
func (d *Desk) takeChallenge(ctx context.Context, s Session, purpose Purpose) (webauthn.SessionData, Member, error) {
	if purpose == forNew {
		if _, err := d.holder(ctx, s); err != nil {
			return webauthn.SessionData{}, Member{}, err
		}
	}
	var kept []byte
	s, err := d.changeSession(ctx, s.Hash, func(s *Session) error {
		kept, s.Challenge = s.Challenge, nil
		return nil
	})
	if err != nil {
		return webauthn.SessionData{}, Member{}, err
	}
	var c challenge
	if len(kept) == 0 || json.Unmarshal(kept, &c) != nil || c.For != purpose || d.now().After(c.Until) {
		return webauthn.SessionData{}, Member{}, errPasskeyOld
	}
	m, err := d.member(ctx, s)
	return c.Data, m, err
}
