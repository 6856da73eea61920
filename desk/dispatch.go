package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// senders is how many partners are served at the same time.
const senders = 4

// StartSending sends every ready row of a draft in the background. What was sent once is
// not sent again: a repeat takes up failures only. The draft stays open while rows are
// left that wait for the clerk.
func (b *Bench) StartSending(ctx context.Context, id, who string) error {
	s, err := b.Sort(ctx, id)
	if err != nil {
		return err
	}
	if err := b.maySend(ctx, s); err != nil {
		return err
	}
	_, err = b.touchDraft(ctx, id, b.note(who, "sending", id, ""), func(d *Draft) error {
		if d.State == DraftSending {
			return &Error{Code: "draft_sending", Message: "この下書きは送信中です。", Next: "送信が終わるまでお待ちください。"}
		}
		d.State, d.Begun, d.Going = DraftSending, b.Now().UTC(), s.Ready()
		return nil
	})
	if err != nil {
		return err
	}
	b.busy.Add(1)
	go func() {
		defer b.busy.Done()
		b.sendAll(context.WithoutCancel(ctx), s, who)
	}()
	return nil
}

func (b *Bench) maySend(ctx context.Context, s *Sorting) error {
	if s.Ready() == 0 {
		return &Error{Code: "nothing_ready", Message: "いま送信できる事業所がありません。", Next: "止まっている行の理由を見て、直してから送信してください。"}
	}
	set, err := b.Settings(ctx)
	if err != nil {
		return err
	}
	if set.SecondCheck && s.Draft.Checked == "" {
		return &Error{Code: "second_check", Message: "この事業所では、送信の前に二人目の確認が要ります。", Next: "別の職員にこの下書きを開いて「確認した」を押してもらってください。"}
	}
	return nil
}

// sendAll serves the ready rows and closes or reopens the draft.
func (b *Bench) sendAll(ctx context.Context, s *Sorting, who string) {
	rows := make(chan DropRow)
	var group sync.WaitGroup
	for range senders {
		group.Add(1)
		go func() {
			defer group.Done()
			for r := range rows {
				b.sendRow(ctx, s.Draft, r, who)
			}
		}()
	}
	for _, r := range s.Rows {
		if r.Ready() {
			rows <- r
		}
	}
	close(rows)
	group.Wait()
	b.closeDraft(ctx, s, who)
}

// closeDraft ends a draft when every row was sent or left out on purpose.
func (b *Bench) closeDraft(ctx context.Context, s *Sorting, who string) {
	err := b.endSending(ctx, s.Draft.ID, Note{}, func(d *Draft) {
		d.State, d.Changed = DraftOpen, b.Now().UTC()
		open := len(s.Loose) > 0 || len(s.Mine) > 0
		for _, r := range s.Rows {
			c := d.Rows[r.Key]
			open = open || (!c.Result.Done && !c.Skip)
		}
		if !open {
			d.State, d.Sent, d.SentBy = DraftDone, b.Now().UTC(), who
		}
	})
	if err != nil {
		b.report(err)
	}
}

// sendRow sends what a row holds and notes the result.
func (b *Bench) sendRow(ctx context.Context, d Draft, r DropRow, who string) {
	res := r.Choice.Result
	res.Code, res.Text, res.Next, res.At = "", "", "", b.Now().UTC()
	err := b.sendUnits(ctx, d, r, who, &res)
	if err != nil {
		res.Code, res.Text, res.Next = explain(err)
	}
	res.Done = err == nil
	b.noteResult(ctx, d.ID, r.Key, res)
}

// sendUnits sends a row's units one letter each, in the order of their serials, and the
// documents with the first.
func (b *Bench) sendUnits(ctx context.Context, d Draft, r DropRow, who string, res *Result) error {
	units := slices.Clone(r.Units)
	slices.SortStableFunc(units, func(x, y DropUnit) int {
		if x.Unit.Serial < y.Unit.Serial {
			return -1
		}
		return 1
	})
	if r.Choice.Merge {
		var err error
		if units, err = mergeActuals(units); err != nil {
			return err
		}
	}
	docs, err := b.attachments(ctx, d, r.Docs)
	if err != nil {
		return err
	}
	if len(units) == 0 {
		units = []DropUnit{{Key: "documents"}}
	}
	for _, u := range units {
		if slices.Contains(res.Units, u.Key) {
			docs = nil
			continue
		}
		entry, err := b.sendOne(ctx, d, r, u, docs, who)
		if err != nil {
			return err
		}
		res.Entries, res.Units = append(res.Entries, entry), append(res.Units, u.Key)
		docs = nil
	}
	return nil
}

// outDoc is a document on its way.
type outDoc struct {
	ref   DocumentRef
	bytes []byte
}

func (b *Bench) attachments(ctx context.Context, d Draft, docs []DropDoc) ([]outDoc, error) {
	if len(docs) == 0 {
		return nil, nil
	}
	raw, err := b.draftBytes(ctx, d)
	if err != nil {
		return nil, err
	}
	var out []outDoc
	for _, doc := range docs {
		out = append(out, outDoc{DocumentRef{Name: doc.File.Name, Kind: doc.File.Document, Client: doc.File.Client}, raw[doc.At]})
	}
	return out, nil
}

// sendOne sends one unit, or documents alone, by the row's channel, and gives the id of
// its row in the ledger.
func (b *Bench) sendOne(ctx context.Context, d Draft, r DropRow, u DropUnit, docs []outDoc, who string) (string, error) {
	known := Entry{By: who, Message: joinMessages(d.Message, r.Choice.Message), Channel: r.Channel()}
	for _, doc := range docs {
		known.Documents = append(known.Documents, doc.ref)
	}
	if r.Channel() != Linked {
		return b.sendByHand(ctx, r, u, docs, known)
	}
	p := Parcel{Unit: u.Unit, To: r.Card.Address, From: b.ownAddress(u.Unit), Message: known.Message}
	for _, doc := range docs {
		p.Attachments = append(p.Attachments, envelope.File{Name: doc.ref.Name, Size: int64(len(doc.bytes)), Open: careplan.Bytes(doc.bytes).Open})
	}
	if old, ok := b.Entry(d.Replace); ok && old.Partner == r.Card.Address {
		if id, err := header.ParseLetterID(old.Letter); err == nil {
			p.Supersedes = &id
		}
	}
	return b.sendLinked(ctx, p, known)
}

// refusedForGood reports a word of the post office that stays the same however often one
// asks. Anything else (no connection, a full store, an expired certificate) passes.
func refusedForGood(err error) bool {
	return slices.Contains([]string{"bad_request", "bad_header", "too_large", "digest_mismatch", "id_conflict", "not_yours", "unknown_receiver"}, postCode(err))
}

// sendLinked seals, files and delivers. A letter that could not be delivered waits in the
// outbox (送信待ち) and is no failure of the row: it goes out by itself.
func (b *Bench) sendLinked(ctx context.Context, p Parcel, known Entry) (string, error) {
	o, err := b.Queue(ctx, p)
	if err != nil {
		return "", err
	}
	if err := b.fileOut(ctx, o, known); err != nil {
		return "", err
	}
	o, err = b.deliver(ctx, o)
	if refusedForGood(err) { // it would be refused again: take it back, so that a repeat begins clean
		o, werr := b.Withdraw(ctx, o.Letter)
		return "", errors.Join(err, werr, b.syncOut(ctx, o))
	}
	return outID(o.Letter), b.syncOut(ctx, o)
}

// sendByHand keeps what goes by FAX, paper, mail or the national system in the same ledger.
func (b *Bench) sendByHand(ctx context.Context, r DropRow, u DropUnit, docs []outDoc, known Entry) (string, error) {
	e := known
	e.ID, e.Out = "h"+newID(), true
	e.Partner, e.Own = r.Card.Address, b.ownAddress(u.Unit)
	e.State, e.At, e.Moved, e.OpenedBy = Sent, b.Now().UTC(), b.Now().UTC(), known.By
	e.Family, e.Body = "document", "hand-"+newID()+".age"
	var v body
	if u.Unit != nil {
		e.Family, e.Unit, e.Edition = careplan.Family(u.Unit), u.Unit.ID, string(u.Unit.Edition)
		if u.Unit.Month != "000000" {
			e.Month = u.Unit.Month
		}
		files, err := unitFiles(u.Unit)
		if err != nil {
			return "", err
		}
		v.Files = files
	}
	for _, doc := range docs {
		v.Files = append(v.Files, bodyFile{Name: doc.ref.Name, Bytes: doc.bytes, Attachment: true})
	}
	if err := b.keepBody(ctx, e.Body, v); err != nil {
		return "", err
	}
	return e.ID, b.file(ctx, e)
}

func (b *Bench) ownAddress(u *careplan.Unit) header.Address {
	if u != nil && u.From.Type != "" {
		return header.Address{Office: u.From.Office, Type: u.From.Type}
	}
	return b.Addresses()[0]
}

func joinMessages(all, one string) string {
	switch {
	case all == "":
		return one
	case one == "":
		return all
	}
	return one + "\n\n" + all
}

// explain turns a failure into words and a next step for the row.
func explain(err error) (code, text, next string) {
	var own *Error
	if errors.As(err, &own) {
		return own.Code, own.Message, own.Next
	}
	var post interface {
		PostCode() string
		Words() (message, next string)
	}
	if errors.As(err, &post) {
		text, next = post.Words()
		return post.PostCode(), text, next
	}
	return "internal", "この端末の中で問題が起きました。データは下書きに残っています。", "少し待って「失敗した行だけ送り直す」を押してください。続くときは、表示された時刻を添えて管理者に知らせてください。"
}

// FlushLoop delivers what waits and collects what came, until ctx ends. It is the desk's
// heartbeat; trouble is told to report and never ends it.
func (b *Bench) FlushLoop(ctx context.Context, wait time.Duration, report func(error)) {
	for ctx.Err() == nil {
		err := b.Beat(ctx, wait)
		if err == nil || ctx.Err() != nil {
			continue
		}
		report(err)
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Second):
		}
	}
}

// Beat delivers what waits, collects what came, and brings the ledger up to date.
func (b *Bench) Beat(ctx context.Context, wait time.Duration) error {
	_, ferr := b.Flush(ctx)
	_, cerr := b.Collect(ctx, wait)
	b.hearing(cerr)
	return errors.Join(ferr, cerr, b.Sync(ctx))
}

// Resume takes up drafts whose sending was cut off by a restart.
func (b *Bench) Resume(ctx context.Context) error {
	list, err := b.Drafts(ctx)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.State != DraftSending {
			continue
		}
		err := b.endSending(ctx, d.ID, b.note("", "sending cut off", d.ID, ""), func(d *Draft) { d.State = DraftOpen })
		if err != nil {
			return fmt.Errorf("resume draft: %w", err)
		}
	}
	return nil
}
