package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Bench is the workbench (業務画面) of an office: all terminals and members of the office
// work at one Bench. It keeps the ledger in memory beside the rows, so there is one Bench
// for an office at a time.
type Bench struct {
	*Desk
	Cabinet Cabinet
	Name    string      // name of the office (事業所名)
	Report  func(error) // told of trouble in the background; nil = nobody

	syncing sync.Mutex // one Sync at a time
	mu      sync.Mutex
	entries map[string]*Entry   // the ledger by id
	content map[string]*Content // what the entries hold, once read
	words   map[string]string   // what the entries may be found by
	deleted map[string]bool     // rows whose time was over: they are not filed again
	heard   time.Time           // when the post office last answered
	silent  time.Time           // since when it has not; zero = it answers
	clients map[careplan.ClientKey]stored[Client]
	sorted  map[string]*Sorting // drafts as sorted, by id and version
	turn    uint64              // counts what makes sortings old
	moved   uint64              // counts changes of the ledger, for caches of views
	months  map[string]*cachedMonth
	asked   map[header.Address]time.Time // when the directory was asked about a partner without a key
	busy    sync.WaitGroup
}

// NewBench opens the workbench and reads the ledger.
func NewBench(ctx context.Context, d *Desk, c Cabinet, name string) (*Bench, error) {
	b := &Bench{
		Desk: d, Cabinet: c, Name: name, entries: map[string]*Entry{}, content: map[string]*Content{},
		words: map[string]string{}, deleted: map[string]bool{}, clients: map[careplan.ClientKey]stored[Client]{},
		sorted: map[string]*Sorting{}, months: map[string]*cachedMonth{}, asked: map[header.Address]time.Time{},
	}
	list, err := drawer[Entry](ctx, c, drawerLedger, "")
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	for i := range list {
		b.entries[list[i].ID] = &list[i]
	}
	gone, err := c.Drawer(ctx, "deleted", "")
	if err != nil {
		return nil, fmt.Errorf("read deletions: %w", err)
	}
	for _, r := range gone {
		b.deleted[r.ID] = true
	}
	if err := b.readClients(ctx); err != nil {
		return nil, err
	}
	return b, b.relearn(ctx)
}

// report tells of an internal error of work in the background.
func (b *Bench) report(err error) {
	if b.Report != nil {
		b.Report(err)
	}
}

// Wait returns when no sending goes on in the background any more.
func (b *Bench) Wait() { b.busy.Wait() }

// Today is the day in Japan.
func (b *Bench) Today() string { return calendar.Of(b.Now()) }

func (b *Bench) day() careplan.Day { return careplan.Day(b.Today()) }

func (b *Bench) note(who, verb, subject, text string) Note {
	return Note{At: b.Now().UTC(), Who: who, Verb: verb, Subject: subject, Text: text}
}

// newID makes a random id for a thing of this office.
func newID() string { return rand.Text() }

// changed forgets views that were computed from the ledger; the caller holds mu.
func (b *Bench) changed() {
	b.moved++
	clear(b.months)
}

// Planner reports an office that plans care (居宅介護支援, 介護予防支援, 地域包括支援センター).
func (b *Bench) Planner() bool {
	return slices.ContainsFunc(b.Types, isPlanner)
}

// WorkMonth is the service month whose actuals are collected and claimed now: the month
// before, until the end of the month.
func (b *Bench) WorkMonth() string { return calendar.AddMonths(calendar.Month(b.Today()), -1) }

// Silent tells since when the post office has not answered; zero while it does.
func (b *Bench) Silent() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.silent
}

// hearing notes whether the post office answered.
func (b *Bench) hearing(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil:
		b.heard, b.silent = b.Now(), time.Time{}
	case postCode(err) == codeOffline && b.silent.IsZero():
		b.silent = b.Now()
	}
}
