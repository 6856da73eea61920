package desk

import (
	"context"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
)

// known is what the office knows about partners at one moment, gathered once for a whole
// drop: with 500 partners, reading it for every unit would be work without end.
type known struct {
	types   map[string][]string                    // office number → service types of its letters
	clients map[string]map[careplan.ClientKey]bool // office number → clients of its letters
	cards   map[string][]Card                      // name and type → cards
}

// known gathers the ledger and the cards.
func (b *Bench) known(ctx context.Context) (*known, error) {
	cards, err := b.Cards(ctx)
	if err != nil {
		return nil, err
	}
	k := &known{types: map[string][]string{}, clients: map[string]map[careplan.ClientKey]bool{}, cards: map[string][]Card{}}
	for _, c := range cards {
		key := sameName(c.Name, c.Address.Type)
		k.cards[key] = append(k.cards[key], c)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.entries {
		k.add(e)
	}
	for _, list := range k.types {
		slices.Sort(list)
	}
	return k, nil
}

func sameName(name, kind string) string { return fold(name) + "/" + kind }

func (k *known) add(e *Entry) {
	office := e.Partner.Office
	if t := e.Partner.Type; t != "" && !slices.Contains(k.types[office], t) {
		k.types[office] = append(k.types[office], t)
	}
	if e.State == Withdrawn || e.State == Refused {
		return
	}
	if k.clients[office] == nil {
		k.clients[office] = map[careplan.ClientKey]bool{}
	}
	for _, c := range e.Clients {
		k.clients[office][c] = true
	}
}
