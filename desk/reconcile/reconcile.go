// Package reconcile compares plan and actual (予実照合).
package reconcile

import "github.com/tasuki-care/tasuki/careplan"

type Case struct {
	Client  careplan.ClientKey
	Month   string
	Plan    *careplan.Slip
	Actuals []careplan.Slip
	Facts   Facts
}

type Span struct{ From, To string }

type Weekly struct {
	Provider, Type string
	Weekday        int
}

type Agreed struct{ Provider, Day, To, Note string }

type Pair struct{ Provider, Type string }

type Facts struct {
	Died             string
	Hospital, Stays  []Span
	CertFrom, CertTo string
	Weekly           []Weekly
	Agreed           []Agreed
	Limit            int
	HeavierLimit     int
	Status           string
	Expected         []Pair
}

type Level int

type Kind string

type Difference struct {
	Level                                    Level
	Rule                                     string
	Provider, ProviderName, Type, Code, Day  string
	Planned, Done                            string
	Units                                    int
	Sentence, Next                           string
	Agreed                                   bool
	Kind                                     Kind
}

type Line struct {
	Pair
	ProviderName                          string
	PlanUnits, ActualUnits, Over, Managed int
	Waiting                               bool
}

type Result struct {
	Lines                                 []Line
	Differences                           []Difference
	Damage                                int
	Limit, PlanTotal, ActualTotal, Excess int
	Complete                              bool
}

func Compare(c Case) Result { return Result{} }

func Less(a, b Result) bool { return a.Damage > b.Damage }

func Distribute(r Result, carry map[Pair]int) ([]Line, error) { return r.Lines, nil }
