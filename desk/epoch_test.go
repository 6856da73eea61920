package desk_test

import (
	"testing"
	"time"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/pki"
	"github.com/tasuki-care/tasuki/receipt"
)

// nextEpoch announces a new key of an office, signed by a terminal.
func (town *town) nextEpoch(o *office, by desk.Terminal) {
	town.t.Helper()
	keys, err := o.Store.Keys(town.t.Context())
	check(town.t, err)
	last := keys[len(keys)-1]
	secret, err := age.GenerateHybridIdentity()
	check(town.t, err)
	signed, err := receipt.SignStatement(receipt.Statement{
		Office: o.Office, Epoch: last.Epoch + 1, Recipient: secret.Recipient().String(),
		Terminals: []header.Hash{header.Hash(pki.SPKI(by.Chain[0]))}, Previous: header.HashOf(last.Statement),
	}, by.Key, by.Chain)
	check(town.t, err)
	check(town.t, o.wire.PublishStatement(town.t.Context(), signed, []byte("sealed")))
	check(town.t, o.Store.SaveKey(town.t.Context(), desk.Key{
		Epoch: last.Epoch + 1, Secret: secret.String(), Statement: signed.Body, JWS: signed.JWS, Published: true, CreatedAt: time.Now(),
	}))
	town.sequence()
}

// TestAnOutdatedKeyIsSealedAnew: the letter waited while the partner's key changed.
func TestAnOutdatedKeyIsSealedAnew(t *testing.T) {
	town := newTown(t)
	_, err := town.from.Send(t.Context(), slip(t))
	check(t, err)
	one(t, town.to)
	town.from.wire.down = true
	waiting, err := town.from.Send(t.Context(), slip(t))
	if err == nil {
		t.Fatal("sent without a connection")
	}
	town.nextEpoch(town.to, town.to.Terminal)
	town.from.wire.down = false
	if n, err := town.from.Flush(t.Context()); n != 1 || err != nil {
		t.Fatalf("flushed %d: %v", n, err)
	}
	sent := town.outgoing(waiting.Letter)
	if sent.State != desk.Sent || sent.ToEpoch != 2 || sent.Envelope == waiting.Envelope {
		t.Errorf("letter is %s for epoch %d", sent.State, sent.ToEpoch)
	}
	in := one(t, town.to)
	if c, err := town.to.Import(t.Context(), in, false); err != nil || in.Letter != waiting.Letter || c.Message != "4月分です。" {
		t.Errorf("the letter that was sealed anew does not open: %v", err)
	}
}

// TestAKeyThatNoKnownTerminalSignedWaitsForAPerson: the office recovered on a new terminal.
func TestAKeyThatNoKnownTerminalSignedWaitsForAPerson(t *testing.T) {
	town := newTown(t)
	_, err := town.from.Send(t.Context(), slip(t))
	check(t, err)
	town.nextEpoch(town.to, town.terminal(town.to.Office))
	_, err = town.from.Send(t.Context(), slip(t))
	wantCode(t, err, "key_changed")
	check(t, town.from.Confirm(t.Context(), town.to.Addresses()[0]))
	if _, err := town.from.Send(t.Context(), slip(t)); err != nil {
		t.Errorf("after a person confirmed the key: %v", err)
	}
}

// TestAStatementOfOthersIsNoticed: somebody announced a key in the office's name.
func TestAStatementOfOthersIsNoticed(t *testing.T) {
	town := newTown(t)
	check(t, town.to.CheckOwn(t.Context()))
	town.to.wire.swap = func(p receipt.Partner) receipt.Partner {
		found, err := town.service.Lookup(t.Context(), town.from.wire.caller, town.from.Addresses()[0])
		check(t, err)
		p.Statement = found.Statement
		return p
	}
	wantCode(t, town.to.CheckOwn(t.Context()), "own_key_foreign")
}
