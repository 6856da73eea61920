package region

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Store keeps the map: rows in named drawers with a running number over all changes, large
// lists beside them, and the journal of who did what. Each Put is one durable transaction.
type Store interface {
	// Put writes rows and notes, all or none, and gives the number of the last row. A row
	// whose Version is not the stored one gives ErrConflict. A row without Body is removed.
	Put(ctx context.Context, notes []Note, rows ...Row) (int64, error)
	// Since reads the rows changed after a number, in the order of change, without lists.
	Since(ctx context.Context, seq int64) ([]Row, error)
	// List reads the body of a large row (drawer "lists"); ErrNotFound if there is none.
	List(ctx context.Context, id string) ([]byte, error)
	// Journal reads what was done about a subject, oldest first; "" = about everything.
	Journal(ctx context.Context, subject string) ([]Note, error)
}

// Row is one thing in a drawer.
type Row struct {
	Drawer, ID string
	Version    int64 // as read; 0 = new
	Seq        int64 // when it was changed, counted over the whole map
	Body       []byte
}

// Lists is the drawer of large rows, which Since leaves out.
const Lists = "lists"

// Note is one line of the journal: who did what to which thing, and when.
type Note struct {
	At      time.Time
	Who     string // account, "" = the map itself
	Verb    string // closed words, e.g. "imported", "called"
	Subject string // office number or id of the thing
	Text    string // a reason or a choice in words
}

type item[T any] struct {
	value   T
	version int64
}

// drawer holds things of one kind in memory.
type drawer[T any] struct {
	name  string
	items map[string]item[T]
	gone  map[string]int64 // versions of removed things: an id may come back
}

func register[T any](m *Map, name string, d *drawer[T]) {
	d.name, d.items, d.gone = name, map[string]item[T]{}, map[string]int64{}
	m.loaders[name] = d.load
}

func (d *drawer[T]) load(r Row) error {
	if r.Body == nil {
		delete(d.items, r.ID)
		d.gone[r.ID] = r.Version
		return nil
	}
	var v T
	if err := json.Unmarshal(r.Body, &v); err != nil {
		return fmt.Errorf("decode row of %s: %w", d.name, err)
	}
	delete(d.gone, r.ID)
	d.items[r.ID] = item[T]{v, r.Version}
	return nil
}

func (d *drawer[T]) get(id string) (T, bool) {
	i, ok := d.items[id]
	return i.value, ok
}

// all gives the things by id.
func (d *drawer[T]) all() []T {
	out := make([]T, 0, len(d.items))
	for _, id := range slices.Sorted(maps.Keys(d.items)) {
		out = append(out, d.items[id].value)
	}
	return out
}

// row makes the row of a thing, to be written over the version that was read.
func (d *drawer[T]) row(id string, v T) (Row, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return Row{}, fmt.Errorf("encode row of %s: %w", d.name, err)
	}
	return Row{Drawer: d.name, ID: id, Version: d.version(id), Body: b}, nil
}

// without makes the row that removes a thing.
func (d *drawer[T]) without(id string) Row {
	return Row{Drawer: d.name, ID: id, Version: d.version(id)}
}

func (d *drawer[T]) version(id string) int64 {
	if i, ok := d.items[id]; ok {
		return i.version
	}
	return d.gone[id]
}

// change lets f change a thing and writes it with a note; it looks again when somebody else
// was faster. f sees the zero value when there is none yet.
func change[T any](ctx context.Context, m *Map, d *drawer[T], id string, note Note, f func(*T) error) (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for {
		v, err := d.copyOf(id)
		if err != nil {
			return v, err
		}
		if err := f(&v); err != nil {
			return v, err
		}
		r, err := d.row(id, v)
		if err != nil {
			return v, err
		}
		err = m.put(ctx, note, r)
		if !errors.Is(err, ErrConflict) {
			return v, err
		}
	}
}

// copyOf gives a thing that may be changed without touching the one in memory.
func (d *drawer[T]) copyOf(id string) (T, error) {
	var v T
	i, ok := d.items[id]
	if !ok {
		return v, nil
	}
	b, err := json.Marshal(i.value)
	if err != nil {
		return v, fmt.Errorf("encode row of %s: %w", d.name, err)
	}
	return v, json.Unmarshal(b, &v)
}

// put writes rows and reads them back into memory. Whoever calls holds the lock.
func (m *Map) put(ctx context.Context, note Note, rows ...Row) error {
	var notes []Note
	if note.Verb != "" {
		if note.At.IsZero() {
			note.At = m.Now()
		}
		notes = append(notes, note)
	}
	_, err := m.Store.Put(ctx, notes, rows...)
	if err := m.sync(ctx); err != nil {
		return err
	}
	return err
}
