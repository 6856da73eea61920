package desk

import (
	"context"
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Stop is why a row is not sent although its files may be right: what the office knows
// speaks against it. A stop is no finding of the standard's checks; it waits for a person.
type Stop struct {
	Code     string // no_service, new_pair, no_client, number_changed, type_differs, …
	Sentence string
	Next     string
	Fix      string // what the clerk may press here: new, document, merge; "" = nothing
	Clients  []careplan.ClientKey
}

// stopsOf looks at one unit with the eyes of the office.
func (k *known) stopsOf(u *careplan.Unit, d DropUnit, r DropRow) []Stop {
	var out []Stop
	if u.ID == "" {
		return out // the findings name what is missing
	}
	if s, ok := numberChanged(u, r.Card); ok {
		out = append(out, s)
	}
	if s, ok := k.typeDiffers(u); ok {
		out = append(out, s)
	}
	if s, ok := k.numberDiffers(u, r.Card); ok {
		out = append(out, s)
	}
	if s, ok := noService(u, d.Content); ok {
		out = append(out, s)
	}
	if s, ok := k.newPairs(u, d, r); ok {
		out = append(out, s)
	}
	return out
}

// numberChanged: the partner has a new number from this month on.
func numberChanged(u *careplan.Unit, c Card) (Stop, bool) {
	if c.Successor.Office == "" || u.Month == "" || u.Month == "000000" || u.Month < c.From {
		return Stop{}, false
	}
	return Stop{
		Code: "number_changed",
		Sentence: fmt.Sprintf("%sの事業所番号は、%sサービス分から%sに変わります。ファイルは古い番号%sのままです。",
			c.Label(), calendar.Era.Month(c.From), c.Successor.Office, u.To.Office),
		Next: "介護ソフトの事業所番号を新しい番号に直して、もう一度出力してください。",
	}, true
}

// typeDiffers: the number is known here under another service type only.
func (k *known) typeDiffers(u *careplan.Unit) (Stop, bool) {
	if u.To.Type == "" {
		return Stop{}, false
	}
	known := k.types[u.To.Office]
	if len(known) == 0 || slices.Contains(known, u.To.Type) {
		return Stop{}, false
	}
	return Stop{
		Code: "type_differs",
		Sentence: fmt.Sprintf("ファイルのサービス種類は%s（%s）ですが、連携先カードでは%s（%s）です。",
			spec.ServiceTypeName(u.To.Type), u.To.Type, spec.ServiceTypeName(known[0]), known[0]),
		Next: "正しいサービス種類で出力し直すか、連携先カードに加えてください。",
	}, true
}

// numberDiffers: nothing ever went to this number, and a partner of the same name and type
// is known under another one.
func (k *known) numberDiffers(u *careplan.Unit, c Card) (Stop, bool) {
	if c.Name == "" || len(k.types[u.To.Office]) > 0 {
		return Stop{}, false
	}
	for _, o := range k.cards[sameName(c.Name, u.To.Type)] {
		if o.ID != c.ID && o.Successor.Office != u.To.Office && len(k.types[o.Address.Office]) > 0 {
			return Stop{
				Code:     "number_differs",
				Sentence: fmt.Sprintf("「%s」は、連携先カードでは事業所番号%sです。ファイルの番号は%sです。", o.Label(), o.Address.Office, u.To.Office),
				Next:     "番号が変わったときは、連携先カードに新しい番号を書いてください。間違いのときは、介護ソフトの番号を直して出力し直してください。",
			}, true
		}
	}
	return Stop{}, false
}

// noService (R263): a client in the slip has no service of the receiver.
func noService(u *careplan.Unit, c *Content) (Stop, bool) {
	if u.Spec == nil || careplan.Family(u) != "slip" || isDeletion(u.ID) {
		return Stop{}, false
	}
	var without []careplan.ClientKey
	for _, s := range c.Slips {
		served := slices.ContainsFunc(s.Visits, func(v careplan.Visit) bool { return v.Provider == u.To.Office })
		if !served && !s.Actual {
			without = append(without, s.Client)
		}
	}
	if len(without) == 0 {
		return Stop{}, false
	}
	return Stop{
		Code:     "no_service",
		Sentence: fmt.Sprintf("この事業所のサービスがない利用者が%d名入っています（R263）。", len(without)),
		Next:     "サービスが終わった利用者は、介護ソフトで「予定の削除（DLTPLAN）」を出力して送ってください。宛先の間違いなら、正しい事業所を選んで出力し直してください。",
		Clients:  without,
	}, true
}

// newPairs: a client goes to this partner for the first time and nobody pressed 新規.
func (k *known) newPairs(u *careplan.Unit, d DropUnit, r DropRow) (Stop, bool) {
	if r.Choice.New || isDeletion(u.ID) {
		return Stop{}, false
	}
	known := k.clients[u.To.Office]
	var fresh []careplan.ClientKey
	for _, c := range d.Clients {
		if !known[c] {
			fresh = append(fresh, c)
		}
	}
	if len(fresh) == 0 {
		return Stop{}, false
	}
	return Stop{
		Code:     "new_pair",
		Sentence: fmt.Sprintf("この事業所に初めて送る利用者が%d名います。", len(fresh)),
		Next:     "宛先が正しいことを確かめて「新規」を押してください。",
		Fix:      "new", Clients: fresh,
	}, true
}

// rowStops looks at a partner's row as a whole.
func (b *Bench) rowStops(ctx context.Context, r DropRow) []Stop {
	var out []Stop
	if s, ok := b.noOfficeKey(ctx, r); ok {
		out = append(out, s)
	}
	for _, d := range r.Docs {
		if s, ok := documentStop(d); ok {
			out = append(out, s)
		}
	}
	if s, ok := satellites(r); ok {
		out = append(out, s)
	}
	return out
}

// noOfficeKey: the partner has no office key here, so nothing can be sealed for it, and no
// person has said how things go there instead.
func (b *Bench) noOfficeKey(ctx context.Context, r DropRow) (Stop, bool) {
	if r.Choice.Result.Done || !b.keyMissing(ctx, r) {
		return Stop{}, false
	}
	return Stop{
		Code:     "no_office_key",
		Sentence: fmt.Sprintf("%sは、まだデータで受け取る準備ができていません（事業所の鍵が登録されていません）。", r.Card.Label()),
		Next:     "「この相手だけの連絡・送り方」でFAXなどの送り方を選ぶか、連携先カードの「連携開始のお知らせ」を印刷して渡してください。",
	}, true
}

// keyMissing reports a row that would go by data, or by nobody's choice, to a partner
// without an office key. While nobody can tell, the sending says what is wrong.
func (b *Bench) keyMissing(ctx context.Context, r DropRow) bool {
	if r.Channel() != Linked {
		return r.Choice.Channel == "" && r.Card.Guessed
	}
	if _, err := b.Store.NewestPin(ctx, r.Card.Address.Office); err == nil {
		return false
	}
	_, err := b.lookup(ctx, r.Card.Address)
	return postCode(err) == unknownReceiver
}

// documentStop: a document names no client, or may perhaps not be given.
func documentStop(d DropDoc) (Stop, bool) {
	if d.File.Client == (careplan.ClientKey{}) {
		return Stop{
			Code: "no_client", Fix: "document",
			Sentence: fmt.Sprintf("書類「%s」が、どの利用者のものか分かりません。", d.File.Name),
			Next:     "利用者を選んでください。",
		}, true
	}
	if needsConsent(d.File.Document) && !d.File.MayGive {
		return Stop{
			Code: "may_give", Fix: "document",
			Sentence: fmt.Sprintf("「%s」は、渡してよいか確認が要る書類です。", d.File.Name),
			Next:     "本人の同意と市町村の取り決めを確かめて「渡してよい」に印を付けてください。",
		}, true
	}
	return Stop{}, false
}

// satellites: two actual files of one number, type and month.
func satellites(r DropRow) (Stop, bool) {
	seen := map[string]int{}
	for _, u := range r.Units {
		if careplan.Family(u.Unit) == "actual" && !isDeletion(u.Unit.ID) {
			seen[u.Unit.Month]++
		}
	}
	for month, n := range seen {
		if n > 1 && !r.Choice.Merge {
			return Stop{
				Code: "satellites", Fix: "merge",
				Sentence: fmt.Sprintf("%sの実績ファイルが%dつあります（サテライト）。別々に送ると、後のファイルが前のファイルを消します。", calendar.Era.Month(month), n),
				Next:     "「1つにまとめる」を押してください。",
			}, true
		}
	}
	return Stop{}, false
}

// placeDocs gives each document to the partner it is for, as far as that can be known.
func (s *sorter) placeDocs() {
	for _, d := range s.docs {
		if d.File.Refused != nil {
			s.out.Loose = append(s.out.Loose, Loose{At: d.At, File: d.File, Stop: *d.File.Refused})
			continue
		}
		s.guessClient(&d.File)
		to := d.File.To
		if to == (header.Address{}) {
			to = s.guessPartner(d.File)
		}
		if to == (header.Address{}) {
			s.out.Loose = append(s.out.Loose, Loose{At: d.At, File: d.File, Stop: Stop{
				Code: "no_partner", Fix: "document", Sentence: "この書類をどの事業所に送るか、まだ決まっていません。", Next: "宛先と利用者を選んでください。",
			}})
			continue
		}
		if r, err := s.row(to, ""); err == nil {
			r.Docs = append(r.Docs, d)
		}
	}
}

// guessClient looks for a client of this drop whose name stands in the file's name.
func (s *sorter) guessClient(f *DraftFile) {
	if f.Client != (careplan.ClientKey{}) {
		return
	}
	found := map[careplan.ClientKey]bool{}
	for _, r := range s.rows {
		for _, u := range r.Units {
			for _, p := range u.Content.People {
				if nameStandsIn(p.Name, f.Name) {
					found[p.Client] = true
				}
			}
		}
	}
	if len(found) == 1 {
		for k := range found {
			f.Client = k
		}
	}
}

// guessPartner takes the only partner of the drop, or the only one that has the client and
// whose name stands in the file's name.
func (s *sorter) guessPartner(f DraftFile) header.Address {
	var by []header.Address
	for _, r := range s.rows {
		if len(s.rows) == 1 || (r.Card.Name != "" && nameStandsIn(r.Card.Name, f.Name)) {
			by = append(by, r.Card.Address)
		}
	}
	if len(by) == 1 {
		return by[0]
	}
	return header.Address{}
}
