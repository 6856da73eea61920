package people

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
)

// Memory is a Store that lasts as long as the program: for tests and the demo.
type Memory struct {
	mu       sync.Mutex
	members  map[string]Member
	sessions map[[32]byte]Session
}

var _ Store = (*Memory)(nil)

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{members: map[string]Member{}, sessions: map[[32]byte]Session{}}
}

// clone shares nothing with the account it was made from.
func (m Member) clone() Member {
	m.Types, m.Password, m.PIN = slices.Clone(m.Types), bytes.Clone(m.Password), bytes.Clone(m.PIN)
	m.Passkeys, m.Failed = slices.Clone(m.Passkeys), slices.Clone(m.Failed)
	m.Invitation, m.Recovery = bytes.Clone(m.Invitation), slices.Clone(m.Recovery)
	return m
}

// SaveMember writes an account.
func (s *Memory) SaveMember(_ context.Context, m Member) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[m.ID] = m.clone()
	return nil
}

// Member reads an account.
func (s *Memory) Member(_ context.Context, id string) (Member, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.members[id]
	if !ok {
		return Member{}, ErrNotFound
	}
	return m.clone(), nil
}

// MemberByLogin finds an account by its ユーザーID.
func (s *Memory) MemberByLogin(ctx context.Context, login string) (Member, error) {
	all, err := s.Members(ctx)
	if err != nil {
		return Member{}, err
	}
	for _, m := range all {
		if m.Login == login {
			return m, nil
		}
	}
	return Member{}, ErrNotFound
}

// Members lists all accounts by ID, also closed ones.
func (s *Memory) Members(context.Context) ([]Member, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Member
	for _, m := range s.members {
		out = append(out, m.clone())
	}
	slices.SortFunc(out, func(a, b Member) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// SaveSession writes a session.
func (s *Memory) SaveSession(_ context.Context, row Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	row.Challenge = bytes.Clone(row.Challenge)
	s.sessions[row.Hash] = row
	return nil
}

// Session reads a session by its token's hash.
func (s *Memory) Session(_ context.Context, hash [32]byte) (Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	row, ok := s.sessions[hash]
	if !ok {
		return Session{}, ErrNotFound
	}
	row.Challenge = bytes.Clone(row.Challenge)
	return row, nil
}

// DeleteSession ends a session.
func (s *Memory) DeleteSession(_ context.Context, hash [32]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, hash)
	return nil
}

// SessionsOf lists the sessions of a member by hash.
func (s *Memory) SessionsOf(_ context.Context, member string) ([]Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Session
	for _, row := range s.sessions {
		if row.Member == member {
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b Session) int { return bytes.Compare(a.Hash[:], b.Hash[:]) })
	return out, nil
}
