package desk

import (
	"context"
	"fmt"
	"time"
)

// archivedVerdict is how a client's month ended.
type archivedVerdict struct {
	Month     string    `json:"service_month"`
	Client    string    `json:"client"`         // insurer-insured
	Kind      string    `json:"kind,omitempty"` // empty = only the actuals were confirmed
	Word      string    `json:"kind_in_words,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	By        string    `json:"by,omitempty"`
	At        time.Time `json:"at,omitzero"`
	Confirmed bool      `json:"actuals_confirmed"`
	Carry     []Carry   `json:"carried_excess,omitempty"` // who carries how many units above the limit
	Closed    []string  `json:"actuals_known,omitempty"`  // ids of the letters the verdict knew
}

// archivedNone is an awaited actual that was closed without one.
type archivedNone struct {
	Month   string    `json:"service_month"`
	Client  string    `json:"client"`
	Partner string    `json:"partner"`
	Reason  string    `json:"reason"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at"`
}

// months adds the verdicts and the actuals closed without one, and gives their subjects in
// the journal.
func (a *archive) months(ctx context.Context, h *archiveHead) ([]string, error) {
	verdicts, err := drawer[Verdict](ctx, a.bench.Cabinet, drawerVerdicts, "")
	if err != nil {
		return nil, fmt.Errorf("read verdicts: %w", err)
	}
	var subjects []string
	for _, v := range verdicts {
		h.Verdicts = append(h.Verdicts, archivedVerdict{
			Month: v.Month, Client: v.Client.String(), Kind: string(v.Kind), Word: v.Kind.Word(), Reason: v.Reason,
			By: a.member(v.By), At: v.At, Confirmed: v.Confirmed, Carry: v.Carry, Closed: v.Closed,
		})
		subjects = append(subjects, v.Month+"|"+v.Client.String())
	}
	closings, err := drawer[Closing](ctx, a.bench.Cabinet, drawerClosings, "")
	if err != nil {
		return nil, fmt.Errorf("read closings: %w", err)
	}
	for _, c := range closings {
		p := c.Pair
		h.None = append(h.None, archivedNone{c.Month, p.Client.String(), p.Provider + "/" + p.Type, c.Reason, a.member(c.By), c.At})
		subjects = append(subjects, c.Month+"|"+p.Client.String()+"|"+p.Provider+"|"+p.Type)
	}
	return subjects, nil
}
