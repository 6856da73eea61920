package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Incoming is a letter of the inbox (受信一覧), by whatever way it came.
type Incoming struct {
	Letter   header.LetterID
	From, To header.Address
	Family   header.Family
	Month    string
	Unit     string
	Edition  string
	Clients  int
	Header   header.Hash
	Envelope header.Hash
	Size     int64
	State    State
	Way      Way
	Receipt  []byte // nil when it came by USB: 受付時刻なし
	Answer   *receipt.SignedAnswer
	Errors   int    // findings of severity error at this desk
	Warnings int    //
	Problem  string // code why it could not be opened, "" when it could
	SeenAt   time.Time
}

// Way is how a letter came.
type Way string

// The ways of a letter.
const (
	ByHub Way = "hub" // over the post office
	ByUSB Way = "usb" // as a file (tasuki unpack)
)

// ShelfName is the file name of the sealed bytes.
func (in Incoming) ShelfName() string {
	return "in-" + in.From.Office + in.From.Type + "-" + in.Letter.String() + ".age"
}

// moveIncoming changes a letter's state with its event; a step that is not allowed is left
// out.
func (d *Desk) moveIncoming(ctx context.Context, in *Incoming, next State, kind, note string) error {
	if in.State != next && !in.State.CanBecome(next) {
		next = in.State
	}
	in.State = next
	if err := d.Store.SaveIncoming(ctx, *in, d.event(in.From, in.Letter, kind, next, note)); err != nil {
		return fmt.Errorf("save letter of inbox: %w", err)
	}
	return nil
}
