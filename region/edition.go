package region

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/region/registry"
)

// Import is a list that was read and compared, before anybody decided.
type Import struct {
	Files   []string
	List    registry.List
	Preview registry.Preview
	BasedOn string // newest edition when it was compared
}

// Compare reads registry files and tells what importing them would do.
func (s Session) Compare(files []registry.Input, scope registry.Scope) (Import, error) {
	if err := s.need(Load); err != nil {
		return Import{}, err
	}
	list, err := registry.Parse(files, s.Now())
	if err != nil {
		return Import{}, err
	}
	if list.Format == registry.FormatAdoption {
		return Import{}, &Error{Code: "import_adoption", Message: "これは導入状況の一覧です。事業所の登録簿ではありません。", Next: "「導入状況の取り込み」で読み込んでください。"}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	imp := Import{List: list, BasedOn: s.cache.listID}
	for _, f := range files {
		imp.Files = append(imp.Files, f.Name)
	}
	if len(scope.Cities) == 0 {
		scope.Cities = s.set().Cities
	}
	imp.Preview = registry.Compare(s.cache.list, list, scope)
	return imp, nil
}

// Apply makes a compared list the newest edition. The day is the 基準日, zero = that of the
// file names, else today. It is refused when another list came in between.
func (s Session) Apply(ctx context.Context, imp Import, day time.Time) (registry.Edition, error) {
	if err := s.need(Load); err != nil {
		return registry.Edition{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if imp.BasedOn != s.cache.listID {
		return registry.Edition{}, &Error{Code: "import_stale", Message: "確認のあとに、別の取り込みがありました。", Next: "もう一度ファイルを選んで、変更の一覧を見直してください。"}
	}
	e := registry.Edition{ID: newID(), Date: dayOf(day, imp.List.Date, s.Now()), Read: s.Now(), Who: s.ID, Source: imp.List.Format.Source(), Label: labelOf(imp.Files), Counts: imp.Preview.Counts}
	if last, ok := s.newest(); ok && !e.Read.After(last.Read) {
		e.Read = last.Read.Add(time.Microsecond) // the order of reading is the order of editions
	}
	body, err := pack(registry.Apply(s.cache.list, imp.Preview))
	if err != nil {
		return e, err
	}
	r, err := s.editions.row(e.ID, e)
	if err != nil {
		return e, err
	}
	note := Note{Who: s.ID, Verb: "imported", Subject: e.ID, Text: e.Label}
	return e, s.put(ctx, note, r, Row{Drawer: Lists, ID: e.ID, Body: body})
}

// labelOf names the files of an edition for people.
func labelOf(files []string) string {
	if len(files) <= 3 {
		return strings.Join(files, "、")
	}
	return fmt.Sprintf("%s ほか%dファイル", files[0], len(files)-1)
}

func dayOf(days ...time.Time) time.Time {
	for _, d := range days {
		if !d.IsZero() {
			return d
		}
	}
	return time.Time{}
}

// KeepUpload keeps tables that were uploaded until somebody decided about them.
func (s Session) KeepUpload(ctx context.Context, files []registry.Input) (string, error) {
	if err := s.need(Load); err != nil {
		return "", err
	}
	body, err := pack(files)
	if err != nil {
		return "", err
	}
	id := "upload-" + newID()
	s.mu.Lock()
	defer s.mu.Unlock()
	return id, s.put(ctx, Note{Who: s.ID, Verb: "uploaded", Subject: id}, Row{Drawer: Lists, ID: id, Body: body})
}

// Upload gives tables that were uploaded.
func (s Session) Upload(ctx context.Context, id string) ([]registry.Input, error) {
	if err := s.need(Load); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(id, "upload-") {
		return nil, ErrNotFound
	}
	b, err := s.Store.List(ctx, id)
	if err != nil {
		return nil, err
	}
	return unpack[registry.Input](b)
}

// Undo takes the newest edition back: the one before it holds again. Nothing is erased.
func (s Session) Undo(ctx context.Context) (registry.Edition, error) {
	if err := s.need(Load); err != nil {
		return registry.Edition{}, err
	}
	s.mu.RLock()
	e, ok := s.newest()
	s.mu.RUnlock()
	if !ok {
		return e, &Error{Code: "undo_none", Message: "取り消せる取り込みがありません。", Next: "「登録簿の版」で、今の版を確かめてください。"}
	}
	return change(ctx, s.Map, &s.editions, e.ID, Note{Who: s.ID, Verb: "undone", Subject: e.ID, Text: e.Label}, func(e *registry.Edition) error {
		e.Undone, e.UndoneB = s.Now(), s.ID
		return nil
	})
}

// Editions lists all editions, newest first, those taken back too.
func (s Session) Editions() ([]registry.Edition, error) {
	if err := s.need(SeeRates); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := s.Map.standing(true)
	slices.Reverse(out)
	return out, nil
}

// EditionOffices gives the offices of any edition as it was read.
func (s Session) EditionOffices(ctx context.Context, id string) ([]registry.Office, error) {
	if err := s.need(SeeOffices); err != nil {
		return nil, err
	}
	all, err := s.readList(ctx, id)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.DeleteFunc(all, func(o registry.Office) bool { return !s.sees(o.Number) }), nil
}

// standing gives the editions in the order of reading.
func (m *Map) standing(undone bool) []registry.Edition {
	out := slices.DeleteFunc(m.editions.all(), func(e registry.Edition) bool { return !undone && !e.Undone.IsZero() })
	slices.SortFunc(out, func(a, b registry.Edition) int { return cmp.Or(a.Read.Compare(b.Read), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (m *Map) newest() (registry.Edition, bool) {
	all := m.standing(false)
	if len(all) == 0 {
		return registry.Edition{}, false
	}
	return all[len(all)-1], true
}

// editionAt is the newest edition whose 基準日 is not after the day, else the oldest one.
func (m *Map) editionAt(day time.Time) (registry.Edition, bool) {
	all := m.standing(false)
	if len(all) == 0 {
		return registry.Edition{}, false
	}
	best := all[0]
	for _, e := range all {
		if !e.Date.After(day) {
			best = e
		}
	}
	return best, true
}

func (m *Map) readList(ctx context.Context, id string) ([]registry.Office, error) {
	if id == "" {
		return nil, nil
	}
	b, err := m.Store.List(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read edition: %w", err)
	}
	return unpack[registry.Office](b)
}

// unpack reads things written one JSON line each.
func unpack[T any](b []byte) ([]T, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("unpack list: %w", err)
	}
	var out []T
	for d := json.NewDecoder(z); d.More(); {
		var v T
		if err := d.Decode(&v); err != nil {
			return nil, fmt.Errorf("decode list: %w", err)
		}
		out = append(out, v)
	}
	return out, nil
}

// pack writes things one JSON line each, packed.
func pack[T any](list []T) ([]byte, error) {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	e := json.NewEncoder(z)
	for _, o := range list {
		if err := e.Encode(o); err != nil {
			return nil, fmt.Errorf("encode list: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack list: %w", err)
	}
	return b.Bytes(), nil
}

func newID() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
