package rules

//go:generate go run ../../internal/tools/rulesdoc ../../docs/validation.md

import (
	"cmp"
	"slices"
	"sync"
)

// Book gives every rule in the order of the standard's numbers, our own last. The
// caller must not change it.
func Book() []*Rule { return book() }

var book = sync.OnceValue(func() []*Rule {
	var all []*Rule
	all = append(all, bookAD...)
	all = append(all, bookEG...)
	all = append(all, bookHS...)
	slices.SortStableFunc(all, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
})
