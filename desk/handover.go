package desk

import (
	"context"
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
)

// Handed is one file of a client's 引継ぎ.
type Handed struct {
	Folder, Name string
	Bytes        []byte
}

// Handover (引継ぎ) packs what the next care office needs of a client's month: the newest
// slip and actuals, the newest plan and the documents, as the files they are. It reads
// only; the client stays in the register.
func (b *Bench) Handover(ctx context.Context, k careplan.ClientKey, month, who string) ([]Handed, error) {
	var out []Handed
	seen := map[string]bool{}
	for _, e := range b.Entries(Filter{Client: k}) {
		if e.State == Withdrawn || e.State == Superseded || e.Family != "plan" && e.Family != "document" && e.Month != month {
			continue
		}
		key := e.Family + e.Partner.String()
		if e.Family != "document" && seen[key] || len(e.Clients) > 1 && e.Family == "document" {
			continue
		}
		seen[key] = true
		files, docs, err := b.Files(ctx, e)
		if err != nil {
			continue // what cannot be opened stays in the list with its reason
		}
		folder := fmt.Sprintf("%s_%s", e.Kind(), b.ClientName(k))
		for _, f := range files {
			raw, err := only1(f, k)
			if err != nil {
				return nil, err
			}
			if raw != nil {
				out = append(out, Handed{folder, f.Name.Text, raw})
			}
		}
		for i, d := range docs {
			if i < len(e.Documents) && e.Documents[i].Client != k {
				continue
			}
			out = append(out, Handed{folder, d.Name, d.Bytes})
		}
	}
	return out, b.Noted(ctx, who, "handed over", k.String())
}

// only1 is a file with the records of one client alone; nil if it has none.
func only1(f *careplan.File, k careplan.ClientKey) ([]byte, error) {
	doc, err := careplan.ReadDocument(f)
	if err != nil {
		return nil, nil //nolint:nilerr // an image or a foreign file speaks of no client
	}
	insurer, insured := doc.Layout.Col("insurer_number"), doc.Layout.Col("insured_number")
	var kept []careplan.DocumentRecord
	for _, r := range doc.Records {
		if insured > 0 && insured <= len(r.Values) && r.Values[insured-1] == k.Insured && r.Values[insurer-1] == k.Insurer {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		return nil, nil
	}
	doc.Records = kept
	return doc.CSV()
}
