package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Parcel is what a clerk wants to send in one letter: a unit, or documents and a message
// without a unit.
type Parcel struct {
	Unit        *careplan.Unit // nil for documents
	From, To    header.Address // only needed without a unit, or for 202208 names
	Message     string
	Attachments []envelope.File
	Supersedes  *header.LetterID
}

// Send seals a parcel, keeps the sealed bytes, and delivers them. When the post office
// cannot be reached the letter waits in the outbox (送信待ち) and Flush sends it later: the
// returned letter is valid together with the error.
func (d *Desk) Send(ctx context.Context, p Parcel) (Outgoing, error) {
	o, err := d.Queue(ctx, p)
	if err != nil {
		return o, err
	}
	return d.deliver(ctx, o)
}

// Queue seals a parcel for the receiving and the own office and flushes the sealed bytes
// to the outbox, before anything is asked of the post office about the letter itself.
func (d *Desk) Queue(ctx context.Context, p Parcel) (Outgoing, error) {
	o, err := d.address(p)
	if err != nil {
		return o, err
	}
	o.Letter, err = header.NewLetterID(d.Rand)
	if err != nil {
		return o, fmt.Errorf("make letter id: %w", err)
	}
	if err := d.seal(ctx, &o, p); err != nil {
		return o, err
	}
	o.QueuedAt = d.Now().UTC()
	return o, d.moveOutgoing(ctx, &o, Queued, "queued", "")
}

// Pack seals a parcel like Queue and writes the same bytes to w, for a USB stick. The
// letter stays in the outbox as 送信済 by hand, without a receipt.
func (d *Desk) Pack(ctx context.Context, p Parcel, w io.Writer) (Outgoing, error) {
	o, err := d.Queue(ctx, p)
	if err != nil {
		return o, err
	}
	f, _, err := d.Shelf.Open(o.ShelfName())
	if err != nil {
		return o, fmt.Errorf("open sealed letter: %w", err)
	}
	defer f.Close()
	if _, err := io.Copy(w, f); err != nil {
		return o, fmt.Errorf("write letter: %w", err)
	}
	return o, d.moveOutgoing(ctx, &o, Sent, "packed", "usb")
}

// Flush delivers every letter that waits, oldest first. One letter in trouble does not
// hold up the others; the first error is returned with the count of delivered letters.
func (d *Desk) Flush(ctx context.Context) (int, error) {
	waiting, err := d.Waiting(ctx)
	if err != nil {
		return 0, err
	}
	sent, first := 0, error(nil)
	for _, o := range waiting {
		if _, err := d.deliver(ctx, o); err != nil {
			first = errors.Join(first, err)
			continue
		}
		sent++
	}
	return sent, first
}

// deliver hands the sealed bytes over and keeps the receipt. An epoch that has passed is
// sealed again under the same letter id: the post office accepted nothing yet.
func (d *Desk) deliver(ctx context.Context, o Outgoing) (Outgoing, error) {
	raw, err := d.handOver(ctx, o)
	if code := postCode(err); code == "key_outdated" {
		if err := d.reseal(ctx, &o); err != nil {
			return o, err
		}
		raw, err = d.handOver(ctx, o)
	}
	if err != nil {
		o.Problem = postCode(err)
		if serr := d.moveOutgoing(ctx, &o, Queued, "attempt failed", o.Problem); serr != nil {
			return o, errors.Join(err, serr)
		}
		return o, fmt.Errorf("deliver letter: %w", err)
	}
	if err := d.checkReceipt(raw, o.Letter, o.Header, o.Envelope, o.Size); err != nil {
		return o, err
	}
	o.Receipt, o.Problem, o.SentAt = raw, "", d.Now().UTC()
	return o, d.moveOutgoing(ctx, &o, Sent, "sent", "")
}

func (d *Desk) handOver(ctx context.Context, o Outgoing) ([]byte, error) {
	f, size, err := d.Shelf.Open(o.ShelfName())
	if err != nil {
		return nil, fmt.Errorf("open sealed letter: %w", err)
	}
	defer f.Close()
	return d.Post.Send(ctx, f, size)
}

// checkReceipt proves that a receipt is the hub's and speaks of these very bytes.
func (d *Desk) checkReceipt(raw []byte, id header.LetterID, head, env header.Hash, size int64) error {
	r, err := receipt.OpenReceipt(raw, d.Hub)
	if err != nil {
		return &Error{Code: "receipt_invalid", Message: "受領証の署名を確かめられませんでした。", Next: "送信済みとせず、送信待ちのままにしました。ハブの運営者に連絡してください。", Err: err}
	}
	if r.Letter != id || r.Header != head || r.Envelope != env || r.Size != size {
		return &Error{Code: "receipt_other_letter", Message: "受領証の内容が、送ったデータと一致しません。", Next: "送信済みとせず、送信待ちのままにしました。ハブの運営者に連絡してください。"}
	}
	return nil
}

// address decides from whom to whom a parcel goes and what stands on the envelope.
func (d *Desk) address(p Parcel) (Outgoing, error) {
	o := Outgoing{From: p.From, To: p.To, Family: "document", Supersedes: p.Supersedes, Files: len(p.Attachments)}
	if u := p.Unit; u != nil {
		if u.ID == "" {
			return o, &Error{Code: "no_unit", Message: "送信できるファイルの組み合わせになっていません。", Next: "「tasuki check」で確認事項を見て、介護ソフトから出力し直してください。"}
		}
		o.Unit, o.Family, o.Edition = u.ID, header.Family(careplan.Family(u)), string(u.Edition)
		o.Files += len(u.Files)
		if u.Month != "000000" {
			o.Month = u.Month
		}
		o.From, o.To = unitAddress(u.From, p.From), unitAddress(u.To, p.To)
	}
	if !d.owns(o.From) {
		return o, &Error{Code: "not_own_office", Message: "送信元がこの事業所ではありません。", Next: "出力した介護ソフトの事業所番号とサービス種類を確認してください。"}
	}
	return o, nil
}

// unitAddress takes the address of a file name; names of edition 202208 carry no type,
// which must then be given.
func unitAddress(a careplan.Address, given header.Address) header.Address {
	if a.Type == "" && given.Office == a.Office {
		return given
	}
	return header.Address{Office: a.Office, Type: a.Type}
}

// seal writes the sealed letter to the outbox shelf and notes its hashes.
func (d *Desk) seal(ctx context.Context, o *Outgoing, p Parcel) error {
	to, err := d.lookupOrPinned(ctx, o.To)
	if err != nil {
		return err
	}
	own, err := d.currentKey(ctx)
	if err != nil {
		return err
	}
	letter := d.letter(*o, p, own.Epoch, to.Statement.Epoch)
	letter.Checkpoint = d.newestCheckpoint(ctx)
	if err := d.sealTo(o, letter, own, to); err != nil {
		return err
	}
	o.ToEpoch = to.Statement.Epoch
	return nil
}

func (d *Desk) sealTo(o *Outgoing, letter envelope.Letter, own Key, to partner) error {
	mine, err := age.ParseHybridIdentity(own.Secret)
	if err != nil {
		return fmt.Errorf("read office key: %w", err)
	}
	theirs, err := age.ParseHybridRecipient(to.Statement.Recipient)
	if err != nil {
		return fmt.Errorf("read partner's key: %w", err)
	}
	signer := envelope.Signer{Key: d.Terminal.Key, Chain: d.Terminal.Chain}
	digest := newDigest()
	var sealed header.Header
	err = d.Shelf.Put(o.ShelfName(), func(w io.Writer) error {
		var serr error
		sealed, serr = envelope.Seal(io.MultiWriter(w, digest), letter, signer, theirs, mine.Recipient())
		return serr
	})
	if err != nil {
		return fmt.Errorf("seal letter: %w", err)
	}
	o.Header, o.Envelope, o.Size = header.HashOf(sealed.Canonical()), digest.hash(), digest.size
	return nil
}

func (d *Desk) letter(o Outgoing, p Parcel, fromEpoch, toEpoch int) envelope.Letter {
	l := envelope.Letter{
		Header: header.Header{
			Version: 1, Letter: o.Letter, From: o.From, To: o.To, FromEpoch: fromEpoch, ToEpoch: toEpoch,
			Family: o.Family, Month: o.Month, Edition: o.Edition, Supersedes: o.Supersedes,
		},
		Unit: o.Unit, Message: p.Message, Attachments: p.Attachments,
	}
	if p.Unit != nil {
		for _, f := range p.Unit.Files {
			l.Files = append(l.Files, envelope.File{Name: f.Name.Text, Size: f.Size, Open: f.Source.Open})
		}
	}
	return l
}

// newestCheckpoint is the sender's view of the log, sealed into the manifest so that the
// partner can compare. A hub without one yet is no reason not to send.
func (d *Desk) newestCheckpoint(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	cp, err := d.Post.Checkpoint(ctx)
	if err != nil {
		return ""
	}
	return string(bytes.TrimSpace(cp))
}
