package exchangetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

func leases(w *World) {
	now := w.Clock.Now()
	take := func(holder string, at time.Time) bool {
		w.Helper()
		held := false
		w.must(w.Store.Write(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
			var err error
			held, err = tx.Lease(ctx, "a lease", holder, at, 10*time.Second)
			return err
		}))
		return held
	}
	for i, c := range []struct {
		holder string
		after  time.Duration
		want   bool
	}{
		{"one", 0, true}, {"two", 5 * time.Second, false}, {"one", 8 * time.Second, true}, // renewed until 18 s
		{"two", 15 * time.Second, false}, {"two", 19 * time.Second, true}, {"one", 20 * time.Second, false},
	} {
		if got := take(c.holder, now.Add(c.after)); got != c.want {
			w.Errorf("step %d: %s held it: %v, want %v", i, c.holder, got, c.want)
		}
	}
	var mu sync.Mutex
	holders := 0
	var wg sync.WaitGroup
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		wg.Go(func() {
			if take(name, now.Add(time.Hour)) {
				mu.Lock()
				defer mu.Unlock()
				holders++
			}
		})
	}
	wg.Wait()
	if holders != 1 {
		w.Errorf("%d holders at once", holders)
	}
}

var errLate = errors.New("late trouble")

func failedTransaction(w *World) {
	s := w.Send(w.A, w.B)
	err := w.Store.Write(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		if _, err := tx.NextCursor(ctx, w.B.Address); err != nil {
			return err
		}
		if _, err := tx.MoveLetter(ctx, s.From, s.Letter, exchange.Waiting, exchange.TakenBack); err != nil {
			return err
		}
		if _, err := tx.MarkNoticed(ctx, s.From, s.Letter); err != nil {
			return err
		}
		return errLate
	})
	if !errors.Is(err, errLate) {
		w.Errorf("got %v, want the trouble", err)
	}
	if l := w.row(s); l.State != exchange.Waiting || l.Noticed {
		w.Errorf("a failed transaction left state %s", l.State)
	}
	w.Send(w.A, w.B)
	w.contiguous(w.Lines(w.B), 0)
}

// readerWrites: a store that let it happen would have written without a flush.
func readerWrites(w *World) {
	before := len(w.Lines(w.B))
	_ = w.Store.Read(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		return tx.AddEntry(ctx, w.B.Address, exchange.Line{Cursor: 1, Kind: "letter", From: w.A.Address, At: w.Clock.Now()})
	})
	if got := len(w.Lines(w.B)); got != before {
		w.Errorf("%d lines after a write by a reader, want %d", got, before)
	}
}

func ready(w *World) {
	w.must(w.Service.Ready(w.Context()))
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if err := w.Service.Ready(w.Context()); err != nil {
				w.Errorf("probes at once: %v", err)
			}
		})
	}
	wg.Wait()
	w.must(w.Bodies.List(w.Context(), w.Clock.Now(), failOnBody(w)))
	full := *w.Service
	full.Store = brokenStore{w.Store}
	if err := full.Ready(w.Context()); exchange.CodeOf(err) != exchange.StorageFull {
		w.Errorf("got %v, want storage_full", err)
	}
}

func failOnBody(w *World) func(h header.Hash) error {
	return func(h header.Hash) error {
		w.Errorf("a probe left the body %s", h)
		return nil
	}
}

// brokenStore has no room left.
type brokenStore struct{ exchange.Store }

func (brokenStore) Write(context.Context, func(ctx context.Context, tx exchange.Tx) error) error {
	return errors.New("write: no space left on device")
}
