package desk

import (
	"context"
	"fmt"
	"slices"
)

// While a draft is being sent, what became of each row lies in a drawer of its own: a row
// of 500 is noted without writing the other 499 again. The end of the sending (or the next
// start after a crash) folds the results into the draft.

func resultsDrawer(draft string) string { return "results/" + draft }

// rowResult is the result of one partner's row.
type rowResult struct {
	Key    string
	Result Result
}

// noteResult keeps what became of a row, durably, before the next row of its sender begins.
func (b *Bench) noteResult(ctx context.Context, draft, key string, res Result) {
	_, err := change(ctx, b.Cabinet, resultsDrawer(draft), key, "", Note{}, func(r *rowResult) error {
		*r = rowResult{key, res}
		return nil
	})
	if err != nil {
		b.report(fmt.Errorf("note result of row: %w", err))
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn++
	if s := b.sorted[draft]; s != nil {
		b.sorted[draft] = s.with(key, res)
	}
}

// with gives the same sorting with one row's result; readers of the old one are not disturbed.
func (s *Sorting) with(key string, res Result) *Sorting {
	out := *s
	out.Rows = slices.Clone(s.Rows)
	for i := range out.Rows {
		if out.Rows[i].Key == key {
			out.Rows[i].Choice.Result = res
		}
	}
	return &out
}

// results reads what became of the rows so far.
func (b *Bench) results(ctx context.Context, draft string) ([]rowResult, error) {
	list, err := drawer[rowResult](ctx, b.Cabinet, resultsDrawer(draft), "")
	if err != nil {
		return nil, fmt.Errorf("read results: %w", err)
	}
	return list, nil
}

// fold takes results into the draft; an older one never replaces a newer one.
func (d *Draft) fold(list []rowResult) {
	if d.Rows == nil {
		d.Rows = map[string]Choice{}
	}
	for _, r := range list {
		c := d.Rows[r.Key]
		if !r.Result.At.Before(c.Result.At) {
			c.Result = r.Result
			d.Rows[r.Key] = c
		}
	}
}

// endSending folds the results into the draft, lets f decide how it stands, and clears
// the drawer.
func (b *Bench) endSending(ctx context.Context, id string, n Note, f func(*Draft)) error {
	list, err := b.results(ctx, id)
	if err != nil {
		return err
	}
	_, err = b.touchDraft(ctx, id, n, func(d *Draft) error {
		d.fold(list)
		f(d)
		return nil
	})
	if err != nil || len(list) == 0 {
		return err
	}
	gone := make([]Row, len(list))
	for i, r := range list {
		gone[i] = Row{Drawer: resultsDrawer(id), ID: r.Key}
	}
	if err := b.Cabinet.Put(ctx, nil, gone...); err != nil {
		return fmt.Errorf("clear results: %w", err)
	}
	return nil
}
