package memory

import (
	"bytes"
	"context"
	"io"
	"maps"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

// Bodies fulfils exchange.Bodies.
type Bodies struct {
	Now func() time.Time

	mu   sync.Mutex
	kept map[header.Hash]sealed
}

type sealed struct {
	bytes []byte
	at    time.Time
}

var _ exchange.Bodies = (*Bodies)(nil)

// NewBodies keeps nothing yet.
func NewBodies(now func() time.Time) *Bodies {
	return &Bodies{Now: now, kept: map[header.Hash]sealed{}}
}

// Put keeps a body.
func (b *Bodies) Put(_ context.Context, r io.Reader, limit int64) (header.Hash, int64, error) {
	read, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return header.Hash{}, 0, err
	}
	if int64(len(read)) > limit {
		return header.Hash{}, 0, exchange.ErrBodyTooLarge
	}
	h := header.HashOf(read)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept[h] = sealed{read, b.Now()}
	return h, int64(len(read)), nil
}

// Open reads a body.
func (b *Bodies) Open(_ context.Context, h header.Hash) (io.ReadCloser, int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, known := b.kept[h]
	if !known {
		return nil, 0, exchange.ErrNoBody
	}
	return io.NopCloser(bytes.NewReader(s.bytes)), int64(len(s.bytes)), nil
}

// Remove forgets a body.
func (b *Bodies) Remove(_ context.Context, h header.Hash) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.kept[h]; !known {
		return exchange.ErrNoBody
	}
	delete(b.kept, h)
	return nil
}

// List gives the bodies put before a time. Meanwhile others may put and remove.
func (b *Bodies) List(_ context.Context, before time.Time, each func(header.Hash) error) error {
	b.mu.Lock()
	seen := maps.Clone(b.kept)
	b.mu.Unlock()
	for h, s := range seen {
		if !s.at.Before(before) {
			continue
		}
		if err := each(h); err != nil {
			return err
		}
	}
	return nil
}
