package deskweb

import (
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// partnersPage is the place 連携先.
type partnersPage struct {
	Cards  []desk.Card
	Counts []channelCount
	Words  string
	Way    desk.Channel
	Last   map[string]desk.Entry // partner → newest row
}

type channelCount struct {
	Channel desk.Channel
	N       int
}

// listPartners shows who accepts what, and how.
func listPartners(c *call) error {
	q := c.r.URL.Query()
	cards, err := c.bench.Cards(c.r.Context())
	if err != nil {
		return err
	}
	p := partnersPage{Words: q.Get("q"), Way: desk.Channel(q.Get("channel")), Last: map[string]desk.Entry{}}
	for _, e := range c.bench.Entries(desk.Filter{}) {
		if _, ok := p.Last[e.Partner.String()]; !ok {
			p.Last[e.Partner.String()] = e
		}
	}
	for _, ch := range desk.Channels() {
		n := 0
		for _, card := range cards {
			if card.Channel == ch {
				n++
			}
		}
		if n > 0 {
			p.Counts = append(p.Counts, channelCount{ch, n})
		}
	}
	for _, card := range cards {
		if (p.Way == "" || p.Way == card.Channel) && desk.FindsPartner(card, p.Words) {
			p.Cards = append(p.Cards, card)
		}
	}
	return c.show("partners", "連携先", p)
}

// partnerPage is one card.
type partnerPage struct {
	Card     desk.Card
	Channels []desk.Channel
	Entries  []desk.Entry
	Closed   string
	Ours     string
	Theirs   string
	Wishes   []desk.Wish // the last one is empty, to be filled in
	Kinds    []string
}

func showPartner(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	card, err := c.bench.Card(c.r.Context(), to)
	if err != nil {
		return err
	}
	if card.ID == "" {
		return desk.ErrNotFound
	}
	p := partnerPage{Card: card, Channels: desk.Channels(), Closed: closedText(card.Closed), Ours: isoDay(card.Original.Ours), Theirs: isoDay(card.Original.Theirs)}
	p.Entries = c.bench.Entries(desk.Filter{Partner: to.Office, Types: c.types()})
	p.Entries = p.Entries[:min(len(p.Entries), 12)]
	p.Wishes, p.Kinds = append(card.WishList(), desk.Wish{}), desk.WishKinds()
	return c.show("partner", card.Label(), p)
}

func closedText(days []string) string {
	var out []string
	for _, d := range days {
		out = append(out, isoDay(d))
	}
	return strings.Join(out, " ")
}

// days reads days written apart by spaces or commas; what is no day is named.
func days(text string) ([]string, error) {
	var out []string
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '、' || r == '\n' || r == '\r' || r == '　' }) {
		d := strings.NewReplacer("-", "", "/", "").Replace(f)
		if _, ok := calendar.Parse(d); !ok {
			return nil, &desk.Error{Code: "no_day", Message: "「" + f + "」は日付として読めません。", Next: "2026-12-30 のように、年-月-日で入れてください。"}
		}
		out = append(out, d)
	}
	return out, nil
}

// savePartner keeps what the office knows about a partner.
func savePartner(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	closed, err := days(c.r.FormValue("closed"))
	if err != nil {
		return err
	}
	wishes, err := desk.ReadWishes(c.r.PostForm["wishkind"], c.r.PostForm["wish"])
	if err != nil {
		return err
	}
	next := strings.TrimSpace(c.r.FormValue("successor"))
	if next != "" && !header.ValidOffice(next) {
		return &desk.Error{Code: "no_office", Message: "新しい事業所番号「" + next + "」は、事業所番号として読めません。", Next: "10桁の番号を入れて、もう一度保存してください。"}
	}
	_, err = c.bench.ChangeCard(c.r.Context(), to.String(), c.member.ID, func(card *desk.Card) {
		v := c.r.FormValue
		card.Address, card.Closed, card.Wishes = to, closed, wishes
		card.Name, card.Channel = v("name"), desk.Channel(v("channel"))
		card.Fax, card.Phone, card.Mail, card.Postal = v("fax"), v("phone"), v("mail"), v("postal")
		card.Software, card.CheckTime, card.Manager = v("software"), v("checktime"), v("manager")
		card.SendDay, card.WishDay = number(v("sendday")), number(v("wishday"))
		card.Original = desk.Agreement{Ours: plainDay(v("ours")), Theirs: plainDay(v("theirs"))}
		card.Successor.Office, card.Successor.Type, card.From = next, to.Type, strings.ReplaceAll(v("from"), "-", "")
		if card.Successor.Office == "" {
			card.Successor.Type, card.From = "", ""
		}
	})
	if err != nil {
		return err
	}
	return c.done("/partners/"+slug(to), "card")
}

// number reads a small number; anything else is none.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 31 {
		return 0
	}
	return n
}
