package deskweb

import (
	"github.com/tasuki-care/tasuki/careplan/form"
	"github.com/tasuki-care/tasuki/desk/evidence"
)

// retentionPage lists what may be deleted and what is kept, and why.
type retentionPage struct {
	Due  []evidence.DueItem
	Kept []evidence.KeptItem
	Why  []whyCount
}

type whyCount struct {
	Why string
	N   int
}

func showRetention(c *call) error {
	due, kept, err := c.bench.Retention(c.r.Context())
	if err != nil {
		return err
	}
	p := retentionPage{Due: wordedDue(due), Kept: kept}
	at := map[string]int{}
	for _, k := range kept {
		i, ok := at[k.Why]
		if !ok {
			i = len(p.Why)
			at[k.Why] = i
			p.Why = append(p.Why, whyCount{Why: k.Why})
		}
		p.Why[i].N++
	}
	return c.show("retention", "保存と廃棄", p)
}

// deleteDue deletes what is due and gives the record of it on paper.
func deleteDue(c *call) error {
	done, at, err := c.bench.DeleteDue(c.r.Context(), c.member.ID)
	if err != nil {
		return err
	}
	if len(done) == 0 {
		return c.done("/records/retention", "")
	}
	return c.printPDF("廃棄記録.pdf", []form.Sheet{evidence.Deletion(wordedDue(done), c.member.Name, at)})
}

// stopDeletion keeps a client's records whatever their age, or lifts that.
func stopDeletion(c *call) error {
	k, err := parseClient(c.r.FormValue("client"))
	if err != nil {
		return err
	}
	h := evidence.Holding{Client: k, StopWhy: c.r.FormValue("why")}
	if err := c.bench.StopDeletion(c.r.Context(), h, c.member.ID); err != nil {
		return err
	}
	return c.done("/records/retention", "stopped")
}
