package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope/header"
)

const drawerDrafts = "drafts"

// DraftState is where a draft stands.
type DraftState string

// The states of a draft: 下書き, 送信中, 送信済.
const (
	DraftOpen    DraftState = ""
	DraftSending DraftState = "sending"
	DraftDone    DraftState = "done"
)

// Draft (下書き) holds one or many letters: the files that were dropped and what
// the clerk decided about each partner. All terminals and members of the office share it.
type Draft struct {
	ID      string
	Created time.Time
	Changed time.Time
	By      string // member who began it
	State   DraftState
	Begun   time.Time `json:",omitzero"`  // when the sending began that goes on or went last
	Going   int       `json:",omitempty"` // how many rows it took up
	Sent    time.Time
	SentBy  string
	Checked string `json:",omitempty"` // second person who looked at it (二人目の確認)
	Files   []DraftFile
	Rows    map[string]Choice // by partner's address
	Message string            // for everybody
	Replace string            `json:",omitempty"` // entry that this draft replaces
}

// DraftFile is one dropped file.
type DraftFile struct {
	Name     string
	Path     string // folder or archive it came in, for people
	Body     string // shelf name of the drop it lies in
	At       int    // its place in the drop
	Size     int64
	Left     bool               // the clerk took it out
	Convert  bool               // the clerk agreed to convert it to Windows-31J
	Document string             `json:",omitempty"` // kind of document
	Client   careplan.ClientKey `json:",omitzero"`  // whom the document is about
	To       header.Address     `json:",omitzero"`  // to whom it goes
	MayGive  bool               // it was asked and may be given (主治医意見書, 認定調査票)
	Removed  []string           `json:",omitempty"` // what was taken out of it, e.g. the place where a photo was taken
	Refused  *Stop              `json:",omitempty"` // why it cannot travel
}

// Choice is what the clerk decided about one partner's row.
type Choice struct {
	Message string  `json:",omitempty"`
	Skip    bool    // not this time
	New     bool    // new clients of this partner were looked at (新規)
	NewBy   string  `json:",omitempty"`
	Merge   bool    // two actual files (サテライト) become one
	Channel Channel `json:",omitempty"` // another channel this time
	Renamed bool    // send to the successor's number
	Result  Result
}

// Result is what became of a row.
type Result struct {
	Entries []string  // ids of the ledger
	Units   []string  // ids of the units that went, so that a repeat sends only the rest
	Done    bool      //
	Code    string    // of the last failure, "" = none
	Text    string    // the failure in words
	Next    string    // and the next step
	At      time.Time //
}

// Dropped is one file as it came from the browser or a folder.
type Dropped struct {
	Name  string
	Path  string
	Bytes []byte
}

// NewDraft begins a draft.
func (b *Bench) NewDraft(ctx context.Context, who string) (Draft, error) {
	id := newID()
	return change(ctx, b.Cabinet, drawerDrafts, id, "", b.note(who, "draft", id, ""), func(d *Draft) error {
		*d = Draft{ID: id, Created: b.Now().UTC(), Changed: b.Now().UTC(), By: who, Rows: map[string]Choice{}}
		return nil
	})
}

// Draft reads a draft.
func (b *Bench) Draft(ctx context.Context, id string) (Draft, error) {
	s, err := get[Draft](ctx, b.Cabinet, drawerDrafts, id)
	if err != nil {
		return s.Value, fmt.Errorf("read draft: %w", err)
	}
	if s.version == 0 {
		return s.Value, ErrNotFound
	}
	if s.Value.State == DraftSending {
		list, err := b.results(ctx, id)
		if err != nil {
			return s.Value, err
		}
		s.Value.fold(list)
	}
	return s.Value, nil
}

// Progress tells how far the last sending is.
func (d Draft) Progress() (done, all int) {
	for _, c := range d.Rows {
		if !c.Result.At.IsZero() && !c.Result.At.Before(d.Begun) {
			done++
		}
	}
	return done, max(d.Going, done)
}

// Drafts lists the open drafts, newest first.
func (b *Bench) Drafts(ctx context.Context) ([]Draft, error) {
	list, err := drawer[Draft](ctx, b.Cabinet, drawerDrafts, "")
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	list = slices.DeleteFunc(list, func(d Draft) bool { return d.State == DraftDone || len(d.Files) == 0 })
	slices.SortFunc(list, func(x, y Draft) int { return cmp.Or(y.Changed.Compare(x.Changed), cmp.Compare(x.ID, y.ID)) })
	return list, nil
}

// ChangeDraft lets f change a draft. What a second person looked at is no longer what
// stands there, so the check begins anew.
func (b *Bench) ChangeDraft(ctx context.Context, id, who string, f func(*Draft) error) (Draft, error) {
	return b.touchDraft(ctx, id, Note{}, func(d *Draft) error {
		if d.State == DraftSending {
			return &Error{Code: "draft_sending", Message: "この下書きは送信中です。", Next: "送信が終わるまでお待ちください。"}
		}
		d.Checked = ""
		if err := f(d); err != nil {
			return err
		}
		d.Changed = b.Now().UTC()
		return nil
	})
}

func (b *Bench) touchDraft(ctx context.Context, id string, n Note, f func(*Draft) error) (Draft, error) {
	d, err := change(ctx, b.Cabinet, drawerDrafts, id, "", n, func(d *Draft) error {
		if d.ID == "" {
			return ErrNotFound
		}
		if d.Rows == nil {
			d.Rows = map[string]Choice{}
		}
		return f(d)
	})
	b.mu.Lock()
	delete(b.sorted, id)
	b.turn++
	b.mu.Unlock()
	if err != nil {
		return d, fmt.Errorf("change draft: %w", err)
	}
	return d, nil
}

// bodyChunk is how many bytes of a drop lie in one sealed file; sealed they stay well
// below maxBody.
const bodyChunk = 32 << 20

// AddFiles adds a drop to a draft; several drops add up. The bytes are sealed and on disk
// when it returns.
func (b *Bench) AddFiles(ctx context.Context, id, who string, files []Dropped) (Draft, error) {
	rows := make([]DraftFile, 0, len(files))
	for len(files) > 0 {
		n, size := 0, 0
		for n < len(files) && (n == 0 || size+len(files[n].Bytes) <= bodyChunk) {
			size += len(files[n].Bytes)
			n++
		}
		more, err := b.keepDrop(ctx, files[:n])
		if err != nil {
			return Draft{}, err
		}
		rows, files = append(rows, more...), files[n:]
	}
	return b.ChangeDraft(ctx, id, who, func(d *Draft) error {
		d.Files = append(d.Files, rows...)
		return nil
	})
}

// keepDrop looks at some files of a drop and seals them in one file of the shelf.
func (b *Bench) keepDrop(ctx context.Context, files []Dropped) ([]DraftFile, error) {
	name := "drop-" + newID() + ".age"
	var v body
	rows := make([]DraftFile, len(files))
	for i, f := range files {
		rows[i] = dropFile(&f)
		rows[i].Body, rows[i].At = name, i
		v.Files = append(v.Files, bodyFile{Name: f.Name, Bytes: f.Bytes})
	}
	return rows, b.keepBody(ctx, name, v)
}

// dropFile looks at one dropped file: a document is made safe to travel, or says why it
// cannot.
func dropFile(f *Dropped) DraftFile {
	out := DraftFile{Name: f.Name, Path: f.Path, Size: int64(len(f.Bytes))}
	if len(f.Bytes) > bodyChunk {
		f.Bytes = nil
		out.Refused = &Stop{Code: "file_too_large", Sentence: "ファイルが32MBを超えています。", Next: "介護ソフトで利用者や月を分けて、出力し直してください。"}
		return out
	}
	if isCSV(f.Name) || isFamilyImage(f.Name) {
		return out
	}
	checked, err := checkDocument(f.Name, f.Bytes)
	if err != nil {
		code, text, next := explain(err)
		out.Refused = &Stop{Code: code, Sentence: text, Next: next}
		return out
	}
	f.Name, f.Bytes = checked.Name, checked.Bytes
	out.Name, out.Size, out.Removed, out.Document = checked.Name, int64(len(checked.Bytes)), checked.Removed, guessKind(checked.Name)
	return out
}

// DropDraft throws a draft away (破棄). What was sent from it stays in the ledger.
func (b *Bench) DropDraft(ctx context.Context, id, who string) error {
	d, err := b.Draft(ctx, id)
	if err != nil {
		return err
	}
	err = b.Cabinet.Put(ctx, notesOf(b.note(who, "draft dropped", id, "")), Row{Drawer: drawerDrafts, ID: id})
	if err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	for _, f := range d.Files {
		if err := b.Shelf.Remove(f.Body); err != nil {
			return err
		}
	}
	return nil
}

// CheckDraft notes that a second person looked at a draft (二人目の確認).
func (b *Bench) CheckDraft(ctx context.Context, id, who string) error {
	_, err := b.touchDraft(ctx, id, b.note(who, "draft checked", id, ""), func(d *Draft) error {
		if d.By == who {
			return &Error{Code: "same_person", Message: "この下書きを作った本人は、二人目の確認をできません。", Next: "別の職員にログインして確認してもらってください。"}
		}
		d.Checked = who
		return nil
	})
	return err
}

// draftBytes reads all files of a draft that were not taken out.
func (b *Bench) draftBytes(ctx context.Context, d Draft) (map[int][]byte, error) {
	bodies := map[string]body{}
	out := map[int][]byte{}
	for i, f := range d.Files {
		if f.Left {
			continue
		}
		v, ok := bodies[f.Body]
		if !ok {
			var err error
			if v, err = b.readBody(ctx, f.Body); err != nil {
				return nil, err
			}
			bodies[f.Body] = v
		}
		out[i] = v.Files[f.At].Bytes
	}
	return out, nil
}
