package desk

import (
	"cmp"
	"context"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Handing (渡す) is what goes to a partner without an office number (福祉事務所, 主治医,
// 家族) by print, FAX, letter or mail. It stands in the same ledger as the letters.
type Handing struct {
	Card    string  // the partner's card
	Channel Channel // FAX, メール, 紙
	Client  careplan.ClientKey
	Of      string // row whose forms are handed, "" = documents of their own
	Docs    []NewDocument
}

// handChannels are the ways to hand something over without an office number.
func handChannels() []Channel { return []Channel{Fax, Mail, Paper} }

// Hand keeps what was handed, exactly as it was, and gives its row.
func (b *Bench) Hand(ctx context.Context, h Handing, own header.Address, who string) (Entry, error) {
	card, err := b.CardByID(ctx, h.Card)
	if err != nil {
		return Entry{}, err
	}
	if card.ID == "" || card.NoNumber == "" {
		return Entry{}, ErrNotFound
	}
	switch {
	case !slices.Contains(handChannels(), h.Channel):
		return Entry{}, &Error{Code: "no_channel", Message: "渡し方が選ばれていません。", Next: "FAX・メール・紙のどれかを選んで、もう一度押してください。"}
	case len(h.Docs) == 0:
		return Entry{}, &Error{Code: "no_document", Message: "渡す書類がありません。", Next: "書類を選んで、もう一度押してください。"}
	case h.Client == (careplan.ClientKey{}):
		return Entry{}, &Error{Code: "no_client", Message: "書類がどの利用者のものか選ばれていません。", Next: "利用者を選んで、もう一度押してください。"}
	}
	e := Entry{ID: "h" + newID(), Out: true, Own: own, To: card.ID, Channel: h.Channel, Family: "document", By: who, State: Sent, At: b.Now().UTC(), Moved: b.Now().UTC(), OpenedBy: who, CopyOf: h.Of}
	e.Body = "hand-" + newID() + ".age"
	if from, ok := b.Entry(h.Of); ok {
		e.Month = from.Month
	}
	var v body
	for _, d := range h.Docs {
		d, err := safeDocument(d)
		if err != nil {
			return Entry{}, err
		}
		v.Files = append(v.Files, bodyFile{Name: d.Name, Bytes: d.Bytes, Attachment: true})
		e.Documents = append(e.Documents, DocumentRef{Name: d.Name, Kind: d.Kind, Client: h.Client})
	}
	if err := b.keepBody(ctx, e.Body, v); err != nil {
		return Entry{}, err
	}
	return e, b.file(ctx, e)
}

// safeDocument makes a document safe to leave the office, or says why it may not.
func safeDocument(d NewDocument) (NewDocument, error) {
	checked, err := checkDocument(d.Name, d.Bytes)
	if err != nil {
		return d, err
	}
	d.Name, d.Bytes, d.Kind = checked.Name, checked.Bytes, cmp.Or(d.Kind, guessKind(d.Name))
	if needsConsent(d.Kind) && !d.MayGive {
		return d, &Error{Code: "may_give", Message: "「" + d.Kind + "」は、渡してよいか確認が要る書類です。", Next: "本人の同意と市町村の取り決めを確かめ、「渡してよい」に印を付けて送ってください。"}
	}
	return d, nil
}
