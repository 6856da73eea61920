package exchange

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// prefix is how much of an envelope is read to find its clear header.
const prefix = 64 << 10

// Accept takes a sealed letter in. A small letter is committed together with its rows; a
// larger one is flushed to Bodies first, under its digest. Letter, memory, mailbox line,
// event and receipt are one transaction; only then is the stored receipt given back. The
// same letter again, however often and however late, gets the same receipt bytes; the same
// id with other bytes is id_conflict.
func (s *Service) Accept(ctx context.Context, c Caller, body io.Reader, size int64) ([]byte, error) {
	if size > s.limits().Envelope {
		return nil, refuse(TooLarge)
	}
	start, whole, err := readStart(body)
	if err != nil {
		return nil, err
	}
	h, raw, err := header.FromEnvelope(start)
	if err != nil {
		return nil, refuse(BadHeader, err)
	}
	if !c.may(h.From) {
		return nil, refuse(NotYours)
	}
	l := Letter{ID: h.Letter, From: h.From, To: h.To, Header: raw, State: Waiting}
	if err := s.keep(ctx, &l, start, whole, body); err != nil {
		return nil, err
	}
	if size >= 0 && l.Size != size {
		return nil, refuse(DigestMismatch)
	}
	return s.record(ctx, c, h, l)
}

// readStart reads as much as the clear header may need, and says whether that is all.
func readStart(body io.Reader) (start []byte, whole bool, err error) {
	start = make([]byte, prefix)
	n, err := io.ReadFull(body, start)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return start[:n], true, nil
	}
	if err != nil {
		return nil, false, refuse(DigestMismatch, err)
	}
	return start, false, nil
}

// keep decides where a letter's bytes lie: a small letter in the store, so that one flush
// serves bytes and rows; a larger one in Bodies, flushed before any row names it.
func (s *Service) keep(ctx context.Context, l *Letter, start []byte, whole bool, rest io.Reader) error {
	if whole && int64(len(start)) <= s.limits().Inline {
		l.Envelope, l.Size, l.Body = header.HashOf(start), int64(len(start)), start
		return nil
	}
	digest, written, err := s.Bodies.Put(ctx, &rejoined{start: start, rest: rest}, s.limits().Envelope)
	if errors.Is(err, ErrBodyTooLarge) {
		return refuse(TooLarge, err)
	}
	l.Envelope, l.Size = digest, written
	return internal("keep body", err)
}

// rejoined reads what was read ahead, then the rest.
type rejoined struct {
	start []byte
	rest  io.Reader
}

func (r *rejoined) Read(p []byte) (int, error) {
	if len(r.start) == 0 {
		return r.rest.Read(p)
	}
	n := copy(p, r.start)
	r.start = r.start[n:]
	return n, nil
}

// record commits a letter whose body is flushed, and gives the stored receipt.
func (s *Service) record(ctx context.Context, c Caller, h header.Header, l Letter) ([]byte, error) {
	l.At = s.now()
	event, err := letterEvent(receipt.Leaf{
		Kind: receipt.Accepted, At: l.At, Letter: l.ID, From: l.From, To: l.To,
		Header: header.HashOf(l.Header), Envelope: l.Envelope, Size: l.Size, Terminal: c.Terminal,
	})
	if err != nil {
		return nil, internal("make event", err)
	}
	l.Receipt, err = receipt.MakeReceipt(s.Signer, receipt.Receipt{
		Letter: l.ID, From: l.From, To: l.To, Header: header.HashOf(l.Header), Envelope: l.Envelope,
		Size: l.Size, AcceptedAt: l.At, Leaf: event.Hash,
	})
	if err != nil {
		return nil, internal("sign receipt", err)
	}
	var stored []byte
	err = s.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		stored, err = s.commit(ctx, tx, h, l, event)
		return err
	})
	if err != nil {
		return nil, internal("store letter", err)
	}
	s.Bell.Ring(l.To)
	return stored, nil
}

// commit writes the rows of one letter, or finds that it was accepted before.
func (s *Service) commit(ctx context.Context, tx Tx, h header.Header, l Letter, e Event) ([]byte, error) {
	sent, fresh, err := tx.AddSend(ctx, Send{From: l.From, Letter: l.ID, To: l.To, Envelope: l.Envelope, Receipt: l.Receipt})
	if err != nil {
		return nil, err
	}
	if !fresh {
		if sent.Envelope != l.Envelope {
			return nil, refuse(IDConflict)
		}
		return sent.Receipt, nil
	}
	if err := s.judge(ctx, tx, h, l); err != nil {
		return nil, err
	}
	if err := tx.AddLetter(ctx, l); err != nil {
		return nil, err
	}
	if err := tx.AddEvent(ctx, e); err != nil {
		return nil, err
	}
	if err := s.supersede(ctx, tx, h); err != nil {
		return nil, err
	}
	return l.Receipt, addLine(ctx, tx, l.To, receipt.EntryLetter, "", l)
}

// judge checks what only rows can tell: registered types, current keys, limits.
func (s *Service) judge(ctx context.Context, tx Tx, h header.Header, l Letter) error {
	use, err := tx.CountSend(ctx, h.From.Office, l.At.Truncate(time.Hour).UnixMicro(), l.Size)
	if errors.Is(err, ErrNoRow) || err == nil && !use.Office.has(h.From.Type) {
		return refuse(NotYours)
	}
	if err != nil {
		return err
	}
	if use.Sent > s.limits().PerHour || use.Stored > s.limits().Stored {
		return refuse(LimitReached)
	}
	to, err := tx.Office(ctx, h.To.Office)
	if errors.Is(err, ErrNoRow) || err == nil && !to.has(h.To.Type) {
		return refuse(UnknownReceiver)
	}
	if err != nil {
		return err
	}
	if to.Epoch != h.ToEpoch || use.Office.Epoch != h.FromEpoch {
		return refuse(KeyOutdated)
	}
	return nil
}

// supersede marks the letter that a new one replaces (旧版), if it is the sender's own to
// the same receiver; both stay readable.
func (s *Service) supersede(ctx context.Context, tx Tx, h header.Header) error {
	if h.Supersedes == nil {
		return nil
	}
	old, err := tx.Letter(ctx, h.From, *h.Supersedes)
	if errors.Is(err, ErrNoRow) {
		return refuse(NotFound)
	}
	if err != nil {
		return err
	}
	if old.To != h.To {
		return refuse(NotFound)
	}
	if _, err := tx.MoveLetter(ctx, old.From, old.ID, Superseded, Waiting, Collected, Imported, Refused); err != nil {
		return err
	}
	if err := addLine(ctx, tx, old.To, receipt.EntryNotice, receipt.NoticeSuperseded, old); err != nil {
		return err
	}
	return addLine(ctx, tx, old.From, receipt.EntryNotice, receipt.NoticeSuperseded, old)
}

// addLine appends a line about a letter to a mailbox.
func addLine(ctx context.Context, tx Tx, box header.Address, kind, notice string, l Letter) error {
	cursor, err := tx.NextCursor(ctx, box)
	if err != nil {
		return err
	}
	return tx.AddEntry(ctx, box, Line{Cursor: cursor, Kind: kind, From: l.From, Letter: l.ID, Notice: notice, At: l.At})
}
