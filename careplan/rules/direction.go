package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// fromPlanner are the kinds a planning office sends (M 2.2, 3.2).
var fromPlanner = map[spec.Kind]bool{
	spec.UPHOSOKU: true, spec.UP1KYO: true, spec.UP2KYO: true, spec.UP3KYO: true,
	spec.UPPLAN: true, spec.UPSIKYU: true, spec.DLT1KYO: true, spec.DLTPLAN: true,
}

// fromProvider are the kinds a service office sends.
var fromProvider = map[spec.Kind]bool{spec.UPJSK: true, spec.DLTJSK: true}

// homeCarePlan are the kinds that have no place in the flow from an entrusted office to
// its centre (R221): there both sides may plan, but what travels is prevention.
var homeCarePlan = map[spec.Kind]bool{
	spec.UP1KYO: true, spec.UP2KYO: true, spec.UP3KYO: true, spec.DLT1KYO: true,
}

// way is the direction the type codes of a name give.
type way uint8

const (
	unclear  way = iota // no types, unknown types, types out of scope (R003, R014)
	right               //
	wrong               //
	reversed            // actuals whose types read planner → service (E01)
)

func wayOf(n careplan.Name) way {
	if !isParty(n.From.Type) || !isParty(n.To.Type) {
		return unclear
	}
	switch {
	case fromPlanner[n.Kind]:
		return wayFromPlanner(n)
	case fromProvider[n.Kind]:
		return wayFromProvider(n)
	}
	return unclear
}

// isParty reports whether an office of the type takes part in the exchange at all.
func isParty(t string) bool { return spec.IsTarget(t) || spec.IsPlanner(t) }

// onlyPlans tells 43, 46 and AF from services that plan for their own clients.
func onlyPlans(t string) bool { return spec.IsPlanner(t) && !spec.IsTarget(t) }

func wayFromPlanner(n careplan.Name) way {
	if !spec.IsPlanner(n.From.Type) || onlyPlans(n.To.Type) && homeCarePlan[n.Kind] {
		return wrong
	}
	return right
}

func wayFromProvider(n careplan.Name) way {
	switch {
	case spec.IsPlanner(n.To.Type):
		return right // also planner → planner: forwarded actuals (R221)
	case onlyPlans(n.From.Type):
		return reversed
	}
	return wrong
}

// reversal looks at actuals whose types are reversed, as the faulty official example has
// them (E01): if every row was performed by the office the name gives as sender, the
// numbers make the direction clear.
type reversal struct {
	file   *careplan.File
	rows   int
	sender int // rows performed by the sender
}

func newReversal(u *careplan.Unit) *reversal {
	for _, f := range u.Files {
		if wayOf(f.Name) == reversed {
			return &reversal{file: f}
		}
	}
	return &reversal{}
}

func (r *reversal) wants(l *spec.Layout) bool { return r.file != nil && fromProvider[l.Kind] }

func (r *reversal) record(v *Visit) {
	if v.File != r.file {
		return
	}
	r.rows++
	if string(v.Record.Cell(v.Layout.Col("service_office_number")).Value) == r.file.Name.From.Office {
		r.sender++
	}
}

// onlyTypes reports whether nothing but the type codes is reversed.
func (r *reversal) onlyTypes() bool { return r.file != nil && r.rows > 0 && r.sender == r.rows }
