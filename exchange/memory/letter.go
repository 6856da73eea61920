package memory

import (
	"context"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/receipt"
)

// AddSend remembers a send, or gives the one remembered before.
func (t *tx) AddSend(_ context.Context, s exchange.Send) (exchange.Send, bool, error) {
	k := key{s.From, s.Letter}
	if before, known := t.sends[k]; known {
		return before, false, nil
	}
	t.sends[k] = s
	return s, true, nil
}

// Send reads the memory of a send.
func (t *tx) Send(_ context.Context, from header.Address, id header.LetterID) (exchange.Send, error) {
	s, known := t.sends[key{from, id}]
	return s, noRow(known)
}

func noRow(known bool) error {
	if known {
		return nil
	}
	return exchange.ErrNoRow
}

// AddLetter writes a letter.
func (t *tx) AddLetter(_ context.Context, l exchange.Letter) error {
	t.letters[key{l.From, l.ID}] = l
	return nil
}

// Letter reads a letter, without bytes that lie here.
func (t *tx) Letter(_ context.Context, from header.Address, id header.LetterID) (exchange.Letter, error) {
	l, known := t.letters[key{from, id}]
	l.Body = nil
	return l, noRow(known)
}

// InlineBody reads the bytes that lie here.
func (t *tx) InlineBody(_ context.Context, from header.Address, id header.LetterID) ([]byte, error) {
	l, known := t.letters[key{from, id}]
	return l.Body, noRow(known && l.Inline && !l.Gone)
}

// change changes a letter under a condition.
func (t *tx) change(from header.Address, id header.LetterID, when func(exchange.Letter) bool, how func(*exchange.Letter)) (bool, error) {
	l, known := t.letters[key{from, id}]
	if !known || !when(l) {
		return false, nil
	}
	how(&l)
	t.letters[key{from, id}] = l
	return true, nil
}

// MoveLetter changes the state under a condition.
func (t *tx) MoveLetter(_ context.Context, from header.Address, id header.LetterID, in, to exchange.State) (bool, error) {
	return t.change(from, id, func(l exchange.Letter) bool { return l.State == in }, func(l *exchange.Letter) { l.State = to })
}

// SetAnswer keeps the final answer of a fetched letter, once.
func (t *tx) SetAnswer(_ context.Context, from header.Address, id header.LetterID, to exchange.State, a receipt.SignedAnswer, reasons []byte) (bool, error) {
	open := func(l exchange.Letter) bool { return l.State == exchange.Collected && l.Answer == nil }
	return t.change(from, id, open, func(l *exchange.Letter) { l.State, l.Answer, l.Reasons = to, &a, reasons })
}

// SetReplaced notes the newer letter.
func (t *tx) SetReplaced(_ context.Context, from header.Address, id, by header.LetterID) error {
	done, _ := t.change(from, id, func(exchange.Letter) bool { return true }, func(l *exchange.Letter) { l.Replaced = by })
	return noRow(done)
}

// Unreported lists letters that wait too long.
func (t *tx) Unreported(_ context.Context, before time.Time, limit int) ([]exchange.Letter, error) {
	return t.oldest(limit, func(l exchange.Letter) bool {
		return l.State == exchange.Waiting && !l.Noticed && l.Replaced.IsZero() && l.At.Before(before)
	}), nil
}

// Expired lists letters whose body has been kept long enough.
func (t *tx) Expired(_ context.Context, before time.Time, limit int) ([]exchange.Letter, error) {
	return t.oldest(limit, func(l exchange.Letter) bool {
		return !l.Gone && l.At.Before(before) && (l.State != exchange.Waiting || !l.Replaced.IsZero())
	}), nil
}

func (t *tx) oldest(limit int, want func(exchange.Letter) bool) []exchange.Letter {
	var out []exchange.Letter
	for _, l := range t.letters {
		if want(l) {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b exchange.Letter) int { return a.At.Compare(b.At) })
	return out[:min(limit, len(out))]
}

// MarkGone notes once that a letter's body goes.
func (t *tx) MarkGone(_ context.Context, from header.Address, id header.LetterID) (bool, error) {
	return t.change(from, id, func(l exchange.Letter) bool { return !l.Gone }, func(l *exchange.Letter) { l.Gone, l.Body = true, nil })
}

// MarkNoticed notes once that a waiting letter was reported.
func (t *tx) MarkNoticed(_ context.Context, from header.Address, id header.LetterID) (bool, error) {
	waits := func(l exchange.Letter) bool { return l.State == exchange.Waiting && !l.Noticed }
	return t.change(from, id, waits, func(l *exchange.Letter) { l.Noticed = true })
}

// UseBody counts a use of a body that is not claimed.
func (t *tx) UseBody(_ context.Context, h header.Hash) (bool, error) {
	b := t.bodies[h]
	if b.uses < 0 {
		return false, nil
	}
	b.uses++
	t.bodies[h] = b
	return true, nil
}

// LeaveBody counts one use less.
func (t *tx) LeaveBody(_ context.Context, h header.Hash) error {
	b := t.bodies[h]
	if b.uses <= 0 {
		return exchange.ErrNoRow
	}
	b.uses--
	t.bodies[h] = b
	return nil
}

// BodyUses reads how many letters need a body.
func (t *tx) BodyUses(_ context.Context, h header.Hash) (int64, error) { return t.bodies[h].uses, nil }

// ClaimBody claims a body for removal.
func (t *tx) ClaimBody(_ context.Context, h header.Hash, at, left time.Time) (bool, error) {
	b := t.bodies[h]
	if b.uses > 0 || b.uses < 0 && !b.claimed.Before(left) {
		return false, nil
	}
	t.bodies[h] = body{uses: -1, claimed: at}
	return true, nil
}

// LeftBodies lists claims that nobody finished.
func (t *tx) LeftBodies(_ context.Context, before time.Time, limit int) ([]header.Hash, error) {
	var out []header.Hash
	for h, b := range t.bodies {
		if b.uses < 0 && b.claimed.Before(before) && len(out) < limit {
			out = append(out, h)
		}
	}
	return out, nil
}

// ForgetBody ends a claim.
func (t *tx) ForgetBody(_ context.Context, h header.Hash, at time.Time) error {
	if b := t.bodies[h]; b.uses < 0 && b.claimed.Equal(at) {
		delete(t.bodies, h)
	}
	return nil
}
