package exchangetest

import (
	"bytes"
	"context"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

const day = 24 * time.Hour

func (w *World) timers() {
	w.Helper()
	w.must(w.Service.Timers(w.Context()))
}

func uncollected(w *World) {
	waiting, fetched, back, old := w.Send(w.A, w.B), w.fetched(), w.Send(w.A, w.B), w.Send(w.A, w.B)
	w.must(w.Service.Withdraw(w.Context(), w.A.Caller(), back.From, back.Letter))
	h := w.Header(w.A, w.B)
	h.Supersedes = &old.Letter
	envelope := w.Envelope(h, 3000)
	r, err := w.Accept(w.A, envelope)
	w.must(err)
	newer := Sent{h, envelope, r}
	w.Clock.Advance(72*time.Hour - time.Minute)
	w.timers()
	if n := w.notices(w.A, waiting, receipt.NoticeUncollected); n != 0 {
		w.Error("reported before 72 hours")
	}
	w.Clock.Advance(2 * time.Minute)
	w.timers()
	w.Clock.Advance(10 * day)
	w.timers()
	for _, s := range []Sent{waiting, newer} {
		for _, o := range []*Office{w.A, w.B} {
			if n := w.notices(o, s, receipt.NoticeUncollected); n != 1 {
				w.Errorf("office %s was told %d times, want once", o.Address, n)
			}
		}
	}
	for _, s := range []Sent{fetched, back, old} {
		if n := w.notices(w.A, s, receipt.NoticeUncollected); n != 0 {
			w.Errorf("a letter in state %s was reported", w.row(s).State)
		}
	}
	if st := w.Status(w.A, waiting); st.State != receipt.StateUncollected || w.kinds(waiting)[receipt.Uncollected] != 1 {
		w.Errorf("state %s, %v", st.State, w.kinds(waiting))
	}
	got, err := w.Fetch(w.B, waiting)
	if err != nil || !bytes.Equal(got, waiting.Envelope) {
		w.Errorf("an uncollected letter cannot be fetched any more: %v", err)
	}
	if st := w.Status(w.A, waiting); st.State != receipt.StateFetched {
		w.Errorf("state %s after the fetch", st.State)
	}
}

// kept reports whether a letter's bytes still lie anywhere.
func (w *World) kept(s Sent) bool {
	w.Helper()
	body, _, err := w.Bodies.Open(w.Context(), header.HashOf(s.Envelope))
	if err == nil {
		w.must(body.Close())
		return true
	}
	found := false
	w.must(w.Store.Read(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		_, err := tx.InlineBody(ctx, s.From, s.Letter)
		found = err == nil
		return nil
	}))
	return found
}

func retention(w *World) {
	for _, size := range []int{3000, header.Prefix + 1} {
		done, fetched, waiting := w.SendSized(w.A, w.B, size), w.SendSized(w.A, w.B, size), w.SendSized(w.A, w.B, size)
		for _, s := range []Sent{done, fetched} {
			_, err := w.Fetch(w.B, s)
			w.must(err)
		}
		w.must(w.Answer(w.B, done, receipt.Imported, nil))
		w.Clock.Advance(180*day - time.Hour)
		w.timers()
		for _, s := range []Sent{done, fetched, waiting} {
			if !w.kept(s) {
				w.Error("a body went before the retention time")
			}
		}
		w.Clock.Advance(2 * time.Hour)
		w.timers()
		for _, s := range []Sent{done, fetched} {
			if w.kept(s) {
				w.Error("a body is kept after the retention time")
			}
			_, err := w.Fetch(w.B, s)
			w.wants(exchange.Gone, err)
			if n := w.kinds(s)[receipt.Fetched]; n != 1 {
				w.Errorf("%d fetch events, want the one that fetched", n)
			}
		}
		if st := w.Status(w.A, done); st.State != receipt.StateImported || len(st.Events) != 3 {
			w.Errorf("the story of a letter whose body went: %+v", st)
		}
		if !w.kept(waiting) {
			w.Error("a letter that nobody fetched went")
		}
		_, err := w.Fetch(w.B, waiting)
		w.wants("", err)
	}
}

// sharedBody: one digest under two letters. In life it takes the same bytes, and they name
// one letter; the rows count it anyway.
func sharedBody(w *World) {
	s := w.SendSized(w.A, w.B, header.Prefix+1)
	digest := header.HashOf(s.Envelope)
	w.must(w.Store.Write(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		used, err := tx.UseBody(ctx, digest)
		if !used {
			w.Error("a second use of a body was not counted")
		}
		return err
	}))
	_, err := w.Fetch(w.B, s)
	w.must(err)
	w.Clock.Advance(200 * day)
	w.timers()
	if !w.row(s).Gone || !w.kept(s) {
		w.Error("the body went although another letter needs it")
	}
	w.must(w.Store.Write(w.Context(), func(ctx context.Context, tx exchange.Tx) error { return tx.LeaveBody(ctx, digest) }))
	w.Clock.Advance(day)
	w.timers()
	if w.kept(s) {
		w.Error("the body is kept although no letter needs it")
	}
}

func (w *World) orphan() header.Hash {
	w.Helper()
	h, _, err := w.Bodies.Put(w.Context(), bytes.NewReader(noise(5000)), 1<<20)
	w.must(err)
	return h
}

func (w *World) has(h header.Hash) bool {
	_, _, err := w.Bodies.Open(w.Context(), h)
	return err == nil
}

func sweeping(w *World) {
	letter := w.SendSized(w.A, w.B, header.Prefix+1)
	old := w.orphan()
	w.Clock.Advance(23 * time.Hour)
	w.timers()
	if !w.has(old) {
		w.Error("an orphan went before 24 hours")
	}
	w.Clock.Advance(7 * time.Hour)
	young := w.orphan()
	w.timers()
	if w.has(old) {
		w.Error("an orphan of 30 hours is still there")
	}
	if !w.has(young) || !w.kept(letter) {
		w.Error("the sweeper took a young body or one of a letter")
	}
	// A process claimed a body and died before it removed it.
	left := w.orphan()
	w.must(w.Store.Write(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		_, err := tx.ClaimBody(ctx, left, w.Clock.Now(), w.Clock.Now().Add(-time.Hour))
		return err
	}))
	w.Clock.Advance(time.Minute)
	w.timers()
	if !w.has(left) {
		w.Error("another process's fresh claim was finished")
	}
	w.Clock.Advance(time.Hour)
	w.timers()
	if w.has(left) {
		w.Error("a claim of a dead process was not finished")
	}
}

// sweepAgainstAccept: the bytes of an orphan come in again while they are being removed.
func sweepAgainstAccept(w *World) {
	h := w.Header(w.A, w.B)
	envelope := w.Envelope(h, header.Prefix+1)
	digest, _, err := w.Bodies.Put(w.Context(), bytes.NewReader(envelope), 1<<20)
	w.must(err)
	w.Clock.Advance(25 * time.Hour)
	during := removing{w.Bodies, func() {
		_, err := w.Accept(w.A, envelope)
		w.wants(exchange.Unavailable, err)
	}}
	service := *w.Service
	service.Bodies = during
	w.must(service.Timers(w.Context()))
	if w.has(digest) {
		w.Error("the orphan is still there")
	}
	_, err = w.Accept(w.A, envelope)
	w.wants("", err)
	got, err := w.Fetch(w.B, Sent{Header: h})
	if err != nil || !bytes.Equal(got, envelope) {
		w.Errorf("after the sweep the letter does not come back: %v", err)
	}
	// And the other way round: an accept that was first keeps the body.
	w.must(w.Store.Write(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		claimed, err := tx.ClaimBody(ctx, digest, w.Clock.Now(), w.Clock.Now())
		if claimed {
			w.Error("the body of a letter was claimed")
		}
		return err
	}))
}

// removing does something just before a body is removed.
type removing struct {
	exchange.Bodies
	before func()
}

func (r removing) Remove(ctx context.Context, h header.Hash) error {
	r.before()
	return r.Bodies.Remove(ctx, h)
}

func timersLease(w *World) {
	s := w.Send(w.A, w.B)
	w.Clock.Advance(80 * time.Hour)
	w.must(w.Store.Write(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		_, err := tx.Lease(ctx, "timers", "another", w.Clock.Now(), time.Minute)
		return err
	}))
	w.timers()
	if n := w.notices(w.A, s, receipt.NoticeUncollected); n != 0 {
		w.Error("the timers ran although another process holds the lease")
	}
	w.Clock.Advance(2 * time.Minute)
	w.timers()
	if n := w.notices(w.A, s, receipt.NoticeUncollected); n != 1 {
		w.Errorf("told %d times after the lease ran out, want once", n)
	}
}
