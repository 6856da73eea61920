package desk

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
)

// Count is how many slips went to and fro with one partner in a month, by data.
type Count struct {
	Partner string // office number
	Slips   int    // 予定 and 実績 of one client count one each, however often they were sent
}

// Counts gives the slips of a month per partner, as the map of a municipality takes them:
// numbers of offices and counts, no client and no content.
func (b *Bench) Counts(month string) []Count {
	type slip struct {
		family string
		client careplan.ClientKey
	}
	seen := map[string]map[slip]bool{}
	for _, e := range b.Entries(Filter{Month: month}) {
		if !e.Channel.ByData() || e.Family != "slip" && e.Family != "actual" || e.State == Withdrawn || e.State == Refused || e.Partner.Office == "" {
			continue
		}
		if seen[e.Partner.Office] == nil {
			seen[e.Partner.Office] = map[slip]bool{}
		}
		for _, k := range e.Clients {
			seen[e.Partner.Office][slip{e.Family, k}] = true
		}
	}
	var out []Count
	for _, office := range slices.SortedFunc(maps.Keys(seen), cmp.Compare[string]) {
		if n := len(seen[office]); n > 0 {
			out = append(out, Count{office, n})
		}
	}
	return out
}
