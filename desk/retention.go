package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

// drawerStops holds 廃棄停止: rows that must be kept whatever their age.
const drawerStops = "stops"

// Retention lists which rows of the ledger are due for deletion (保存期間の満了) and which
// are kept, with the reason in words. Nothing is due while the client is in service.
func (b *Bench) Retention(ctx context.Context) ([]evidence.DueItem, []evidence.KeptItem, error) {
	set, err := b.Settings(ctx)
	if err != nil {
		return nil, nil, err
	}
	stops, err := drawer[evidence.Holding](ctx, b.Cabinet, drawerStops, "")
	if err != nil {
		return nil, nil, fmt.Errorf("read stops: %w", err)
	}
	var held []evidence.Holding
	for _, e := range b.Entries(Filter{}) {
		for _, k := range e.Clients {
			c, _ := b.Client(k)
			h := evidence.Holding{Ref: e.ID, RecordKind: e.Family, Client: k, Insurer: k.Insurer, Start: ended(c), InService: ended(c) == ""}
			if i := slices.IndexFunc(stops, func(s evidence.Holding) bool { return s.Client == k }); i >= 0 {
				h.Stop, h.StopWhy = true, stops[i].StopWhy
			}
			held = append(held, h)
		}
	}
	p := evidence.Policy{Years: set.Retention, ByInsurer: set.Insurers, Default: DefaultYears}
	due, kept := evidence.Due(held, p, b.Today())
	return due, kept, nil
}

// ended is the day on which a client's service ended, "" while it goes on.
func ended(c Client) string {
	day := ""
	for _, e := range c.Events {
		if e.Kind == Ended || e.Kind == Died || e.Kind == MovedAway || e.Kind == Facility {
			day = max(day, e.Day)
		}
	}
	return day
}

// DeleteDue deletes the rows that are due, with their sealed files, and keeps the proof of
// it: what was deleted, by whom and when. Letters of clients who are still in service stay.
func (b *Bench) DeleteDue(ctx context.Context, who string) ([]evidence.DueItem, time.Time, error) {
	due, _, err := b.Retention(ctx)
	now := b.Now().UTC()
	if err != nil || len(due) == 0 {
		return nil, now, err
	}
	keep := map[string]bool{}
	_, kept, err := b.Retention(ctx)
	if err != nil {
		return nil, now, err
	}
	for _, k := range kept {
		keep[k.Ref] = true
	}
	var done []evidence.DueItem
	for _, d := range due {
		if keep[d.Ref] {
			continue // it also speaks of somebody whose time is not over
		}
		if err := b.deleteEntry(ctx, d.Ref, who); err != nil {
			return done, now, err
		}
		done = append(done, d)
	}
	return done, now, nil
}

func (b *Bench) deleteEntry(ctx context.Context, id, who string) error {
	e, ok := b.Entry(id)
	if !ok {
		return nil
	}
	gone := Row{Drawer: drawerLedger, ID: id}
	mark, err := row("deleted", id, e.Month, 0, map[string]string{"day": calendar.Of(b.Now()), "family": e.Family})
	if err != nil {
		return err
	}
	if err := b.Cabinet.Put(ctx, notesOf(b.note(who, "deleted", id, e.Family)), gone, mark); err != nil {
		return fmt.Errorf("delete row: %w", err)
	}
	if err := b.Shelf.Remove(e.Body); err != nil {
		return err
	}
	if e.Letter != "" {
		if err := b.Shelf.Remove(b.shelfNameOf(e)); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.entries, id)
	delete(b.content, id)
	delete(b.words, id)
	b.deleted[id] = true
	b.changed()
	return nil
}

// StopDeletion keeps a client's records whatever their age (廃棄停止), with the reason; an
// empty reason lifts the stop.
func (b *Bench) StopDeletion(ctx context.Context, h evidence.Holding, who string) error {
	id := h.Client.String()
	if h.StopWhy == "" {
		return b.Cabinet.Put(ctx, notesOf(b.note(who, "stop lifted", id, "")), Row{Drawer: drawerStops, ID: id})
	}
	_, err := change(ctx, b.Cabinet, drawerStops, id, "", b.note(who, "stopped", id, h.StopWhy), func(old *evidence.Holding) error {
		h.Stop = true
		*old = h
		return nil
	})
	return err
}
