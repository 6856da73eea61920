package deskweb

import (
	"cmp"
	"fmt"
	"io"
	"path"

	"golang.org/x/text/unicode/norm"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// threadsPage is the place 連絡・書類.
type threadsPage struct {
	Threads []desk.Thread
	Cards   []desk.Card
	Client  *desk.Client
	Words   string
	Family  string
}

// listThreads shows what was said with whom about whom.
func listThreads(c *call) error {
	q := c.r.URL.Query()
	f := desk.Filter{Types: c.types(), Words: q.Get("q")}
	p := threadsPage{Words: q.Get("q")}
	if k, err := parseClient(q.Get("client")); err == nil {
		f.Client = k
		if cl, ok := c.bench.Client(k); ok {
			p.Client = &cl
		}
	}
	p.Threads = c.bench.Threads(f)
	cards, err := c.bench.Cards(c.r.Context())
	if err != nil {
		return err
	}
	for _, card := range cards {
		if card.Channel == desk.Linked && (p.Client == nil || len(c.bench.Entries(desk.Filter{Client: p.Client.Key, Partner: card.Address.Office})) > 0) {
			p.Cards = append(p.Cards, card)
		}
	}
	return c.show("threads", "連絡・書類", p)
}

// threadPage is one conversation.
type threadPage struct {
	Card      desk.Card
	Client    *desk.Client
	Entries   []desk.Entry
	Clients   []desk.Client // whom both offices know
	Kinds     []string
	Changes   []string
	Templates []string
	Today     string
}

// templates of messages, as offices write them to each other every month.
var messageTemplates = []string{
	"お世話になっております。来月分の提供票をお送りしました。ご確認をお願いいたします。",
	"実績をお送りしました。予定と違う日がありますので、ご確認をお願いいたします。",
	"サービス担当者会議の日程を調整したく、ご都合のよい日をお知らせください。",
	"体調の変化がありましたので、お知らせします。",
}

// showThread shows a conversation; what came is noted as read.
func showThread(c *call) error {
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
	p := threadPage{Card: card, Kinds: desk.DocumentKinds(), Changes: desk.ChangeKinds(), Templates: messageTemplates, Today: isoDay(c.bench.Today())}
	f := desk.Filter{Partner: to.Office, Types: c.types()}
	if k, err := parseClient(c.r.URL.Query().Get("client")); err == nil && c.sees(k) {
		cl, _ := c.bench.Client(k)
		cl.Key = k
		f.Client, p.Client = k, &cl
	}
	if err := c.fillThread(&p, f); err != nil {
		return err
	}
	return c.show("thread", "連絡・書類　"+card.Label(), p)
}

func (c *call) fillThread(p *threadPage, f desk.Filter) error {
	known := map[careplan.ClientKey]bool{}
	for _, e := range c.bench.Entries(f) {
		for _, k := range e.Clients {
			if cl, ok := c.bench.Client(k); ok && !known[k] {
				known[k] = true
				p.Clients = append(p.Clients, cl)
			}
		}
		if e.Message == "" && len(e.Documents) == 0 {
			continue
		}
		if !e.Out && e.OpenedBy == "" && e.Family == "document" {
			if _, err := c.bench.OpenEntry(c.r.Context(), e.ID, c.member.ID); err != nil {
				return err
			}
		}
		p.Entries = append([]desk.Entry{e}, p.Entries...)
	}
	return nil
}

// sendMessage sends a message with or without documents; a letter needs no CSV.
func sendMessage(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	m, err := c.message(to)
	if err != nil {
		return err
	}
	if _, err := c.bench.SendMessage(c.r.Context(), m, c.member.ID); err != nil {
		return err
	}
	return c.done(threadPath(to, m.Client), "message")
}

func (c *call) message(to header.Address) (desk.Message, error) {
	m := desk.Message{To: to}
	if err := c.r.ParseMultipartForm(32 << 20); err != nil {
		return m, &desk.Error{Code: "form_unreadable", Message: "入力を読み取れませんでした。", Next: "書類の大きさ（1つ10MBまで）を確かめて、もう一度送ってください。", Err: err}
	}
	m.Text = c.r.FormValue("text")
	if k, err := parseClient(c.r.FormValue("client")); err == nil {
		m.Client = k
	}
	for _, fh := range c.r.MultipartForm.File["documents"] {
		f, err := fh.Open()
		if err != nil {
			return m, fmt.Errorf("open document: %w", err)
		}
		b, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			return m, fmt.Errorf("read document: %w", err)
		}
		m.Docs = append(m.Docs, desk.NewDocument{Name: norm.NFC.String(path.Base(fh.Filename)), Kind: c.r.FormValue("kind"), Bytes: b, MayGive: c.r.FormValue("give") != ""})
	}
	return m, nil
}

func threadPath(to header.Address, k careplan.ClientKey) string {
	out := "/threads/" + slug(to)
	if k != (careplan.ClientKey{}) {
		out += "?client=" + k.String()
	}
	return out
}

// sendChange tells a partner of a change (変更連絡).
func sendChange(c *call) error {
	to, err := address(c.r.PathValue("partner"))
	if err != nil {
		return err
	}
	k, err := parseClient(c.r.FormValue("client"))
	if err != nil {
		return &desk.Error{Code: "no_client", Message: "利用者が選ばれていません。", Next: "利用者を選んで、もう一度送ってください。"}
	}
	ch := desk.ServiceChange{Client: k, Partner: to, Kind: c.r.FormValue("kind"), Day: plainDay(c.r.FormValue("day")), To: cmp.Or(plainDay(c.r.FormValue("to")), c.r.FormValue("time")), Note: c.r.FormValue("note")}
	if err := c.bench.SendChange(c.r.Context(), ch, c.member.ID); err != nil {
		return err
	}
	return c.done(threadPath(to, k), "change")
}
