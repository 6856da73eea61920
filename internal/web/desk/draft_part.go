package deskweb

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/tasuki-care/tasuki/desk"
)

// How much of a large draft one page shows.
const (
	rowsOfPart  = 100
	looseOfPart = 50
)

// draftPart is the part of a draft that one page shows.
type draftPart struct {
	Rows      []desk.DropRow
	Only      string // blocked, ready, "" = all
	Count     int    // rows of the choice
	Page      int    // from 1
	Pages     []int  // empty = one page is enough
	Loose     []desk.Loose
	LooseMore int
}

// partOf chooses the rows of a page; the row that was just changed decides the page.
func partOf(s *desk.Sorting, q url.Values, open string) draftPart {
	p := draftPart{Only: q.Get("only"), Page: 1}
	rows := slices.Clone(s.Rows)
	switch p.Only {
	case "blocked":
		rows = slices.DeleteFunc(rows, func(r desk.DropRow) bool { return !r.Blocked() })
	case "ready":
		rows = slices.DeleteFunc(rows, func(r desk.DropRow) bool { return !r.Ready() })
	default:
		p.Only = ""
	}
	p.Count = len(rows)
	all := max(1, (len(rows)+rowsOfPart-1)/rowsOfPart)
	if n, err := strconv.Atoi(q.Get("page")); err == nil {
		p.Page = min(max(n, 1), all)
	}
	if i := slices.IndexFunc(rows, func(r desk.DropRow) bool { return r.Key == open }); i >= 0 {
		p.Page = i/rowsOfPart + 1
	}
	for n := 1; all > 1 && n <= all; n++ {
		p.Pages = append(p.Pages, n)
	}
	p.Rows = rows[(p.Page-1)*rowsOfPart : min(p.Page*rowsOfPart, len(rows))]
	p.Loose = s.Loose[:min(looseOfPart, len(s.Loose))]
	p.LooseMore = len(s.Loose) - len(p.Loose)
	return p
}
