package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Channel is the way by which something went or came (連携方法).
type Channel string

// The channels of the ledger.
const (
	Linked   Channel = "hub"      // 連携中
	Stick    Channel = "usb"      // USB
	National Channel = "national" // 国のシステム
	Fax      Channel = "fax"      // FAX
	Mail     Channel = "mail"     // メール
	Paper    Channel = "paper"    // 紙
	Phone    Channel = "phone"    // 電話
)

var channelWords = map[Channel]string{
	Linked: "連携中", Stick: "USB", National: "国のシステム", Fax: "FAX", Mail: "メール", Paper: "紙", Phone: "電話",
}

// Word is the channel as it stands on screen.
func (c Channel) Word() string { return channelWords[c] }

// ByData reports a channel that carries files.
func (c Channel) ByData() bool { return c == Linked || c == Stick || c == National }

// Channels lists all channels in the order of the screens.
func Channels() []Channel { return []Channel{Linked, National, Fax, Mail, Paper, Phone, Stick} }

const drawerLedger = "ledger"

// Entry is one row of the office's ledger (台帳), whatever the channel: a unit, documents
// or a message that went out or came in.
type Entry struct {
	ID           string
	Out          bool
	Channel      Channel
	Own, Partner header.Address `json:",omitzero"`
	To           string         `json:",omitempty"` // card of a partner without an office number
	CopyOf       string         `json:",omitempty"` // entry whose forms were handed
	Letter       string         // letter id when it is one
	Family       string         // plan, slip, actual, base, document
	Unit         string         // K1…, "" for documents
	Month        string
	Edition      string
	Clients      []careplan.ClientKey
	Files        []string
	Documents    []DocumentRef `json:",omitempty"`
	Message      string        `json:",omitempty"`
	State        State
	At           time.Time // sent or received
	Moved        time.Time // the newest change of state
	By           string    // member who sent or recorded it
	Assigned     string    `json:",omitempty"` // 担当 (member id)
	OpenedBy     string    `json:",omitempty"` // who opened it first; "" = bold
	OpenedAt     time.Time
	PrintedAt    time.Time
	Errors       int
	Warnings     int
	Reason       string `json:",omitempty"` // why it was sent back, in words
	Supersedes   string `json:",omitempty"` // entry id
	Next         string `json:",omitempty"` // entry id of the newer version
	Version      int    // 1, 2, … of the same matter
	Body         string `json:",omitempty"` // shelf name of files that are no letter
	Stage        string `json:",omitempty"` // 原案 or 確定, for plans
	Consent      string `json:",omitempty"` // 同意日, YYYYMMDD
	Typed        bool   `json:",omitempty"` // recorded or typed here, no files came
}

// DocumentRef is one attached document of an entry.
type DocumentRef struct {
	Name, Kind string
	Client     careplan.ClientKey
}

// Kind is what the entry is, in words: 居宅サービス計画, 提供票 予定, 提供票 実績 …
func (e Entry) Kind() string {
	word := FamilyWord(e.Family)
	if isDeletion(e.Unit) {
		word += "（削除）"
	}
	return word
}

func isDeletion(unit string) bool {
	return slices.Contains([]string{"K3", "K4", "K6", "Y5", "Y6", "Y7", "Y9"}, unit)
}

// StateWord is the state as the list shows it: the sender reads 「相手先 受取済」.
func (e Entry) StateWord() string {
	if e.Out && (e.State == Collected || e.State == Imported || e.State == Exported) {
		return "相手先 " + e.State.Word()
	}
	if !e.Channel.ByData() && !e.Out {
		return e.Channel.Word() + "で受取"
	}
	return e.State.Word()
}

// NeedsAction reports an entry with the mark ▲ 要対応.
func (e Entry) NeedsAction() bool {
	switch {
	case e.Next != "" || e.State == Superseded || e.State == Withdrawn:
		return false
	case e.Out:
		return e.State == Refused
	}
	return e.State == Collected && e.Errors > 0
}

// CardID is the id of the other side's card.
func (e Entry) CardID() string { return cmp.Or(e.To, e.Partner.String()) }

// CanWithdraw reports whether 送信取消 is still possible.
func (e Entry) CanWithdraw() bool {
	return e.Out && e.Channel == Linked && (e.State == Queued || e.State == Sent)
}

// Filter chooses entries of a list. Empty fields choose all.
type Filter struct {
	Out      *bool
	Month    string
	Family   string
	Partner  string // office number
	Client   careplan.ClientKey
	State    State
	Assigned string
	Action   bool     // ▲ only
	Unopened bool     // bold only
	Words    string   // kana-tolerant search over partner and clients
	Types    []string // own service types the reader may see; empty = all
}

// Entries lists the ledger, newest first.
func (b *Bench) Entries(f Filter) []Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	match := b.matcher(f)
	var out []Entry
	for _, e := range b.entries {
		if match(e) {
			out = append(out, *e)
		}
	}
	slices.SortFunc(out, func(a, c Entry) int {
		return cmp.Or(c.At.Compare(a.At), cmp.Compare(a.ID, c.ID))
	})
	return out
}

func (b *Bench) matcher(f Filter) func(*Entry) bool {
	find := b.finder(f.Words)
	return func(e *Entry) bool {
		return (f.Out == nil || *f.Out == e.Out) && (f.Month == "" || f.Month == e.Month) &&
			(f.Family == "" || f.Family == e.Family) && (f.Partner == "" || f.Partner == e.Partner.Office) &&
			(f.Client == (careplan.ClientKey{}) || slices.Contains(e.Clients, f.Client)) &&
			(f.State == "" || f.State == e.State) && (f.Assigned == "" || f.Assigned == e.Assigned) &&
			(!f.Action || e.NeedsAction()) && (!f.Unopened || e.OpenedBy == "") &&
			(len(f.Types) == 0 || slices.Contains(f.Types, e.Own.Type)) && find(e)
	}
}

// Entry reads one row of the ledger.
func (b *Bench) Entry(id string) (Entry, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.entries[id]
	if !ok {
		return Entry{}, false
	}
	return *e, true
}

// changeEntry lets f change a row of the ledger, durably.
func (b *Bench) changeEntry(ctx context.Context, id string, n Note, f func(*Entry) error) (Entry, error) {
	month := ""
	if old, ok := b.Entry(id); ok {
		month = old.Month
	}
	e, err := change(ctx, b.Cabinet, drawerLedger, id, month, n, func(e *Entry) error {
		if e.ID == "" {
			return ErrNotFound
		}
		return f(e)
	})
	if err != nil {
		return e, fmt.Errorf("change ledger: %w", err)
	}
	b.remember(e)
	return e, nil
}

// addEntry writes a new row of the ledger, once; the same id again leaves the first.
func (b *Bench) addEntry(ctx context.Context, e Entry, n Note) error {
	r, err := row(drawerLedger, e.ID, e.Month, 0, e)
	if err != nil {
		return err
	}
	err = b.Cabinet.Put(ctx, notesOf(n), r)
	if isConflict(err) {
		return nil // the letter has its row already
	}
	if err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	b.remember(e)
	return nil
}

func (b *Bench) remember(e Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries[e.ID] = &e
	b.changed()
}

// OpenEntry notes who opened a row first and that it was read again later: every look at
// the content of a letter is logged.
func (b *Bench) OpenEntry(ctx context.Context, id, who string) (Entry, error) {
	return b.changeEntry(ctx, id, b.note(who, "opened", id, ""), func(e *Entry) error {
		if e.OpenedBy == "" {
			e.OpenedBy, e.OpenedAt = who, b.Now().UTC()
		}
		return nil
	})
}

// Assign gives a row to a member (担当), "" takes it back.
func (b *Bench) Assign(ctx context.Context, id, to, who string) error {
	_, err := b.changeEntry(ctx, id, b.note(who, "assigned", id, to), func(e *Entry) error {
		e.Assigned = to
		return nil
	})
	return err
}

// isPlanner reports a service type of planning offices.
func isPlanner(t string) bool { return spec.IsPlanner(t) }

// MarkPlan notes whether a plan is a draft (原案) or final (確定), and the day on which the
// client agreed (同意日).
func (b *Bench) MarkPlan(ctx context.Context, id, stage, consent, who string) error {
	if stage != "原案" && stage != "確定" {
		return &Error{Code: "plan_stage", Message: "原案か確定かが選ばれていません。", Next: "どちらかを選んで、もう一度保存してください。"}
	}
	_, err := b.changeEntry(ctx, id, b.note(who, "plan marked", id, stage), func(e *Entry) error {
		e.Stage, e.Consent = stage, consent
		return nil
	})
	return err
}
