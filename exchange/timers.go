package exchange

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

const (
	leaseOfTimers = "timers"
	timersTime    = 5 * time.Minute
	perTimer      = 500

	leaseOfSweep = "sweep"
	sweepEvery   = 6 * time.Hour

	claimLeft = 10 * time.Minute // a claim this old belongs to a process that died
)

// Timers does what time asks for, under a lease: reports letters that nobody fetched to
// both sides, removes bodies after the retention time, and now and then sweeps bodies that
// no row names. It works until nothing is due, however much that is.
func (s *Service) Timers(ctx context.Context) error {
	held, err := s.lease(ctx, leaseOfTimers, s.Node, timersTime)
	if err != nil || !held {
		return err
	}
	return errors.Join(
		s.each(ctx, s.limits().Uncollected, Tx.Unreported, s.reportUncollected),
		s.each(ctx, s.limits().Retention, Tx.Expired, s.retire),
		s.finishClaims(ctx),
		s.sweep(ctx),
	)
}

func (s *Service) lease(ctx context.Context, name, holder string, length time.Duration) (bool, error) {
	held := false
	err := s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		held, err = tx.Lease(ctx, name, holder, s.now(), length)
		return err
	})
	return held, internal("take lease", err)
}

// dueRows lists letters that a timer has to look at.
type dueRows func(tx Tx, ctx context.Context, before time.Time, limit int) ([]Letter, error)

// each looks at all letters of an age, some at a time, as long as the lease is ours.
func (s *Service) each(ctx context.Context, age time.Duration, rows dueRows, do func(context.Context, Letter) error) error {
	before := s.now().Add(-age)
	for {
		var due []Letter
		err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
			var err error
			due, err = rows(tx, ctx, before, perTimer)
			return err
		})
		if err != nil {
			return internal("list due letters", err)
		}
		for _, l := range due {
			if err := do(ctx, l); err != nil {
				return err
			}
		}
		if len(due) < perTimer {
			return nil
		}
		if held, err := s.lease(ctx, leaseOfTimers, s.Node, timersTime); err != nil || !held {
			return err
		}
	}
}

// reportUncollected warns both sides of a letter that lies unfetched too long. The letter
// stays: it can still be fetched or withdrawn.
func (s *Service) reportUncollected(ctx context.Context, l Letter) error {
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
		return addLines(ctx, tx, lineAbout(l, l.From, receipt.EntryNotice, receipt.NoticeUncollected, at),
			lineAbout(l, l.To, receipt.EntryNotice, receipt.NoticeUncollected, at))
	})
	s.Bell.Ring(l.From)
	s.Bell.Ring(l.To)
	return internal("report uncollected letter", err)
}

// retire removes the body of a letter that has been here for the retention time. Row,
// receipt, events and the memory of what was sent stay. A letter that still waits for its
// receiver is never retired.
func (s *Service) retire(ctx context.Context, l Letter) error {
	err := s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		fresh, err := tx.MarkGone(ctx, l.From, l.ID)
		if err != nil || !fresh {
			return err
		}
		if err := tx.FreeBytes(ctx, l.From.Office, l.Size); err != nil || l.Inline {
			return err
		}
		return tx.LeaveBody(ctx, l.Envelope)
	})
	if err != nil || l.Inline {
		return internal("mark body gone", err)
	}
	return s.removeUnused(ctx, l.Envelope)
}

// sweep removes bodies that no row names: what an accept left behind that never came to
// its transaction. Only bodies older than a day are looked at, and every hub together
// looks a few times a day: the lease is never renewed, because its holder is new each time.
func (s *Service) sweep(ctx context.Context) error {
	due, err := s.lease(ctx, leaseOfSweep, rand.Text(), sweepEvery)
	if err != nil || !due {
		return err
	}
	err = s.Bodies.List(ctx, s.now().Add(-s.limits().Orphan), func(h header.Hash) error { return s.removeUnused(ctx, h) })
	return internal("sweep bodies", err)
}

// removeUnused removes a body that no letter needs. It looks at the row, claims the body
// under that row's lock, removes the bytes, and ends the claim. An accept of the same bytes
// at the same moment either counts its use first, and the claim fails, or finds the claim,
// and its sender tries again.
func (s *Service) removeUnused(ctx context.Context, h header.Hash) error {
	uses := int64(0)
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		uses, err = tx.BodyUses(ctx, h)
		return err
	})
	if err != nil || uses > 0 {
		return internal("look for body's letters", err)
	}
	at, claimed := s.now(), false
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		claimed, err = tx.ClaimBody(ctx, h, at, at.Add(-claimLeft))
		return err
	})
	if err != nil || !claimed {
		return internal("claim body", err)
	}
	return s.removeClaimed(ctx, h, at)
}

// removeClaimed removes the bytes first and ends the claim second: in between, nobody can
// count on them. A process that slept since its claim removes nothing: another may have
// finished the claim, and the bytes may be needed again.
func (s *Service) removeClaimed(ctx context.Context, h header.Hash, at time.Time) error {
	if s.now().Sub(at) > claimLeft/5 {
		return nil
	}
	if err := s.Bodies.Remove(ctx, h); err != nil && !errors.Is(err, ErrNoBody) {
		return internal("remove body", err)
	}
	return internal("end claim", s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.ForgetBody(ctx, h, at) }))
}

// finishClaims removes bodies whose claim was committed by a process that then died.
func (s *Service) finishClaims(ctx context.Context) error {
	var left []header.Hash
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		left, err = tx.LeftBodies(ctx, s.now().Add(-claimLeft), perTimer)
		return err
	})
	if err != nil {
		return internal("list claimed bodies", err)
	}
	for _, h := range left {
		if err := s.removeUnused(ctx, h); err != nil {
			return err
		}
	}
	return nil
}
