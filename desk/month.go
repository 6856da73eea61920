package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Pair is what an actual is owed for: a client's services of one provider and service type
// in a month, the grain of the 給付管理票.
type Pair struct {
	Client   careplan.ClientKey
	Provider string // 事業所番号
	Type     string // サービス種類コード
}

// Month is what the ledger says about one service month.
type Month struct {
	Month    string
	Planned  map[careplan.ClientKey]Found // newest slip of each client, as sent (or received)
	PlannedB map[Pair]Found               // newest slip of each client that went to the provider
	Done     map[Pair]Found               // newest actual
	Earlier  map[Pair][]Found             // actuals that a newer one replaced, oldest first
	Expected []Pair                       // from the newest slips, by provider and client
	Names    map[string]string            // provider → name as the slips write it
	Closings map[Pair]Closing
	Verdicts map[careplan.ClientKey]Verdict
	Asks     map[string][]Ask // partner → お願い of this month
	Changes  map[careplan.ClientKey][]ServiceChange
}

// Found is a slip together with the row of the ledger it came from.
type Found struct {
	Entry Entry
	Slip  careplan.Slip
}

// cachedMonth is a Month as of a count of changes.
type cachedMonth struct {
	moved uint64
	month *Month
}

// Closing (実績なし) closes an expected actual without one, with the reason.
type Closing struct {
	Pair   Pair
	Month  string
	Reason string
	By     string
	At     time.Time
}

const drawerClosings = "closings"

// MonthOf gathers what the ledger says about a month. It is remembered until the ledger
// changes.
func (b *Bench) MonthOf(ctx context.Context, month string) (*Month, error) {
	b.mu.Lock()
	c, moved := b.months[month], b.moved
	b.mu.Unlock()
	if c != nil && c.moved == moved {
		return c.month, nil
	}
	m, err := b.gather(ctx, month)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.months[month] = &cachedMonth{moved, m}
	b.mu.Unlock()
	return m, nil
}

func (b *Bench) gather(ctx context.Context, month string) (*Month, error) {
	m := &Month{
		Month: month, Planned: map[careplan.ClientKey]Found{}, PlannedB: map[Pair]Found{}, Done: map[Pair]Found{}, Earlier: map[Pair][]Found{},
		Names: map[string]string{}, Closings: map[Pair]Closing{}, Verdicts: map[careplan.ClientKey]Verdict{}, Asks: map[string][]Ask{},
		Changes: map[careplan.ClientKey][]ServiceChange{},
	}
	entries := b.Entries(Filter{Month: month})
	slices.Reverse(entries) // oldest first, so that newer ones win
	for _, e := range entries {
		if e.State == Withdrawn || e.State == Refused || e.Family != "slip" && e.Family != "actual" {
			continue
		}
		if err := b.gatherEntry(ctx, m, e); err != nil {
			return nil, err
		}
	}
	for _, e := range b.Entries(Filter{Family: "plan"}) {
		if _, err := b.ContentOf(ctx, e); err != nil {
			continue // a plan that cannot be opened stays in the list with its reason
		}
	}
	b.expect(m)
	return m, b.gatherDecisions(ctx, m)
}

func (b *Bench) gatherEntry(ctx context.Context, m *Month, e Entry) error {
	c, err := b.ContentOf(ctx, e)
	if err != nil {
		return fmt.Errorf("read month %s: %w", m.Month, err)
	}
	if isDeletion(e.Unit) {
		m.remove(e)
		return nil
	}
	for _, s := range c.Slips {
		if s.Month == m.Month {
			m.take(e, s)
		}
	}
	if e.Typed && len(c.Slips) == 0 { // recorded by FAX, paper or telephone: no files
		for _, k := range e.Clients {
			m.Done[Pair{k, e.Partner.Office, e.Partner.Type}] = Found{Entry: e}
		}
	}
	return nil
}

// take files a client's slip or actual under what it stands for.
func (m *Month) take(e Entry, s careplan.Slip) {
	for _, v := range s.Visits {
		if v.ProviderName != "" {
			m.Names[v.Provider] = v.ProviderName
		}
	}
	if s.Actual {
		for _, p := range pairsOf(s) {
			if old, ok := m.Done[p]; ok {
				m.Earlier[p] = append(m.Earlier[p], old)
			}
			m.Done[p] = Found{e, only(s, p)}
		}
		return
	}
	m.Planned[s.Client] = Found{e, s}
	m.PlannedB[Pair{s.Client, e.Partner.Office, e.Partner.Type}] = Found{e, s}
}

// remove takes away what a deletion (DLTPLAN, DLTJSK) names.
func (m *Month) remove(e Entry) {
	for _, k := range e.Clients {
		p := Pair{k, e.Partner.Office, e.Partner.Type}
		if e.Family == "actual" {
			delete(m.Done, p)
		} else {
			delete(m.PlannedB, p)
		}
	}
}

// pairsOf lists for which provider and type a slip has visits.
func pairsOf(s careplan.Slip) []Pair {
	var out []Pair
	for _, v := range s.Visits {
		if p := (Pair{s.Client, v.Provider, v.Type()}); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// only is the part of a slip that stands for a pair.
func only(s careplan.Slip, p Pair) careplan.Slip {
	out := s
	out.Visits = nil
	for _, v := range s.Visits {
		if v.Provider == p.Provider && v.Type() == p.Type {
			out.Visits = append(out.Visits, v)
		}
	}
	return out
}

// expect lists the actuals that are owed: what the newest slip of each client plans. An
// event of the client never takes one away.
func (b *Bench) expect(m *Month) {
	for _, f := range m.Planned {
		for _, p := range pairsOf(f.Slip) {
			if p.Provider != b.Office {
				m.Expected = append(m.Expected, p)
			}
		}
	}
	slices.SortFunc(m.Expected, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(x.Type, y.Type), cmp.Compare(x.Provider, y.Provider), cmp.Compare(x.Client.String(), y.Client.String()))
	})
}

func (b *Bench) gatherDecisions(ctx context.Context, m *Month) error {
	closings, err := drawer[Closing](ctx, b.Cabinet, drawerClosings, m.Month)
	if err != nil {
		return fmt.Errorf("read closings: %w", err)
	}
	for _, c := range closings {
		m.Closings[c.Pair] = c
	}
	verdicts, err := drawer[Verdict](ctx, b.Cabinet, drawerVerdicts, m.Month)
	if err != nil {
		return fmt.Errorf("read verdicts: %w", err)
	}
	for _, v := range verdicts {
		m.Verdicts[v.Client] = v
	}
	asks, err := drawer[Ask](ctx, b.Cabinet, drawerAsks, m.Month)
	if err != nil {
		return fmt.Errorf("read requests: %w", err)
	}
	for _, a := range asks {
		m.Asks[a.Partner.Office] = append(m.Asks[a.Partner.Office], a)
	}
	changes, err := drawer[ServiceChange](ctx, b.Cabinet, drawerChanges, m.Month)
	if err != nil {
		return fmt.Errorf("read changes: %w", err)
	}
	for _, c := range changes {
		m.Changes[c.Client] = append(m.Changes[c.Client], c)
	}
	return nil
}

// ActualState is where the actual of a pair stands.
type ActualState string

// The states of an expected actual: 実績待ち, 実績あり, 確認済, 実績なし.
const (
	Awaited   ActualState = "awaited"
	Arrived   ActualState = "arrived"
	Confirmed ActualState = "confirmed"
	NoActual  ActualState = "none"
)

var actualWords = map[ActualState]string{Awaited: "実績待ち", Arrived: "実績あり", Confirmed: "確認済", NoActual: "実績なし"}

// Word is the state as it stands on screen.
func (s ActualState) Word() string { return actualWords[s] }

// State tells where an expected actual stands.
func (m *Month) State(p Pair) ActualState {
	_, done := m.Done[p]
	_, closed := m.Closings[p]
	v := m.Verdicts[p.Client]
	switch {
	case done && v.Confirmed:
		return Confirmed
	case done:
		return Arrived
	case closed:
		return NoActual
	}
	return Awaited
}

// CloseActual closes an expected actual without one (実績なし); the reason is required.
func (b *Bench) CloseActual(ctx context.Context, month string, p Pair, reason, who string) error {
	if reason == "" {
		return &Error{Code: "no_reason", Message: "実績がない理由が入っていません。", Next: "理由（入院、利用なし、など）を入れてください。"}
	}
	id := month + "|" + p.Client.String() + "|" + p.Provider + "|" + p.Type
	_, err := change(ctx, b.Cabinet, drawerClosings, id, month, b.note(who, "no actual", id, reason), func(c *Closing) error {
		*c = Closing{Pair: p, Month: month, Reason: reason, By: who, At: b.Now().UTC()}
		return nil
	})
	if err != nil {
		return fmt.Errorf("close actual: %w", err)
	}
	b.forget()
	return nil
}

// forget drops views computed from decisions.
func (b *Bench) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changed()
}

// partnerOf makes the address of a pair's provider.
func (p Pair) partner() header.Address { return header.Address{Office: p.Provider, Type: p.Type} }
