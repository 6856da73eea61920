package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope/header"
	townfiles "github.com/tasuki-care/tasuki/internal/town"
)

// scene is something the other people of the town do at a time of the story.
type scene struct {
	at time.Time
	do func(ctx context.Context) error
}

// Offices of the script by name or number.
const (
	chirimen  = "9999904015"
	asahimo   = "9999903025"
	kasuri    = "9999903033"
	hokorobi  = "9999903041"
	successor = "9999905012"
	momen     = "訪問入浴 もめん"
)

// center is office #1, 居宅 いとぐち.
const center = "9999901011"

// clerk is 事務 糸井 of #1, who did the past's work.
func clerk() string {
	for _, p := range townfiles.Offices()[0].Staff {
		if p.Name == "糸井" || p.Job == "事務" {
			return p.ID
		}
	}
	return townfiles.Offices()[0].Staff[0].ID
}

// past plays October to December 2026 up to the first morning of the story.
func (t *town) past(ctx context.Context) error {
	slips := func(month string) func(context.Context) error {
		return func(ctx context.Context) error {
			return errors.Join(t.sendSlips(ctx, month), t.partnersFetch(ctx, nil))
		}
	}
	actuals := func(month string) func(context.Context) error {
		return func(ctx context.Context) error {
			return errors.Join(t.actualsOf(ctx, month, townfiles.Partners()), t.judgeAll(ctx, month))
		}
	}
	scenes := append([]scene{
		{at("20260925", 10, 0), slips("202610")}, {at("20261026", 10, 0), slips("202611")}, {at("20261105", 10, 0), actuals("202610")},
		{at("20261127", 10, 0), slips("202612")}, {at("20261204", 10, 0), actuals("202611")}, {at("20261205", 9, 0), t.plansAndManagers},
	}, t.inspectorScenes()...)
	slices.SortStableFunc(scenes, func(a, b scene) int { return a.at.Compare(b.at) })
	for _, s := range scenes {
		t.clock.Set(s.at)
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("scene of %s: %w", s.at.Format("2006-01-02"), err)
		}
	}
	t.clock.Set(at("20261224", 9, 30))
	t.write12()
	return t.openAll(ctx)
}

// openAll lets every entered desk see what came.
func (t *town) openAll(ctx context.Context) error {
	for _, o := range t.opened {
		if err := o.Bench.Beat(ctx, 0); err != nil {
			return err
		}
	}
	return nil
}

// sendSlips sends a month's slips from #1 the way a clerk does: one drop, all new pairs
// looked at, send.
func (t *town) sendSlips(ctx context.Context, month string) error {
	var files []desk.Dropped
	for _, set := range townfiles.Slips(month) {
		for _, f := range set.Files {
			files = append(files, desk.Dropped{Name: f.Name, Bytes: f.Bytes})
		}
	}
	return t.dropAndSend(ctx, files)
}

func (t *town) dropAndSend(ctx context.Context, files []desk.Dropped) error {
	b, who := t.opened[center].Bench, clerk()
	if err := t.cards(ctx, b, who); err != nil {
		return err
	}
	d, err := b.NewDraft(ctx, who)
	if err != nil {
		return err
	}
	if _, err := b.AddFiles(ctx, d.ID, who, files); err != nil {
		return err
	}
	s, err := b.Sort(ctx, d.ID)
	if err != nil {
		return err
	}
	_, err = b.ChangeDraft(ctx, d.ID, who, func(d *desk.Draft) error {
		for _, r := range s.Rows {
			c := d.Rows[r.Key]
			c.New, c.NewBy = true, who
			d.Rows[r.Key] = c
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := b.StartSending(ctx, d.ID, who); err != nil {
		return err
	}
	b.Wait()
	return t.sentAll(ctx, b, d.ID)
}

func (t *town) sentAll(ctx context.Context, b *desk.Bench, id string) error {
	d, err := b.Draft(ctx, id)
	if err != nil {
		return err
	}
	for key, c := range d.Rows {
		if !c.Result.Done {
			return fmt.Errorf("%s was not sent: %s", key, c.Result.Code)
		}
	}
	_, err = t.hub.service.Sequence(ctx)
	return err
}

// cards makes #1's cards of its partners once.
func (t *town) cards(ctx context.Context, b *desk.Bench, who string) error {
	have, err := b.Cards(ctx)
	if err != nil || len(have) > 0 {
		return err
	}
	for _, o := range townfiles.Partners() {
		_, err := b.ChangeCard(ctx, addressOf(o).String(), who, func(c *desk.Card) {
			c.Address, c.Name, c.Fax, c.Phone, c.WishDay, c.Closed = addressOf(o), o.Name, o.Fax, o.Phone, o.Wish, o.Closed
			c.Channel = map[string]desk.Channel{"hub": desk.Linked, "national": desk.National, "fax": desk.Fax, "paper": desk.Paper}[o.Way]
			if o.Number == hokorobi {
				c.Successor, c.From = header.Address{Office: successor, Type: o.Type}, "202701"
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// partnersFetch lets the scripted partners fetch and take over what waits for them. Those
// in leave do not look yet.
func (t *town) partnersFetch(ctx context.Context, leave map[string]bool) error {
	for _, o := range townfiles.Offices() {
		d := t.desks[o.Number]
		if d == nil || o.Number == center || leave[o.Number] {
			continue
		}
		if err := t.fetch(ctx, o, d); err != nil {
			return fmt.Errorf("%s: %w", o.Number, err)
		}
	}
	return t.opened[center].Bench.Beat(ctx, 0)
}

func (t *town) fetch(ctx context.Context, o townfiles.Office, d *openDesk) error {
	if b := t.opened[o.Number]; b != nil {
		return b.Bench.Beat(ctx, 0)
	}
	got, err := d.Collect(ctx, 0)
	if err != nil {
		return err
	}
	for _, in := range got {
		if err := d.Accept(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// actualsOf lets partners return their actuals of a month, each by its own way.
func (t *town) actualsOf(ctx context.Context, month string, partners []townfiles.Office) error {
	for _, o := range partners {
		if err := t.actualOf(ctx, month, o); err != nil {
			return fmt.Errorf("%s: %w", o.Number, err)
		}
	}
	if _, err := t.hub.service.Sequence(ctx); err != nil {
		return err
	}
	return t.opened[center].Bench.Beat(ctx, 0)
}

func (t *town) actualOf(ctx context.Context, month string, o townfiles.Office) error {
	files := townfiles.Actuals(month, o.Number)
	if len(files) == 0 {
		return nil
	}
	switch o.Way {
	case "hub":
		return t.sendFiles(ctx, t.desks[o.Number], files)
	case "national":
		return t.takeNational(ctx, files)
	}
	return t.recordByHand(ctx, month, o)
}

// sendFiles sends a partner's files over the exchange.
func (t *town) sendFiles(ctx context.Context, d *openDesk, files []townfiles.File) error {
	if b := t.opened[d.Desk.Office]; b != nil {
		return t.sendFromBench(ctx, b.Bench, files)
	}
	var list []*careplan.File
	for _, f := range files {
		file, err := careplan.NewFile(f.Name, careplan.Bytes(f.Bytes))
		if err != nil {
			return err
		}
		list = append(list, file)
	}
	for _, u := range careplan.Group(list).Units {
		if _, err := d.Send(ctx, desk.Parcel{Unit: u}); err != nil {
			return err
		}
	}
	return nil
}

func (t *town) sendFromBench(ctx context.Context, b *desk.Bench, files []townfiles.File) error {
	d, err := b.NewDraft(ctx, "")
	if err != nil {
		return err
	}
	var list []desk.Dropped
	for _, f := range files {
		list = append(list, desk.Dropped{Name: f.Name, Bytes: f.Bytes})
	}
	if _, err := b.AddFiles(ctx, d.ID, "", list); err != nil {
		return err
	}
	if err := b.StartSending(ctx, d.ID, ""); err != nil {
		return err
	}
	b.Wait()
	return t.sentAll(ctx, b, d.ID)
}

func (t *town) takeNational(ctx context.Context, files []townfiles.File) error {
	b, who := t.opened[center].Bench, clerk()
	d, err := b.NewDraft(ctx, who)
	if err != nil {
		return err
	}
	var list []desk.Dropped
	for _, f := range files {
		list = append(list, desk.Dropped{Name: f.Name, Bytes: f.Bytes})
	}
	if _, err := b.AddFiles(ctx, d.ID, who, list); err != nil {
		return err
	}
	_, err = b.TakeMine(ctx, d.ID, desk.National, who)
	return err
}

func (t *town) recordByHand(ctx context.Context, month string, o townfiles.Office) error {
	b := t.opened[center].Bench
	m, err := b.MonthOf(ctx, month)
	if err != nil {
		return err
	}
	var keys []careplan.ClientKey
	for _, p := range m.Expected {
		if p.Provider == o.Number && m.State(p) == desk.Awaited {
			keys = append(keys, p.Client)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	way := desk.Fax
	if o.Way == "paper" {
		way = desk.Paper
	}
	return b.RecordActual(ctx, month, addressOf(o), keys, way, clerk())
}

// judgeAll ends every client's month of the past with 請求へ.
func (t *town) judgeAll(ctx context.Context, month string) error {
	b := t.opened[center].Bench
	reviews, err := b.Reviews(ctx, month)
	if err != nil {
		return err
	}
	in := false
	for _, e := range b.Entries(desk.Filter{Out: &in, Unopened: true}) {
		if _, err := b.OpenEntry(ctx, e.ID, clerk()); err != nil {
			return err
		}
	}
	for _, r := range reviews {
		v := desk.Verdict{Client: r.Client.Key, Month: month, Kind: desk.ToClaim}
		if err := b.Judge(ctx, v, clerk()); err != nil {
			return err
		}
	}
	return nil
}

// write12 plans what the others do after the first morning.
func (t *town) write12() {
	t.script = []scene{
		{at("20261225", 15, 0), t.afterTheSend},
		{at("20261228", 16, 0), func(ctx context.Context) error { return t.partnersFetch(ctx, nil) }},
		{at("20270104", 10, 0), t.firstActuals},
		{at("20270105", 14, 0), t.wrongVersion},
		{at("20270106", 8, 30), func(ctx context.Context) error { return t.partnersFetch(ctx, nil) }},
		{at("20270108", 9, 30), t.lastActuals},
		{at("20270113", 11, 0), t.lateActual},
	}
}

// advance moves the clock and plays what happens until then.
func (t *town) advance(to time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for t.next < len(t.script) && !t.script[t.next].at.After(to) {
		s := t.script[t.next]
		t.clock.Set(s.at)
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("play scene of %s: %w", s.at.Format("01-02"), err)
		}
		t.next++
	}
	t.clock.Set(to)
	if _, err := t.hub.service.Sequence(ctx); err != nil {
		return err
	}
	return t.openAll(ctx)
}
