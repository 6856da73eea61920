package desk

import (
	"cmp"
	"context"
	"fmt"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// RecordActual notes that a partner's actuals came by FAX, paper, mail or telephone. They
// count as 実績あり; nothing is compared, because no data came.
func (b *Bench) RecordActual(ctx context.Context, month string, from header.Address, clients []careplan.ClientKey, c Channel, who string) error {
	if c.ByData() || len(clients) == 0 {
		return &Error{Code: "record_incomplete", Message: "受け取った方法か利用者が選ばれていません。", Next: "FAX・紙・メール・電話のどれかと、利用者を選んでください。"}
	}
	e := Entry{
		ID: "m" + newID(), Channel: c, Own: b.Addresses()[0], Partner: from, Family: "actual", Month: month, Clients: clients,
		State: Collected, At: b.Now().UTC(), Moved: b.Now().UTC(), By: who, OpenedBy: who, OpenedAt: b.Now().UTC(), Typed: true, Version: 1,
	}
	card, err := b.Card(ctx, from)
	if err != nil {
		return err
	}
	b.learnWords(e, card.Name, b.clientsOf(e))
	return b.addEntry(ctx, e, b.note(who, "recorded", e.ID, c.Word()))
}

// TypedDay is one service on one day as typed on the calendar.
type TypedDay struct {
	Visit careplan.Visit // the planned visit it was prefilled from
	Done  bool           // it was done
	Start string         // HHMM, as done
	End   string
	Count int
}

// TypeActual writes a correct actual file (UPJSK) from a calendar that was prefilled with
// the plan, for a provider without software, and files it as received by the channel.
func (b *Bench) TypeActual(ctx context.Context, month string, from header.Address, days []TypedDay, c Channel, who string) error {
	doc := b.typedDocument(month, from, days)
	if len(doc.Records) == 0 {
		return &Error{Code: "nothing_done", Message: "行ったサービスが1つも入っていません。", Next: "サービスがなかったときは「実績なし」を選び、理由を入れてください。"}
	}
	raw, err := doc.CSV()
	if err != nil {
		return fmt.Errorf("write actuals: %w", err)
	}
	e := Entry{
		ID: "t" + newID(), Channel: c, Own: b.Addresses()[0], Partner: from, Family: "actual", Unit: "K5", Month: month, Edition: "202407",
		State: Collected, At: b.Now().UTC(), Moved: b.Now().UTC(), By: who, OpenedBy: who, OpenedAt: b.Now().UTC(), Typed: true,
	}
	e.Body = "typed-" + newID() + ".age"
	if err := b.keepBody(ctx, e.Body, body{Files: []bodyFile{{Name: doc.Name, Bytes: raw}}}); err != nil {
		return err
	}
	return b.file(ctx, e)
}

// typedDocument is the UPJSK of what was done.
func (b *Bench) typedDocument(month string, from header.Address, days []TypedDay) *careplan.Document {
	own := b.Addresses()[0]
	name := careplan.Name{
		Kind: "UPJSK", Edition: "202407", Month: month, Serial: b.Now().In(calendar.Japan).Format("20060102150405"),
		From: careplan.Address{Office: from.Office, Type: from.Type}, To: careplan.Address{Office: own.Office, Type: own.Type},
	}
	layout := spec.LayoutOf("202407", "UPJSK")
	doc := &careplan.Document{Name: careplan.FormatName(name), Layout: layout}
	for _, d := range days {
		if d.Done {
			doc.Records = append(doc.Records, careplan.ActualRecord(layout, d.asDone(b.Today(), from.Office)))
		}
	}
	return doc
}

func (d TypedDay) asDone(today, office string) careplan.Visit {
	v := d.Visit
	v.Created, v.Count = today, max(d.Count, 1)
	v.Start, v.End = cmp.Or(d.Start, v.Start), cmp.Or(d.End, v.End)
	v.Provider = office
	return v
}

// TakeMine files what a draft holds for the own office as received (受信), whatever the
// channel: downloads of the national system enter as 国のシステム.
func (b *Bench) TakeMine(ctx context.Context, draft string, c Channel, who string) (int, error) {
	s, err := b.Sort(ctx, draft)
	if err != nil {
		return 0, err
	}
	taken := map[int]bool{}
	for _, u := range s.Mine {
		if err := b.takeUnit(ctx, u, c, who); err != nil {
			return len(taken), err
		}
		for _, at := range u.Files {
			taken[at] = true
		}
	}
	_, err = b.ChangeDraft(ctx, draft, who, func(d *Draft) error {
		for at := range taken {
			d.Files[at].Left = true
		}
		return nil
	})
	return len(s.Mine), err
}

func (b *Bench) takeUnit(ctx context.Context, u DropUnit, c Channel, who string) error {
	from := header.Address{Office: u.Unit.From.Office, Type: u.Unit.From.Type}
	e := Entry{
		ID: "n" + u.Key, Channel: c, Own: header.Address{Office: u.Unit.To.Office, Type: u.Unit.To.Type}, Partner: from,
		Family: careplan.Family(u.Unit), Unit: u.Unit.ID, Edition: string(u.Unit.Edition),
		State: Collected, At: b.Now().UTC(), Moved: b.Now().UTC(), By: who, Body: "taken-" + newID() + ".age",
	}
	if u.Unit.Month != "000000" {
		e.Month = u.Unit.Month
	}
	if _, ok := b.Entry(e.ID); ok {
		return nil // the same files came before
	}
	files, err := unitFiles(u.Unit)
	if err != nil {
		return err
	}
	if err := b.keepBody(ctx, e.Body, body{Files: files}); err != nil {
		return err
	}
	return b.file(ctx, e)
}

// RefuseEntry sends a letter back (差戻し) with what the check found and what the clerk
// writes.
func (b *Bench) RefuseEntry(ctx context.Context, id, text, who string) error {
	in, err := b.incomingOf(ctx, id)
	if err != nil {
		return err
	}
	reasons, err := b.reasonsFor(ctx, id, text)
	if err != nil {
		return err
	}
	if err := b.Refuse(ctx, in, reasons); err != nil {
		return err
	}
	return b.settle(ctx, id, who, "refused", text)
}

// AcceptEntry tells the sender that a letter was imported (取込済).
func (b *Bench) AcceptEntry(ctx context.Context, id, who string) error {
	e, ok := b.Entry(id)
	if ok && e.Letter == "" { // no post office to tell
		_, err := b.changeEntry(ctx, id, b.note(who, "imported", id, ""), func(e *Entry) error {
			e.State, e.Moved = Imported, b.Now().UTC()
			return nil
		})
		return err
	}
	in, err := b.incomingOf(ctx, id)
	if err != nil {
		return err
	}
	if err := b.Accept(ctx, in); err != nil {
		return err
	}
	return b.settle(ctx, id, who, "imported", "")
}

// ExportEntry writes a received row's files to the import folder (取込フォルダに出力).
func (b *Bench) ExportEntry(ctx context.Context, id, who string) error {
	in, err := b.incomingOf(ctx, id)
	if err != nil {
		return err
	}
	if _, err := b.Import(ctx, in, true); err != nil {
		return err
	}
	return b.settle(ctx, id, who, "exported", "")
}

// WithdrawEntry takes a letter back that the partner has not fetched.
func (b *Bench) WithdrawEntry(ctx context.Context, id, who string) error {
	e, ok := b.Entry(id)
	if !ok || !e.CanWithdraw() {
		return &Error{Code: "cannot_withdraw", Message: "このデータは、もう送信取消ができません。", Next: "相手先に届いた後の訂正は「差し替える」で新しい版を送ってください。"}
	}
	letter, err := header.ParseLetterID(e.Letter)
	if err != nil {
		return fmt.Errorf("read letter id: %w", err)
	}
	if _, err := b.Withdraw(ctx, letter); err != nil {
		return err
	}
	return b.settle(ctx, id, who, "withdrawn", "")
}

func (b *Bench) settle(ctx context.Context, id, who, verb, text string) error {
	if err := b.Cabinet.Put(ctx, notesOf(b.note(who, verb, id, text))); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return b.Sync(ctx)
}

func (b *Bench) incomingOf(ctx context.Context, id string) (Incoming, error) {
	e, ok := b.Entry(id)
	if !ok || e.Out || e.Letter == "" {
		return Incoming{}, ErrNotFound
	}
	letter, err := header.ParseLetterID(e.Letter)
	if err != nil {
		return Incoming{}, fmt.Errorf("read letter id: %w", err)
	}
	return b.Store.Incoming(ctx, e.Partner, letter)
}
