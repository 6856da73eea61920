package region

import (
	"context"
	"slices"
)

// Duty is why somebody works with the map (担当). It decides what they see.
type Duty string

// The duties.
const (
	Promoter    Duty = "promoter"   // 普及担当 of the municipality
	Auditor     Duty = "auditor"    // 指導監査担当: never sees pairs, notes or answers
	CentreStaff Duty = "centre"     // 地域包括支援センター: own pairs, state and band of its zone
	Prefecture  Duty = "prefecture" // 都道府県: sums only
	Supporter   Duty = "supporter"  // 支援者: the offices assigned to them
	OfficeStaff Duty = "office"     // 事業所: the own row
)

var dutyWords = map[Duty]string{
	Promoter: "普及担当", Auditor: "指導監査担当", CentreStaff: "地域包括支援センター", Prefecture: "都道府県", Supporter: "支援者", OfficeStaff: "事業所",
}

// Word is the duty on screen.
func (d Duty) Word() string { return dutyWords[d] }

// Duties lists all duties.
func Duties() []Duty {
	return []Duty{Promoter, Auditor, CentreStaff, Supporter, Prefecture, OfficeStaff}
}

// Right is something a duty allows.
type Right string

// The rights.
const (
	SeeRates   Right = "rates"   // sums, rates, figures
	SeeOffices Right = "offices" // the rows of offices: registry and state
	SeePairs   Right = "pairs"   // who exchanges with whom, of consenting offices
	Accompany  Right = "contact" // contacts, steps, inquiries
	Load       Right = "load"    // registry, zones, adoption lists
	Ask        Right = "ask"     // workshops, forms, answers with office numbers
	Report     Right = "report"  // monthly report, series, effects
	SeeOwn     Right = "own"     // the own row, its log, the consent
	Manage     Right = "manage"  // accounts and settings
)

var rights = map[Duty][]Right{
	Promoter:    {SeeRates, SeeOffices, SeePairs, Accompany, Load, Ask, Report},
	Auditor:     {SeeRates, SeeOffices},
	CentreStaff: {SeeRates, SeeOffices, Accompany, SeeOwn},
	Prefecture:  {SeeRates},
	Supporter:   {SeeRates, SeeOffices, Accompany},
	OfficeStaff: {SeeOwn},
}

// Actor is a person at the map: an account with its duty.
type Actor struct {
	ID       string // account
	Name     string
	Duty     Duty
	Manager  bool     `json:",omitempty"` // may change accounts and settings
	Own      string   `json:",omitempty"` // office number, of CentreStaff and OfficeStaff
	Assigned []string `json:",omitempty"` // office numbers, of a Supporter
}

// May tells whether the actor has a right.
func (a Actor) May(r Right) bool {
	if r == Manage {
		return a.Manager
	}
	return slices.Contains(rights[a.Duty], r)
}

// Session is the map as one person may see and change it.
type Session struct {
	*Map
	Actor
}

// As gives the map to a person.
func (m *Map) As(a Actor) Session { return Session{m, a} }

func (s Session) need(r Right) error {
	if s.May(r) {
		return nil
	}
	return &Error{Code: "duty", Message: "この画面や操作は、あなたの担当（" + s.Duty.Word() + "）では使えません。", Next: "普及担当に頼んでください。"}
}

// DutyOf reads an account's duty; ErrNotFound when it has none.
func (m *Map) DutyOf(id string) (Actor, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	a, ok := m.duties.get(id)
	if !ok {
		return Actor{}, ErrNotFound
	}
	return a, nil
}

// Actors lists all people with their duties.
func (s Session) Actors() ([]Actor, error) {
	if err := s.need(Manage); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.duties.all(), nil
}

// SetDuty gives an account its duty. Promotion and audit are never one person's: whoever
// audits is asked to use an account of their own.
func (s Session) SetDuty(ctx context.Context, a Actor) error {
	if err := s.need(Manage); err != nil {
		return err
	}
	if a.Duty.Word() == "" || a.ID == "" {
		return &Error{Code: "duty_unknown", Message: "担当が選ばれていません。", Next: "担当を1つ選んでください。"}
	}
	if (a.Duty == CentreStaff || a.Duty == OfficeStaff) && a.Own == "" {
		return &Error{Code: "duty_office", Message: "この担当には、事業所番号が要ります。", Next: "10桁の事業所番号を入れてください。"}
	}
	if a.Duty == Auditor {
		a.Manager = false
	}
	return s.SeedDuty(ctx, a, s.ID)
}

// SeedDuty writes a duty without asking who may; for the first account and the demo.
func (m *Map) SeedDuty(ctx context.Context, a Actor, who string) error {
	_, err := change(ctx, m, &m.duties, a.ID, Note{Who: who, Verb: "duty", Subject: a.ID, Text: a.Duty.Word()}, func(old *Actor) error {
		*old = a
		return nil
	})
	return err
}

// sees tells whether the actor may see an office's row. Whoever calls holds the lock.
func (s Session) sees(number string) bool {
	switch s.Duty {
	case Promoter, Auditor:
		return true
	case CentreStaff:
		o, ok := s.office(number)
		return ok && (number == s.Own || o.Zone != "" && o.Zone == s.ownZone() || o.Parent == s.Own)
	case Supporter:
		return slices.Contains(s.Assigned, number)
	case OfficeStaff:
		return number == s.Own
	}
	return false
}

// ownZone is the zone of the actor's centre.
func (s Session) ownZone() string {
	o, ok := s.office(s.Own)
	if !ok {
		return ""
	}
	return o.Zone
}
