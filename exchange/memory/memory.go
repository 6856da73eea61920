// Package memory keeps the post office's rows and bodies in the process: a double for tests
// that passes the same contract as the databases. It knows exchange's types. It never
// survives the process, so nothing that serves offices may use it.
package memory

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// Store fulfils exchange.Store. One writer at a time works on a copy of everything, which
// takes the place of the old state when it succeeds; readers never wait.
type Store struct {
	writing sync.Mutex
	now     atomic.Pointer[state]
}

var _ exchange.Store = (*Store)(nil)

// New is an empty store.
func New() *Store {
	s := &Store{}
	s.now.Store(newState())
	return s
}

// Write lets f change a copy, and makes the copy count if f succeeds.
func (s *Store) Write(ctx context.Context, f func(ctx context.Context, tx exchange.Tx) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	next := s.now.Load().clone()
	if err := f(ctx, &tx{next}); err != nil {
		return err
	}
	s.now.Store(next)
	return nil
}

// Read lets f look at what counts now. What it changes, it changes in a copy.
func (s *Store) Read(ctx context.Context, f func(ctx context.Context, tx exchange.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return f(ctx, &tx{s.now.Load().clone()})
}

// key names a letter.
type key struct {
	from   header.Address
	letter header.LetterID
}

// office is an office's row with its use of limits.
type office struct {
	exchange.Office
	hour, sent, stored int64
}

type epoch struct {
	office string
	number int
}

type lease struct {
	holder string
	until  time.Time
}

type body struct {
	uses    int64 // -1: claimed
	claimed time.Time
}

// state is all rows. Lists only ever grow, so that copies may share their beginnings.
type state struct {
	sends      map[key]exchange.Send
	letters    map[key]exchange.Letter
	bodies     map[header.Hash]body
	mailboxes  map[header.Address][]exchange.Line
	cursors    map[header.Address]int64
	offices    map[string]office
	statements map[epoch]exchange.StatementRow
	leases     map[string]lease
	touched    map[string]time.Time
	events     []exchange.Event
	hashes     []header.Hash
	heads      []exchange.Head
}

func newState() *state {
	return &state{
		sends: map[key]exchange.Send{}, letters: map[key]exchange.Letter{}, bodies: map[header.Hash]body{},
		mailboxes: map[header.Address][]exchange.Line{}, cursors: map[header.Address]int64{}, offices: map[string]office{},
		statements: map[epoch]exchange.StatementRow{}, leases: map[string]lease{}, touched: map[string]time.Time{},
	}
}

func (s *state) clone() *state {
	return &state{
		sends: maps.Clone(s.sends), letters: maps.Clone(s.letters), bodies: maps.Clone(s.bodies),
		mailboxes: maps.Clone(s.mailboxes), cursors: maps.Clone(s.cursors), offices: maps.Clone(s.offices),
		statements: maps.Clone(s.statements), leases: maps.Clone(s.leases), touched: maps.Clone(s.touched),
		events: s.events, hashes: s.hashes, heads: s.heads,
	}
}

// tx is exchange.Tx over a state.
type tx struct{ *state }

// NextCursor counts a mailbox on.
func (t *tx) NextCursor(_ context.Context, box header.Address) (int64, error) {
	t.cursors[box]++
	return t.cursors[box], nil
}

// AddEntry appends a line.
func (t *tx) AddEntry(_ context.Context, box header.Address, e exchange.Line) error {
	t.mailboxes[box] = append(t.mailboxes[box], e)
	return nil
}

// Lines reads a mailbox.
func (t *tx) Lines(_ context.Context, box header.Address, after int64, limit int) ([]receipt.Entry, error) {
	var out []receipt.Entry
	lines := slices.Clone(t.mailboxes[box])
	slices.SortFunc(lines, func(a, b exchange.Line) int { return int(a.Cursor - b.Cursor) })
	for _, l := range lines {
		if l.Cursor <= after {
			continue
		}
		if len(out) == limit {
			break
		}
		e := receipt.Entry{Cursor: l.Cursor, Kind: l.Kind, Notice: l.Notice, At: l.At}
		out = append(out, exchange.Joined(e, t.letters[key{l.From, l.Letter}]))
	}
	return out, nil
}

// Lease takes or renews a lease.
func (t *tx) Lease(_ context.Context, name, holder string, now time.Time, length time.Duration) (bool, error) {
	if l, taken := t.leases[name]; taken && l.holder != holder && !l.until.Before(now) {
		return false, nil
	}
	t.leases[name] = lease{holder, now.Add(length)}
	return true, nil
}

// Touch writes that a process is alive.
func (t *tx) Touch(_ context.Context, node string, at time.Time) error {
	t.touched[node] = at
	return nil
}
