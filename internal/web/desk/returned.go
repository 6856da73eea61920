package deskweb

import (
	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/desk/billing"
)

// returnedPage shows what the 国保連 sent back.
type returnedPage struct {
	Rows     []desk.Returned
	Problems []billing.Problem
	Counts   []monthCount
	Text     string
}

type monthCount struct {
	Month string
	N     int
}

func showReturned(c *call) error { return c.returned(nil, "") }

func (c *call) returned(problems []billing.Problem, text string) error {
	rows, err := c.bench.ReturnedRows(c.r.Context())
	if err != nil {
		return err
	}
	p := returnedPage{Problems: problems, Text: text}
	for _, r := range rows {
		if r.Client.Insured != "" && !c.sees(r.Client) {
			continue
		}
		p.Rows = append(p.Rows, r)
		if n := len(p.Counts); n == 0 || p.Counts[n-1].Month != r.Row.Month {
			p.Counts = append(p.Counts, monthCount{Month: r.Row.Month})
		}
		if r.Row.Kind == billing.KindReturned {
			p.Counts[len(p.Counts)-1].N++
		}
	}
	return c.show("returned", "返戻・増減", p)
}

// takeReturned keeps pasted rows; what was not understood comes back with the text.
func takeReturned(c *call) error {
	text := c.r.FormValue("text")
	_, problems, err := c.bench.TakeReturned(c.r.Context(), text, c.member.ID)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return c.returned(problems, text)
	}
	return c.done("/returned", "returned")
}

func closeReturned(c *call) error {
	if err := c.bench.CloseReturned(c.r.Context(), c.r.FormValue("id"), c.member.ID); err != nil {
		return err
	}
	return c.done("/returned", "")
}
