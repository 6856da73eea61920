package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/envelope/header"
)

const drawerCards = "cards"

// Card (連携先カード) is what the office knows about a partner and how things go there.
type Card struct {
	ID        string         // "9999903017/15"; random for a partner without an office number
	Address   header.Address `json:",omitzero"`
	NoNumber  string         `json:",omitempty"` // 福祉事務所, 主治医, 家族: what the partner is
	Name      string         // 名称
	Channel   Channel        // how data go there
	Guessed   bool           `json:",omitempty"` // no person has chosen the channel yet
	Fax       string
	Phone     string
	Mail      string
	Postal    string // address for letters
	LockWord  string `json:",omitempty"` // 合言葉: password of the files that go there by mail
	Software  string // 介護ソフト and its version
	SendDay   int    // 送信日: day of the month on which slips are sent there
	WishDay   int    // 希望日: day of the next month by which actuals are wished; 0 = the office's
	CheckTime string // 確認時刻: when they look
	Manager   string // 担当 there
	Closed    []string
	Original  Agreement         // データを正とする
	Successor header.Address    `json:",omitzero"`  // new number
	From      string            `json:",omitempty"` // first service month of the new number
	Wishes    map[string]string // 希望・約束ごと: kind of record or document, "" = always → words
	Changed   time.Time
}

// Agreement (データを正とする) says since when both sides take the data as the original.
type Agreement struct {
	Ours   string // day on which we agreed, ""
	Theirs string // day on which they agreed, ""
}

// Both reports that both sides agreed.
func (a Agreement) Both() bool { return a.Ours != "" && a.Theirs != "" }

// TypeName is the Japanese name of the partner's service type.
func (c Card) TypeName() string {
	if c.NoNumber != "" {
		return c.NoNumber
	}
	return spec.ServiceTypeName(c.Address.Type)
}

// Label is the partner's name, or its number while the name is unknown.
func (c Card) Label() string { return cmp.Or(c.Name, c.Address.Office) }

// ClosedDays are the partner's closing days as a set.
func (c Card) ClosedDays() map[string]bool {
	out := make(map[string]bool, len(c.Closed))
	for _, d := range c.Closed {
		out[d] = true
	}
	return out
}

// Cards lists the partners by name.
func (b *Bench) Cards(ctx context.Context) ([]Card, error) {
	list, err := drawer[Card](ctx, b.Cabinet, drawerCards, "")
	if err != nil {
		return nil, fmt.Errorf("read partners: %w", err)
	}
	slices.SortStableFunc(list, func(x, y Card) int {
		return cmp.Or(cmp.Compare(x.Address.Type, y.Address.Type), cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID))
	})
	return list, nil
}

// Card reads a partner; a partner that has no card yet gives an empty one.
func (b *Bench) Card(ctx context.Context, a header.Address) (Card, error) {
	return b.CardByID(ctx, a.String())
}

// CardByID reads a partner by the id of its card.
func (b *Bench) CardByID(ctx context.Context, id string) (Card, error) {
	s, err := get[Card](ctx, b.Cabinet, drawerCards, id)
	if err != nil {
		return Card{}, fmt.Errorf("read partner: %w", err)
	}
	return s.Value, nil
}

// ChangeCard lets f change a partner's card, or makes it.
func (b *Bench) ChangeCard(ctx context.Context, id, who string, f func(*Card)) (Card, error) {
	c, err := change(ctx, b.Cabinet, drawerCards, id, "", b.note(who, "card", id, ""), func(c *Card) error {
		c.ID, c.Changed = id, b.Now().UTC()
		f(c)
		c.Guessed = c.Guessed && who == ""
		return nil
	})
	if err != nil {
		return c, fmt.Errorf("change partner: %w", err)
	}
	b.mu.Lock()
	clear(b.sorted)
	b.turn++
	b.changed()
	b.mu.Unlock()
	return c, nil
}

// askAgain is how long the desk waits before it asks the directory again about a partner
// that had no office key.
const askAgain = 10 * time.Minute

// meet gives the card of a partner that occurs in a drop or a letter. An unknown partner
// gets one: 連携中 if the directory of the post office knows it, else FAX as a guess that a
// person or the directory corrects later.
func (b *Bench) meet(ctx context.Context, a header.Address, name string) (Card, error) {
	c, err := b.Card(ctx, a)
	ask := c.Channel == "" || c.Guessed && b.mayAsk(a)
	if err != nil || c.ID != "" && !ask && (c.Name != "" || name == "") {
		return c, err
	}
	channel, guessed := c.Channel, c.Guessed
	if ask {
		channel, guessed, name = b.wayTo(ctx, a, name)
	}
	if c.ID != "" && c.Channel == channel && c.Guessed == guessed && (c.Name != "" || name == "") {
		return c, nil
	}
	return b.ChangeCard(ctx, a.String(), "", func(c *Card) {
		c.Address, c.Channel, c.Guessed = a, channel, guessed
		c.Name = cmp.Or(c.Name, name)
	})
}

// wayTo asks the directory how things may go to a partner. The answer pins the key, so that
// sealing works without the hub. While nobody answers, 連携中 is the guess: the sending
// will say what is wrong.
func (b *Bench) wayTo(ctx context.Context, a header.Address, name string) (Channel, bool, string) {
	b.mu.Lock()
	b.asked[a] = b.Now()
	b.mu.Unlock()
	found, err := b.lookup(ctx, a)
	switch {
	case err == nil:
		return Linked, false, cmp.Or(name, found.Name)
	case postCode(err) == unknownReceiver:
		return Fax, true, name
	}
	return Linked, true, name
}

func (b *Bench) mayAsk(a header.Address) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Now().Sub(b.asked[a]) >= askAgain
}

// WishDay is the day by which a partner's actuals of a month are wished (希望日).
func WishDay(c Card, month string, office Settings) string {
	day := cmp.Or(c.WishDay, office.WishDay, 5)
	return fmt.Sprintf("%s%02d", calendar.AddMonths(month, 1), day)
}

// AddPlainPartner adds a partner without an office number (福祉事務所, 主治医, 家族): things
// go there by print, FAX or letter.
func (b *Bench) AddPlainPartner(ctx context.Context, c Card, who string) (Card, error) {
	return b.ChangeCard(ctx, newID(), who, func(old *Card) {
		id := old.ID
		*old = c
		old.ID, old.Channel, old.Changed = id, Paper, b.Now().UTC()
	})
}
