package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// page is how many lines of a mailbox are asked for at once.
const page = 200

// Collect reads what is new in the desk's mailboxes: letters are fetched and kept sealed,
// answers and notices are noted on the letters they speak of. It waits up to wait for
// news when there is none. The cursor moves only after each line was made durable, so
// that a crash repeats a line and never skips one.
func (d *Desk) Collect(ctx context.Context, wait time.Duration) ([]Incoming, error) {
	var got []Incoming
	for _, box := range d.Addresses() {
		more, err := d.collectBox(ctx, box, wait)
		got = append(got, more...)
		if err != nil {
			return got, err
		}
	}
	return got, nil
}

func (d *Desk) collectBox(ctx context.Context, box header.Address, wait time.Duration) ([]Incoming, error) {
	var got []Incoming
	for {
		cursor, err := d.Store.Cursor(ctx, box)
		if err != nil {
			return got, fmt.Errorf("read cursor: %w", err)
		}
		lines, next, err := d.Post.List(ctx, box, cursor, page, wait)
		if err != nil {
			return got, fmt.Errorf("list mailbox: %w", err)
		}
		for _, line := range lines {
			in, err := d.take(ctx, line)
			if err != nil {
				return got, err
			}
			if in != nil {
				got = append(got, *in)
			}
			if err := d.Store.SaveCursor(ctx, box, line.Cursor); err != nil {
				return got, fmt.Errorf("save cursor: %w", err)
			}
		}
		if len(lines) == 0 || next <= cursor {
			return got, nil
		}
		wait = 0
	}
}

// take acts on one line of a mailbox.
func (d *Desk) take(ctx context.Context, line receipt.Entry) (*Incoming, error) {
	switch line.Kind {
	case "letter":
		return d.takeLetter(ctx, line)
	case "answer":
		return nil, d.takeAnswer(ctx, line)
	}
	return nil, d.takeNotice(ctx, line)
}

// takeLetter fetches a letter's sealed bytes to the shelf and adds it to the inbox, once.
func (d *Desk) takeLetter(ctx context.Context, line receipt.Entry) (*Incoming, error) {
	h, err := header.Parse(line.Header)
	if err != nil {
		return nil, fmt.Errorf("read header of letter: %w", err)
	}
	in := Incoming{
		Letter: h.Letter, From: h.From, To: h.To, Family: h.Family, Month: h.Month, Edition: h.Edition,
		Header: header.HashOf(line.Header), Envelope: line.Envelope, Size: line.Size,
		State: Collected, Way: ByHub, Receipt: line.Receipt, SeenAt: d.Now().UTC(),
	}
	known, err := d.Store.Incoming(ctx, in.From, in.Letter)
	if err == nil {
		return nil, d.knownAgain(ctx, known, in)
	}
	if !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("read inbox: %w", err)
	}
	if err := d.checkReceipt(in.Receipt, in.Letter, in.Header, in.Envelope, in.Size); err != nil {
		return nil, err
	}
	if err := d.fetch(ctx, in); err != nil {
		return nil, gone(err)
	}
	fresh, err := d.Store.AddIncoming(ctx, in, d.event(in.From, in.Letter, "fetched", Collected, ""))
	if err != nil || !fresh {
		return nil, err
	}
	return &in, nil
}

// knownAgain handles a letter that is already in the inbox: the same bytes by another way
// add the receipt they came with and nothing else.
func (d *Desk) knownAgain(ctx context.Context, known, again Incoming) error {
	if known.Envelope != again.Envelope || known.Receipt != nil {
		return nil
	}
	known.Receipt = again.Receipt
	return d.moveIncoming(ctx, &known, known.State, "receipt added", "")
}

// gone lets a letter pass that was withdrawn or expired between list and fetch; a notice
// about it follows in the same mailbox.
func gone(err error) error {
	switch postCode(err) {
	case "withdrawn", "gone", "not_found":
		return nil
	}
	return err
}

// fetch brings the sealed bytes to the shelf, flushed, and refuses other bytes than the
// receipt speaks of.
func (d *Desk) fetch(ctx context.Context, in Incoming) error {
	body, err := d.Post.Fetch(ctx, in.From, in.Letter)
	if err != nil {
		return fmt.Errorf("fetch letter: %w", err)
	}
	defer body.Close()
	digest := newDigest()
	return d.Shelf.Put(in.ShelfName(), func(w io.Writer) error {
		if _, err := io.Copy(io.MultiWriter(w, digest), body); err != nil {
			return fmt.Errorf("fetch letter: %w", err)
		}
		if digest.hash() != in.Envelope {
			return &Error{Code: "envelope_changed", Message: "届いたデータが、受領証の内容と一致しません。", Next: "もう一度受信してください。続くときはハブの運営者に連絡してください。"}
		}
		return nil
	})
}
