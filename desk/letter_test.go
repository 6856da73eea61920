package desk_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

func TestALetterGoesThereAndItsAnswerBack(t *testing.T) {
	town := newTown(t)
	o, err := town.from.Send(t.Context(), slip(t))
	check(t, err)
	if o.State != desk.Sent || len(o.Receipt) == 0 {
		t.Fatalf("sent letter is %s", o.State)
	}
	c, err := town.to.Import(t.Context(), one(t, town.to), false)
	check(t, err)
	if c.Incoming.State != desk.Exported || c.Incoming.Errors > 0 || c.Message != "4月分です。" {
		t.Errorf("imported letter: %s, %d errors, %q", c.Incoming.State, c.Incoming.Errors, c.Message)
	}
	for _, name := range c.Files {
		want, err := os.ReadFile(filepath.Join("..", "careplan", "testdata", "standard", "good", "02_K2_slip", name))
		check(t, err)
		got, err := os.ReadFile(filepath.Join(town.to.dir, "import", name))
		if err != nil || !bytes.Equal(want, got) {
			t.Errorf("%s differs in the import folder: %v", name, err)
		}
	}
	check(t, town.to.Accept(t.Context(), c.Incoming))
	_, err = town.from.Collect(t.Context(), 0)
	check(t, err)
	if now := town.outgoing(o.Letter); now.State != desk.Imported {
		t.Errorf("the sender sees %s, want imported", now.State)
	}
}

func (town *town) outgoing(id header.LetterID) desk.Outgoing {
	town.t.Helper()
	o, err := town.from.Store.Outgoing(town.t.Context(), id)
	check(town.t, err)
	return o
}

func TestALetterWaitsWhileTheHubIsDown(t *testing.T) {
	town := newTown(t)
	_, err := town.from.Send(t.Context(), slip(t)) // pins the partner's key
	check(t, err)
	town.from.wire.down = true
	o, err := town.from.Send(t.Context(), slip(t))
	if err == nil || o.State != desk.Queued || !town.from.Shelf.Has(o.ShelfName()) {
		t.Fatalf("letter is %s with error %v; its sealed bytes must wait", o.State, err)
	}
	town.from.wire.down = false
	if n, err := town.from.Flush(t.Context()); n != 1 || err != nil {
		t.Errorf("flushed %d letters: %v", n, err)
	}
	if now := town.outgoing(o.Letter); now.State != desk.Sent {
		t.Errorf("letter is %s after the flush", now.State)
	}
}

func TestALostAnswerIsAskedForAgainWithTheSameBytes(t *testing.T) {
	town := newTown(t)
	town.from.wire.lose = true
	o, err := town.from.Send(t.Context(), slip(t))
	if err == nil || o.State != desk.Queued {
		t.Fatalf("letter is %s, error %v", o.State, err)
	}
	town.from.wire.lose = false
	if n, err := town.from.Flush(t.Context()); n != 1 || err != nil {
		t.Fatalf("flushed %d: %v", n, err)
	}
	if got := one(t, town.to); got.Letter != o.Letter {
		t.Error("another letter came")
	}
}

func TestALetterIsImportedOnce(t *testing.T) {
	town := newTown(t)
	var stick bytes.Buffer
	o, err := town.from.Pack(t.Context(), slip(t), &stick)
	check(t, err)
	in, fresh, err := town.to.TakeFile(t.Context(), bytes.NewReader(stick.Bytes()))
	check(t, err)
	if !fresh || in.Receipt != nil {
		t.Errorf("by USB: fresh %v, receipt %d bytes", fresh, len(in.Receipt))
	}
	if _, fresh, err := town.to.TakeFile(t.Context(), bytes.NewReader(stick.Bytes())); fresh || err != nil {
		t.Errorf("the second time it is new again: %v", err)
	}
	check(t, town.sendAgain(o))
	if got, err := town.to.Collect(t.Context(), 0); len(got) != 0 || err != nil {
		t.Errorf("the letter came twice: %d, %v", len(got), err)
	}
	known, err := town.to.Store.Incoming(t.Context(), o.From, o.Letter)
	if err != nil || known.Receipt == nil {
		t.Errorf("the receipt that came by the hub was not added: %v", err)
	}
}

func (town *town) sendAgain(o desk.Outgoing) error {
	f, size, err := town.from.Shelf.Open(o.ShelfName())
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = town.from.wire.Send(town.t.Context(), f, size)
	return err
}

func TestARefusalBringsItsReasons(t *testing.T) {
	town := newTown(t)
	o, err := town.from.Send(t.Context(), slip(t))
	check(t, err)
	in := one(t, town.to)
	if err := town.to.Refuse(t.Context(), in, nil); err == nil {
		t.Error("a refusal without a reason was sent")
	}
	check(t, town.to.Refuse(t.Context(), in, []receipt.Reason{{Kind: "UPPLAN", Record: 13, Note: "契約終了"}}))
	_, err = town.from.Collect(t.Context(), 0)
	check(t, err)
	now := town.outgoing(o.Letter)
	reasons, err := receipt.ParseReasons(now.Reasons)
	if err != nil || now.State != desk.Refused || len(reasons) != 1 || reasons[0].Note != "契約終了" {
		t.Errorf("the sender sees %s with %v: %v", now.State, reasons, err)
	}
}

func TestAnAnswerIsKeptBeforeItIsSent(t *testing.T) {
	town := newTown(t)
	_, err := town.from.Send(t.Context(), slip(t))
	check(t, err)
	in := one(t, town.to)
	town.to.wire.down = true
	if err := town.to.Accept(t.Context(), in); err == nil {
		t.Fatal("an answer went out without a connection")
	}
	kept, err := town.to.Store.Incoming(t.Context(), in.From, in.Letter)
	if err != nil || kept.Answer == nil {
		t.Fatalf("the signed answer is not kept: %v", err)
	}
	town.to.wire.down = false
	check(t, town.to.Accept(t.Context(), kept))
}

func TestWithdrawBeforeAndAfterFetch(t *testing.T) {
	town := newTown(t)
	o, err := town.from.Send(t.Context(), slip(t))
	check(t, err)
	if _, err := town.from.Withdraw(t.Context(), o.Letter); err != nil {
		t.Errorf("withdraw before fetch: %v", err)
	}
	if got, err := town.to.Collect(t.Context(), 0); len(got) != 0 || err != nil {
		t.Errorf("a withdrawn letter came: %d, %v", len(got), err)
	}
	o, err = town.from.Send(t.Context(), slip(t))
	check(t, err)
	one(t, town.to)
	if _, err := town.from.Withdraw(t.Context(), o.Letter); err == nil {
		t.Error("a fetched letter was withdrawn")
	}
}

// TestAForeignKeyIsNotSealedTo: the hub answers with another office's statement.
func TestAForeignKeyIsNotSealedTo(t *testing.T) {
	town := newTown(t)
	other := town.open("9999900017", "17")
	town.sequence()
	town.from.wire.swap = func(receipt.Partner) receipt.Partner {
		p, err := town.service.Lookup(context.Background(), other.wire.caller, other.Addresses()[0])
		check(t, err)
		return p
	}
	_, err := town.from.Send(t.Context(), slip(t))
	wantCode(t, err, "statement_other_office")
	if town.from.wire.sends != 0 {
		t.Error("something was sent")
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var own *desk.Error
	if !errors.As(err, &own) || own.Code != code {
		t.Errorf("error %v, want %s", err, code)
		return
	}
	if own.Message == "" || own.Next == "" {
		t.Errorf("%s has no sentence or no next step", code)
	}
}

// TestAChangedLetterIsRefused changes single bytes all over the sealed file.
func TestAChangedLetterIsRefused(t *testing.T) {
	town := newTown(t)
	_, err := town.from.Send(t.Context(), slip(t))
	check(t, err)
	in := one(t, town.to)
	path := filepath.Join(town.to.dir, "letters", in.ShelfName())
	sealed, err := os.ReadFile(path)
	check(t, err)
	for at := 40; at < len(sealed); at += len(sealed)/40 + 1 {
		changed := bytes.Clone(sealed)
		changed[at] ^= 1
		check(t, town.to.Shelf.Put(in.ShelfName(), func(w io.Writer) error { _, err := w.Write(changed); return err }))
		l, err := town.to.Open(t.Context(), in)
		if err == nil {
			l.Close()
			t.Errorf("byte %d changed, and the letter opened", at)
		}
		if _, ok := envelope.ReasonOf(err); !ok {
			t.Errorf("byte %d: %v is no reason for the clerk", at, err)
		}
	}
}

func TestOnlyTheOwnOfficeSends(t *testing.T) {
	town := newTown(t)
	_, err := town.to.Send(t.Context(), slip(t))
	wantCode(t, err, "not_own_office")
}
