package desk

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
	"github.com/tasuki-care/tasuki/signature"
)

// takeNotice notes a word of the post office on the letter it speaks of: fetched,
// uncollected, expiring, withdrawn, superseded.
func (d *Desk) takeNotice(ctx context.Context, line receipt.Entry) error {
	if d.owns(line.From) {
		return d.noticeOutgoing(ctx, line)
	}
	in, err := d.Store.Incoming(ctx, line.From, line.Letter)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read inbox: %w", err)
	}
	next := in.State
	if line.Notice == "superseded" {
		next = Superseded
	}
	return d.moveIncoming(ctx, &in, next, "notice", line.Notice)
}

func (d *Desk) noticeOutgoing(ctx context.Context, line receipt.Entry) error {
	o, err := d.Store.Outgoing(ctx, line.Letter)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read outbox: %w", err)
	}
	return d.moveOutgoing(ctx, &o, noticeState(o.State, line.Notice), "notice", line.Notice)
}

func noticeState(now State, notice string) State {
	switch notice {
	case "fetched":
		return Collected
	case "withdrawn":
		return Withdrawn
	case "superseded":
		return Superseded
	}
	return now
}

// Withdraw takes a letter back that the partner has not fetched (送信取消). A letter that
// never left the outbox is withdrawn here alone.
func (d *Desk) Withdraw(ctx context.Context, id header.LetterID) (Outgoing, error) {
	o, err := d.Store.Outgoing(ctx, id)
	if err != nil {
		return o, fmt.Errorf("read outbox: %w", err)
	}
	if o.State == Sent {
		if err := d.Post.Withdraw(ctx, o.From, o.Letter); err != nil {
			return o, fmt.Errorf("withdraw letter: %w", err)
		}
	}
	return o, d.moveOutgoing(ctx, &o, Withdrawn, "withdrawn", "")
}

// Refresh asks the post office what happened to a letter and notes it.
func (d *Desk) Refresh(ctx context.Context, o Outgoing) (Outgoing, receipt.Status, error) {
	st, err := d.Post.Status(ctx, o.From, o.Letter)
	if err != nil {
		return o, st, fmt.Errorf("ask status: %w", err)
	}
	next := noticeState(o.State, st.State)
	if next == o.State {
		return o, st, nil
	}
	return o, st, d.moveOutgoing(ctx, &o, next, "status", st.State)
}

// postCode is the post office's error code inside an error, or "".
func postCode(err error) string {
	var coded interface{ PostCode() string }
	if errors.As(err, &coded) {
		return coded.PostCode()
	}
	var own *Error
	if errors.As(err, &own) {
		return own.Code
	}
	return ""
}

// chainSPKI is the hash under which statements list the terminal of a chain.
func chainSPKI(chain []*x509.Certificate) header.Hash {
	return header.Hash(signature.SPKI(chain[0]))
}
