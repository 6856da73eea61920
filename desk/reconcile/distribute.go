package reconcile

import (
	"errors"
	"slices"
)

// What can be wrong with a distribution of the excess units.
var (
	ErrSum     = errors.New("reconcile: the distributed units are not the excess")
	ErrUnknown = errors.New("reconcile: units for a provider that has no line")
	ErrRange   = errors.New("reconcile: more units than the provider has, or less than none")
)

// Distribute writes into the lines which provider carries how much of the excess (区分支給
// 限度基準超). The care manager chooses; the sum must be the excess of the result. The
// result itself stays as it is.
func Distribute(r Result, carry map[Pair]int) ([]Line, error) {
	lines, known, total := slices.Clone(r.Lines), 0, 0
	for i := range lines {
		units, ok := carry[lines[i].Pair]
		if ok {
			known++
		}
		if units < 0 || units > lines[i].most() {
			return nil, ErrRange
		}
		lines[i].Over = units
		total += units
	}
	switch {
	case known != len(carry):
		return nil, ErrUnknown
	case total != r.Excess:
		return nil, ErrSum
	}
	return lines, nil
}

// most is what a provider can carry at most: all it did, or all it planned while its
// actual is awaited.
func (l Line) most() int {
	if l.Waiting {
		return l.PlanUnits + l.Over
	}
	return l.ActualUnits
}
