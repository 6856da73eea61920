package exchangetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }

// kinds lists what happened to a letter.
func (w *World) kinds(s Sent) map[receipt.Kind]int {
	w.Helper()
	n := map[receipt.Kind]int{}
	for _, e := range w.Status(w.A, s).Events {
		n[e.Kind]++
	}
	return n
}

func (w *World) notices(o *Office, s Sent, notice string) int {
	w.Helper()
	n := 0
	for _, l := range w.Lines(o) {
		if l.Kind == receipt.EntryNotice && l.Notice == notice && l.Letter == s.Letter {
			n++
		}
	}
	return n
}

func fetchIsEvent(w *World) {
	for _, size := range []int{3000, header.Prefix + 1} {
		s := w.SendSized(w.A, w.B, size)
		_, err := w.Fetch(w.A, s)
		w.must(err)
		if n := w.kinds(s)[receipt.Fetched]; n != 0 {
			w.Errorf("the sender's own look made %d events", n)
		}
		body, err := w.Service.Fetch(w.Context(), w.B.Caller(), s.From, s.Letter)
		w.must(err)
		// Not one byte has left yet.
		if st := w.Status(w.A, s); st.State != receipt.StateFetched || w.kinds(s)[receipt.Fetched] != 1 {
			w.Errorf("before the first byte: state %s, %v", st.State, w.kinds(s))
		}
		if body.Envelope != header.HashOf(s.Envelope) || body.Size != int64(len(s.Envelope)) {
			w.Errorf("announced %d bytes of %s", body.Size, body.Envelope)
		}
		w.must(body.Close())
		_, err = w.Fetch(w.B, s)
		w.must(err)
		if n := w.kinds(s)[receipt.Fetched]; n != 2 {
			w.Errorf("%d events for two fetches", n)
		}
		if n := w.notices(w.A, s, receipt.NoticeFetched); n != 1 {
			w.Errorf("the sender was told %d times, want once", n)
		}
	}
}

func onlyParties(w *World) {
	s := w.Send(w.A, w.B)
	_, err := w.Fetch(w.C, s)
	w.wants(exchange.NotFound, err)
	_, err = w.Service.Status(w.Context(), w.C.Caller(), s.From, s.Letter)
	w.wants(exchange.NotFound, err)
	_, err = w.Service.Proof(w.Context(), w.C.Caller(), s.From, s.Letter)
	w.wants(exchange.NotFound, err)
	w.wants(exchange.NotFound, w.Service.Withdraw(w.Context(), w.C.Caller(), s.From, s.Letter))
	limited := w.B.Caller()
	limited.Types = []string{"15"}
	_, err = w.Service.Fetch(w.Context(), limited, s.From, s.Letter)
	w.wants(exchange.NotFound, err)
	_, err = w.Fetch(w.B, Sent{Header: w.Header(w.A, w.B)})
	w.wants(exchange.NotFound, err)
	if n := w.kinds(s); len(n) != 1 {
		w.Errorf("strangers left events: %v", n)
	}
}

// fetchAgainstWithdraw: at the same moment, many times. Exactly one of the two counts, and
// everything that is stored says the same.
func fetchAgainstWithdraw(w *World) {
	fetched, withdrawn := 0, 0
	for range 25 {
		s := w.Send(w.A, w.B)
		start := make(chan struct{})
		var fetchErr, withdrawErr error
		var wg sync.WaitGroup
		wg.Go(func() { <-start; _, fetchErr = w.Fetch(w.B, s) })
		wg.Go(func() { <-start; withdrawErr = w.Service.Withdraw(w.Context(), w.A.Caller(), s.From, s.Letter) })
		close(start)
		wg.Wait()
		state, events := w.Status(w.A, s).State, w.kinds(s)
		switch {
		case fetchErr == nil && withdrawErr != nil:
			fetched++
			w.wants(exchange.AlreadyFetched, withdrawErr)
			if state != receipt.StateFetched || events[receipt.Withdrawn] != 0 || w.notices(w.B, s, receipt.NoticeWithdrawn) != 0 {
				w.Errorf("fetched, but state %s and %v", state, events)
			}
		case fetchErr != nil && withdrawErr == nil:
			withdrawn++
			w.wants(exchange.Withdrawn, fetchErr)
			if state != receipt.StateWithdrawn || events[receipt.Fetched] != 0 || w.notices(w.A, s, receipt.NoticeFetched) != 0 {
				w.Errorf("withdrawn, but state %s and %v", state, events)
			}
		default:
			w.Errorf("fetch: %v, withdraw: %v", fetchErr, withdrawErr)
		}
	}
	w.Logf("fetch came first %d times, withdraw %d times", fetched, withdrawn)
}

func withdrawing(w *World) {
	s := w.Send(w.A, w.B)
	w.wants(exchange.NotYours, w.Service.Withdraw(w.Context(), w.B.Caller(), s.From, s.Letter))
	for range 2 { // the same request again is the same withdrawal
		w.wants("", w.Service.Withdraw(w.Context(), w.A.Caller(), s.From, s.Letter))
	}
	if n := w.kinds(s)[receipt.Withdrawn]; n != 1 {
		w.Errorf("%d events for one withdrawal", n)
	}
	if n := w.notices(w.B, s, receipt.NoticeWithdrawn); n != 1 {
		w.Errorf("the receiver was told %d times", n)
	}
	_, err := w.Fetch(w.B, s)
	w.wants(exchange.Withdrawn, err)
	w.wants(exchange.Withdrawn, w.Answer(w.B, s, receipt.Imported, nil))
	fetched := w.Send(w.A, w.B)
	_, err = w.Fetch(w.B, fetched)
	w.must(err)
	w.wants(exchange.AlreadyFetched, w.Service.Withdraw(w.Context(), w.A.Caller(), fetched.From, fetched.Letter))
	w.wants(exchange.NotFound, w.Service.Withdraw(w.Context(), w.A.Caller(), s.From, header.LetterID{9}))
}

// fetchWithoutBody: a body that cannot be read is trouble inside, not an event.
func fetchWithoutBody(w *World) {
	s := w.SendSized(w.A, w.B, header.Prefix+1)
	w.must(w.Bodies.Remove(w.Context(), header.HashOf(s.Envelope)))
	_, err := w.Fetch(w.B, s)
	if code := exchange.CodeOf(err); err == nil || code != "" || !errors.Is(err, exchange.ErrNoBody) {
		w.Errorf("got %v, want trouble inside", err)
	}
	if n := w.kinds(s)[receipt.Fetched]; n != 0 {
		w.Errorf("%d fetch events without a byte", n)
	}
	w.must(w.Store.Read(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		_, err := tx.InlineBody(ctx, s.From, s.Letter)
		if !errors.Is(err, exchange.ErrNoRow) {
			w.Errorf("a large letter lies in the store: %v", err)
		}
		return nil
	}))
}
