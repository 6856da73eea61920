package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk/billing"
)

const drawerReturned = "returned"

// Returned is one row of 返戻(保留)一覧表 or 増減単位数通知書, linked to a client of the
// register as far as the number is known.
type Returned struct {
	ID     string
	Row    billing.Row
	Client careplan.ClientKey `json:",omitzero"`
	Closed bool               // somebody dealt with it
	By     string
	At     time.Time
}

// TakeReturned reads pasted rows and keeps them; the same row again changes nothing.
func (b *Bench) TakeReturned(ctx context.Context, text, who string) (int, []billing.Problem, error) {
	rows, problems := billing.Parse(text)
	kept := 0
	for _, r := range rows {
		id := fmt.Sprintf("%s|%s|%s|%s|%s|%d|%s", r.Month, r.Insured, r.Provider, r.Type, r.Kind, r.Delta, r.Reason)
		v := Returned{ID: id, Row: r, Client: b.insured(r.Insurer, r.Insured), By: who, At: b.Now().UTC()}
		row, err := row(drawerReturned, id, r.Month, 0, v)
		if err != nil {
			return kept, problems, err
		}
		err = b.Cabinet.Put(ctx, notesOf(b.note(who, "returned", "returned", r.Kind)), row)
		if isConflict(err) {
			continue
		}
		if err != nil {
			return kept, problems, fmt.Errorf("keep returned row: %w", err)
		}
		kept++
	}
	return kept, problems, nil
}

// insured finds a client by the number of the insured; two insurers with one number are
// told apart by the insurer.
func (b *Bench) insured(insurer, insured string) careplan.ClientKey {
	var found []careplan.ClientKey
	for _, c := range b.Clients() {
		if c.Key.Insured == insured && (insurer == "" || c.Key.Insurer == insurer) {
			found = append(found, c.Key)
		}
	}
	if len(found) != 1 {
		return careplan.ClientKey{}
	}
	return found[0]
}

// ReturnedRows lists the rows, the newest service month first.
func (b *Bench) ReturnedRows(ctx context.Context) ([]Returned, error) {
	list, err := drawer[Returned](ctx, b.Cabinet, drawerReturned, "")
	if err != nil {
		return nil, fmt.Errorf("read returned rows: %w", err)
	}
	slices.SortFunc(list, func(x, y Returned) int { return cmp.Or(cmp.Compare(y.Row.Month, x.Row.Month), cmp.Compare(x.ID, y.ID)) })
	return list, nil
}

// CloseReturned notes that a row was dealt with.
func (b *Bench) CloseReturned(ctx context.Context, id, who string) error {
	_, err := change(ctx, b.Cabinet, drawerReturned, id, monthOfReturned(id), b.note(who, "returned closed", "returned", ""), func(r *Returned) error {
		if r.ID == "" {
			return ErrNotFound
		}
		r.Closed = true
		return nil
	})
	return err
}

// monthOfReturned is the service month that begins a row's id.
func monthOfReturned(id string) string {
	if len(id) < 6 || id[0] == '|' {
		return ""
	}
	return id[:6]
}
