package exchangetest

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

func (w *World) sequence() int {
	w.Helper()
	total := 0
	for {
		n, err := w.Service.Sequence(w.Context())
		w.must(err)
		if n == 0 {
			return total
		}
		total += n
	}
}

func lookingUp(w *World) {
	ctx := w.Context()
	_, err := w.Service.Lookup(ctx, w.A.Caller(), w.B.Address)
	w.wants(exchange.ProofPending, err)
	w.sequence()
	p, err := w.Service.Lookup(ctx, w.A.Caller(), w.B.Address)
	w.must(err)
	if p.Address != w.B.Address || p.Name == "" || !slices.Equal(p.Types, w.B.Types) || p.Statement.Hash() != w.B.Statement.Hash() {
		w.Errorf("found %+v", p)
	}
	if err := receipt.VerifyStatementProof(p.Proof, p.Statement, w.Known); err != nil {
		w.Errorf("proof of the statement: %v", err)
	}
	if err := receipt.VerifyStatementProof(p.Proof, w.C.Statement, w.Known); err == nil {
		w.Error("the proof of one office's statement proves another's")
	}
	w.NewEpoch(w.B)
	_, err = w.Service.Lookup(ctx, w.A.Caller(), w.B.Address)
	w.wants(exchange.ProofPending, err) // not the old key, and not the new one without proof
	w.sequence()
	p, err = w.Service.Lookup(ctx, w.A.Caller(), w.B.Address)
	w.must(err)
	if err := receipt.VerifyStatementProof(p.Proof, w.B.Statement, w.Known); err != nil {
		w.Errorf("proof of the new statement: %v", err)
	}
	for _, to := range []header.Address{{Office: "9999999999", Type: "43"}, {Office: w.B.Address.Office, Type: "43"}} {
		_, err = w.Service.Lookup(ctx, w.A.Caller(), to)
		w.wants(exchange.UnknownReceiver, err)
	}
	w.must(w.Service.Register(ctx, exchange.Office{Number: "9999900099", Name: "架空", Types: []string{"11"}}))
	_, err = w.Service.Lookup(ctx, w.A.Caller(), header.Address{Office: "9999900099", Type: "11"})
	w.wants(exchange.UnknownReceiver, err) // registered, no key yet
	w.wants(exchange.BadRequest, w.Service.Register(ctx, exchange.Office{Number: "12", Types: []string{"11"}}))
	w.wants(exchange.BadRequest, w.Service.Register(ctx, exchange.Office{Number: "9999900099"}))
	renamed := exchange.Office{Number: w.B.Address.Office, Name: "新しい名前", Types: []string{"11"}}
	w.must(w.Service.Register(ctx, renamed))
	o, err := w.Service.Office(ctx, renamed.Number)
	w.must(err)
	if o.Name != renamed.Name || !slices.Equal(o.Types, renamed.Types) || o.Epoch != w.B.Epoch {
		w.Errorf("registered anew: %+v", o)
	}
	all, err := w.Service.Offices(ctx)
	w.must(err)
	if len(all) != 4 || !slices.IsSortedFunc(all, func(a, b exchange.Office) int { return bytes.Compare([]byte(a.Number), []byte(b.Number)) }) {
		w.Errorf("offices: %+v", all)
	}
	_, err = w.Service.Office(ctx, "9999999999")
	w.wants(exchange.NotFound, err)
}

// epochOnce: several terminals announce the next epoch at once; the rows let one in.
func epochOnce(w *World) {
	ctx := w.Context()
	statements := make([]receipt.SignedStatement, 4)
	for i := range statements {
		statements[i] = w.NextStatement(w.B, w.B.Terminals[0], w.B.Terminals[0])
	}
	errs := make([]error, len(statements))
	var wg sync.WaitGroup
	for i, st := range statements {
		wg.Go(func() { errs[i] = w.Service.PublishStatement(ctx, w.B.Caller(), st, []byte{byte(i)}) })
	}
	wg.Wait()
	won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
	if won < 0 {
		w.Fatalf("no statement was accepted: %v", errs)
	}
	for i, err := range errs {
		if i != won {
			w.wants(exchange.StatementConflict, err)
		}
	}
	ring, err := w.Service.Keyring(ctx, w.B.Caller(), 2)
	if err != nil || !bytes.Equal(ring, []byte{byte(won)}) {
		w.Errorf("keyring %v (%v), want that of the accepted statement", ring, err)
	}
	// The very same statement again is no conflict; and it is no second event.
	w.wants("", w.Service.PublishStatement(ctx, w.B.Caller(), statements[won], []byte("another")))
	if ring, _ := w.Service.Keyring(ctx, w.B.Caller(), 2); !bytes.Equal(ring, []byte{byte(won)}) {
		w.Error("a repeat replaced the keyring")
	}
	if n := w.sequence(); n != 4 {
		w.Errorf("%d events in the log, want the 4 statements", n)
	}
}

func refusedStatements(w *World) {
	ctx, ring := w.Context(), []byte("sealed")
	own := w.B.Terminals[0]
	next := w.NextStatement(w.B, own, own)
	w.wants(exchange.NotYours, w.Service.PublishStatement(ctx, w.A.Caller(), next, ring))
	w.wants(exchange.StatementInvalid, w.Service.PublishStatement(ctx, w.B.Caller(), next, nil))
	w.wants(exchange.StatementInvalid, w.Service.PublishStatement(ctx, w.B.Caller(), next, make([]byte, exchange.MaxKeyring+1)))
	bent := next
	bent.JWS = w.B.Statement.JWS
	w.wants(exchange.StatementInvalid, w.Service.PublishStatement(ctx, w.B.Caller(), bent, ring))
	ahead := *w.B
	ahead.Epoch, ahead.Statement = 4, next
	w.wants(exchange.StatementConflict, w.Service.PublishStatement(ctx, w.B.Caller(), w.NextStatement(&ahead, own, own), ring))
	torn := *w.B
	torn.Statement = w.C.Statement // names another office's statement as the previous one
	w.wants(exchange.StatementInvalid, w.Service.PublishStatement(ctx, w.B.Caller(), w.NextStatement(&torn, own, own), ring))
	first := *w.B
	first.Epoch = 0
	w.wants(exchange.StatementConflict, w.Service.PublishStatement(ctx, w.B.Caller(), w.NextStatement(&first, own, own), ring))
	unknown := &Office{Address: header.Address{Office: "9999999999", Type: "11"}, Terminals: w.B.Terminals}
	w.wants(exchange.StatementConflict, w.Service.PublishStatement(ctx, unknown.Caller(), w.NextStatement(unknown, own, own), ring))
	if o, err := w.Service.Office(ctx, w.B.Address.Office); err != nil || o.Epoch != 1 {
		w.Errorf("epoch %d after nothing but refusals (%v)", o.Epoch, err)
	}
	// The office lost every terminal: a new one starts over from the recovery page. The
	// post office lets it in; partners are asked to confirm.
	recovered := w.NewTerminal(w.B.Address.Office)
	w.wants("", w.Service.PublishStatement(ctx, w.B.Caller(), w.NextStatement(w.B, recovered, recovered), ring))
}

func keyrings(w *World) {
	ctx := w.Context()
	w.NewEpoch(w.B)
	for n := range 2 {
		got, err := w.Service.Keyring(ctx, w.B.Caller(), n+1)
		if err != nil || string(got) != "sealed secret" {
			w.Errorf("epoch %d: %q (%v)", n+1, got, err)
		}
	}
	_, err := w.Service.Keyring(ctx, w.B.Caller(), 3)
	w.wants(exchange.NotFound, err)
	_, err = w.Service.Keyring(ctx, exchange.Caller{Office: "9999999999"}, 1)
	w.wants(exchange.NotFound, err)
	w.must(w.Store.Read(ctx, func(ctx context.Context, tx exchange.Tx) error {
		st, err := tx.NewestStatement(ctx, w.B.Address.Office)
		if st.Epoch != 2 || st.Signed.Hash() != w.B.Statement.Hash() {
			w.Errorf("newest statement is of epoch %d", st.Epoch)
		}
		return err
	}))
}
