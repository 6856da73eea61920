package desk

import (
	"context"
	"time"
)

// TerminalState is what a page says about this terminal (端末).
type TerminalState struct {
	Until time.Time // end of its certificate
	Days  int
}

// TerminalState tells how long the terminal's certificate is still good.
func (b *Bench) TerminalState() TerminalState {
	if len(b.Terminal.Chain) == 0 {
		return TerminalState{}
	}
	until := b.Terminal.Chain[0].NotAfter
	return TerminalState{Until: until, Days: int(until.Sub(b.Now()).Hours() / 24)}
}

// HandOver gives the open work of a member to another: assigned rows and clients.
func (b *Bench) HandOver(ctx context.Context, from, to, who string) error {
	for _, e := range b.Entries(Filter{Assigned: from}) {
		if e.State == Imported || e.Next != "" {
			continue
		}
		if err := b.Assign(ctx, e.ID, to, who); err != nil {
			return err
		}
	}
	for _, c := range b.Clients() {
		if c.Manager != from {
			continue
		}
		if err := b.ChooseManager(ctx, c.Key, to, who); err != nil {
			return err
		}
	}
	return nil
}
