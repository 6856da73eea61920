package region

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/registry"
)

// SetState records how far an office has come, with the day and the source.
func (s Session) SetState(ctx context.Context, number string, e adoption.Event) error {
	if err := s.mayTouch(number); err != nil {
		return err
	}
	return s.setState(ctx, number, e)
}

// mayTouch asks for the right to accompany, and for the office itself.
func (s Session) mayTouch(number string) error {
	if err := s.need(Accompany); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if _, ok := s.Map.office(number); !ok || !s.sees(number) {
		return ErrNotFound
	}
	return nil
}

func (s Session) setState(ctx context.Context, number string, e adoption.Event) error {
	e.Who, e.Noted = s.ID, s.Now()
	if e.At.IsZero() || e.At.After(s.Now()) {
		return &Error{Code: "state_date", Message: "状態の日付が入っていないか、先の日付です。", Next: "今日までの日付を入れてください。始める予定の月は「予定の月」に入れます。"}
	}
	if e.Source == "" {
		return &Error{Code: "state_source", Message: "どこで分かったか（出典）が入っていません。", Next: "電話・訪問・アンケートなどから選んでください。"}
	}
	note := Note{Who: s.ID, Verb: "state", Subject: number, Text: e.State.Word()}
	_, err := change(ctx, s.Map, &s.adoption, number, note, func(r *adoption.Record) error {
		r.Number = number
		return r.Add(e)
	})
	if errors.Is(err, adoption.ErrState) {
		return &Error{Code: "state_unknown", Message: "その状態はありません。", Next: "一覧から状態を選んでください。"}
	}
	return err
}

// SetRecord changes what is known beside the state: step, obstacle, software, network.
func (s Session) SetRecord(ctx context.Context, number string, f func(*adoption.Record) error) error {
	if err := s.mayTouch(number); err != nil {
		return err
	}
	_, err := change(ctx, s.Map, &s.adoption, number, Note{Who: s.ID, Verb: "record", Subject: number}, func(r *adoption.Record) error {
		step, web := r.Step, r.Web
		r.Number = number
		if err := f(r); err != nil {
			return err
		}
		if r.Step != step {
			r.StepAt = s.Now()
		}
		if r.Web != web {
			r.WebAt = s.Now()
		}
		return nil
	})
	return err
}

// Batch is one import of an adoption list (導入状況の一覧).
type Batch struct {
	ID     string
	At     time.Time
	Day    time.Time // of rows without a date of their own
	Who    string
	Source string // WAM NET 2026-12-28, アンケート …
	Set    int    // offices whose state changed
	Undone time.Time
}

// Line is what becomes of one row of an adoption list.
type Line struct {
	registry.AdoptionRow
	To      adoption.State
	From    adoption.State
	At      time.Time
	Name    string // as the registry has it
	Outcome Outcome
	Next    string // what to do, when it cannot be taken
}

// Outcome is what happens to a row.
type Outcome string

// The outcomes.
const (
	WillSet  Outcome = "set"     // 記録する
	Same     Outcome = "same"    // 変わらない
	NoOffice Outcome = "missing" // 登録簿にない番号
	NoState  Outcome = "unread"  // 状態が読めない
)

// Word is the outcome on screen.
func (o Outcome) Word() string {
	return map[Outcome]string{WillSet: "記録します", Same: "変わりません", NoOffice: "登録簿にない番号です", NoState: "状態が読み取れません"}[o]
}

// CompareStates tells what an adoption list would change. Rows without a date take day.
// Rows without a state take assume (a bare list of members: 導入済み).
func (s Session) CompareStates(list registry.List, day time.Time, assume adoption.State) ([]Line, error) {
	if err := s.need(Load); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]Line, 0, len(list.Adoption))
	for _, row := range list.Adoption {
		out = append(out, s.line(row, day, assume))
	}
	return out, nil
}

func (s Session) line(row registry.AdoptionRow, day time.Time, assume adoption.State) Line {
	l := Line{AdoptionRow: row, At: dayOf(row.Date, day), To: assume, Outcome: WillSet}
	if row.State != "" {
		to, ok := adoption.ParseState(row.State)
		if l.To = to; !ok {
			l.To = "" // never a guess: the row is reported
		}
	}
	o, ok := s.Map.office(row.Number)
	r, _ := s.adoption.get(row.Number)
	l.Name, l.From = o.Name, r.At(l.At)
	switch {
	case !ok:
		l.Outcome, l.Next = NoOffice, "番号を確かめてください。廃止や番号変更なら「登録簿の版」で、域外なら「域外の連携先」に加えてください。"
	case !l.To.Valid():
		l.Outcome, l.Next = NoState, "状態を「利用中」「導入済み」「これから導入予定」「検討中」「意向なし」などに直してください。"
	case l.From == l.To, l.From.Joined() && l.To == adoption.Idle: // a list of members does not say that use ended
		l.Outcome = Same
	}
	return l
}

// ApplyStates records the rows that change something, as one batch that can be undone.
func (s Session) ApplyStates(ctx context.Context, lines []Line, source string, day time.Time) (Batch, error) {
	b := Batch{ID: newID(), At: s.Now(), Day: day, Who: s.ID, Source: source}
	if err := s.need(Load); err != nil {
		return b, err
	}
	if source == "" {
		return b, &Error{Code: "state_source", Message: "一覧の出典が入っていません。", Next: "「WAM NET 12月28日」のように、どこの一覧かを入れてください。"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	records := map[string]adoption.Record{}
	for _, l := range lines {
		if l.Outcome != WillSet {
			continue
		}
		r, ok := records[l.Number]
		if !ok {
			var err error
			if r, err = s.adoption.copyOf(l.Number); err != nil {
				return b, err
			}
			b.Set++
		}
		e := adoption.Event{At: l.At, State: l.To, Source: source, Who: s.ID, Noted: s.Now(), Note: l.Note, Batch: b.ID, When: l.extra("導入予定月", "予定月")}
		if from := l.extra("出典"); from != "" {
			e.Source = from
		}
		if err := r.Add(e); err != nil {
			return b, fmt.Errorf("take adoption row: %w", err)
		}
		records[l.Number] = l.fill(r)
	}
	return b, s.putBatch(ctx, b, records)
}

// extra gives a column of another name.
func (l Line) extra(names ...string) string {
	for _, n := range names {
		if v := l.Extra[n]; v != "" {
			return v
		}
	}
	return ""
}

func (l Line) fill(r adoption.Record) adoption.Record {
	r.Number = l.Number
	if l.Software != "" {
		r.Software = l.Software
	}
	if l.Version != "" {
		r.Version = l.Version
	}
	switch l.Extra["閉域網"] {
	case "はい", "該当", "○", "あり":
		r.Closed = adoption.Yes
	case "いいえ", "非該当", "×", "なし":
		r.Closed = adoption.No
	}
	switch l.extra("新WEBサービス", "新WEBサービス登録") {
	case "登録済", "登録済み", "済":
		r.Web = adoption.Yes
	case "未登録":
		r.Web = adoption.No
	}
	return r
}

func (s Session) putBatch(ctx context.Context, b Batch, records map[string]adoption.Record) error {
	r, err := s.batches.row(b.ID, b)
	if err != nil {
		return err
	}
	rows := []Row{r}
	for _, rec := range records {
		r, err := s.adoption.row(rec.Number, rec)
		if err != nil {
			return err
		}
		rows = append(rows, r)
	}
	return s.put(ctx, Note{Who: s.ID, Verb: "states", Subject: b.ID, Text: b.Source}, rows...)
}

// Batches lists the imports of adoption lists, newest first.
func (s Session) Batches() []Batch {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return sorted(s.batches.all(), func(b Batch) int64 { return -b.At.UnixNano() })
}

// UndoStates takes an import of an adoption list back.
func (s Session) UndoStates(ctx context.Context, id string) error {
	if err := s.need(Load); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.batches.get(id)
	if !ok || !b.Undone.IsZero() {
		return ErrNotFound
	}
	b.Undone = s.Now()
	records := map[string]adoption.Record{}
	for _, r := range s.adoption.all() {
		n := len(r.History)
		r.History = slices.DeleteFunc(slices.Clone(r.History), func(e adoption.Event) bool { return e.Batch == id })
		if len(r.History) != n {
			records[r.Number] = r
		}
	}
	return s.putBatch(ctx, b, records)
}
