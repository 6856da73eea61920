package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Message is what a clerk writes to a partner about a client, with documents or without.
type Message struct {
	To     header.Address
	Client careplan.ClientKey // zero = about nobody in particular
	Text   string
	Docs   []NewDocument
	Change *ServiceChange // what the message tells about a service, for the partner's comparison
}

// NewDocument is a document to be sent.
type NewDocument struct {
	Name, Kind string
	Bytes      []byte
	MayGive    bool // it was asked and may be given
}

// Thread (連絡) is everything said between two offices about one client, or about nobody in
// particular.
type Thread struct {
	Partner header.Address
	Client  careplan.ClientKey
	Entries []Entry // oldest first
	Unread  int
}

// Last is the newest entry of the thread.
func (t Thread) Last() Entry { return t.Entries[len(t.Entries)-1] }

// aboutLine is how a message names its client inside the sealed text.
const aboutLine = "利用者: "

// SendMessage sends a message without a unit, with its documents.
func (b *Bench) SendMessage(ctx context.Context, m Message, who string) (string, error) {
	if strings.TrimSpace(m.Text) == "" && len(m.Docs) == 0 {
		return "", &Error{Code: "empty_message", Message: "本文も書類もありません。", Next: "本文を書くか、書類を付けてから送ってください。"}
	}
	if len(m.Docs) > 0 && m.Client == (careplan.ClientKey{}) {
		return "", &Error{Code: "no_client", Message: "書類がどの利用者のものか選ばれていません。", Next: "利用者を選んでから送ってください。"}
	}
	known := Entry{By: who, Message: m.Text, Channel: Linked}
	p := Parcel{From: b.Addresses()[0], To: m.To, Message: m.Text}
	if m.Client != (careplan.ClientKey{}) {
		known.Clients = []careplan.ClientKey{m.Client}
		p.Message = aboutLine + m.Client.String() + "\n" + m.Change.line() + m.Text
	}
	for _, d := range m.Docs {
		d, err := safeDocument(d)
		if err != nil {
			return "", err
		}
		known.Documents = append(known.Documents, DocumentRef{Name: d.Name, Kind: d.Kind, Client: m.Client})
		p.Attachments = append(p.Attachments, envelope.File{Name: d.Name, Size: int64(len(d.Bytes)), Open: careplan.Bytes(d.Bytes).Open})
	}
	card, err := b.Card(ctx, m.To)
	if err != nil {
		return "", err
	}
	if card.Channel != Linked && card.ID != "" {
		return "", &Error{Code: "not_linked", Message: fmt.Sprintf("%sには、ここから連絡を送れません（%s）。", card.Label(), card.Channel.Word()), Next: "印刷してFAXで送るか、電話で連絡してください。"}
	}
	return b.sendLinked(ctx, p, known)
}

// about splits the lines for the desk off a message: about whom it is, and what changes.
func about(text string) (careplan.ClientKey, *ServiceChange, string) {
	rest, ok := strings.CutPrefix(text, aboutLine)
	if !ok {
		return careplan.ClientKey{}, nil, text
	}
	line, body, _ := strings.Cut(rest, "\n")
	insurer, insured, ok := strings.Cut(strings.TrimSpace(line), "-")
	if !ok {
		return careplan.ClientKey{}, nil, text
	}
	k := careplan.ClientKey{Insurer: insurer, Insured: insured}
	change, body := changeOf(k, body)
	return k, change, body
}

// Threads gathers messages and documents by partner and client, the newest first.
func (b *Bench) Threads(f Filter) []Thread {
	type key struct {
		partner string
		client  careplan.ClientKey
	}
	by := map[key]*Thread{}
	for _, e := range b.Entries(f) {
		if e.To != "" || e.Message == "" && len(e.Documents) == 0 {
			continue
		}
		k := key{partner: e.Partner.Office}
		if len(e.Clients) == 1 {
			k.client = e.Clients[0]
		}
		t := by[k]
		if t == nil {
			t = &Thread{Partner: e.Partner, Client: k.client}
			by[k] = t
		}
		t.Entries = append(t.Entries, e)
		if !e.Out && e.OpenedBy == "" {
			t.Unread++
		}
	}
	var out []Thread
	for _, t := range by {
		slices.Reverse(t.Entries)
		out = append(out, *t)
	}
	slices.SortFunc(out, func(x, y Thread) int {
		return cmp.Or(y.Last().At.Compare(x.Last().At), cmp.Compare(x.Partner.Office, y.Partner.Office), cmp.Compare(x.Client.String(), y.Client.String()))
	})
	return out
}
