package region

import (
	"context"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
)

// Succeed says that one number took over from another (番号変更, 事業譲渡 など) from a day on:
// the new number starts with the state, software and notes of the old one, and counts of the
// old number are counted for it.
func (s Session) Succeed(ctx context.Context, from, to string, day time.Time) error {
	if err := s.need(Load); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.Map.office(to); !ok || from == to || s.heir(to) == from {
		return &Error{Code: "successor_unknown", Message: "引き継ぐ先の番号が、登録簿にありません。", Next: "新しい番号の載った登録簿を先に取り込むか、番号を確かめてください。"}
	}
	old, _ := s.adoption.get(from)
	next, err := s.inherit(old, to, day)
	if err != nil {
		return err
	}
	h, err := s.hands.copyOf(from)
	if err != nil {
		return err
	}
	h.Number, h.Successor = from, to
	rows := make([]Row, 0, 2)
	for _, f := range []func() (Row, error){func() (Row, error) { return s.adoption.row(to, next) }, func() (Row, error) { return s.hands.row(from, h) }} {
		r, err := f()
		if err != nil {
			return err
		}
		rows = append(rows, r)
	}
	return s.put(ctx, Note{Who: s.ID, Verb: "succeeded", Subject: from, Text: to}, rows...)
}

// inherit gives the new number the old one's state from the day on.
func (s Session) inherit(old adoption.Record, to string, day time.Time) (adoption.Record, error) {
	next, err := s.adoption.copyOf(to)
	if err != nil {
		return next, err
	}
	history := next.History
	next = old
	next.Number, next.History = to, slices.Clone(history)
	if e := old.EventAt(day); e.State != adoption.Unknown {
		err = next.Add(adoption.Event{At: day, State: e.State, Source: "番号変更（旧番号 " + old.Number + "）", Who: s.ID, Noted: s.Now(), When: e.When})
	}
	return next, err
}

// heir follows a number to the one that counts today.
func (m *Map) heir(number string) string {
	for range 8 { // a circle must not hang the map
		if _, ok := m.office(number); ok {
			return number
		}
		h, ok := m.hands.get(number)
		if !ok || h.Successor == "" {
			return number
		}
		number = h.Successor
	}
	return number
}
