package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope/header"
)

const drawerAsks = "asks"

// Ask is a request to a partner (お願い): its actuals, its slip or its service plan has
// not come.
type Ask struct {
	Partner header.Address
	Month   string
	Day     string // YYYYMMDD
	Text    string
	About   string             // "actual", "slip", "plan" (個別サービス計画書)
	Client  careplan.ClientKey `json:",omitzero"`
	Entry   string             // ledger row of the message that went, "" when told by telephone
	By      string
	At      time.Time
}

// SendAsk asks a partner for what is missing, at most once a day for one matter. A partner
// that is linked gets a message; for others the office is told to telephone.
func (b *Bench) SendAsk(ctx context.Context, a Ask, who string) (Ask, error) {
	today, to, month := b.Today(), a.Partner, a.Month
	id := month + "|" + to.String() + "|" + today
	if a.Client != (careplan.ClientKey{}) {
		id += "|" + a.Client.String()
	}
	if old, err := get[Ask](ctx, b.Cabinet, drawerAsks, id); err != nil || old.Value.Day != "" {
		if err == nil {
			err = &Error{Code: "asked_today", Message: "この事業所には、今日すでにお願いを送っています。", Next: "明日以降にもう一度送るか、電話で確認してください。"}
		}
		return old.Value, err
	}
	card, err := b.Card(ctx, to)
	if err != nil {
		return Ask{}, err
	}
	a.Day, a.By, a.At = today, who, b.Now().UTC()
	if card.Channel == Linked {
		if a.Entry, err = b.SendMessage(ctx, Message{To: to, Client: a.Client, Text: a.Text}, who); err != nil {
			return a, err
		}
	}
	r, err := row(drawerAsks, id, month, 0, a)
	if err != nil {
		return a, err
	}
	if err := b.Cabinet.Put(ctx, notesOf(b.note(who, "asked", to.String(), month)), r); err != nil {
		return a, fmt.Errorf("write request: %w", err)
	}
	b.forget()
	return a, nil
}

// AskText proposes the words of a request for actuals.
func AskText(month string, clients int, wish string) string {
	return fmt.Sprintf("%sサービス分の実績（%d名分）がまだ届いていません。%sまでに送っていただけますか。行き違いの場合はご容赦ください。",
		calendar.Era.Month(month), clients, calendar.Short(wish))
}

// AskedToday reports whether a partner was asked today.
func (m *Month) AskedToday(office, today string) bool {
	return slices.ContainsFunc(m.Asks[office], func(a Ask) bool { return a.Day == today })
}
