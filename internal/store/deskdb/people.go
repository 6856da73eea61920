package deskdb

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/people"
)

// People is the accounts of the office: members and sessions as rows of the cabinet.
type People struct{ db *DB }

var _ people.Store = People{}

// People gives the accounts' store.
func (s *DB) People() People { return People{s} }

const (
	drawerMembers  = "members"
	drawerSessions = "sessions"
)

// save writes a row over whatever is there.
func (p People) save(ctx context.Context, drawer, id string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode row of %s: %w", drawer, err)
	}
	for {
		old, err := p.db.Get(ctx, drawer, id)
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
		err = p.db.Put(ctx, nil, desk.Row{Drawer: drawer, ID: id, Version: old.Version, JSON: b})
		if !errors.Is(err, desk.ErrConflict) {
			return err
		}
	}
}

func (p People) read(ctx context.Context, drawer, id string, into any) error {
	r, err := p.db.Get(ctx, drawer, id)
	if errors.Is(err, desk.ErrNotFound) {
		return people.ErrNotFound
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(r.JSON, into)
}

// SaveMember writes an account.
func (p People) SaveMember(ctx context.Context, m people.Member) error {
	return p.save(ctx, drawerMembers, m.ID, m)
}

// Member reads an account.
func (p People) Member(ctx context.Context, id string) (m people.Member, err error) {
	return m, p.read(ctx, drawerMembers, id, &m)
}

// MemberByLogin finds an account by its ユーザーID.
func (p People) MemberByLogin(ctx context.Context, login string) (people.Member, error) {
	all, err := p.Members(ctx)
	if err != nil {
		return people.Member{}, err
	}
	for _, m := range all {
		if m.Login == login {
			return m, nil
		}
	}
	return people.Member{}, people.ErrNotFound
}

// Members lists all accounts, also closed ones.
func (p People) Members(ctx context.Context) ([]people.Member, error) {
	return rowsAs[people.Member](ctx, p.db, drawerMembers)
}

// SaveSession writes a session.
func (p People) SaveSession(ctx context.Context, s people.Session) error {
	return p.save(ctx, drawerSessions, hex.EncodeToString(s.Hash[:]), s)
}

// Session reads a session by its token's hash.
func (p People) Session(ctx context.Context, hash [32]byte) (s people.Session, err error) {
	return s, p.read(ctx, drawerSessions, hex.EncodeToString(hash[:]), &s)
}

// DeleteSession ends a session; one that is not there is no error.
func (p People) DeleteSession(ctx context.Context, hash [32]byte) error {
	return p.db.Put(ctx, nil, desk.Row{Drawer: drawerSessions, ID: hex.EncodeToString(hash[:])})
}

// SessionsOf lists the sessions of a member.
func (p People) SessionsOf(ctx context.Context, member string) ([]people.Session, error) {
	all, err := rowsAs[people.Session](ctx, p.db, drawerSessions)
	if err != nil {
		return nil, err
	}
	var out []people.Session
	for _, s := range all {
		if s.Member == member {
			out = append(out, s)
		}
	}
	return out, nil
}

func rowsAs[T any](ctx context.Context, db *DB, drawer string) ([]T, error) {
	rows, err := db.Drawer(ctx, drawer, "")
	if err != nil {
		return nil, err
	}
	out := make([]T, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal(r.JSON, &out[i]); err != nil {
			return nil, fmt.Errorf("decode row of %s: %w", drawer, err)
		}
	}
	return out, nil
}
