package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// partner is a receiver whose key statement this desk relies on.
type partner struct {
	Address   header.Address
	Name      string // as the directory says
	Statement receipt.Statement
}

// lookup finds a partner and decides whether its key may be used: the statement must be
// signed, be in the log, and follow the pinned one. A change that no known terminal signed
// waits for a clerk: 相手先の鍵が変わりました.
func (d *Desk) lookup(ctx context.Context, to header.Address) (partner, error) {
	found, err := d.Post.Lookup(ctx, to)
	if err != nil {
		return partner{}, fmt.Errorf("look up partner: %w", err)
	}
	st, err := d.verifyStatement(to.Office, found)
	if err != nil {
		return partner{}, err
	}
	if err := d.pin(ctx, to.Office, found.Statement, st); err != nil {
		return partner{}, err
	}
	return partner{Address: to, Name: found.Name, Statement: st}, nil
}

// lookupOrPinned is lookup for sealing: when the post office cannot be reached, the pinned
// statement will do, so that an office can go on working. Should the key have changed
// meanwhile, the post office says so and the letter is sealed again.
func (d *Desk) lookupOrPinned(ctx context.Context, to header.Address) (partner, error) {
	found, err := d.lookup(ctx, to)
	if postCode(err) != codeOffline {
		return found, err
	}
	p, perr := d.Store.NewestPin(ctx, to.Office)
	if perr != nil {
		return found, err
	}
	st, perr := receipt.ParseStatement(p.Statement)
	if perr != nil {
		return found, err
	}
	return partner{Address: to, Statement: st}, nil
}

// codeOffline is what a Post says when the post office cannot be reached.
const codeOffline = "offline"

// unknownReceiver is what a Post says of a number that has no office key there.
const unknownReceiver = "unknown_receiver"

// verifyStatement checks signature, office and inclusion proof of a looked-up statement.
func (d *Desk) verifyStatement(office string, found receipt.Partner) (receipt.Statement, error) {
	st, signer, err := receipt.OpenStatement(found.Statement)
	if err != nil {
		return st, &Error{Code: "statement_invalid", Message: "相手先の鍵の情報が正しくありません。", Next: "送信を止めました。ハブの運営者に連絡してください。", Err: err}
	}
	if st.Office != office {
		return st, &Error{Code: "statement_other_office", Message: "届いた鍵の情報が、宛先の事業所のものではありません。", Next: "送信を止めました。ハブの運営者に連絡してください。"}
	}
	if err := d.judgeChain(signer, d.Now()); err != nil {
		return st, &Error{Code: "statement_certificate", Message: "相手先の鍵の情報に、信頼できる電子証明書の署名がありません。", Next: "送信を止めました。ハブの運営者に連絡してください。", Err: err}
	}
	if err := receipt.VerifyStatementProof(found.Proof, found.Statement, d.Hub); err != nil {
		return st, &Error{Code: "statement_unproved", Message: "相手先の鍵が記録簿に載っていることを確かめられませんでした。", Next: "1分ほど待ってから、もう一度送信してください。続くときはハブの運営者に連絡してください。", Err: err}
	}
	return st, nil
}

// pin compares a statement with the newest pinned one and pins it when it may follow.
func (d *Desk) pin(ctx context.Context, office string, signed receipt.SignedStatement, st receipt.Statement) error {
	old, err := d.Store.NewestPin(ctx, office)
	if errors.Is(err, ErrNotFound) {
		return d.savePin(ctx, signed, st, false)
	}
	if err != nil {
		return fmt.Errorf("read pin: %w", err)
	}
	if bytes.Equal(old.Statement, signed.Body) {
		return nil
	}
	before, err := receipt.ParseStatement(old.Statement)
	if err != nil {
		return fmt.Errorf("read pinned statement: %w", err)
	}
	if err := receipt.CheckSuccession(before, signed); errors.Is(err, receipt.ErrUnlisted) {
		return &Error{Code: "key_changed", Message: "相手先の鍵が変わりました。これまでの端末による署名がありません。",
			Next: "相手先に電話などで確かめ、間違いなければ「tasuki office confirm " + office + "」で承認してください。", Err: err}
	} else if err != nil {
		return brokenChain(err)
	}
	return d.savePin(ctx, signed, st, false)
}

func (d *Desk) savePin(ctx context.Context, signed receipt.SignedStatement, st receipt.Statement, confirmed bool) error {
	p := Pin{Office: st.Office, Epoch: st.Epoch, Statement: signed.Body, JWS: signed.JWS, SeenAt: d.Now().UTC(), Confirmed: confirmed}
	if err := d.Store.SavePin(ctx, p); err != nil {
		return fmt.Errorf("save pin: %w", err)
	}
	return nil
}

// Confirm accepts a partner's changed key after a person has asked the partner. The
// statement still has to be signed, for this office, and in the log.
func (d *Desk) Confirm(ctx context.Context, to header.Address) error {
	found, err := d.Post.Lookup(ctx, to)
	if err != nil {
		return fmt.Errorf("look up partner: %w", err)
	}
	st, err := d.verifyStatement(to.Office, found)
	if err != nil {
		return err
	}
	if err := d.mayConfirm(ctx, to.Office, found.Statement); err != nil {
		return err
	}
	return d.savePin(ctx, found.Statement, st, true)
}

// mayConfirm refuses what nobody can confirm away: an older epoch, or a statement that does
// not belong to the chain of the pinned one.
func (d *Desk) mayConfirm(ctx context.Context, office string, next receipt.SignedStatement) error {
	old, err := d.Store.NewestPin(ctx, office)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read pin: %w", err)
	}
	before, err := receipt.ParseStatement(old.Statement)
	if err != nil {
		return fmt.Errorf("read pinned statement: %w", err)
	}
	if _, err := receipt.Compare(before, next); err != nil {
		return brokenChain(err)
	}
	return nil
}

func brokenChain(err error) error {
	return &Error{Code: "key_broken_chain", Message: "相手先の新しい鍵が、これまでの鍵につながりません。",
		Next: "送信を止めました。ハブの運営者に電話で連絡してください。", Err: err}
}

// listed reports whether a terminal stood in the sender's statement of an epoch. The
// statement comes from the pins; one not seen yet is looked up first.
func (d *Desk) listed(ctx context.Context, from header.Address, epoch int, spki header.Hash) error {
	p, err := d.Store.Pin(ctx, from.Office, epoch)
	if errors.Is(err, ErrNotFound) {
		if _, err := d.lookup(ctx, from); err != nil {
			return err
		}
		p, err = d.Store.Pin(ctx, from.Office, epoch)
	}
	if err != nil {
		return fmt.Errorf("read pin: %w", err)
	}
	st, err := receipt.ParseStatement(p.Statement)
	if err != nil {
		return fmt.Errorf("read pinned statement: %w", err)
	}
	if !st.Lists(spki) {
		return envelope.ErrUnlisted
	}
	return nil
}
