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
	if !c.may(said.To) {
		return refuse(NotYours)
	}
	if err := s.listed(ctx, said.To.Office, header.HashOf(chain[0].RawSubjectPublicKeyInfo)); err != nil {
		return err
	}
	event, err := letterEvent(receipt.Leaf{
		Kind: receipt.Answered, At: s.now(), Letter: said.Letter, From: said.From, To: said.To,
		Header: said.Header, Answer: a.Hash(), Terminal: c.Terminal,
	})
	if err != nil {
		return internal("make event", err)
	}
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return answer(ctx, tx, said, a, reasons, event) })
	if err == nil {
		s.Bell.Ring(said.From)
	}
	return internal("store answer", err)
}

func answer(ctx context.Context, tx Tx, said receipt.Answer, a receipt.SignedAnswer, reasons []byte, e Event) error {
	done, err := tx.SetAnswer(ctx, said.From, said.Letter, answeredState(said.Verdict), a, reasons)
	if err != nil {
		return err
	}
	l, err := tx.Letter(ctx, said.From, said.Letter)
	if errors.Is(err, ErrNoRow) || err == nil && !speaksOf(said, l) {
		return refuse(NotFound) // and rolls the answer back
	}
	if err != nil {
		return err
	}
	if !done {
		return answeredBefore(said, l)
	}
	if err := tx.AddEvent(ctx, e); err != nil {
		return err
	}
	return addLines(ctx, tx, lineAbout(l, l.From, receipt.EntryAnswer, "", e.At))
}

func answeredState(v receipt.Verdict) State {
	if v == receipt.Refused {
		return Refused
	}
	return Imported
}

// speaksOf reports whether an answer is about this letter and no other.
func speaksOf(said receipt.Answer, l Letter) bool {
	return l.To == said.To && header.HashOf(l.Header) == said.Header
}

// answeredBefore tells a repeat from a conflict, and both from a letter that was not
// fetched.
func answeredBefore(said receipt.Answer, l Letter) error {
	switch {
	case l.State == TakenBack:
		return refuse(Withdrawn)
	case l.Answer == nil:
		return refuse(NotFetched)
	}
	before, err := receipt.ParseAnswer(l.Answer.Body)
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
	st := receipt.Status{Letter: l.ID, From: l.From, To: l.To, State: l.shown()}
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

// Fold is the state that a letter's events lead to; the state column of its row is only a
// kept copy of it. The events may come in any order, because the clocks of two nodes put
// them in any: what was answered was fetched, and what was fetched was not taken back.
func Fold(events []Event, verdict receipt.Verdict) State {
	state := State("")
	for _, e := range events {
		if next := stateAfter(e.Kind, verdict); rank[next] > rank[state] {
			state = next
		}
	}
	return state
}

// rank orders the states: a later one hides an earlier one.
var rank = map[State]int{"": 0, Waiting: 1, Collected: 2, TakenBack: 2, Imported: 3, Refused: 3}

func stateAfter(kind receipt.Kind, verdict receipt.Verdict) State {
	switch kind {
	case receipt.Accepted:
		return Waiting
	case receipt.Fetched:
		return Collected
	case receipt.Withdrawn:
		return TakenBack
	case receipt.Answered:
		return answeredState(verdict)
	}
	return ""
}
