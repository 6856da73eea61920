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
	"github.com/tasuki-care/tasuki/desk/desktest"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

func TestALetterGoesThereAndItsAnswerBack(t *testing.T) {
	town := desktest.New(t)
	o, err := town.From.Send(t.Context(), slip(t))
	check(t, err)
	if o.State != desk.Sent || len(o.Receipt) == 0 {
		t.Fatalf("sent letter is %s", o.State)
	}
	c, err := town.To.Import(t.Context(), one(t, town.To), false)
	check(t, err)
	if c.Incoming.State != desk.Exported || c.Incoming.Errors > 0 || c.Message != "4月分です。" {
		t.Errorf("imported letter: %s, %d errors, %q", c.Incoming.State, c.Incoming.Errors, c.Message)
	}
	for _, name := range c.Files {
		want, err := os.ReadFile(filepath.Join("..", "careplan", "testdata", "standard", "good", "02_K2_slip", name))
		check(t, err)
		got, err := os.ReadFile(filepath.Join(town.To.Dir, "import", name))
		if err != nil || !bytes.Equal(want, got) {
			t.Errorf("%s differs in the import folder: %v", name, err)
		}
	}
	check(t, town.To.Accept(t.Context(), c.Incoming))
	_, err = town.From.Collect(t.Context(), 0)
	check(t, err)
	if now := outgoing(t, town, o.Letter); now.State != desk.Imported {
		t.Errorf("the sender sees %s, want imported", now.State)
	}
}

func outgoing(t *testing.T, town *desktest.Town, id header.LetterID) desk.Outgoing {
	t.Helper()
	o, err := town.From.Store.Outgoing(t.Context(), id)
	check(t, err)
	return o
}

func TestALetterWaitsWhileTheHubIsDown(t *testing.T) {
	town := desktest.New(t)
	_, err := town.From.Send(t.Context(), slip(t)) // pins the partner's key
	check(t, err)
	town.From.Wire.Down = true
	o, err := town.From.Send(t.Context(), slip(t))
	if err == nil || o.State != desk.Queued || !town.From.Shelf.Has(o.ShelfName()) {
		t.Fatalf("letter is %s with error %v; its sealed bytes must wait", o.State, err)
	}
	town.From.Wire.Down = false
	if n, err := town.From.Flush(t.Context()); n != 1 || err != nil {
		t.Errorf("flushed %d letters: %v", n, err)
	}
	if now := outgoing(t, town, o.Letter); now.State != desk.Sent {
		t.Errorf("letter is %s after the flush", now.State)
	}
}

func TestALostAnswerIsAskedForAgainWithTheSameBytes(t *testing.T) {
	town := desktest.New(t)
	town.From.Wire.Lose = true
	o, err := town.From.Send(t.Context(), slip(t))
	if err == nil || o.State != desk.Queued {
		t.Fatalf("letter is %s, error %v", o.State, err)
	}
	town.From.Wire.Lose = false
	if n, err := town.From.Flush(t.Context()); n != 1 || err != nil {
		t.Fatalf("flushed %d: %v", n, err)
	}
	if got := one(t, town.To); got.Letter != o.Letter {
		t.Error("another letter came")
	}
}

func TestALetterIsImportedOnce(t *testing.T) {
	town := desktest.New(t)
	var stick bytes.Buffer
	o, err := town.From.Pack(t.Context(), slip(t), &stick)
	check(t, err)
	in, fresh, err := town.To.TakeFile(t.Context(), bytes.NewReader(stick.Bytes()))
	check(t, err)
	if !fresh || in.Receipt != nil {
		t.Errorf("by USB: fresh %v, receipt %d bytes", fresh, len(in.Receipt))
	}
	if _, fresh, err := town.To.TakeFile(t.Context(), bytes.NewReader(stick.Bytes())); fresh || err != nil {
		t.Errorf("the second time it is new again: %v", err)
	}
	check(t, sendAgain(t, town, o))
	if got, err := town.To.Collect(t.Context(), 0); len(got) != 0 || err != nil {
		t.Errorf("the letter came twice: %d, %v", len(got), err)
	}
	known, err := town.To.Store.Incoming(t.Context(), o.From, o.Letter)
	if err != nil || known.Receipt == nil {
		t.Errorf("the receipt that came by the hub was not added: %v", err)
	}
}

func sendAgain(t *testing.T, town *desktest.Town, o desk.Outgoing) error {
	f, size, err := town.From.Shelf.Open(o.ShelfName())
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = town.From.Wire.Send(t.Context(), f, size)
	return err
}

func TestARefusalBringsItsReasons(t *testing.T) {
	town := desktest.New(t)
	o, err := town.From.Send(t.Context(), slip(t))
	check(t, err)
	in := one(t, town.To)
	if err := town.To.Refuse(t.Context(), in, nil); err == nil {
		t.Error("a refusal without a reason was sent")
	}
	check(t, town.To.Refuse(t.Context(), in, []receipt.Reason{{Kind: "UPPLAN", Record: 13, Note: "契約終了"}}))
	_, err = town.From.Collect(t.Context(), 0)
	check(t, err)
	now := outgoing(t, town, o.Letter)
	reasons, err := receipt.ParseReasons(now.Reasons)
	if err != nil || now.State != desk.Refused || len(reasons) != 1 || reasons[0].Note != "契約終了" {
		t.Errorf("the sender sees %s with %v: %v", now.State, reasons, err)
	}
}

func TestAnAnswerIsKeptBeforeItIsSent(t *testing.T) {
	town := desktest.New(t)
	_, err := town.From.Send(t.Context(), slip(t))
	check(t, err)
	in := one(t, town.To)
	town.To.Wire.Down = true
	if err := town.To.Accept(t.Context(), in); err == nil {
		t.Fatal("an answer went out without a connection")
	}
	kept, err := town.To.Store.Incoming(t.Context(), in.From, in.Letter)
	if err != nil || kept.Answer == nil {
		t.Fatalf("the signed answer is not kept: %v", err)
	}
	town.To.Wire.Down = false
	check(t, town.To.Accept(t.Context(), kept))
}

func TestWithdrawBeforeAndAfterFetch(t *testing.T) {
	town := desktest.New(t)
	o, err := town.From.Send(t.Context(), slip(t))
	check(t, err)
	if _, err := town.From.Withdraw(t.Context(), o.Letter); err != nil {
		t.Errorf("withdraw before fetch: %v", err)
	}
	if got, err := town.To.Collect(t.Context(), 0); len(got) != 0 || err != nil {
		t.Errorf("a withdrawn letter came: %d, %v", len(got), err)
	}
	o, err = town.From.Send(t.Context(), slip(t))
	check(t, err)
	one(t, town.To)
	if _, err := town.From.Withdraw(t.Context(), o.Letter); err == nil {
		t.Error("a fetched letter was withdrawn")
	}
}

// TestAForeignKeyIsNotSealedTo: the hub answers with another office's statement.
func TestAForeignKeyIsNotSealedTo(t *testing.T) {
	town := desktest.New(t)
	other := town.Open("9999900017", "17")
	town.Sequence()
	town.From.Wire.Swap = func(receipt.Partner) receipt.Partner {
		p, err := town.Service.Lookup(context.Background(), other.Wire.Caller, other.Addresses()[0])
		check(t, err)
		return p
	}
	_, err := town.From.Send(t.Context(), slip(t))
	wantCode(t, err, "statement_other_office")
	if town.From.Wire.Sends != 0 {
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
	town := desktest.New(t)
	_, err := town.From.Send(t.Context(), slip(t))
	check(t, err)
	in := one(t, town.To)
	path := filepath.Join(town.To.Dir, "letters", in.ShelfName())
	sealed, err := os.ReadFile(path)
	check(t, err)
	for at := 40; at < len(sealed); at += len(sealed)/40 + 1 {
		changed := bytes.Clone(sealed)
		changed[at] ^= 1
		check(t, town.To.Shelf.Put(in.ShelfName(), func(w io.Writer) error { _, err := w.Write(changed); return err }))
		l, err := town.To.Open(t.Context(), in)
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
	town := desktest.New(t)
	_, err := town.To.Send(t.Context(), slip(t))
	wantCode(t, err, "not_own_office")
}
