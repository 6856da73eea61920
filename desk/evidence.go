package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
	"github.com/tasuki-care/tasuki/desk/evidence"
	"github.com/tasuki-care/tasuki/envelope/header"
)

// Evidence gathers what the ledger can show about a client and months (運営指導): plans,
// slips, actuals, documents, requests, each with its day.
func (b *Bench) Evidence(ctx context.Context, k careplan.ClientKey, months []string) (evidence.Client, []evidence.Fact, error) {
	client, ok := b.Client(k)
	if !ok {
		return evidence.Client{}, nil, ErrNotFound
	}
	out := evidence.Client{Key: k, Name: client.Name, Kana: client.Kana, Partners: map[string][]evidence.Partner{}}
	g := gatherer{bench: b, ctx: ctx, client: k}
	for _, e := range client.Events {
		switch e.Kind {
		case Met:
			g.facts = append(g.facts, evidence.Fact{Day: e.Day, Kind: evidence.Meeting, Client: k, Month: calendar.Month(e.Day), By: e.By, Note: e.Note})
		case Monitored:
			g.facts = append(g.facts, evidence.Fact{Day: e.Day, Kind: evidence.Monitoring, Client: k, Month: calendar.Month(e.Day), By: e.By, Note: e.Note})
		}
	}
	for _, e := range b.Entries(Filter{Client: k}) {
		g.entry(e)
	}
	for _, month := range months {
		m, err := b.MonthOf(ctx, month)
		if err != nil {
			return out, nil, err
		}
		for _, p := range m.Expected {
			if p.Client == k {
				out.Partners[month] = append(out.Partners[month], g.partner(p.partner(), m.Names[p.Provider]))
			}
		}
		g.month(m)
	}
	slices.SortStableFunc(g.facts, func(x, y evidence.Fact) int {
		return cmp.Or(cmp.Compare(x.Day, y.Day), x.Moment.Compare(y.Moment), cmp.Compare(x.Partner.Number, y.Partner.Number))
	})
	return out, once(g.facts), nil
}

// once leaves one of the facts about a plan that went to several partners: it was made and
// agreed to once.
func once(facts []evidence.Fact) []evidence.Fact {
	type key struct {
		kind evidence.Kind
		day  string
	}
	seen := map[key]bool{}
	var out []evidence.Fact
	for _, f := range facts {
		if k := (key{f.Kind, f.Day}); f.Kind == evidence.PlanMade || f.Kind == evidence.PlanChanged || f.Kind == evidence.Consent {
			if seen[k] {
				continue
			}
			seen[k] = true
		}
		out = append(out, f)
	}
	return out
}

// gatherer turns rows of the ledger into facts about one client.
type gatherer struct {
	bench  *Bench
	ctx    context.Context
	client careplan.ClientKey
	facts  []evidence.Fact
}

func (g *gatherer) partner(a header.Address, name string) evidence.Partner {
	card, err := g.bench.Card(g.ctx, a)
	if err == nil && card.Name != "" {
		name = card.Name
	}
	needs := !isPlanner(a.Type) && !spec.IsEquipment(a.Type)
	return evidence.Partner{Number: a.Office, Type: a.Type, Name: cmp.Or(name, a.Office), Needs: needs}
}

// other is the other side of a row, with an office number or without.
func (g *gatherer) other(e Entry) evidence.Partner {
	if e.To == "" {
		return g.partner(e.Partner, "")
	}
	card, err := g.bench.CardByID(g.ctx, e.To)
	if err != nil {
		return evidence.Partner{Name: "番号のない相手"}
	}
	return evidence.Partner{Name: card.Label() + "（" + card.NoNumber + "）"}
}

func (g *gatherer) add(e Entry, kind evidence.Kind, day string, at time.Time, title string) {
	g.facts = append(g.facts, evidence.Fact{
		Day: day, Moment: at, Kind: kind, Client: g.client, Month: e.Month, Partner: g.other(e),
		Channel: e.Channel.Word(), Version: e.Version, Title: title, By: e.By, Ref: e.ID,
	})
}

// entry adds what one row of the ledger shows.
func (g *gatherer) entry(e Entry) {
	if e.State == Withdrawn {
		return
	}
	day := calendar.Of(e.At)
	switch e.Family {
	case "plan":
		g.plan(e)
	case "slip":
		kind := evidence.SlipSent
		switch {
		case !e.Out:
			kind = evidence.SlipReceived
		case e.Version > 1:
			kind = evidence.SlipReplaced
		}
		g.add(e, kind, day, e.At, e.Kind())
	case "actual":
		if !e.Out {
			g.add(e, evidence.ActualReceived, day, e.At, e.Kind())
		}
	}
	for _, d := range e.Documents {
		g.document(e, d, day)
	}
}

func (g *gatherer) plan(e Entry) {
	c, err := g.bench.ContentOf(g.ctx, e)
	if err != nil {
		return // the row stays in the record of transfers
	}
	for _, p := range c.Plans {
		if p.Client != g.client {
			continue
		}
		kind := evidence.PlanMade
		if p.First != "" && p.First != p.Day {
			kind = evidence.PlanChanged
		}
		g.add(e, kind, p.Day, time.Time{}, e.Stage)
		if day := cmp.Or(e.Consent, p.Consent); day != "" {
			g.add(e, evidence.Consent, day, time.Time{}, "")
		}
	}
	kind := evidence.PlanReceived
	if e.Out {
		kind = evidence.PlanGiven
	}
	g.add(e, kind, calendar.Of(e.At), e.At, e.Kind())
	if e.Out && (e.State == Collected || e.State == Imported) {
		g.add(e, evidence.PlanReceived, calendar.Of(e.Moved), e.Moved, e.Kind())
	}
}

func (g *gatherer) document(e Entry, d DocumentRef, day string) {
	if d.Client != g.client {
		return
	}
	switch {
	case isServicePlan(d.Kind) && !e.Out:
		g.add(e, evidence.ServicePlanReceived, day, e.At, d.Kind)
	case d.Kind == "モニタリング":
		g.add(e, evidence.Monitoring, day, e.At, d.Kind)
	case d.Kind == "担当者会議の記録":
		g.add(e, evidence.Meeting, day, e.At, d.Kind)
	}
}

// month adds confirmations and requests of a month.
func (g *gatherer) month(m *Month) {
	if v, ok := m.Verdicts[g.client]; ok && v.Confirmed {
		for _, p := range m.donePairs(g.client) {
			g.facts = append(g.facts, evidence.Fact{Day: calendar.Of(v.At), Moment: v.At, Kind: evidence.ActualConfirmed, Client: g.client, Month: m.Month, Partner: g.partner(p.partner(), ""), By: v.By})
		}
	}
	for _, list := range m.Asks {
		for _, a := range list {
			kind := evidence.Asked
			switch {
			case a.Client != (careplan.ClientKey{}) && a.Client != g.client:
				continue
			case a.About == "plan":
				kind = evidence.ServicePlanAsked
			}
			g.facts = append(g.facts, evidence.Fact{Day: a.Day, Moment: a.At, Kind: kind, Client: g.client, Month: m.Month, Partner: g.partner(a.Partner, ""), By: a.By})
		}
	}
}

// Transfers lists what was sent and received between two days, oldest first, with the
// receipts (データ送受信記録書).
func (b *Bench) Transfers(ctx context.Context, from, to string, types []string) ([]evidence.Transfer, error) {
	g := gatherer{bench: b, ctx: ctx}
	var out []evidence.Transfer
	list := b.Entries(Filter{Types: types})
	slices.Reverse(list)
	for _, e := range list {
		if day := calendar.Of(e.At); day < from || day > to {
			continue
		}
		t := evidence.Transfer{
			At: e.At, Out: e.Out, Partner: g.other(e), What: e.Kind(), Month: e.Month, Clients: len(e.Clients),
			State: e.StateWord(), Letter: e.Letter, Channel: e.Channel.Word(),
		}
		if err := b.addReceipt(ctx, e, &t); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func (b *Bench) addReceipt(ctx context.Context, e Entry, t *evidence.Transfer) error {
	if e.Letter == "" {
		return nil
	}
	id, err := header.ParseLetterID(e.Letter)
	if err != nil {
		return fmt.Errorf("read letter id: %w", err)
	}
	if e.Out {
		o, err := b.Store.Outgoing(ctx, id)
		if err != nil {
			return err
		}
		t.Envelope, t.Receipt = o.Envelope.String(), string(o.Receipt)
		return nil
	}
	in, err := b.Store.Incoming(ctx, e.Partner, id)
	if err != nil {
		return err
	}
	t.Envelope, t.Receipt = in.Envelope.String(), string(in.Receipt)
	return nil
}
