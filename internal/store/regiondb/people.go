package regiondb

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tasuki-care/tasuki/desk/people"
	"github.com/tasuki-care/tasuki/region"
)

// People is the accounts of the map: members and sessions in drawers of their own, which the
// map itself does not read.
type People struct{ db *DB }

var _ people.Store = People{}

// People gives the accounts' store.
func (s *DB) People() People { return People{s} }

const (
	drawerMembers  = "members"
	drawerSessions = "sessions"
)

// save writes a row over whatever is there; nil removes it.
func (p People) save(ctx context.Context, drawer, id string, v any) error {
	var b []byte
	if v != nil {
		var err error
		if b, err = json.Marshal(v); err != nil {
			return fmt.Errorf("encode row of %s: %w", drawer, err)
		}
	}
	for {
		old, err := p.db.row(ctx, drawer, id)
		if err != nil && !errors.Is(err, region.ErrNotFound) {
			return err
		}
		if b == nil && old.Body == nil {
			return nil
		}
		_, err = p.db.Put(ctx, nil, region.Row{Drawer: drawer, ID: id, Version: old.Version, Body: b})
		if !errors.Is(err, region.ErrConflict) {
			return err
		}
	}
}

func (p People) read(ctx context.Context, drawer, id string, into any) error {
	r, err := p.db.row(ctx, drawer, id)
	if errors.Is(err, region.ErrNotFound) {
		return people.ErrNotFound
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(r.Body, into)
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
	return drawerOf[people.Member](ctx, p.db, drawerMembers)
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
	return p.save(ctx, drawerSessions, hex.EncodeToString(hash[:]), nil)
}

// SessionsOf lists the sessions of a member.
func (p People) SessionsOf(ctx context.Context, member string) ([]people.Session, error) {
	all, err := drawerOf[people.Session](ctx, p.db, drawerSessions)
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

func drawerOf[T any](ctx context.Context, s *DB, drawer string) ([]T, error) {
	rows, err := s.db.Read().Query(ctx, `SELECT body FROM map_rows WHERE drawer = $1 AND body IS NOT NULL ORDER BY id`, drawer)
	if err != nil {
		return nil, fmt.Errorf("read drawer %s: %w", drawer, err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, fmt.Errorf("read row of %s: %w", drawer, err)
		}
		var v T
		if err := json.Unmarshal(b, &v); err != nil {
			return nil, fmt.Errorf("decode row of %s: %w", drawer, err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
