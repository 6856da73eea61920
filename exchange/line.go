package exchange

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// boxLine is a line on its way into a mailbox.
type boxLine struct {
	box  header.Address
	line Line
}

// lineAbout makes a line about a letter.
func lineAbout(l Letter, box header.Address, kind, notice string, at time.Time) boxLine {
	return boxLine{box, Line{Kind: kind, From: l.From, Letter: l.ID, Notice: notice, At: at}}
}

// addLines appends lines to mailboxes, in the order of their addresses: two transactions
// that need the same two mailboxes lock them in the same order. It comes last in a
// transaction, so that a busy mailbox is locked as briefly as possible.
func addLines(ctx context.Context, tx Tx, lines ...boxLine) error {
	slices.SortStableFunc(lines, func(a, b boxLine) int { return strings.Compare(a.box.String(), b.box.String()) })
	for _, l := range lines {
		cursor, err := tx.NextCursor(ctx, l.box)
		if err != nil {
			return err
		}
		l.line.Cursor = cursor
		if err := tx.AddEntry(ctx, l.box, l.line); err != nil {
			return err
		}
	}
	return nil
}

// Joined makes a line of a mailbox from what is stored and the letter it speaks of. An
// answer travels on its own line only, sealed reasons with it.
func Joined(e receipt.Entry, l Letter) receipt.Entry {
	e.Letter, e.From, e.To = l.ID, l.From, l.To
	e.Header, e.Size, e.Envelope = l.Header, l.Size, l.Envelope
	switch e.Kind {
	case receipt.EntryLetter:
		e.Receipt = l.Receipt
	case receipt.EntryAnswer:
		e.Answer, e.Reasons = l.Answer, l.Reasons
	}
	return e
}
