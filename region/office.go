package region

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/registry"
)

// Hand is what people typed in about an office: it stays over every new edition.
type Hand struct {
	Number    string
	Added     *registry.Office `json:",omitempty"` // an office no list holds (包括, 域外の連携先)
	Zone      string           `json:",omitempty"`
	Parent    string           `json:",omitempty"` // centre of a ブランチ or サブセンター
	Successor string           `json:",omitempty"`
	Phone     string           `json:",omitempty"`
	Outside   bool             `json:",omitempty"`
	Asked     string           `json:",omitempty"` // 他保険者へ依頼中: which insurer, since when
	AskedAt   time.Time        `json:",omitzero"`
	Fix       string           `json:",omitempty"` // what the office says is wrong in the public list
	Closed    bool             `json:",omitempty"` // a hand-listed office that ended
}

// View is one office as the map shows it.
type View struct {
	registry.Office
	Record   adoption.Record
	Now      adoption.Event // state that holds today
	Outreach Outreach
	Hand     Hand
	Band     string // slips a month in bands, for those who may not see counts
}

// State is the state that holds today.
func (v View) State() adoption.State { return v.Now.State }

// freshen rebuilds the list of offices when the registry changed.
func (m *Map) freshen(ctx context.Context) error {
	id := ""
	if e, ok := m.newest(); ok {
		id = e.ID
	}
	if id != m.cache.listID {
		list, err := m.readList(ctx, id)
		if err != nil {
			return err
		}
		m.cache.list, m.cache.listID, m.cache.at = list, id, 0
	}
	if at := max(m.changed["hands"], m.changed["editions"], m.changed["zones"], m.changed["settings"]); at != m.cache.at || m.cache.index == nil {
		m.cache.offices = m.handsOver(m.cache.list)
		m.cache.index = make(map[string]int, len(m.cache.offices))
		for i, o := range m.cache.offices {
			m.cache.index[o.Number] = i
		}
		m.cache.at = at
	}
	return nil
}

// handsOver lays what people typed in over an edition.
func (m *Map) handsOver(list []registry.Office) []registry.Office {
	out := slices.Clone(list)
	at := make(map[string]int, len(out))
	for i, o := range out {
		at[o.Number] = i
	}
	for _, h := range m.hands.all() {
		i, ok := at[h.Number]
		if !ok && h.Added != nil && !h.Closed {
			i, ok = len(out), true
			out = append(out, *h.Added)
		}
		if ok {
			out[i] = h.over(out[i])
		}
	}
	zoner := registry.NewZoner(m.zones.all(), m.set().ZoneBy)
	for i := range out {
		if out[i].Zone == "" && !out[i].Outside && len(m.zones.items) > 0 {
			out[i].Zone = zoner.Of(out[i])
		}
	}
	slices.SortFunc(out, func(a, b registry.Office) int { return cmp.Compare(a.Number, b.Number) })
	return out
}

func (h Hand) over(o registry.Office) registry.Office {
	o.Zone, o.Parent, o.Successor = cmp.Or(h.Zone, o.Zone), cmp.Or(h.Parent, o.Parent), cmp.Or(h.Successor, o.Successor)
	o.Phone = cmp.Or(h.Phone, o.Phone)
	o.Outside = o.Outside || h.Outside
	return o
}

// office gives an office of today. Whoever calls holds the lock.
func (m *Map) office(number string) (registry.Office, bool) {
	i, ok := m.cache.index[number]
	if !ok {
		return registry.Office{}, false
	}
	return m.cache.offices[i], true
}

func (m *Map) view(o registry.Office) View {
	r, _ := m.adoption.get(o.Number)
	out, _ := m.outreach.get(o.Number)
	h, _ := m.hands.get(o.Number)
	return View{Office: o, Record: r, Now: r.EventAt(m.Now()), Outreach: out, Hand: h}
}

// home tells whether an office counts among 居宅系: it writes or receives slips.
func home(o registry.Office) bool { return o.Kind() != registry.Facility && !o.Outside }

// Filter chooses offices.
type Filter struct {
	Words   string // in name, kana, number, corporation, address
	Zone    string
	State   adoption.State
	Service string // claim code
	Kind    registry.Kind
	Corp    string
	City    string
	Home    bool // 居宅系 only
	Outside bool // 域外 only
	Step    int
}

func (f Filter) takes(v View) bool {
	switch {
	case f.Zone != "" && v.Zone != f.Zone, f.State != "" && v.State() != f.State, f.Kind != "" && v.Kind() != f.Kind,
		f.City != "" && v.City != f.City, f.Home && !home(v.Office), f.Outside != v.Outside && f.Outside, f.Step != 0 && v.Record.Step != f.Step,
		f.Service != "" && !slices.Contains(v.Claims(), f.Service), f.Corp != "" && registry.CorpKey(v.Office) != f.Corp:
		return false
	}
	for _, w := range strings.Fields(strings.ReplaceAll(f.Words, "　", " ")) {
		if !strings.Contains(v.Number+" "+v.Name+" "+v.Kana+" "+v.CorpName+" "+v.Address, w) {
			return false
		}
	}
	return true
}

// Offices lists the offices the actor may see, by number.
func (s Session) Offices(f Filter) ([]View, error) {
	if err := s.need(SeeOffices); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []View
	for _, o := range s.cache.offices {
		if v := s.view(o); f.takes(v) && s.sees(o.Number) {
			out = append(out, s.shown(v))
		}
	}
	return out, nil
}

// shown takes away what the duty may not see.
func (s Session) shown(v View) View {
	switch s.Duty {
	case CentreStaff:
		v.Band = s.band(v.Number)
		if v.Number != s.Own {
			v.Outreach = Outreach{Number: v.Number, Owner: v.Outreach.Owner, Next: v.Outreach.Next}
		}
	case Auditor, OfficeStaff:
		v.Outreach = Outreach{Number: v.Number}
		v.Record.Obstacle = ""
		for i := range v.Record.History {
			v.Record.History[i].Note = ""
		}
	}
	return v
}

// Office gives one office.
func (s Session) Office(number string) (View, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	o, ok := s.Map.office(number)
	if !ok || !s.sees(number) {
		return View{}, ErrNotFound
	}
	v := s.view(o)
	v.Record.History = slices.Clone(v.Record.History)
	return s.shown(v), nil
}

// SaveHand changes what people typed in about an office.
func (s Session) SaveHand(ctx context.Context, number string, f func(*Hand) error) error {
	if err := s.need(Load); err != nil {
		return err
	}
	_, err := change(ctx, s.Map, &s.hands, number, Note{Who: s.ID, Verb: "corrected", Subject: number}, func(h *Hand) error {
		h.Number = number
		return f(h)
	})
	return err
}

// Correct is the office's own word about its row: it is kept beside the public list and
// shown to 普及担当; state, software and network count at once.
func (s Session) Correct(ctx context.Context, own adoption.State, software, version string, closed adoption.Answer, fix string) error {
	if err := s.need(SeeOwn); err != nil {
		return err
	}
	if own.Valid() && own != s.stateOf(s.Own) {
		if err := s.setState(ctx, s.Own, adoption.Event{At: s.Now(), State: own, Source: "事業所の申告"}); err != nil {
			return err
		}
	}
	_, err := change(ctx, s.Map, &s.adoption, s.Own, Note{Who: s.ID, Verb: "declared", Subject: s.Own}, func(r *adoption.Record) error {
		r.Number, r.Software, r.Version, r.Closed = s.Own, software, version, closed
		return nil
	})
	if err != nil {
		return err
	}
	_, err = change(ctx, s.Map, &s.hands, s.Own, Note{Who: s.ID, Verb: "declared", Subject: s.Own}, func(h *Hand) error {
		h.Number, h.Fix = s.Own, fix
		return nil
	})
	return err
}

func (s Session) stateOf(number string) adoption.State {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, _ := s.adoption.get(number)
	return r.At(s.Now())
}

// sorted gives a copy in the order of a key.
func sorted[T any, K cmp.Ordered](list []T, key func(T) K) []T {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return list
}

// NameOf names an office of the registry of today; its number when it is not there.
func (m *Map) NameOf(number string) string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if o, ok := m.office(number); ok {
		return o.Name
	}
	return number
}
