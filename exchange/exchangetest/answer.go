package exchangetest

import (
	"bytes"
	"context"
	"math/rand/v2"
	"sync"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// fetched is a letter that B has fetched.
func (w *World) fetched() Sent {
	w.Helper()
	s := w.Send(w.A, w.B)
	_, err := w.Fetch(w.B, s)
	w.must(err)
	return s
}

// answerLines are the answers about a letter in an office's mailbox.
func (w *World) answerLines(o *Office, s Sent) []receipt.Entry {
	w.Helper()
	var out []receipt.Entry
	for _, l := range w.Lines(o) {
		if l.Kind == receipt.EntryAnswer && l.Letter == s.Letter {
			out = append(out, l)
		}
	}
	return out
}

func answering(w *World) {
	for verdict, reasons := range map[receipt.Verdict][]byte{receipt.Imported: nil, receipt.Refused: []byte("sealed reasons")} {
		s := w.fetched()
		w.must(w.Answer(w.B, s, verdict, reasons))
		lines := w.answerLines(w.A, s)
		if len(lines) != 1 || lines[0].Answer == nil {
			w.Fatalf("%d answers in the sender's mailbox, want 1", len(lines))
		}
		said, chain, err := receipt.OpenAnswer(*lines[0].Answer)
		w.must(err)
		if said.Verdict != verdict || header.HashOf(chain[0].RawSubjectPublicKeyInfo) != w.B.Terminals[0].SPKI {
			w.Errorf("the sender got %+v", said)
		}
		if !bytes.Equal(lines[0].Reasons, reasons) {
			w.Errorf("the sender got reasons %q, want %q", lines[0].Reasons, reasons)
		}
		if st := w.Status(w.A, s); st.State != string(verdict) || w.kinds(s)[receipt.Answered] != 1 {
			w.Errorf("state %s, %v", st.State, w.kinds(s))
		}
	}
}

func secondAnswer(w *World) {
	s := w.fetched()
	sealed := []byte("sealed reasons")
	w.must(w.Answer(w.B, s, receipt.Refused, sealed))
	w.wants("", w.Answer(w.B, s, receipt.Refused, sealed)) // signed anew, the same word
	w.wants(exchange.AnswerConflict, w.Answer(w.B, s, receipt.Imported, nil))
	w.wants(exchange.AnswerConflict, w.Answer(w.B, s, receipt.Refused, []byte("other reasons")))
	if n := len(w.answerLines(w.A, s)); n != 1 {
		w.Errorf("%d answers in the sender's mailbox, want 1", n)
	}
	if st := w.Status(w.A, s); st.State != receipt.StateRefused || w.kinds(s)[receipt.Answered] != 1 {
		w.Errorf("state %s, %v", st.State, w.kinds(s))
	}
}

func answersAtOnce(w *World) {
	for range 10 {
		s := w.fetched()
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = w.Answer(w.B, s, receipt.Imported, nil) })
		wg.Go(func() { errs[1] = w.Answer(w.B, s, receipt.Refused, []byte("sealed reasons")) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			w.Fatalf("answers at once: %v and %v, want exactly one to count", errs[0], errs[1])
		}
		want := receipt.StateImported
		if errs[0] != nil {
			w.wants(exchange.AnswerConflict, errs[0])
			want = receipt.StateRefused
		} else {
			w.wants(exchange.AnswerConflict, errs[1])
		}
		if st := w.Status(w.B, s); st.State != want || len(w.answerLines(w.A, s)) != 1 {
			w.Errorf("state %s with %d answers, want %s with 1", st.State, len(w.answerLines(w.A, s)), want)
		}
	}
}

func refusedAnswers(w *World) {
	waiting := w.Send(w.A, w.B)
	w.wants(exchange.NotFetched, w.Answer(w.B, waiting, receipt.Imported, nil))
	s := w.fetched()
	service, ctx := w.Service, w.Context()
	stranger := w.NewTerminal(w.B.Address.Office)
	w.wants(exchange.TerminalUnlisted, service.Answer(ctx, w.B.Caller(), w.SignAnswer(s, stranger, receipt.Imported, nil), nil))
	w.wants(exchange.NotYours, service.Answer(ctx, w.A.Caller(), w.SignAnswer(s, w.B.Terminals[0], receipt.Imported, nil), nil))
	other := s
	other.Month = "202505" // another header
	w.wants(exchange.NotFound, w.Answer(w.B, other, receipt.Imported, nil))
	other = s
	other.To = w.C.Address
	w.wants(exchange.NotFound, w.Answer(w.C, other, receipt.Imported, nil))
	w.wants(exchange.NotFound, w.Answer(w.B, Sent{Header: w.Header(w.A, w.B)}, receipt.Imported, nil))
	good := w.SignAnswer(s, w.B.Terminals[0], receipt.Imported, nil)
	w.wants(exchange.BadRequest, service.Answer(ctx, w.B.Caller(), good, []byte("reasons that were not announced")))
	refusal := w.SignAnswer(s, w.B.Terminals[0], receipt.Refused, []byte("r"))
	w.wants(exchange.BadRequest, service.Answer(ctx, w.B.Caller(), refusal, nil))
	w.wants(exchange.BadRequest, service.Answer(ctx, w.B.Caller(), refusal, make([]byte, exchange.MaxReasons+1)))
	bent := good
	bent.Body = bytes.Replace(bent.Body, []byte("imported"), []byte("ImporteD"), 1)
	w.wants(exchange.BadRequest, service.Answer(ctx, w.B.Caller(), bent, nil))
	if n := w.kinds(s)[receipt.Answered]; n != 0 || len(w.answerLines(w.A, s)) != 0 || w.row(s).Answer != nil {
		w.Errorf("refused answers left %d events", n)
	}
	w.wants("", service.Answer(ctx, w.B.Caller(), good, nil))
}

// stateIsFold does things to letters at random and compares the kept state with the fold.
func stateIsFold(w *World) {
	dice := rand.New(rand.NewPCG(20250401, 7))
	var letters []Sent
	for range 120 {
		if len(letters) < 3 || dice.IntN(5) == 0 {
			letters = append(letters, w.Send(w.A, w.B))
		}
		s := letters[dice.IntN(len(letters))]
		switch dice.IntN(5) {
		case 0, 1:
			_, _ = w.Fetch(w.B, s) // what the state allows happens, the rest is refused
		case 2:
			_ = w.Service.Withdraw(w.Context(), w.A.Caller(), s.From, s.Letter)
		case 3:
			_ = w.Answer(w.B, s, receipt.Imported, nil)
		case 4:
			_ = w.Answer(w.B, s, receipt.Refused, []byte("sealed reasons"))
		}
	}
	found := map[exchange.State]int{}
	for _, s := range letters {
		kept, folded := w.row(s).State, w.fold(s)
		found[kept]++
		if kept != folded {
			w.Errorf("letter is kept as %s, its events say %s", kept, folded)
		}
	}
	if len(found) != 5 {
		w.Errorf("the dice came to %v only", found)
	}
}

func (w *World) fold(s Sent) exchange.State {
	w.Helper()
	verdict := receipt.Verdict("")
	if a := w.row(s).Answer; a != nil {
		said, _, err := receipt.OpenAnswer(*a)
		w.must(err)
		verdict = said.Verdict
	}
	var events []exchange.Event
	w.must(w.Store.Read(w.Context(), func(ctx context.Context, tx exchange.Tx) error {
		var err error
		events, err = tx.Events(ctx, s.From, s.Letter)
		return err
	}))
	return exchange.Fold(events, verdict)
}
