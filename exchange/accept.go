package exchange

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Accept takes a sealed letter in. A small letter is committed together with its rows; a
// larger one is flushed to Bodies first, under its digest. Memory, letter, event, mailbox
// line and receipt are one transaction; only then is the stored receipt given back. The
// same letter again, however often and however late, gets the same receipt bytes; the same
// id with other bytes is id_conflict.
func (s *Service) Accept(ctx context.Context, c Caller, body io.Reader, size int64) ([]byte, error) {
	if size > s.limits().Envelope {
		return nil, refuse(TooLarge)
	}
	in, err := readHeader(body, size)
	if err != nil {
		return nil, err
	}
	if !c.may(in.header.From) {
		return nil, refuse(NotYours)
	}
	before, err := s.foresee(ctx, in)
	if err != nil {
		return nil, internal("look at rows before accepting", err)
	}
	if before.Receipt != nil {
		return s.acceptAgain(in, before)
	}
	l, err := s.keep(ctx, in)
	if err != nil {
		return nil, err
	}
	return s.record(ctx, c, in.header, l)
}

// incoming is a letter on its way in: its header was read ahead, the body goes on.
type incoming struct {
	header header.Header
	raw    []byte // canonical bytes of the header
	size   int64  // as announced; negative when it was not
	whole  []byte // all bytes, when they were few enough to be read ahead
	body   *ahead
}

// readHeader finds the clear header in the first bytes. It asks for one byte more than it
// needs, because only the end of a body says that it came over unchanged.
func readHeader(body io.Reader, size int64) (incoming, error) {
	start := make([]byte, header.Prefix+1)
	if size >= 0 {
		start = start[:min(size, header.Prefix)+1]
	}
	n, err := io.ReadFull(body, start)
	ended := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
	if err != nil && !ended || ended && size >= 0 && int64(n) != size {
		return incoming{}, refuse(DigestMismatch, err)
	}
	start = start[:n]
	h, raw, err := header.FromEnvelope(start)
	if err != nil {
		return incoming{}, refuse(BadHeader, err)
	}
	in := incoming{header: h, raw: raw, size: size, body: &ahead{start: start, rest: body}}
	if ended {
		in.whole = start
	}
	return in, nil
}

// ahead reads what was read ahead, then the rest. It remembers when the sender's side
// broke off, which is no trouble of ours.
type ahead struct {
	start  []byte
	rest   io.Reader
	broken error
}

// Read reads on.
func (a *ahead) Read(p []byte) (int, error) {
	if len(a.start) > 0 {
		n := copy(p, a.start)
		a.start = a.start[n:]
		return n, nil
	}
	n, err := a.rest.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		a.broken = err
	}
	return n, err
}

// foresee looks at the rows before a byte is written: what is refused by them leaves no
// body behind, and a repeat needs none. The transaction looks again.
func (s *Service) foresee(ctx context.Context, in incoming) (Send, error) {
	var before Send
	err := s.Store.Read(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		before, err = tx.Send(ctx, in.header.From, in.header.Letter)
		if !errors.Is(err, ErrNoRow) {
			return err
		}
		use, err := tx.Usage(ctx, in.header.From.Office, hourOf(s.now()))
		if err != nil && !errors.Is(err, ErrNoRow) {
			return err
		}
		use.Sent++
		use.Stored += max(in.size, 0)
		return s.judge(ctx, tx, in.header, use)
	})
	return before, err
}

func hourOf(t time.Time) int64 { return t.Truncate(time.Hour).UnixMicro() }

// judge checks what only rows can tell: registered types, limits, current keys.
func (s *Service) judge(ctx context.Context, tx Tx, h header.Header, use Usage) error {
	to, err := tx.Office(ctx, h.To.Office)
	if err != nil && !errors.Is(err, ErrNoRow) {
		return err
	}
	switch {
	case !use.Office.has(h.From.Type):
		return refuse(NotYours)
	case use.Sent > s.limits().PerHour, use.Stored > s.limits().Stored:
		return refuse(LimitReached)
	case !to.has(h.To.Type), to.Epoch == 0:
		return refuse(UnknownReceiver)
	case to.Epoch != h.ToEpoch, use.Office.Epoch != h.FromEpoch:
		return refuse(KeyOutdated)
	}
	return nil
}

// acceptAgain answers a repeat from memory. The bytes are hashed, not kept.
func (s *Service) acceptAgain(in incoming, before Send) ([]byte, error) {
	digest, n, err := digestOf(in.body, s.limits().Envelope)
	switch {
	case err != nil, in.size >= 0 && n != in.size:
		return nil, refuse(DigestMismatch, err)
	case digest != before.Envelope:
		return nil, refuse(IDConflict)
	}
	return before.Receipt, nil
}

// keep decides where a letter's bytes lie: a small letter in the store, so that one flush
// serves bytes and rows; a larger one in Bodies, flushed before any row names it.
func (s *Service) keep(ctx context.Context, in incoming) (Letter, error) {
	h := in.header
	l := Letter{ID: h.Letter, From: h.From, To: h.To, Header: in.raw, State: Waiting}
	if in.whole != nil && int64(len(in.whole)) <= s.limits().Inline {
		l.Envelope, l.Size, l.Inline, l.Body = header.HashOf(in.whole), int64(len(in.whole)), true, in.whole
		return l, nil
	}
	digest, written, err := s.Bodies.Put(ctx, in.body, s.limits().Envelope)
	switch {
	case errors.Is(err, ErrBodyTooLarge):
		return Letter{}, refuse(TooLarge, err)
	case in.body.broken != nil:
		return Letter{}, refuse(DigestMismatch, in.body.broken)
	case err != nil:
		return Letter{}, internal("keep body", err)
	case in.size >= 0 && written != in.size:
		return Letter{}, refuse(DigestMismatch)
	}
	l.Envelope, l.Size = digest, written
	return l, nil
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

// commit writes the rows of one letter, or finds that it was accepted meanwhile.
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
	use, err := tx.CountSend(ctx, h.From.Office, hourOf(l.At), l.Size)
	if err != nil && !errors.Is(err, ErrNoRow) {
		return nil, err
	}
	if err := s.judge(ctx, tx, h, use); err != nil {
		return nil, err
	}
	lines, err := supersede(ctx, tx, h, l)
	if err != nil {
		return nil, err
	}
	if err := addLetter(ctx, tx, l, e); err != nil {
		return nil, err
	}
	return l.Receipt, addLines(ctx, tx, append(lines, lineAbout(l, l.To, receipt.EntryLetter, "", l.At))...)
}

// addLetter writes the letter, counts the use of its body, and appends the event.
func addLetter(ctx context.Context, tx Tx, l Letter, e Event) error {
	if err := tx.AddLetter(ctx, l); err != nil {
		return err
	}
	if l.Inline {
		return tx.AddEvent(ctx, e)
	}
	used, err := tx.UseBody(ctx, l.Envelope)
	if err != nil {
		return err
	}
	if !used {
		// The sweeper is removing bytes that lay here without a letter. The sender tries
		// again, and they are written anew.
		return refuse(Unavailable)
	}
	return tx.AddEvent(ctx, e)
}

// supersede marks the letter that a new one replaces (旧版), if it is the sender's own to
// the same receiver; both stay readable, and both sides are told.
func supersede(ctx context.Context, tx Tx, h header.Header, l Letter) ([]boxLine, error) {
	if h.Supersedes == nil {
		return nil, nil
	}
	old, err := tx.Letter(ctx, h.From, *h.Supersedes)
	if errors.Is(err, ErrNoRow) || err == nil && old.To != h.To {
		return nil, refuse(NotFound)
	}
	if err != nil {
		return nil, err
	}
	if err := tx.SetReplaced(ctx, old.From, old.ID, l.ID); err != nil {
		return nil, err
	}
	return []boxLine{
		lineAbout(old, old.To, receipt.EntryNotice, receipt.NoticeSuperseded, l.At),
		lineAbout(old, old.From, receipt.EntryNotice, receipt.NoticeSuperseded, l.At),
	}, nil
}
