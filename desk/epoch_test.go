package desk_test

import (
	"testing"
	"time"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/desktest"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/receipt"
)

// nextEpoch announces a new key of an office, signed by a terminal.
func nextEpoch(t *testing.T, town *desktest.Town, o *desktest.Office, by desk.Terminal) {
	t.Helper()
	keys, err := o.Store.Keys(t.Context())
	check(t, err)
	last := keys[len(keys)-1]
	secret, err := age.GenerateHybridIdentity()
	check(t, err)
	signed, err := receipt.SignStatement(receipt.Statement{
		Office: o.Office, Epoch: last.Epoch + 1, Recipient: secret.Recipient().String(),
		Terminals: []header.Hash{header.Hash(pki.SPKI(by.Chain[0]))}, Previous: header.HashOf(last.Statement),
	}, by.Key, by.Chain)
	check(t, err)
	check(t, o.Wire.PublishStatement(t.Context(), signed, []byte("sealed")))
	check(t, o.Store.SaveKey(t.Context(), desk.Key{
		Epoch: last.Epoch + 1, Secret: secret.String(), Statement: signed.Body, JWS: signed.JWS, Published: true, CreatedAt: time.Now(),
	}))
	town.Sequence()
}

// TestAnOutdatedKeyIsSealedAnew: the letter waited while the partner's key changed.
func TestAnOutdatedKeyIsSealedAnew(t *testing.T) {
	town := desktest.New(t)
	_, err := town.From.Send(t.Context(), slip(t))
	check(t, err)
	one(t, town.To)
	town.From.Wire.Down = true
	waiting, err := town.From.Send(t.Context(), slip(t))
	if err == nil {
		t.Fatal("sent without a connection")
	}
	nextEpoch(t, town, town.To, town.To.Terminal)
	town.From.Wire.Down = false
	if n, err := town.From.Flush(t.Context()); n != 1 || err != nil {
		t.Fatalf("flushed %d: %v", n, err)
	}
	sent := outgoing(t, town, waiting.Letter)
	if sent.State != desk.Sent || sent.ToEpoch != 2 || sent.Envelope == waiting.Envelope {
		t.Errorf("letter is %s for epoch %d", sent.State, sent.ToEpoch)
	}
	in := one(t, town.To)
	if c, err := town.To.Import(t.Context(), in, false); err != nil || in.Letter != waiting.Letter || c.Message != "4月分です。" {
		t.Errorf("the letter that was sealed anew does not open: %v", err)
	}
}

// TestAKeyThatNoKnownTerminalSignedWaitsForAPerson: the office recovered on a new terminal.
func TestAKeyThatNoKnownTerminalSignedWaitsForAPerson(t *testing.T) {
	town := desktest.New(t)
	_, err := town.From.Send(t.Context(), slip(t))
	check(t, err)
	nextEpoch(t, town, town.To, town.Terminal(town.To.Office))
	_, err = town.From.Send(t.Context(), slip(t))
	wantCode(t, err, "key_changed")
	check(t, town.From.Confirm(t.Context(), town.To.Addresses()[0]))
	if _, err := town.From.Send(t.Context(), slip(t)); err != nil {
		t.Errorf("after a person confirmed the key: %v", err)
	}
}

// TestAStatementOfOthersIsNoticed: somebody announced a key in the office's name.
func TestAStatementOfOthersIsNoticed(t *testing.T) {
	town := desktest.New(t)
	check(t, town.To.CheckOwn(t.Context()))
	town.To.Wire.Swap = func(p receipt.Partner) receipt.Partner {
		found, err := town.Service.Lookup(t.Context(), town.From.Wire.Caller, town.From.Addresses()[0])
		check(t, err)
		p.Statement = found.Statement
		return p
	}
	wantCode(t, town.To.CheckOwn(t.Context()), "own_key_foreign")
}
