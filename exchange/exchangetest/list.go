package exchangetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// contiguous checks that lines count on from a cursor without a gap.
func (w *World) contiguous(lines []receipt.Entry, after int64) {
	w.Helper()
	for i, l := range lines {
		if l.Cursor != after+int64(i)+1 {
			w.Errorf("line %d has cursor %d, want %d", i, l.Cursor, after+int64(i)+1)
			return
		}
	}
}

func cursorsWithoutGaps(w *World) {
	for range 7 {
		s := w.Send(w.A, w.B)
		_, err := w.Fetch(w.B, s)
		w.must(err)
	}
	w.must(w.Service.Withdraw(w.Context(), w.C.Caller(), w.C.Address, w.Send(w.C, w.B).Letter))
	lines := w.Lines(w.B)
	if len(lines) != 9 {
		w.Fatalf("%d lines, want 8 letters and a withdrawal", len(lines))
	}
	w.contiguous(lines, 0)
	w.contiguous(w.Lines(w.A), 0)
	after := int64(0)
	for page := range 4 {
		got, next, err := w.Service.List(w.Context(), w.B.Caller(), w.B.Address, after, 3, 0)
		w.must(err)
		if want := []int{3, 3, 3, 0}[page]; len(got) != want {
			w.Errorf("page %d has %d lines, want %d", page, len(got), want)
		}
		w.contiguous(got, after)
		if next != after+int64(len(got)) {
			w.Errorf("page %d goes on from %d, want %d", page, next, after+int64(len(got)))
		}
		after = next
	}
}

// heldStore holds one transaction open when everything of it is written.
type heldStore struct {
	exchange.Store
	holding chan struct{} // closed when the transaction is held
	release chan struct{}
	once    *sync.Once
	fail    error
}

func (s heldStore) Write(ctx context.Context, f func(ctx context.Context, tx exchange.Tx) error) error {
	return s.Store.Write(ctx, func(ctx context.Context, tx exchange.Tx) error {
		if err := f(ctx, tx); err != nil {
			return err
		}
		var held error
		s.once.Do(func() {
			close(s.holding)
			<-s.release
			held = s.fail
		})
		return held
	})
}

// hold begins an accept whose transaction stays open.
func (w *World) hold(fail error) (hold heldStore, done chan error) {
	w.Helper()
	hold = heldStore{w.Store, make(chan struct{}), make(chan struct{}), &sync.Once{}, fail}
	service := *w.Service
	service.Store = hold
	h := w.Header(w.A, w.B)
	envelope := w.Envelope(h, 3000)
	done = make(chan error, 1)
	go func() {
		_, err := service.Accept(w.Context(), w.A.Caller(), newReader(envelope), int64(len(envelope)))
		done <- err
	}()
	<-hold.holding
	return hold, done
}

// heldAccept: one accept is held open with everything written, a second to the same
// mailbox commits as soon as it may. Whatever a reader sees at any moment counts on from 1
// without a gap: so a reader who goes on from the last cursor it saw skips nothing.
func heldAccept(w *World) {
	hold, first := w.hold(nil)
	second := make(chan error, 1)
	h := w.Header(w.C, w.B)
	envelope := w.Envelope(h, 3000)
	go func() {
		_, err := w.Service.Accept(w.Context(), w.C.Caller(), newReader(envelope), int64(len(envelope)))
		second <- err
	}()
	seen := int64(0)
	look := func() {
		w.Helper()
		lines, next, err := w.Service.List(w.Context(), w.B.Caller(), w.B.Address, seen, 0, 0)
		w.must(err)
		w.contiguous(lines, seen)
		seen = next
	}
	for range 20 {
		look()
		time.Sleep(10 * time.Millisecond)
	}
	if seen != 0 {
		w.Errorf("a reader saw cursor %d while cursor 1 was held open", seen)
	}
	close(hold.release)
	w.must(<-first)
	w.must(<-second)
	look()
	if seen != 2 {
		w.Errorf("the reader came to %d, want 2", seen)
	}
}

var errHeld = errors.New("the power of this accept went")

func failedAccept(w *World) {
	hold, first := w.hold(errHeld)
	close(hold.release)
	if err := <-first; !errors.Is(err, errHeld) {
		w.Fatalf("got %v, want the failure", err)
	}
	w.Send(w.A, w.B)
	lines := w.Lines(w.B)
	w.contiguous(lines, 0)
	if len(lines) != 1 {
		w.Errorf("%d lines, want 1", len(lines))
	}
}

func readersBesideWriters(w *World) {
	const writers, each = 4, 12
	var wg sync.WaitGroup
	for i := range writers {
		from := []*Office{w.A, w.C}[i%2]
		wg.Go(func() {
			for range each {
				envelope := w.Envelope(w.Header(from, w.B), 3000)
				if _, err := w.Accept(from, envelope); err != nil {
					w.Errorf("writer %d: %v", i, err)
				}
			}
		})
	}
	var readers sync.WaitGroup
	for i := range 3 {
		service := w.Service
		if i == 2 {
			service = w.Second()
		}
		readers.Go(func() {
			found := map[header.LetterID]bool{}
			for after := int64(0); after < writers*each; {
				lines, next, err := service.List(w.Context(), w.B.Caller(), w.B.Address, after, 0, 10*time.Second)
				if err != nil || len(lines) == 0 {
					w.Errorf("reader %d stands at %d: %v", i, after, err)
					return
				}
				w.contiguous(lines, after)
				for _, l := range lines {
					found[l.Letter] = true
				}
				after = next
			}
			if len(found) != writers*each {
				w.Errorf("reader %d found %d letters, want %d", i, len(found), writers*each)
			}
		})
	}
	wg.Wait()
	readers.Wait()
}

func mailboxOfOthers(w *World) {
	w.Send(w.A, w.B)
	_, _, err := w.Service.List(w.Context(), w.A.Caller(), w.B.Address, 0, 0, 0)
	w.wants(exchange.NotYours, err)
	limited := w.B.Caller()
	limited.Types = []string{"15"}
	_, _, err = w.Service.List(w.Context(), limited, w.B.Address, 0, 0, 0)
	w.wants(exchange.NotYours, err)
	limited.Types = []string{"15", "11"}
	_, _, err = w.Service.List(w.Context(), limited, w.B.Address, 0, 0, 0)
	w.wants("", err)
}

// longPoll: the bell of this process is a hint; without it the poll finds the letter by
// looking again within a second or so.
func longPoll(w *World) {
	for _, c := range []struct {
		name    string
		service *exchange.Service
		atMost  time.Duration
	}{
		{"this process", w.Service, 700 * time.Millisecond},
		{"another process", w.Second(), 2500 * time.Millisecond},
	} {
		after := int64(len(w.Lines(w.B)))
		heard := make(chan string, 1)
		go func() {
			begun := time.Now()
			lines, _, err := c.service.List(w.Context(), w.B.Caller(), w.B.Address, after, 0, 20*time.Second)
			waited := time.Since(begun)
			if err != nil || len(lines) != 1 || waited > c.atMost {
				heard <- fmt.Sprintf("%d lines after %v (%v)", len(lines), waited, err)
				return
			}
			heard <- ""
		}()
		time.Sleep(100 * time.Millisecond)
		w.Send(w.A, w.B)
		if trouble := <-heard; trouble != "" {
			w.Errorf("%s: %s", c.name, trouble)
		}
	}
	lines, next, err := w.Service.List(w.Context(), w.A.Caller(), w.A.Address, 0, 0, 50*time.Millisecond)
	if err != nil || len(lines) != 0 || next != 0 {
		w.Errorf("an empty mailbox gave %d lines, cursor %d, %v", len(lines), next, err)
	}
	gone, cancel := context.WithCancel(w.Context())
	cancel()
	if _, _, err := w.Service.List(gone, w.A.Caller(), w.A.Address, 0, 0, time.Minute); err != nil && !errors.Is(err, context.Canceled) {
		w.Errorf("a caller that went away: %v", err)
	}
}

func lastSeen(w *World) {
	seen := func() time.Time {
		w.Helper()
		o, err := w.Service.Office(w.Context(), w.B.Address.Office)
		w.must(err)
		return o.LastSeen
	}
	w.must(w.Service.Seen(w.Context(), w.B.Caller()))
	first := seen()
	if first.IsZero() {
		w.Fatal("a visit was not noted")
	}
	w.must(w.Service.Seen(w.Context(), w.B.Caller()))
	if !seen().Equal(first) {
		w.Error("a visit a moment later was written again")
	}
	w.Clock.Advance(2 * time.Minute)
	w.must(w.Service.Seen(w.Context(), w.B.Caller()))
	if !seen().After(first) {
		w.Error("a later visit was not noted")
	}
	w.must(w.Service.Seen(w.Context(), exchange.Caller{Office: "9999999999"}))
}
