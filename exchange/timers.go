package exchange

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

const (
	leaseOfTimers = "timers"
	perTimer      = 500
)

// Timers does what time asks for, under a lease: reports letters that nobody fetched to
// both sides, removes bodies of finished letters after the retention time, and sweeps
// bodies that no row names.
func (s *Service) Timers(ctx context.Context) error {
	held := false
	err := s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		held, err = tx.Lease(ctx, leaseOfTimers, s.Node, s.now(), leaseTime)
		return err
	})
	if err != nil || !held {
		return internal("take lease of timers", err)
	}
	return errors.Join(s.reportUncollected(ctx), s.retire(ctx), s.sweep(ctx))
}

// reportUncollected warns both sides of letters that lie unfetched too long. The letter
// stays: it can still be fetched or withdrawn.
func (s *Service) reportUncollected(ctx context.Context) error {
	due, err := s.due(ctx, Waiting, s.limits().Uncollected)
	if err != nil {
		return err
	}
	for _, l := range due {
		if l.Noticed {
			continue
		}
		if err := s.reportOne(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) reportOne(ctx context.Context, l Letter) error {
	at := s.now()
	event, err := letterEvent(receipt.Leaf{Kind: receipt.Uncollected, At: at, Letter: l.ID, From: l.From, To: l.To, Header: header.HashOf(l.Header)})
	if err != nil {
		return internal("make event", err)
	}
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		fresh, err := tx.MarkNoticed(ctx, l.From, l.ID)
		if err != nil || !fresh {
			return err
		}
		if err := tx.AddEvent(ctx, event); err != nil {
			return err
		}
		l.At = at
		if err := addLine(ctx, tx, l.From, receipt.EntryNotice, receipt.NoticeUncollected, l); err != nil {
			return err
		}
		return addLine(ctx, tx, l.To, receipt.EntryNotice, receipt.NoticeUncollected, l)
	})
	s.Bell.Ring(l.From)
	s.Bell.Ring(l.To)
	return internal("report uncollected letter", err)
}

// retire removes the bodies of letters that were finished long ago. Rows, receipts and
// the memory of what was sent stay.
func (s *Service) retire(ctx context.Context) error {
	for _, state := range []State{Imported, Refused, TakenBack, Superseded} {
		due, err := s.due(ctx, state, s.limits().Retention)
		if err != nil {
			return err
		}
		for _, l := range due {
			if err := s.retireOne(ctx, l); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) retireOne(ctx context.Context, l Letter) error {
	if l.Gone {
		return nil
	}
	err := s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		if err := tx.MarkGone(ctx, l.From, l.ID); err != nil {
			return err
		}
		return tx.FreeBytes(ctx, l.From.Office, l.Size)
	})
	if err != nil {
		return internal("mark body gone", err)
	}
	if l.Inline {
		return nil
	}
	return s.removeUnused(ctx, l.Envelope)
}

func (s *Service) due(ctx context.Context, state State, age time.Duration) ([]Letter, error) {
	var due []Letter
	before := s.now().UnixMicro() - age.Microseconds()
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		due, err = tx.Due(ctx, state, before, perTimer)
		return err
	})
	return due, internal("list due letters", err)
}

// sweep removes bodies that no row names: what an accept left behind that never came to
// its transaction. Only bodies older than a day are looked at.
func (s *Service) sweep(ctx context.Context) error {
	err := s.Bodies.List(ctx, s.now().Add(-s.limits().Orphan), func(h header.Hash) error {
		return s.removeUnused(ctx, h)
	})
	return internal("sweep bodies", err)
}

// removeUnused removes a body after looking at the rows once more.
func (s *Service) removeUnused(ctx context.Context, h header.Hash) error {
	used := true
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		used, err = tx.BodyInUse(ctx, h)
		return err
	})
	if err != nil || used {
		return internal("look for body's letter", err)
	}
	if err := s.Bodies.Remove(ctx, h); err != nil && !errors.Is(err, ErrNoBody) {
		return fmt.Errorf("remove body: %w", err)
	}
	return nil
}
