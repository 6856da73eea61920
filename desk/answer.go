package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Accept tells the sender that a letter was imported (取込済): only a person, or an agent
// that saw the care software's own result, may say so.
func (d *Desk) Accept(ctx context.Context, in Incoming) error {
	return d.answer(ctx, in, receipt.Imported, nil, nil)
}

// Refuse sends a letter back (差戻し) with reasons per record. The hub sees that it was
// refused and the hash of the reasons; the reasons are sealed for both offices.
func (d *Desk) Refuse(ctx context.Context, in Incoming, reasons []receipt.Reason) error {
	if len(reasons) == 0 {
		return &Error{Code: "no_reason", Message: "差戻しの理由がありません。", Next: "どの記録がなぜ取り込めなかったかを、1件以上入れてください。"}
	}
	plain, err := receipt.CanonicalReasons(reasons)
	if err != nil {
		return fmt.Errorf("write reasons: %w", err)
	}
	sealed, err := d.sealReasons(ctx, in, plain)
	if err != nil {
		return err
	}
	return d.answer(ctx, in, receipt.Refused, plain, sealed)
}

// answer signs the verdict, keeps it durably, and only then tells the post office: after a
// crash in between a repeat sends the kept bytes, not a second, different word.
func (d *Desk) answer(ctx context.Context, in Incoming, verdict receipt.Verdict, plain, sealed []byte) error {
	if in.Way == ByUSB && in.Receipt == nil {
		return &Error{Code: "no_hub", Message: "USBで受け取ったデータには、取込結果を自動で返せません。", Next: "相手先に電話などで知らせてください。"}
	}
	if in.Answer == nil {
		a := receipt.Answer{Letter: in.Letter, From: in.From, To: in.To, Header: in.Header, Verdict: verdict, At: d.Now().UTC()}
		if plain != nil {
			a.Reasons = header.HashOf(plain)
		}
		signed, err := receipt.SignAnswer(a, d.Terminal.Key, d.Terminal.Chain)
		if err != nil {
			return fmt.Errorf("sign answer: %w", err)
		}
		in.Answer = &signed
		if err := d.moveIncoming(ctx, &in, in.State, "answer kept", string(verdict)); err != nil {
			return err
		}
	}
	if err := d.Post.Answer(ctx, *in.Answer, sealed); err != nil {
		return fmt.Errorf("send answer: %w", err)
	}
	return d.moveIncoming(ctx, &in, answeredState(verdict), "answered", string(verdict))
}

func answeredState(v receipt.Verdict) State {
	if v == receipt.Refused {
		return Refused
	}
	return Imported
}

// sealReasons seals reasons for the sender and the own office.
func (d *Desk) sealReasons(ctx context.Context, in Incoming, plain []byte) ([]byte, error) {
	sender, err := d.lookup(ctx, in.From)
	if err != nil {
		return nil, err
	}
	own, err := d.currentKey(ctx)
	if err != nil {
		return nil, err
	}
	mine, err := age.ParseHybridIdentity(own.Secret)
	if err != nil {
		return nil, fmt.Errorf("read office key: %w", err)
	}
	theirs, err := age.ParseHybridRecipient(sender.Statement.Recipient)
	if err != nil {
		return nil, fmt.Errorf("read partner's key: %w", err)
	}
	var out bytes.Buffer
	if err := envelope.SealBlob(&out, plain, theirs, mine.Recipient()); err != nil {
		return nil, fmt.Errorf("seal reasons: %w", err)
	}
	return out.Bytes(), nil
}

// takeAnswer notes the receiver's verdict on a letter of the outbox, after checking that a
// listed terminal of the receiver signed it for this very letter.
func (d *Desk) takeAnswer(ctx context.Context, line receipt.Entry) error {
	o, err := d.Store.Outgoing(ctx, line.Letter)
	if errors.Is(err, ErrNotFound) {
		return nil // another terminal of the office sent it and will note it
	}
	if err != nil {
		return fmt.Errorf("read outbox: %w", err)
	}
	a, err := d.checkAnswer(ctx, o, line)
	if err != nil {
		o.Problem = problemOf(err)
		return d.moveOutgoing(ctx, &o, o.State, "answer not accepted", o.Problem)
	}
	o.Answer = line.Answer
	if a.Verdict == receipt.Refused {
		if o.Reasons, err = d.openReasons(ctx, a, line.Reasons); err != nil {
			o.Problem = "reasons_unreadable"
		}
	}
	return d.moveOutgoing(ctx, &o, answeredState(a.Verdict), "answered", string(a.Verdict))
}

func (d *Desk) checkAnswer(ctx context.Context, o Outgoing, line receipt.Entry) (receipt.Answer, error) {
	if line.Answer == nil {
		return receipt.Answer{}, &Error{Code: "answer_missing"}
	}
	a, chain, err := receipt.OpenAnswer(*line.Answer)
	if err != nil {
		return a, &Error{Code: "answer_invalid", Err: err}
	}
	if a.Letter != o.Letter || a.From != o.From || a.To != o.To || a.Header != o.Header {
		return a, &Error{Code: "answer_other_letter"}
	}
	if err := d.judgeChain(chain, d.Now()); err != nil {
		return a, &Error{Code: "answer_certificate", Err: err}
	}
	partner, err := d.lookup(ctx, o.To)
	if err != nil {
		return a, err
	}
	return a, d.listed(ctx, o.To, partner.Statement.Epoch, chainSPKI(chain))
}

// openReasons opens the sealed reasons and compares them with the hash in the answer.
func (d *Desk) openReasons(ctx context.Context, a receipt.Answer, sealed []byte) ([]byte, error) {
	ids, err := d.identities(ctx)
	if err != nil {
		return nil, err
	}
	plain, err := envelope.OpenBlob(bytes.NewReader(sealed), maxReasons, ids...)
	if err != nil {
		return nil, fmt.Errorf("open reasons: %w", err)
	}
	if header.HashOf(plain) != a.Reasons {
		return nil, fmt.Errorf("open reasons: %w", io.ErrUnexpectedEOF)
	}
	return plain, nil
}

// maxReasons bounds the opened reasons of one refusal.
const maxReasons = 1 << 20

// ReasonsOf makes the reasons of a refusal from the errors that the check found: rule,
// kind, record and item; no value and no name.
func ReasonsOf(r *rules.Result) []receipt.Reason {
	var out []receipt.Reason
	for _, u := range r.Units {
		for _, f := range u.Findings {
			if f.Severity != careplan.Error || len(out) == receipt.MaxReasons {
				continue
			}
			kind := careplan.ParseName(f.File).Kind
			out = append(out, receipt.Reason{Rule: f.Rule, Kind: string(kind), Record: f.Record, Column: f.Column, Item: f.Item})
		}
	}
	return out
}
