package exchange

import (
	"context"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// glance is how often a long poll looks again by itself: another process may have written.
const glance = time.Second

// List gives what happened in a mailbox after a cursor, in its order, and the cursor to go
// on from. With nothing new it waits up to wait. Reading changes nothing but when the
// office was last seen.
func (s *Service) List(ctx context.Context, c Caller, box header.Address, after int64, limit int, wait time.Duration) ([]receipt.Entry, int64, error) {
	if !c.may(box) {
		return nil, after, refuse(NotYours)
	}
	if limit <= 0 || limit > s.limits().List {
		limit = s.limits().List
	}
	ctx, cancel := context.WithTimeout(ctx, min(wait, s.limits().Wait)+30*time.Second)
	defer cancel()
	until := time.Now().Add(min(wait, s.limits().Wait))
	for {
		rung := s.Bell.Listen(box)
		entries, err := s.lines(ctx, box, after, limit)
		if err != nil || len(entries) > 0 || !time.Now().Before(until) {
			return entries, lastCursor(entries, after), internal("list mailbox", err)
		}
		if err := pause(ctx, rung, min(glance, time.Until(until))); err != nil {
			return nil, after, nil // the caller went away or the time is over
		}
	}
}

func (s *Service) lines(ctx context.Context, box header.Address, after int64, limit int) ([]receipt.Entry, error) {
	var entries []receipt.Entry
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		entries, err = tx.Lines(ctx, box, after, limit)
		return err
	})
	return entries, err
}

func lastCursor(entries []receipt.Entry, after int64) int64 {
	if len(entries) == 0 {
		return after
	}
	return entries[len(entries)-1].Cursor
}

// pause waits for the bell, a while, or the end of the request.
func pause(ctx context.Context, rung <-chan struct{}, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-rung:
		return nil
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// seenEvery is how fine the note is: polling all day must not write all day.
const seenEvery = time.Minute

// Seen notes that an office asks for its mail; partners are told when it last did.
func (s *Service) Seen(ctx context.Context, c Caller) error {
	o, err := s.Office(ctx, c.Office)
	if CodeOf(err) == NotFound {
		return nil // nobody looks it up either
	}
	if err != nil {
		return err
	}
	at := s.now()
	if at.Sub(o.LastSeen) < seenEvery {
		return nil
	}
	return internal("note visit", s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		return tx.SeenOffice(ctx, c.Office, at)
	}))
}
