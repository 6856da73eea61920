package deskweb

import (
	"bytes"
	"context"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/internal/pdf"
)

// plainPage is the card of a partner without an office number.
type plainPage struct {
	Card    desk.Card
	Entries []desk.Entry
	Clients []desk.Client
	Kinds   []string
}

// plainCard reads the card of the address, if it is one without an office number.
func (c *call) plainCard(id string) (desk.Card, error) {
	card, err := c.bench.CardByID(c.r.Context(), id)
	if err == nil && (card.ID == "" || card.NoNumber == "") {
		err = desk.ErrNotFound
	}
	return card, err
}

// plainCards are all partners without an office number.
func (c *call) plainCards() ([]desk.Card, error) {
	cards, err := c.bench.Cards(c.r.Context())
	return slices.DeleteFunc(cards, func(card desk.Card) bool { return card.NoNumber == "" }), err
}

// showPlain shows a partner without an office number, and what was handed there.
func showPlain(c *call) error {
	card, err := c.plainCard(c.r.PathValue("card"))
	if err != nil {
		return err
	}
	p := plainPage{Card: card, Kinds: desk.DocumentKinds()}
	for _, e := range c.bench.Entries(desk.Filter{Types: c.types()}) {
		if e.To == card.ID {
			p.Entries = append(p.Entries, e)
		}
	}
	for _, cl := range c.bench.Clients() {
		if c.sees(cl.Key) {
			p.Clients = append(p.Clients, cl)
		}
	}
	return c.show("plain", card.Label(), p)
}

// savePlain keeps how a partner without an office number is reached.
func savePlain(c *call) error {
	card, err := c.plainCard(c.r.PathValue("card"))
	if err != nil {
		return err
	}
	kind, name := c.r.FormValue("kind"), c.r.FormValue("name")
	if kind == "" || name == "" {
		return errIncomplete()
	}
	_, err = c.bench.ChangeCard(c.r.Context(), card.ID, c.member.ID, func(old *desk.Card) {
		v := c.r.FormValue
		old.NoNumber, old.Name, old.Fax, old.Phone, old.Mail, old.Postal = kind, name, v("fax"), v("phone"), v("mail"), v("postal")
	})
	if err != nil {
		return err
	}
	return c.done("/plain/"+card.ID, "card")
}

func errIncomplete() error {
	return &desk.Error{Code: "partner_incomplete", Message: "相手の種類か名前が入っていません。", Next: "両方を入れて、もう一度保存してください。"}
}

// handDocuments keeps documents that go to a partner without an office number.
func handDocuments(c *call) error {
	card, err := c.plainCard(c.r.PathValue("card"))
	if err != nil {
		return err
	}
	m, err := c.message(header.Address{})
	if err != nil {
		return err
	}
	if m.Client != (careplan.ClientKey{}) && !c.sees(m.Client) {
		return desk.ErrNotFound
	}
	h := desk.Handing{Card: card.ID, Channel: desk.Channel(c.r.FormValue("channel")), Client: m.Client, Docs: m.Docs}
	e, err := c.bench.Hand(c.r.Context(), h, c.ownAddress(), c.member.ID)
	if err != nil {
		return err
	}
	return c.done("/entries/"+e.ID, "handed")
}

// ownAddress is the own service type in whose name something is handed: the first one that
// the member may see.
func (c *call) ownAddress() header.Address {
	for _, a := range c.bench.Addresses() {
		if len(c.types()) == 0 || slices.Contains(c.types(), a.Type) {
			return a
		}
	}
	return header.Address{Office: c.bench.Desk.Office}
}

// handEntry hands the forms of a row to a partner without an office number, as a PDF that
// stays in the ledger as it was.
func handEntry(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	card, err := c.plainCard(c.r.FormValue("card"))
	if err != nil {
		return &desk.Error{Code: "no_partner", Message: "渡す相手が選ばれていません。", Next: "相手を選んで、もう一度押してください。", Err: err}
	}
	client, sheets, err := c.sheetsOfOne(e)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := pdf.Write(&buf, sheets, pdf.Options{Created: c.site.Now(), Author: c.bench.Name}); err != nil {
		return err
	}
	doc := desk.NewDocument{Name: e.Kind() + "_" + e.Month + ".pdf", Kind: e.Kind() + "の写し", Bytes: buf.Bytes()}
	h := desk.Handing{Card: card.ID, Channel: desk.Channel(c.r.FormValue("channel")), Client: client, Of: e.ID, Docs: []desk.NewDocument{doc}}
	made, err := c.bench.Hand(c.r.Context(), h, e.Own, c.member.ID)
	if err != nil {
		return err
	}
	return c.done("/entries/"+made.ID, "handed")
}

// sheetsOfOne are the forms of one client of a row: the family or the doctor of one client
// never gets a sheet of another.
func (c *call) sheetsOfOne(e desk.Entry) (careplan.ClientKey, []form.Sheet, error) {
	client, err := parseClient(c.r.FormValue("client"))
	if len(e.Clients) == 1 {
		client, err = e.Clients[0], nil
	}
	if err != nil || !slices.Contains(e.Clients, client) {
		return client, nil, &desk.Error{Code: "no_client", Message: "どの利用者の様式を渡すか選ばれていません。", Next: "利用者を選んで、もう一度押してください。"}
	}
	sheets, err := c.sheetsOf(e)
	sheets = slices.DeleteFunc(sheets, func(s form.Sheet) bool {
		return s.Client != client && (len(e.Clients) > 1 || s.Client != (careplan.ClientKey{}))
	})
	return client, sheets, err
}

// printCover gives the sheet on top of what goes by hand.
func printCover(c *call) error {
	e, err := c.entry()
	if err != nil {
		return err
	}
	if !e.Out || e.Channel == desk.Linked {
		return desk.ErrNotFound
	}
	return c.printPDF("送付状.pdf", []form.Sheet{c.cover(e)})
}

// toName names the other side of a row.
func (o *Office) toName(e desk.Entry) string {
	if e.To == "" {
		return o.partnerName(e.Partner)
	}
	card, err := o.Bench.CardByID(context.Background(), e.To)
	if err != nil {
		return ""
	}
	return card.Label()
}
