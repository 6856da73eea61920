package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

func isConflict(err error) bool { return errors.Is(err, ErrConflict) }

// Sync brings the ledger up to date with outbox and inbox: letters that came or went by
// any way get their row, and every row shows the newest state. It may run at any time and
// any number of times.
func (b *Bench) Sync(ctx context.Context) error {
	b.syncing.Lock()
	defer b.syncing.Unlock()
	outs, err := b.Store.ListOutgoing(ctx)
	if err != nil {
		return fmt.Errorf("read outbox: %w", err)
	}
	for _, o := range outs {
		if err := b.syncOut(ctx, o); err != nil {
			return err
		}
	}
	ins, err := b.Store.ListIncoming(ctx)
	if err != nil {
		return fmt.Errorf("read inbox: %w", err)
	}
	for _, in := range ins {
		if err := b.syncIn(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

func outID(id header.LetterID) string { return "o" + id.String() }

func inID(in Incoming) string { return "i" + in.Letter.String() }

func (b *Bench) syncOut(ctx context.Context, o Outgoing) error {
	e, ok := b.Entry(outID(o.Letter))
	if b.gone(outID(o.Letter)) {
		return nil
	}
	if !ok {
		return b.fileOut(ctx, o, Entry{})
	}
	reason := reasonWords(o.Reasons)
	if e.State == o.State && e.Reason == reason || e.State == Superseded {
		return nil
	}
	_, err := b.changeEntry(ctx, e.ID, Note{}, func(e *Entry) error {
		e.State, e.Reason, e.Moved = o.State, reason, b.Now().UTC()
		return nil
	})
	return err
}

// fileOut writes the ledger's row of a letter of the outbox; known holds what only the
// clerk's draft knew.
func (b *Bench) fileOut(ctx context.Context, o Outgoing, known Entry) error {
	e := known
	e.ID, e.Out, e.Letter = outID(o.Letter), true, o.Letter.String()
	e.Channel, e.Own, e.Partner = cmp.Or(known.Channel, Linked), o.From, o.To
	e.Family, e.Unit, e.Month, e.Edition = string(o.Family), o.Unit, o.Month, o.Edition
	e.State, e.At, e.Moved, e.Reason = o.State, o.QueuedAt, b.Now().UTC(), reasonWords(o.Reasons)
	e.OpenedBy = cmp.Or(e.By, "-")
	if o.Supersedes != nil {
		e.Supersedes = outID(*o.Supersedes)
	}
	return b.file(ctx, e)
}

func (b *Bench) syncIn(ctx context.Context, in Incoming) error {
	e, ok := b.Entry(inID(in))
	if b.gone(inID(in)) {
		return nil
	}
	if !ok {
		return b.fileIn(ctx, in)
	}
	if e.State == in.State || e.State == Superseded {
		return nil
	}
	_, err := b.changeEntry(ctx, e.ID, Note{}, func(e *Entry) error {
		e.State, e.Moved = in.State, b.Now().UTC()
		return nil
	})
	return err
}

// fileIn writes the ledger's row of a letter of the inbox. A letter that cannot be opened
// gets its row too, with the reason: nothing that came is hidden.
func (b *Bench) fileIn(ctx context.Context, in Incoming) error {
	e := Entry{
		ID: inID(in), Letter: in.Letter.String(), Channel: Linked, Own: in.To, Partner: in.From, Family: string(in.Family),
		Month: in.Month, Edition: in.Edition, State: in.State, At: in.SeenAt, Moved: b.Now().UTC(), Errors: in.Errors, Warnings: in.Warnings,
	}
	if in.Way == ByUSB {
		e.Channel = Stick
	}
	letter, err := b.Open(ctx, in)
	if err != nil {
		e.Errors, e.Reason = 1, readable(err)
		return b.addEntry(ctx, e, Note{})
	}
	e.Unit = letter.Manifest.Unit
	client, change, text := about(letter.Manifest.Message)
	e.Message, e.Clients = text, appendNew(nil, client)
	if s := letter.Header.Supersedes; s != nil {
		e.Supersedes = "i" + s.String()
	}
	letter.Close()
	if change != nil { // a partner's 変更連絡 explains a difference of the month
		change.ID, change.Partner, change.Entry, change.At = e.ID, e.Partner, e.ID, e.At
		if err := b.keepChange(ctx, *change); err != nil && !isConflict(err) {
			return err
		}
	}
	return b.file(ctx, e)
}

// readable gives a sentence for a letter that could not be opened.
func readable(err error) string {
	var m interface{ Message() string }
	if errors.As(err, &m) {
		return m.Message()
	}
	var own *Error
	if errors.As(err, &own) {
		return own.Message
	}
	return "届いたデータを開けませんでした。相手先に、もう一度送ってもらってください。"
}

// file reads what an entry holds, learns from it, and writes the row.
func (b *Bench) file(ctx context.Context, e Entry) error {
	files, docs, err := b.Files(ctx, e)
	if err != nil {
		return err
	}
	heap := careplan.Group(files)
	content, err := readContent(heap)
	if err != nil {
		content = &Content{} // the check below says what is wrong with the files
	}
	result := rules.CheckHeap(heap, rules.Tolerant, b.day())
	e.Errors, e.Warnings = result.Summary.Errors, result.Summary.Warnings
	for _, u := range heap.Units {
		keys, _ := careplan.Clients(u) // what cannot be read is counted in Errors
		for _, k := range keys {
			e.Clients = appendNew(e.Clients, k)
		}
	}
	for _, d := range e.Documents {
		e.Clients = appendNew(e.Clients, d.Client)
	}
	e.Files = e.Files[:0:0]
	for _, f := range files {
		e.Files = append(e.Files, f.Name.Text)
	}
	e.Documents = b.documentsOf(e, docs)
	return b.finishFiling(ctx, e, content)
}

func (b *Bench) finishFiling(ctx context.Context, e Entry, content *Content) error {
	if err := b.learn(ctx, content, e.At); err != nil {
		return err
	}
	card, err := b.cardOf(ctx, e, content)
	if err != nil {
		return err
	}
	e.Version = b.versionOf(e)
	if err := b.supersede(ctx, e); err != nil {
		return err
	}
	b.mu.Lock()
	b.content[e.ID] = content
	b.mu.Unlock()
	b.learnWords(e, card.Name, b.clientsOf(e))
	return b.addEntry(ctx, e, b.note(e.By, "filed", e.ID, e.Channel.Word()))
}

// cardOf gives the card of the other side; an office that is new gets one.
func (b *Bench) cardOf(ctx context.Context, e Entry, content *Content) (Card, error) {
	if e.To != "" {
		return b.CardByID(ctx, e.To)
	}
	return b.meet(ctx, e.Partner, providerName(content, e.Partner.Office))
}

// documentsOf keeps what is known about an entry's documents and adds the rest by name.
func (b *Bench) documentsOf(e Entry, docs []Attachment) []DocumentRef {
	out := slices.Clone(e.Documents)
	for _, d := range docs {
		if !slices.ContainsFunc(out, func(r DocumentRef) bool { return r.Name == d.Name }) {
			ref := DocumentRef{Name: d.Name, Kind: guessKind(d.Name)}
			if len(e.Clients) == 1 {
				ref.Client = e.Clients[0]
			} else {
				ref.Client = b.clientNamedIn(d.Name)
			}
			out = append(out, ref)
		}
	}
	return out
}

func (b *Bench) clientNamedIn(file string) careplan.ClientKey {
	for _, c := range b.Clients() {
		if c.Name != "" && nameStandsIn(c.Name, file) {
			return c.Key
		}
	}
	return careplan.ClientKey{}
}

func (b *Bench) clientsOf(e Entry) []Client {
	var out []Client
	for _, k := range e.Clients {
		if c, ok := b.Client(k); ok {
			out = append(out, c)
		}
	}
	return out
}

// versionOf counts the versions of the same matter: same way, partner, family and month,
// with a client in common.
func (b *Bench) versionOf(e Entry) int {
	version := 1
	for _, old := range b.Entries(Filter{Out: &e.Out, Month: e.Month, Family: e.Family, Partner: e.Partner.Office}) {
		same := old.State != Withdrawn && e.Family != "document" && slices.ContainsFunc(old.Clients, func(k careplan.ClientKey) bool { return slices.Contains(e.Clients, k) })
		if same && old.ID != e.ID {
			version = max(version, old.Version+1)
		}
	}
	return version
}

// supersede links the older version to the newer one (差替え).
func (b *Bench) supersede(ctx context.Context, e Entry) error {
	if e.Supersedes == "" {
		return nil
	}
	if _, ok := b.Entry(e.Supersedes); !ok {
		return nil
	}
	_, err := b.changeEntry(ctx, e.Supersedes, b.note(e.By, "superseded", e.Supersedes, ""), func(old *Entry) error {
		old.Next, old.State, old.Moved = e.ID, Superseded, b.Now().UTC()
		return nil
	})
	return err
}

// relearn fills the search words of all rows at the start.
func (b *Bench) relearn(ctx context.Context) error {
	cards, err := b.Cards(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, c := range cards {
		names[c.ID] = c.Name
	}
	for _, e := range b.Entries(Filter{}) {
		b.learnWords(e, names[e.Partner.String()], b.clientsOf(e))
	}
	return nil
}

// gone reports a row that was deleted when its time was over.
func (b *Bench) gone(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.deleted[id]
}

// shelfNameOf is the file of a row's sealed letter.
func (b *Bench) shelfNameOf(e Entry) string {
	id, err := header.ParseLetterID(e.Letter)
	if err != nil {
		return ""
	}
	if e.Out {
		return Outgoing{Letter: id}.ShelfName()
	}
	return Incoming{Letter: id, From: e.Partner}.ShelfName()
}

// reasonWords gives the reasons of a refusal as one text.
func reasonWords(raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	list, err := receipt.ParseReasons(raw)
	if err != nil {
		return ""
	}
	out := ""
	for i, r := range list {
		if i > 0 {
			out += "／"
		}
		out += reasonWord(r)
	}
	return out
}

func reasonWord(r receipt.Reason) string {
	if r.Note != "" {
		return r.Note
	}
	where := r.Kind
	if r.Record > 0 {
		where += fmt.Sprintf(" %d件目", r.Record)
	}
	if r.Item != "" {
		where += " " + r.Item
	}
	return fmt.Sprintf("%s（%s）", where, r.Rule)
}

func appendNew(list []careplan.ClientKey, k careplan.ClientKey) []careplan.ClientKey {
	if k == (careplan.ClientKey{}) || slices.Contains(list, k) {
		return list
	}
	return append(list, k)
}
