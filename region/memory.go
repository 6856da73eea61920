package region

import (
	"context"
	"slices"
	"sync"
)

// Memory is a store that forgets when the process ends, for simulations and tests.
type Memory struct {
	mu    sync.Mutex
	seq   int64
	rows  map[[2]string]Row
	notes []Note
}

// NewMemory gives an empty store.
func NewMemory() *Memory { return &Memory{rows: map[[2]string]Row{}} }

// Put writes rows and notes, all or none.
func (s *Memory) Put(_ context.Context, notes []Note, rows ...Row) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range rows {
		old, ok := s.rows[[2]string{r.Drawer, r.ID}]
		if ok && old.Version != r.Version || !ok && r.Version != 0 {
			return 0, ErrConflict
		}
	}
	for _, r := range rows {
		s.seq++
		r.Seq, r.Version = s.seq, r.Version+1
		r.Body = slices.Clone(r.Body)
		s.rows[[2]string{r.Drawer, r.ID}] = r
	}
	s.notes = append(s.notes, notes...)
	return s.seq, nil
}

// Since reads the rows changed after a number.
func (s *Memory) Since(_ context.Context, seq int64) ([]Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Row
	for _, r := range s.rows {
		if r.Seq > seq && r.Drawer != Lists {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Row) int { return int(a.Seq - b.Seq) })
	return out, nil
}

// List reads the body of a large row.
func (s *Memory) List(_ context.Context, id string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.rows[[2]string{Lists, id}]
	if !ok || r.Body == nil {
		return nil, ErrNotFound
	}
	return r.Body, nil
}

// Journal reads what was done about a subject, "" = about everything.
func (s *Memory) Journal(_ context.Context, subject string) ([]Note, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Note
	for _, n := range s.notes {
		if subject == "" || n.Subject == subject {
			out = append(out, n)
		}
	}
	return out, nil
}
