package main

import (
	"context"
	"fmt"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	townfiles "github.com/tasuki-care/tasuki/internal/town"
)

// plansAndManagers gives #1's clients their care managers and sends the plans of the story.
func (t *town) plansAndManagers(ctx context.Context) error {
	b := t.opened[center].Bench
	for _, c := range townfiles.Clients() {
		if _, ok := b.Client(c.Key); !ok {
			continue
		}
		note := desk.Note{At: t.clock.Now(), Verb: "manager", Subject: c.Key.String()}
		err := b.ChangeClient(ctx, c.Key, note, func(k *desk.Client) error {
			k.Manager, k.Marks = c.Manager, marksShown(c.Marks)
			return nil
		})
		if err != nil {
			return fmt.Errorf("manager of a client: %w", err)
		}
	}
	return nil
}

// marksShown are the marks that stand as a badge of their own; the others are computed.
func marksShown(marks []string) []string {
	var out []string
	for _, m := range marks {
		if m == "住所地特例" {
			out = append(out, m)
		}
	}
	return out
}

// eventWords are the events of the story that a person notes with a day.
var eventWords = map[townfiles.EventKind]desk.EventKind{townfiles.Died: desk.Died, townfiles.Hospital: desk.Hospital}

// noteEvents notes at #1 what happened to clients in December.
func (t *town) noteEvents(ctx context.Context) error {
	b := t.opened[center].Bench
	for _, e := range townfiles.Events() {
		if e.Kind == townfiles.Moved {
			o := header.Address{Office: e.Provider, Type: typeOf(e.Provider)}
			c := desk.ServiceChange{Client: e.Client, Partner: o, Kind: "振替", Day: e.Day, To: e.To}
			if err := b.NoteChange(ctx, c, clerk()); err != nil {
				return err
			}
			continue
		}
		kind, ok := eventWords[e.Kind]
		if !ok {
			continue
		}
		if err := b.AddEvent(ctx, e.Client, desk.ClientEvent{Kind: kind, Day: e.Day}, clerk()); err != nil {
			return err
		}
	}
	return nil
}

func typeOf(number string) string {
	for _, o := range townfiles.Offices() {
		if o.Number == number {
			return o.Type
		}
	}
	return ""
}

// wrongVersion: ちりめん sends an actual of a version that is no edition, and the clerk of #1
// sends it back.
func (t *town) wrongVersion(ctx context.Context) error {
	if err := t.noteEvents(ctx); err != nil {
		return err
	}
	if err := t.sendFiles(ctx, t.desks[chirimen], townfiles.WrongVersion()); err != nil {
		return err
	}
	if _, err := t.hub.service.Sequence(ctx); err != nil {
		return err
	}
	b := t.opened[center].Bench
	if err := b.Beat(ctx, 0); err != nil {
		return err
	}
	in := false
	for _, e := range b.Entries(desk.Filter{Out: &in, Partner: chirimen, Action: true}) {
		if err := b.RefuseEntry(ctx, e.ID, "版が202410になっています。202407で出力し直してください。", clerk()); err != nil {
			return err
		}
	}
	return nil
}
