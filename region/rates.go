package region

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/registry"
)

// Dimension is what figures are split by.
type Dimension string

// The dimensions.
const (
	ByPref    Dimension = "pref"
	ByInsurer Dimension = "insurer"
	ByCity    Dimension = "city"
	ByZone    Dimension = "zone"
	ByCorp    Dimension = "corp"
	ByService Dimension = "service"
)

// Dimensions lists them in the order of the screen.
func Dimensions() []Dimension {
	return []Dimension{ByZone, ByService, ByCorp, ByInsurer, ByCity, ByPref}
}

// Word is the dimension on screen.
func (d Dimension) Word() string {
	return map[Dimension]string{ByPref: "都道府県", ByInsurer: "保険者", ByCity: "市区町村", ByZone: "圏域", ByCorp: "法人", ByService: "サービス種類"}[d]
}

// Slice is the figures of one part of the region.
type Slice struct {
	Key, Name string
	Offices   int
	States    map[adoption.State]int
	Rates     []adoption.Rate // in the order of adoption.Definitions
	Hidden    bool            // pairs and slips rest on fewer than 3 pairs (少数) and are left out
}

// Rate gives one of the slice's rates.
func (s Slice) Rate(definition string) adoption.Rate {
	for _, r := range s.Rates {
		if r.Definition == definition {
			return r
		}
	}
	return adoption.Rate{Definition: definition}
}

// Counts gives the states in the order of the screen.
func (s Slice) Count(state string) int { return s.States[adoption.State(state)] }

// counting is what the figures of one day stand on.
type counting struct {
	day     time.Time
	basis   string
	offices []registry.Office
	state   map[string]adoption.State
	pairs   []Pair
}

// Whole gives the figures of the whole region on a day.
func (s Session) Whole(ctx context.Context, day time.Time) (Slice, error) {
	list, err := s.split(ctx, day, func(registry.Office) []string { return []string{""} }, func(string) string { return s.Settings().Name })
	if err != nil {
		return Slice{}, err
	}
	if len(list) == 0 {
		return Slice{Name: s.Settings().Name, States: map[adoption.State]int{}, Rates: (&tally{}).rates(day, "登録簿なし")}, nil
	}
	return list[0], nil
}

// By gives the figures of a day, split; largest first, zones and prefectures by key.
func (s Session) By(ctx context.Context, d Dimension, day time.Time) ([]Slice, error) {
	keys, name := s.keys(d)
	return s.split(ctx, day, keys, name)
}

func (s Session) split(ctx context.Context, day time.Time, keys func(registry.Office) []string, name func(string) string) ([]Slice, error) {
	if err := s.need(SeeRates); err != nil {
		return nil, err
	}
	c, err := s.counting(ctx, day)
	if err != nil {
		return nil, err
	}
	out := c.slices(keys)
	for i := range out {
		out[i].Name = name(out[i].Key)
	}
	return out, nil
}

func (s Session) keys(d Dimension) (func(registry.Office) []string, func(string) string) {
	same := func(k string) string { return cmp.Or(k, "不明") }
	switch d {
	case ByPref:
		return func(o registry.Office) []string { return []string{o.Pref} }, same
	case ByCity:
		return func(o registry.Office) []string { return []string{o.City} }, cityName
	case ByInsurer:
		list := s.Settings().Insurers
		return func(o registry.Office) []string { i, _ := registry.InsurerOf(o.City, list); return []string{i.Number} }, func(k string) string { return insurerName(list, k) }
	case ByCorp:
		names := map[string]string{}
		s.mu.RLock()
		for _, o := range s.cache.offices {
			names[registry.CorpKey(o)] = o.CorpName
		}
		s.mu.RUnlock()
		return func(o registry.Office) []string { return []string{registry.CorpKey(o)} }, func(k string) string { return cmp.Or(names[k], "法人不明") }
	case ByService:
		return func(o registry.Office) []string { return o.Claims() }, s.claimNames()
	}
	return func(o registry.Office) []string { return []string{o.Zone} }, s.ZoneName
}

func cityName(code string) string {
	if n, _, ok := registry.City(code); ok {
		return n
	}
	return cmp.Or(code, "不明")
}

func insurerName(list []registry.Insurer, number string) string {
	for _, i := range list {
		if i.Number == number {
			return i.Name
		}
	}
	return "ほかの保険者"
}

// claimNames names サービス種類コード by what the registry calls them.
func (s Session) claimNames() func(string) string {
	names := map[string]string{"78": "地域密着型通所介護", "33": "特定施設入居者生活介護", "36": "地域密着型特定施設入居者生活介護", "23": "短期入所療養介護（病院等）"}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, o := range s.cache.offices {
		for _, v := range o.Services {
			if names[v.Claim] == "" {
				names[v.Claim] = v.Name
			}
		}
	}
	return func(k string) string { return cmp.Or(names[k], k, "不明") }
}

// counting collects the registry, states and pairs of a day.
func (s Session) counting(ctx context.Context, day time.Time) (*counting, error) {
	if err := s.Sync(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.editionAt(day)
	c := &counting{day: day, basis: "登録簿なし", offices: s.cache.offices, state: make(map[string]adoption.State, len(s.adoption.items))}
	if ok {
		c.basis = "登録簿 " + e.Date.Format(time.DateOnly)
	}
	if ok && e.ID != s.cache.listID {
		old, err := s.offices(ctx, e.ID)
		if err != nil {
			return nil, err
		}
		c.offices = old
	}
	c.offices = slices.DeleteFunc(slices.Clone(c.offices), func(o registry.Office) bool { return o.Outside })
	for id, i := range s.adoption.items {
		c.state[id] = i.value.At(day)
	}
	return c, s.addPairs(c, day)
}

func (s Session) addPairs(c *counting, day time.Time) error {
	n, err := s.network()
	if err != nil {
		return err
	}
	if day.Format(time.DateOnly) == s.Now().Format(time.DateOnly) {
		c.pairs = n.pairs
		return nil
	}
	for _, p := range s.Map.pairs(day) {
		a, okA := s.Map.office(p.A)
		b, okB := s.Map.office(p.B)
		if okA && okB && needed(a, b) {
			c.pairs = append(c.pairs, p)
		}
	}
	return nil
}

// offices gives an older edition with what people typed in laid over it.
func (m *Map) offices(ctx context.Context, id string) ([]registry.Office, error) {
	if m.cache.oldID == id && m.cache.oldAt == m.cache.at {
		return m.cache.old, nil
	}
	list, err := m.readList(ctx, id)
	if err != nil {
		return nil, err
	}
	m.cache.old, m.cache.oldID, m.cache.oldAt = m.handsOver(list), id, m.cache.at
	return m.cache.old, nil
}

// tally is the counting of one slice.
type tally struct {
	all, home, joined, joinedHome, active int
	pairs, linked, slips, slipsLinked     int
	full                                  int
	states                                map[adoption.State]int
}

func (c *counting) slices(keys func(registry.Office) []string) []Slice {
	by := map[string]*tally{}
	of := make(map[string][]string, len(c.offices))
	for _, o := range c.offices {
		ks := keys(o)
		of[o.Number] = ks
		for _, k := range ks {
			if by[k] == nil {
				by[k] = &tally{states: map[adoption.State]int{}}
			}
			by[k].office(o, c.at(o.Number))
		}
	}
	c.countPairs(by, of)
	out := make([]Slice, 0, len(by))
	for _, k := range slices.Sorted(maps.Keys(by)) {
		t := by[k]
		out = append(out, Slice{Key: k, Offices: t.all, States: t.states, Rates: t.rates(c.day, c.basis), Hidden: t.pairs > 0 && t.pairs < Few})
	}
	return out
}

func (c *counting) at(number string) adoption.State {
	if st, ok := c.state[number]; ok {
		return st
	}
	return adoption.Unknown
}

func (t *tally) office(o registry.Office, st adoption.State) {
	t.all++
	if st.Joined() {
		t.joined++
	}
	if !home(o) || st == adoption.Out {
		return
	}
	t.home++
	t.states[st]++
	if st.Joined() {
		t.joinedHome++
	}
	if st == adoption.Active {
		t.active++
	}
}

// countPairs counts a pair once in every slice that holds one of its ends.
func (c *counting) countPairs(by map[string]*tally, of map[string][]string) {
	open := map[string]bool{} // offices with a partner that is not in use
	has := map[string]bool{}
	for _, p := range c.pairs {
		linked := c.at(p.A) == adoption.Active && c.at(p.B) == adoption.Active
		has[p.A], has[p.B] = true, true
		open[p.A], open[p.B] = open[p.A] || !linked, open[p.B] || !linked
		seen := slices.Concat(of[p.A], of[p.B])
		slices.Sort(seen)
		for _, k := range slices.Compact(seen) {
			by[k].pair(p, linked)
		}
	}
	for number, ks := range of {
		if has[number] && !open[number] && c.at(number) == adoption.Active {
			for _, k := range ks {
				by[k].full++
			}
		}
	}
}

func (t *tally) pair(p Pair, linked bool) {
	t.pairs++
	t.slips += p.Slips
	if linked {
		t.linked++
		t.slipsLinked += p.Slips
	}
}

func (t *tally) rates(day time.Time, basis string) []adoption.Rate {
	make := func(id string, num, den int) adoption.Rate {
		return adoption.Rate{Definition: id, Num: num, Den: den, At: day, Basis: basis}
	}
	pairs, linked, slips, slipsLinked := t.pairs, t.linked, t.slips, t.slipsLinked
	if t.pairs < Few {
		pairs, linked, slips, slipsLinked = 0, 0, 0, 0
	}
	return []adoption.Rate{
		make(adoption.JoinedAll, t.joined, t.all), make(adoption.JoinedHome, t.joinedHome, t.home), make(adoption.ActiveHome, t.active, t.home),
		make(adoption.PairsLinked, linked, pairs), make(adoption.SlipsLinked, slipsLinked, slips), make(adoption.AllPartners, t.full, t.active),
	}
}

// Stuck counts the offices that have begun and stand at each starting step, and how many
// have stood there for two weeks.
func (s Session) Stuck() (at, long [8]int, err error) {
	if err := s.need(SeeRates); err != nil {
		return at, long, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, r := range s.adoption.all() {
		_, there := s.Map.office(r.Number)
		if !there || r.Step < 1 || r.Step > 7 || r.At(s.Now()) == adoption.Active {
			continue
		}
		at[r.Step]++
		if !r.StepAt.IsZero() && s.Now().Sub(r.StepAt) >= 14*24*time.Hour {
			long[r.Step]++
		}
	}
	return at, long, nil
}

// Web counts 新WEBサービス登録 among the joined offices.
func (s Session) Web() (registered, joined int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, r := range s.adoption.all() {
		if _, there := s.Map.office(r.Number); !there || !r.At(s.Now()).Joined() {
			continue
		}
		joined++
		if r.Web == adoption.Yes {
			registered++
		}
	}
	return registered, joined
}

// RateWords writes a rate as it may be quoted: 43/214 = 20.1 %（導入率（全番号）、2026-12-31、登録簿 2026-06-30）.
func RateWords(r adoption.Rate) string {
	return fmt.Sprintf("%s（%s、%s、%s）", r, adoption.DefinitionOf(r.Definition).Name, r.At.Format(time.DateOnly), r.Basis)
}
