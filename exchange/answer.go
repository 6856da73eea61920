package exchange

import (
	"context"
	"errors"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// MaxReasons bounds the sealed reasons of one answer.
const MaxReasons = receipt.MaxReasonsSize + 64<<10

// Answer keeps the receiver's final word (取込結果). A repeat with the same verdict and the
// same reasons is the same answer, even if it was signed anew; a different one is refused.
func (s *Service) Answer(ctx context.Context, c Caller, a receipt.SignedAnswer, reasons []byte) error {
	said, chain, err := receipt.OpenAnswer(a)
	if err != nil || len(reasons) > MaxReasons || (said.Verdict == receipt.Refused) != (len(reasons) > 0) {
		return refuse(BadRequest, err)
	}
	if !c.may(said.To) || len(chain) == 0 {
		return refuse(NotYours)
	}
	signer := header.HashOf(chain[0].RawSubjectPublicKeyInfo)
	at := s.now()
	event, err := letterEvent(receipt.Leaf{Kind: receipt.Answered, At: at, Letter: said.Letter, From: said.From, To: said.To, Header: said.Header, Answer: a.Hash(), Terminal: c.Terminal})
	if err != nil {
		return internal("make event", err)
	}
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return answer(ctx, tx, said, a, reasons, signer, event) })
	if err == nil {
		s.Bell.Ring(said.From)
	}
	return internal("store answer", err)
}

func answer(ctx context.Context, tx Tx, said receipt.Answer, a receipt.SignedAnswer, reasons []byte, signer header.Hash, e Event) error {
	to := Imported
	if said.Verdict == receipt.Refused {
		to = Refused
	}
	done, err := tx.SetAnswer(ctx, said.From, said.Letter, to, a, reasons)
	if err != nil {
		return err
	}
	if !done {
		return answeredBefore(ctx, tx, said)
	}
	l, err := tx.Letter(ctx, said.From, said.Letter)
	if err != nil {
		return err
	}
	if l.To != said.To || header.HashOf(l.Header) != said.Header {
		return refuse(NotFound) // rolls the answer back
	}
	if err := listed(ctx, tx, said.To.Office, signer); err != nil {
		return err
	}
	if err := tx.AddEvent(ctx, e); err != nil {
		return err
	}
	l.At = e.At
	return addLine(ctx, tx, l.From, receipt.EntryAnswer, "", l)
}

// answeredBefore tells a repeat from a conflict, and both from a letter that was not
// fetched.
func answeredBefore(ctx context.Context, tx Tx, said receipt.Answer) error {
	l, err := tx.Letter(ctx, said.From, said.Letter)
	if errors.Is(err, ErrNoRow) || err == nil && l.To != said.To {
		return refuse(NotFound)
	}
	if err != nil {
		return err
	}
	switch {
	case l.State == TakenBack:
		return refuse(Withdrawn)
	case l.Answer == nil:
		return refuse(NotFetched)
	}
	before, _, err := receipt.OpenAnswer(*l.Answer)
	if err != nil {
		return err
	}
	if before.Verdict != said.Verdict || before.Reasons != said.Reasons {
		return refuse(AnswerConflict)
	}
	return nil
}

// Status tells one of the parties what happened to a letter so far.
func (s *Service) Status(ctx context.Context, c Caller, from header.Address, id header.LetterID) (receipt.Status, error) {
	l, err := s.letter(ctx, c, from, id)
	if err != nil {
		return receipt.Status{}, err
	}
	st := receipt.Status{Letter: l.ID, From: l.From, To: l.To, State: string(l.State)}
	err = s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		events, err := tx.Events(ctx, from, id)
		st.Events = nil
		for _, e := range events {
			st.Events = append(st.Events, receipt.Event{Kind: e.Kind, At: e.At, Leaf: e.Hash, Seq: e.Seq})
		}
		return err
	})
	return st, internal("read events", err)
}

// Fold is the state that a list of events leads to: the state column of a letter is only
// a kept copy of it. A replaced letter (旧版) is the one exception, because the event
// stands on the letter that replaced it.
func Fold(events []receipt.Event, verdict receipt.Verdict) State {
	state := State("")
	for _, e := range events {
		switch e.Kind {
		case receipt.Accepted:
			state = Waiting
		case receipt.Fetched:
			if state == Waiting {
				state = Collected
			}
		case receipt.Withdrawn:
			state = TakenBack
		case receipt.Answered:
			state = Imported
			if verdict == receipt.Refused {
				state = Refused
			}
		}
	}
	return state
}
