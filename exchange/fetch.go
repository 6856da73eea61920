package exchange

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Fetch hands the sealed bytes to the receiver. The event is committed before the first
// byte leaves. Fetching again is possible as long as the body is kept, and is an event
// too. The sender may read its own letter, which changes nothing.
func (s *Service) Fetch(ctx context.Context, c Caller, from header.Address, id header.LetterID) (Body, error) {
	l, err := s.letter(ctx, c, from, id)
	if err != nil {
		return Body{}, err
	}
	body, err := s.body(ctx, c, l)
	if err != nil {
		return Body{}, err
	}
	if !c.may(l.To) {
		return body, nil
	}
	if err := s.noteFetch(ctx, c, l); err != nil {
		return Body{}, errors.Join(err, body.Close())
	}
	return body, nil
}

// body opens the sealed bytes where they lie. That they were removed is said by the row; a
// body that is missing otherwise is lost, which is trouble inside.
func (s *Service) body(ctx context.Context, c Caller, l Letter) (Body, error) {
	if l.Gone {
		return Body{}, refuse(Gone)
	}
	r, err := s.open(ctx, l)
	if err == nil {
		return Body{ReadCloser: r, Size: l.Size, Envelope: l.Envelope}, nil
	}
	if now, rerr := s.letter(ctx, c, l.From, l.ID); rerr == nil && now.Gone {
		return Body{}, refuse(Gone)
	}
	return Body{}, internal("open body", err)
}

func (s *Service) open(ctx context.Context, l Letter) (io.ReadCloser, error) {
	if !l.Inline {
		body, _, err := s.Bodies.Open(ctx, l.Envelope)
		return body, err
	}
	var b []byte
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		b, err = tx.InlineBody(ctx, l.From, l.ID)
		return err
	})
	return io.NopCloser(bytes.NewReader(b)), err
}

// letter finds a letter for one of its two parties; for everybody else there is none.
func (s *Service) letter(ctx context.Context, c Caller, from header.Address, id header.LetterID) (Letter, error) {
	var l Letter
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		l, err = tx.Letter(ctx, from, id)
		return err
	})
	if errors.Is(err, ErrNoRow) || err == nil && !c.may(l.From) && !c.may(l.To) {
		return Letter{}, refuse(NotFound)
	}
	return l, internal("read letter", err)
}

// noteFetch commits that the receiver fetched, against a withdrawal that may come at the
// same moment: one row decides.
func (s *Service) noteFetch(ctx context.Context, c Caller, l Letter) error {
	at := s.now()
	event, err := letterEvent(receipt.Leaf{
		Kind: receipt.Fetched, At: at, Letter: l.ID, From: l.From, To: l.To,
		Header: header.HashOf(l.Header), Envelope: l.Envelope, Terminal: c.Terminal,
	})
	if err != nil {
		return internal("make event", err)
	}
	first := false
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		if first, err = tx.MoveLetter(ctx, l.From, l.ID, Waiting, Collected); err != nil {
			return err
		}
		if !first {
			return fetchAgain(ctx, tx, l, event)
		}
		if err := tx.AddEvent(ctx, event); err != nil {
			return err
		}
		return addLines(ctx, tx, lineAbout(l, l.From, receipt.EntryNotice, receipt.NoticeFetched, at))
	})
	if first {
		s.Bell.Ring(l.From)
	}
	return internal("note fetch", err)
}

// fetchAgain notes a repeated fetch of a letter that was not taken back.
func fetchAgain(ctx context.Context, tx Tx, l Letter, e Event) error {
	now, err := tx.Letter(ctx, l.From, l.ID)
	if err != nil {
		return err
	}
	if now.State == TakenBack {
		return refuse(Withdrawn)
	}
	return tx.AddEvent(ctx, e)
}

// Withdraw takes a letter back that nobody has fetched (送信取消).
func (s *Service) Withdraw(ctx context.Context, c Caller, from header.Address, id header.LetterID) error {
	l, err := s.letter(ctx, c, from, id)
	if err != nil {
		return err
	}
	if !c.may(l.From) {
		return refuse(NotYours)
	}
	at := s.now()
	event, err := letterEvent(receipt.Leaf{Kind: receipt.Withdrawn, At: at, Letter: l.ID, From: l.From, To: l.To, Header: header.HashOf(l.Header), Terminal: c.Terminal})
	if err != nil {
		return internal("make event", err)
	}
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return withdraw(ctx, tx, l, event) })
	if err == nil {
		s.Bell.Ring(l.To)
	}
	return internal("withdraw letter", err)
}

func withdraw(ctx context.Context, tx Tx, l Letter, e Event) error {
	moved, err := tx.MoveLetter(ctx, l.From, l.ID, Waiting, TakenBack)
	if err != nil {
		return err
	}
	if !moved {
		now, err := tx.Letter(ctx, l.From, l.ID)
		if err != nil {
			return err
		}
		if now.State == TakenBack {
			return nil // the same request again
		}
		return refuse(AlreadyFetched)
	}
	if err := tx.AddEvent(ctx, e); err != nil {
		return err
	}
	return addLines(ctx, tx, lineAbout(l, l.To, receipt.EntryNotice, receipt.NoticeWithdrawn, e.At))
}
