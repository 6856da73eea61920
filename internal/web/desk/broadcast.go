package deskweb

import (
	"net/url"
	"strings"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// broadcastPage is 一斉連絡 with the state of those sent before.
type broadcastPage struct {
	Cards []desk.Card
	Sent  []broadcast
	Hand  []desk.Card // whom the last one could not reach
}

// broadcast is one text that went to several partners.
type broadcast struct {
	Text    string
	Entries []desk.Entry
	Read    int
}

func showBroadcast(c *call) error {
	cards, err := c.bench.Cards(c.r.Context())
	if err != nil {
		return err
	}
	p := broadcastPage{}
	hand := c.r.URL.Query().Get("hand")
	for _, card := range cards {
		if card.Address.Office == "" {
			continue
		}
		p.Cards = append(p.Cards, card)
		if strings.Contains(hand, slug(card.Address)) {
			p.Hand = append(p.Hand, card)
		}
	}
	p.Sent = c.broadcasts()
	return c.show("broadcast", "一斉連絡", p)
}

// broadcasts groups messages with the same text that went to more than one partner.
func (c *call) broadcasts() []broadcast {
	out := true
	at := map[string]int{}
	var list []broadcast
	for _, e := range c.bench.Entries(desk.Filter{Out: &out, Family: "document", Types: c.types()}) {
		if e.Message == "" || len(e.Clients) > 0 || len(e.Documents) > 0 {
			continue
		}
		i, ok := at[e.Message]
		if !ok {
			i = len(list)
			at[e.Message] = i
			list = append(list, broadcast{Text: e.Message})
		}
		list[i].Entries = append(list[i].Entries, e)
		if e.State == desk.Collected || e.State == desk.Imported || e.State == desk.Exported {
			list[i].Read++
		}
	}
	var many []broadcast
	for _, b := range list {
		if len(b.Entries) > 1 {
			many = append(many, b)
		}
	}
	return many
}

// sendBroadcast sends one text to the ticked partners.
func sendBroadcast(c *call) error {
	if err := c.r.ParseForm(); err != nil {
		return desk.ErrNotFound
	}
	var to []header.Address
	for _, s := range c.r.PostForm["partner"] {
		a, err := address(s)
		if err != nil {
			return err
		}
		to = append(to, a)
	}
	_, others, err := c.bench.Broadcast(c.r.Context(), to, c.r.FormValue("text"), c.member.ID)
	if err != nil {
		return err
	}
	var hand []string
	for _, a := range others {
		hand = append(hand, slug(a))
	}
	return c.done("/broadcast?hand="+url.QueryEscape(strings.Join(hand, " ")), "broadcast")
}
