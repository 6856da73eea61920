package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Outgoing is a letter of the outbox (送信一覧): its sealed bytes lie on the shelf under
// ShelfName.
type Outgoing struct {
	Letter     header.LetterID
	From, To   header.Address
	Family     header.Family
	Month      string // service month, "" for plans and documents
	Unit       string // exact unit id, "" for documents
	Clients    int    // how many clients the unit speaks of
	Files      int    // how many files it carries
	Edition    string // CSVバージョン of the unit
	Header     header.Hash
	Envelope   header.Hash
	Size       int64
	ToEpoch    int
	State      State
	Receipt    []byte                // the post office's receipt, exact bytes
	Answer     *receipt.SignedAnswer // the receiver's verdict
	Reasons    []byte                // opened reasons of a refusal, canonical JSON
	Supersedes *header.LetterID
	QueuedAt   time.Time
	SentAt     time.Time
	Problem    string // code of the last failed attempt, "" when none
}

// ShelfName is the file name of the sealed bytes; letter ids are random, so it says nothing.
func (o Outgoing) ShelfName() string { return "out-" + o.Letter.String() + ".age" }

// Waiting lists what has not been accepted by the post office yet, oldest first.
func (d *Desk) Waiting(ctx context.Context) ([]Outgoing, error) {
	all, err := d.Store.ListOutgoing(ctx)
	if err != nil {
		return nil, fmt.Errorf("list outbox: %w", err)
	}
	waiting := slices.DeleteFunc(all, func(o Outgoing) bool { return o.State != Queued })
	slices.SortFunc(waiting, func(a, b Outgoing) int { return a.QueuedAt.Compare(b.QueuedAt) })
	return waiting, nil
}

// event makes the event that goes with a change of a letter.
func (d *Desk) event(from header.Address, id header.LetterID, kind string, state State, note string) Event {
	return Event{From: from, Letter: id, Kind: kind, State: state, At: d.Now().UTC(), Note: note}
}

// moveOutgoing changes a letter's state with its event; a step that is not allowed is left
// out, because a late word must not undo a final one.
func (d *Desk) moveOutgoing(ctx context.Context, o *Outgoing, next State, kind, note string) error {
	if o.State != next && !o.State.CanBecome(next) {
		next = o.State
	}
	o.State = next
	if err := d.Store.SaveOutgoing(ctx, *o, d.event(o.From, o.Letter, kind, next, note)); err != nil {
		return fmt.Errorf("save letter of outbox: %w", err)
	}
	return nil
}
