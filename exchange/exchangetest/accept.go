package exchangetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

func acceptedLetter(w *World) {
	s := w.Send(w.A, w.B)
	r, err := receipt.OpenReceipt(s.Receipt, w.Known)
	w.must(err)
	if r.Letter != s.Letter || r.From != s.From || r.To != s.To || r.Header != header.HashOf(s.Canonical()) ||
		r.Envelope != header.HashOf(s.Envelope) || r.Size != int64(len(s.Envelope)) {
		w.Errorf("receipt %+v does not speak of the letter", r)
	}
	lines := w.Lines(w.B)
	if len(lines) != 1 {
		w.Fatalf("%d lines in the receiver's mailbox, want 1", len(lines))
	}
	l := lines[0]
	if l.Cursor != 1 || l.Kind != receipt.EntryLetter || l.Letter != s.Letter || l.From != s.From || l.To != s.To ||
		!bytes.Equal(l.Header, s.Canonical()) || !bytes.Equal(l.Receipt, s.Receipt) || l.Size != r.Size || l.Envelope != r.Envelope || !l.At.Equal(r.AcceptedAt) {
		w.Errorf("line %+v does not speak of the letter", l)
	}
	st := w.Status(w.A, s)
	if st.State != receipt.StateAccepted || len(st.Events) != 1 || st.Events[0].Leaf != r.Leaf || st.Events[0].Kind != receipt.Accepted {
		w.Errorf("status %+v, want one event with the receipt's leaf", st)
	}
}

// truthTable: two letter ids × two contents, each new or seen.
func truthTable(w *World) {
	one, other := w.Header(w.A, w.B), w.Header(w.A, w.B)
	first, again := w.Envelope(one, 3000), w.Envelope(one, 3000) // same id, other bytes
	second := w.Envelope(other, 3000)
	accept := func(envelope []byte, want exchange.Code) []byte {
		got, err := w.Accept(w.A, envelope)
		w.wants(want, err)
		return got
	}
	r1 := accept(first, "")
	if got := accept(first, ""); !bytes.Equal(got, r1) {
		w.Error("id seen, digest seen: another receipt")
	}
	accept(again, exchange.IDConflict)
	r2 := accept(second, "")
	if bytes.Equal(r1, r2) {
		w.Error("id new, digest new: the receipt of another letter")
	}
	if got := accept(first, ""); !bytes.Equal(got, r1) {
		w.Error("after a conflict the receipt changed")
	}
	// The same bytes under another id cannot be: the id stands in them. The same id of
	// another sender is another letter.
	theirs := one
	theirs.From, theirs.FromEpoch = w.C.Address, w.C.Epoch
	got, err := w.Accept(w.C, w.Envelope(theirs, 3000))
	w.wants("", err)
	if bytes.Equal(got, r1) {
		w.Error("another sender's letter got this one's receipt")
	}
	if n := len(w.Lines(w.B)); n != 3 {
		w.Errorf("%d lines, want 3", n)
	}
}

// repeatMuchLater: the memory of a send outlives fetch, answer, keys and body.
func repeatMuchLater(w *World) {
	for _, size := range []int{3000, header.Prefix + 5000} {
		s := w.SendSized(w.A, w.B, size)
		same := func(when string) {
			w.Helper()
			got, err := w.Accept(w.A, s.Envelope)
			if err != nil || !bytes.Equal(got, s.Receipt) {
				w.Errorf("%d bytes, %s: got %v and another receipt", size, when, err)
			}
		}
		same("at once")
		_, err := w.Fetch(w.B, s)
		w.must(err)
		same("after the fetch")
		w.must(w.Answer(w.B, s, receipt.Imported, nil))
		same("after the answer")
		w.NewEpoch(w.B)
		same("after a new key of the receiver")
		w.Clock.Advance(400 * 24 * time.Hour)
		w.must(w.Service.Timers(w.Context()))
		if !w.row(s).Gone {
			w.Error("the body is still there after the retention time")
		}
		same("after the body went")
		_, err = w.Accept(w.A, w.Envelope(s.Header, size))
		w.wants(exchange.IDConflict, err)
	}
}

func repeatsAtOnce(w *World) {
	h := w.Header(w.A, w.B)
	envelope := w.Envelope(h, 3000)
	receipts := make([][]byte, 12)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() {
			var err error
			if receipts[i], err = w.Accept(w.A, envelope); err != nil {
				w.Errorf("repeat %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i, r := range receipts {
		if !bytes.Equal(r, receipts[0]) {
			w.Errorf("repeat %d got another receipt", i)
		}
	}
	if n := len(w.Lines(w.B)); n != 1 {
		w.Errorf("%d lines for one letter", n)
	}
	if st := w.Status(w.A, Sent{Header: h}); len(st.Events) != 1 {
		w.Errorf("%d events for one acceptance", len(st.Events))
	}
}

func conflictAtOnce(w *World) {
	h := w.Header(w.A, w.B)
	var mu sync.Mutex
	won := 0
	var wg sync.WaitGroup
	for range 8 {
		envelope := w.Envelope(h, 3000)
		wg.Go(func() {
			_, err := w.Accept(w.A, envelope)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
				return
			}
			w.wants(exchange.IDConflict, err)
		})
	}
	wg.Wait()
	if won != 1 {
		w.Errorf("%d different letters with one id were accepted", won)
	}
}

// refusedAccepts: each refusal by its code, and nothing of it is stored anywhere.
func refusedAccepts(w *World) {
	w.Service.Limits.Envelope = 200_000
	good := w.Header(w.A, w.B)
	whole := w.Envelope(good, 3000)
	for _, c := range []struct {
		name  string
		by    *Office
		bytes []byte
		size  int64
		want  exchange.Code
	}{
		{"another office's sender", w.C, whole, 3000, exchange.NotYours},
		{"a type that is not registered", w.A, w.Envelope(with(good, func(h *header.Header) { h.From.Type = "77" }), 3000), 3000, exchange.NotYours},
		{"a receiver that is not here", w.A, w.Envelope(with(good, func(h *header.Header) { h.To.Office = "9999999999" }), 3000), 3000, exchange.UnknownReceiver},
		{"a receiver without that type", w.A, w.Envelope(with(good, func(h *header.Header) { h.To.Type = "77" }), 3000), 3000, exchange.UnknownReceiver},
		{"no envelope", w.A, noise(3000), 3000, exchange.BadHeader},
		{"nothing", w.A, nil, 0, exchange.BadHeader},
		{"a header that is cut", w.A, whole[:500], 500, exchange.BadHeader},
		{"announced too large", w.A, whole, 200_001, exchange.TooLarge},
		{"too large without a word", w.A, w.Envelope(good, 200_001), -1, exchange.TooLarge},
		{"fewer bytes than announced", w.A, whole, 3001, exchange.DigestMismatch},
		{"more bytes than announced", w.A, whole, 2999, exchange.DigestMismatch},
		{"many fewer bytes than announced", w.A, w.Envelope(good, 90_000), 95_000, exchange.DigestMismatch},
		{"replaces a letter that is not there", w.A, w.Envelope(with(good, func(h *header.Header) { h.Supersedes = &header.LetterID{1} }), 3000), 3000, exchange.NotFound},
	} {
		_, err := w.Service.Accept(w.Context(), c.by.Caller(), bytes.NewReader(c.bytes), c.size)
		if exchange.CodeOf(err) != c.want {
			w.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	_, err := w.Service.Accept(w.Context(), w.A.Caller(), io.MultiReader(bytes.NewReader(w.Envelope(good, 90_000)[:80_000]), broken{}), 90_000)
	w.wants(exchange.DigestMismatch, err)
	limited := w.A.Caller()
	limited.Types = []string{"15"}
	_, err = w.Service.Accept(w.Context(), limited, bytes.NewReader(whole), 3000)
	w.wants(exchange.NotYours, err)
	nothingStored(w, good)
	_, err = w.Accept(w.A, whole)
	w.wants("", err)
}

func nothingStored(w *World, h header.Header) {
	w.Helper()
	if n := len(w.Lines(w.B)) + len(w.Lines(w.A)); n != 0 {
		w.Errorf("%d lines after nothing but refusals", n)
	}
	_, err := w.Service.Status(w.Context(), w.A.Caller(), h.From, h.Letter)
	w.wants(exchange.NotFound, err)
	w.must(w.Store.Read(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		if _, err := tx.Send(ctx, h.From, h.Letter); !errors.Is(err, exchange.ErrNoRow) {
			w.Errorf("a refused letter is remembered as sent: %v", err)
		}
		use, err := tx.Usage(ctx, h.From.Office, w.Clock.Now().Truncate(time.Hour).UnixMicro())
		if use.Sent != 0 || use.Stored != 0 {
			w.Errorf("refusals were counted: %+v", use)
		}
		return err
	}))
}

func with(h header.Header, change func(*header.Header)) header.Header {
	change(&h)
	return h
}

// broken is a connection that ends in the middle.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

// keyOutdated: seal again, same letter id.
func keyOutdated(w *World) {
	for _, renewed := range []*Office{w.B, w.A} {
		h := w.Header(w.A, w.B)
		old := w.Envelope(h, 3000)
		w.NewEpoch(renewed)
		_, err := w.Accept(w.A, old)
		w.wants(exchange.KeyOutdated, err)
		h.FromEpoch, h.ToEpoch = w.A.Epoch, w.B.Epoch
		_, err = w.Accept(w.A, w.Envelope(h, 3000))
		w.wants("", err)
		h = w.Header(w.A, w.B)
		h.ToEpoch++
		_, err = w.Accept(w.A, w.Envelope(h, 3000))
		w.wants(exchange.KeyOutdated, err)
	}
}

func limitsOfOffice(w *World) {
	w.Service.Limits.PerHour = 3
	for range 3 {
		w.Send(w.A, w.B)
	}
	fourth := w.Envelope(w.Header(w.A, w.B), 3000)
	_, err := w.Accept(w.A, fourth)
	w.wants(exchange.LimitReached, err)
	w.Send(w.C, w.B) // another office's limit is its own
	w.Clock.Advance(time.Hour)
	_, err = w.Accept(w.A, fourth)
	w.wants("", err)

	w.Service.Limits.PerHour, w.Service.Limits.Stored = 1000, 20_000
	var kept []Sent
	for range 2 {
		kept = append(kept, w.SendSized(w.A, w.B, 3000))
	}
	_, err = w.Accept(w.A, w.Envelope(w.Header(w.A, w.B), 3000))
	w.wants(exchange.LimitReached, err) // 7 × 3000
	for _, s := range kept {
		w.must(w.Service.Withdraw(w.Context(), w.A.Caller(), s.From, s.Letter))
	}
	w.Clock.Advance(400 * 24 * time.Hour)
	w.must(w.Service.Timers(w.Context()))
	_, err = w.Accept(w.A, w.Envelope(w.Header(w.A, w.B), 3000))
	w.wants("", err)
}

func replacing(w *World) {
	old := w.Send(w.A, w.B)
	_, err := w.Fetch(w.B, old)
	w.must(err)
	h := w.Header(w.A, w.C)
	h.Supersedes = &old.Letter
	_, err = w.Accept(w.A, w.Envelope(h, 3000))
	w.wants(exchange.NotFound, err) // another receiver's letter
	h = w.Header(w.A, w.B)
	h.Supersedes = &old.Letter
	_, err = w.Accept(w.A, w.Envelope(h, 3000))
	w.wants("", err)
	if st := w.Status(w.B, old); st.State != receipt.StateSuperseded {
		w.Errorf("the old letter's state is %s, want superseded", st.State)
	}
	notices := 0
	for _, line := range append(w.Lines(w.A), w.Lines(w.B)...) {
		if line.Notice == receipt.NoticeSuperseded && line.Letter == old.Letter {
			notices++
		}
	}
	if notices != 2 {
		w.Errorf("%d notices about the replaced letter, want one to each side", notices)
	}
	got, err := w.Fetch(w.B, old)
	if err != nil || !bytes.Equal(got, old.Envelope) {
		w.Errorf("the replaced letter cannot be read any more: %v", err)
	}
	w.wants("", w.Answer(w.B, old, receipt.Imported, nil))
}

func betweenTypes(w *World) {
	h := w.Header(w.B, w.B)
	h.To.Type = "15"
	_, err := w.Accept(w.B, w.Envelope(h, 3000))
	w.wants("", err)
	entries, _, err := w.Service.List(w.Context(), w.B.Caller(), h.To, 0, 0, 0)
	w.must(err)
	if len(entries) != 1 || entries[0].Letter != h.Letter {
		w.Errorf("the other type's mailbox holds %d lines, want the letter", len(entries))
	}
}

func bytesComeBack(w *World) {
	for _, inline := range []int64{0, -1} { // small letters in the store, and none there
		w.Service.Limits.Inline = inline
		for _, size := range []int{0, 30 << 10, header.Prefix - 1, header.Prefix, header.Prefix + 1, 300_000} {
			s := w.SendSized(w.A, w.B, size)
			for _, by := range []*Office{w.B, w.A, w.B} {
				got, err := w.Fetch(by, s)
				if err != nil || !bytes.Equal(got, s.Envelope) {
					w.Errorf("%d bytes, inline %d: %d bytes came back (%v)", size, inline, len(got), err)
				}
			}
			if l := w.row(s); l.Inline != (inline == 0 && len(s.Envelope) <= header.Prefix) {
				w.Errorf("%d bytes, inline %d: lies in the store: %v", size, inline, l.Inline)
			}
		}
	}
}

// bodyBeforeRow writes down who was done when.
func bodyBeforeRow(w *World) {
	var mu sync.Mutex
	var steps []string
	note := func(step string) {
		mu.Lock()
		defer mu.Unlock()
		steps = append(steps, step)
	}
	w.Service.Bodies = notingBodies{w.Bodies, note}
	w.Service.Store = notingStore{w.Store, note}
	w.SendSized(w.A, w.B, header.Prefix+1)
	note("receipt")
	want := "[body flushed rows begun rows flushed receipt]"
	if got := fmt.Sprint(steps); got != want {
		w.Errorf("steps %s, want %s", got, want)
	}
}

type notingBodies struct {
	exchange.Bodies
	note func(string)
}

func (b notingBodies) Put(ctx context.Context, r io.Reader, limit int64) (header.Hash, int64, error) {
	h, n, err := b.Bodies.Put(ctx, r, limit)
	b.note("body flushed")
	return h, n, err
}

type notingStore struct {
	exchange.Store
	note func(string)
}

func (s notingStore) Write(ctx context.Context, f func(ctx context.Context, tx exchange.Tx) error) error {
	s.note("rows begun")
	err := s.Store.Write(ctx, f)
	s.note("rows flushed")
	return err
}
