package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Cabinet keeps what the office knows beyond its letters: rows in named drawers, and the
// journal of who did what. Each Put is one durable transaction.
type Cabinet interface {
	// Put writes rows and notes, all or none. A row whose version is not the stored one
	// gives ErrConflict: somebody else changed it meanwhile. A row without JSON is removed.
	Put(ctx context.Context, notes []Note, rows ...Row) error
	// Get reads a row; ErrNotFound if there is none.
	Get(ctx context.Context, drawer, id string) (Row, error)
	// Drawer reads the rows of a drawer in the order of their ids; month "" means all.
	Drawer(ctx context.Context, drawer, month string) ([]Row, error)
	// Journal reads what was done about a subject, oldest first.
	Journal(ctx context.Context, subject string) ([]Note, error)
}

// Row is one thing in a drawer.
type Row struct {
	Drawer, ID string
	Version    int64  // as read; 0 = new
	Month      string // service month it belongs to, "" = none
	JSON       []byte
}

// Note is one line of the journal (記録): who did what to which thing, and when.
type Note struct {
	At      time.Time
	Who     string // member id (職員アカウント), "" = the desk itself
	Verb    string // closed words, e.g. "fetched", "confirmed"
	Subject string // id of the thing
	Text    string // a reason or a choice in words; never a name of a client
}

// ErrConflict is what Put answers when a row was changed by somebody else meanwhile.
var ErrConflict = errors.New("desk: changed by somebody else")

// stored is a thing of a drawer with the version it was read in.
type stored[T any] struct {
	Value   T
	version int64
}

// get reads a thing; its zero value when there is none yet.
func get[T any](ctx context.Context, c Cabinet, drawer, id string) (stored[T], error) {
	var s stored[T]
	r, err := c.Get(ctx, drawer, id)
	if errors.Is(err, ErrNotFound) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.version = r.Version
	if err := json.Unmarshal(r.JSON, &s.Value); err != nil {
		return s, fmt.Errorf("decode row of %s: %w", drawer, err)
	}
	return s, nil
}

// drawer reads all things of a drawer.
func drawer[T any](ctx context.Context, c Cabinet, name, month string) ([]T, error) {
	rows, err := c.Drawer(ctx, name, month)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal(r.JSON, &out[i]); err != nil {
			return nil, fmt.Errorf("decode row of %s: %w", name, err)
		}
	}
	return out, nil
}

// row makes the row of a thing.
func row(drawer, id, month string, version int64, v any) (Row, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return Row{}, fmt.Errorf("encode row of %s: %w", drawer, err)
	}
	return Row{Drawer: drawer, ID: id, Month: month, Version: version, JSON: b}, nil
}

// change reads a thing, lets f change it, and writes it with a note. It reads again when
// somebody else was faster.
func change[T any](ctx context.Context, c Cabinet, drawer, id, month string, note Note, f func(*T) error) (T, error) {
	for {
		s, err := get[T](ctx, c, drawer, id)
		if err != nil {
			return s.Value, err
		}
		if err := f(&s.Value); err != nil {
			return s.Value, err
		}
		r, err := row(drawer, id, month, s.version, s.Value)
		if err != nil {
			return s.Value, err
		}
		err = c.Put(ctx, notesOf(note), r)
		if !errors.Is(err, ErrConflict) {
			return s.Value, err
		}
	}
}

func notesOf(n Note) []Note {
	if n.Verb == "" {
		return nil
	}
	return []Note{n}
}
