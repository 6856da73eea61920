package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// AddEvent appends an event, not yet numbered.
func (t *tx) AddEvent(_ context.Context, e exchange.Event) error {
	t.events = append(t.events, e)
	return nil
}

func (t *tx) find(limit int, want func(exchange.Event) bool) []exchange.Event {
	var out []exchange.Event
	for _, e := range t.events {
		if want(e) {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b exchange.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(limit, len(out))]
}

// Events reads what happened to a letter.
func (t *tx) Events(_ context.Context, from header.Address, id header.LetterID) ([]exchange.Event, error) {
	return t.find(len(t.events), func(e exchange.Event) bool { return e.From == from && e.Letter == id }), nil
}

// StatementEvent reads the event that announced a key.
func (t *tx) StatementEvent(_ context.Context, number string, n int) (exchange.Event, error) {
	found := t.find(1, func(e exchange.Event) bool { return e.Kind == receipt.Stated && e.Office == number && e.Epoch == n })
	if len(found) == 0 {
		return exchange.Event{}, exchange.ErrNoRow
	}
	return found[0], nil
}

// Unnumbered reads events that the log has not taken in.
func (t *tx) Unnumbered(_ context.Context, limit int) ([]exchange.Event, error) {
	return t.find(limit, func(e exchange.Event) bool { return e.Seq < 0 }), nil
}

// Number gives events their places in the log.
func (t *tx) Number(_ context.Context, first int64, events []exchange.Event) error {
	t.events = slices.Clone(t.events)
	for i, e := range events {
		at := slices.IndexFunc(t.events, func(row exchange.Event) bool { return row.ID == e.ID && row.Seq < 0 })
		if at < 0 {
			return fmt.Errorf("number events: %w", exchange.ErrNoRow)
		}
		t.events[at].Seq = first + int64(i)
	}
	return nil
}

// LogHashes reads stored hashes of the tree.
func (t *tx) LogHashes(_ context.Context, indexes []int64) ([]header.Hash, error) {
	out := make([]header.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i < 0 || i >= int64(len(t.hashes)) {
			return nil, fmt.Errorf("read log: position %d is missing", i)
		}
		out = append(out, t.hashes[i])
	}
	return out, nil
}

// AddLogHashes appends stored hashes of the tree.
func (t *tx) AddLogHashes(_ context.Context, first int64, hashes []header.Hash) error {
	if first != int64(len(t.hashes)) {
		return fmt.Errorf("extend log: position %d is taken or missing", first)
	}
	t.hashes = append(t.hashes, hashes...)
	return nil
}

// Head reads the newest signed head of the log.
func (t *tx) Head(context.Context) (exchange.Head, error) {
	if len(t.heads) == 0 {
		return exchange.Head{}, exchange.ErrNoRow
	}
	return t.heads[len(t.heads)-1], nil
}

// AddHead stores a new signed head.
func (t *tx) AddHead(_ context.Context, h exchange.Head) error {
	t.heads = append(t.heads, h)
	return nil
}
