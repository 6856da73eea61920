// Package pkitest holds what every store of the authority must fulfil, a store in memory
// that fulfils it, and helpers that play terminals. It knows pki alone. It is for tests
// and never linked into a program.
package pkitest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/pki"
)

// Memory keeps rows in memory: one transaction at a time, undone when it fails.
type Memory struct {
	mu   sync.Mutex
	rows rows
}

type rows struct {
	codes        map[[32]byte]pki.Code
	keys         map[[32]byte][2]string
	certificates []pki.Certificate
	revocations  []pki.Revocation
}

var _ pki.Store = (*Memory)(nil)

// NewMemory is an empty store.
func NewMemory() *Memory {
	return &Memory{rows: rows{codes: map[[32]byte]pki.Code{}, keys: map[[32]byte][2]string{}}}
}

func (r rows) copy() rows {
	return rows{maps.Clone(r.codes), maps.Clone(r.keys), slices.Clone(r.certificates), slices.Clone(r.revocations)}
}

// Write is one transaction.
func (m *Memory) Write(ctx context.Context, f func(ctx context.Context, tx pki.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := m.rows.copy()
	if err := f(ctx, &next); err != nil {
		return err
	}
	m.rows = next
	return nil
}

// Read shows a consistent state.
func (m *Memory) Read(ctx context.Context, f func(ctx context.Context, tx pki.Tx) error) error {
	m.mu.Lock()
	shown := m.rows.copy()
	m.mu.Unlock()
	return f(ctx, &shown)
}

// AddCode fulfils pki.Tx.
func (r *rows) AddCode(_ context.Context, c pki.Code) error {
	r.codes[c.Hash] = c
	return nil
}

// Code fulfils pki.Tx.
func (r *rows) Code(_ context.Context, hash [32]byte) (pki.Code, error) {
	c, ok := r.codes[hash]
	if !ok {
		return c, pki.ErrNoRow
	}
	return c, nil
}

// ClaimCode fulfils pki.Tx.
func (r *rows) ClaimCode(_ context.Context, hash, spki [32]byte, before, serial string) (bool, error) {
	c, ok := r.codes[hash]
	if !ok || c.Serial != before {
		return false, nil
	}
	c.SPKI, c.Serial = spki, serial
	r.codes[hash] = c
	return true, nil
}

// BindKey fulfils pki.Tx.
func (r *rows) BindKey(_ context.Context, spki [32]byte, terminal, office string) (string, string, error) {
	if _, ok := r.keys[spki]; !ok {
		r.keys[spki] = [2]string{terminal, office}
	}
	return r.keys[spki][0], r.keys[spki][1], nil
}

// AddCertificate fulfils pki.Tx.
func (r *rows) AddCertificate(_ context.Context, c pki.Certificate) error {
	r.certificates = append(r.certificates, c)
	return nil
}

func (r *rows) find(serial string) int {
	return slices.IndexFunc(r.certificates, func(c pki.Certificate) bool { return c.Serial == serial })
}

// Certificate fulfils pki.Tx.
func (r *rows) Certificate(_ context.Context, serial string) (pki.Certificate, error) {
	i := r.find(serial)
	if i < 0 {
		return pki.Certificate{}, pki.ErrNoRow
	}
	return r.certificates[i], nil
}

func (r *rows) list(want func(pki.Certificate) bool) []pki.Certificate {
	var out []pki.Certificate
	for _, c := range r.certificates {
		if want(c) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b pki.Certificate) int { return a.Created.Compare(b.Created) })
	return out
}

// OfKey fulfils pki.Tx.
func (r *rows) OfKey(_ context.Context, spki [32]byte) ([]pki.Certificate, error) {
	return r.list(func(c pki.Certificate) bool { return c.SPKI == spki }), nil
}

// OfTerminal fulfils pki.Tx.
func (r *rows) OfTerminal(_ context.Context, terminal string) ([]pki.Certificate, error) {
	return r.list(func(c pki.Certificate) bool { return c.Terminal == terminal }), nil
}

// Succeed fulfils pki.Tx.
func (r *rows) Succeed(_ context.Context, serial, before, next string) (bool, error) {
	i := r.find(serial)
	if i < 0 || r.certificates[i].Status != pki.Good || r.certificates[i].Next != before {
		return false, nil
	}
	r.certificates[i].Next = next
	return true, nil
}

// Sign fulfils pki.Tx.
func (r *rows) Sign(_ context.Context, serial string, der []byte) (bool, error) {
	i := r.find(serial)
	if i < 0 || r.certificates[i].Status != pki.Wait {
		return false, nil
	}
	r.certificates[i].Status, r.certificates[i].DER = pki.Good, der
	return true, nil
}

// End fulfils pki.Tx.
func (r *rows) End(_ context.Context, serial string, to pki.Status, reason string, _ time.Time) (bool, error) {
	i := r.find(serial)
	if i < 0 || r.certificates[i].Status != pki.Wait && r.certificates[i].Status != pki.Good {
		return false, nil
	}
	r.certificates[i].Status, r.certificates[i].Reason = to, reason
	return true, nil
}

// EndTerminal fulfils pki.Tx.
func (r *rows) EndTerminal(ctx context.Context, terminal string, reason string, at time.Time) (int, error) {
	n := 0
	for _, c := range r.list(func(c pki.Certificate) bool { return c.Terminal == terminal }) {
		if ended, _ := r.End(ctx, c.Serial, pki.Revoked, reason, at); ended {
			n++
		}
	}
	return n, nil
}

// AddRevocation fulfils pki.Tx.
func (r *rows) AddRevocation(_ context.Context, v pki.Revocation) error {
	r.revocations = append(r.revocations, v)
	return nil
}

// Unreported fulfils pki.Tx.
func (r *rows) Unreported(_ context.Context, limit int) ([]pki.Revocation, error) {
	return slices.Clone(r.revocations[:min(limit, len(r.revocations))]), nil
}

// MarkReported fulfils pki.Tx.
func (r *rows) MarkReported(_ context.Context, id string) error {
	r.revocations = slices.DeleteFunc(r.revocations, func(v pki.Revocation) bool { return v.ID == id })
	return nil
}
