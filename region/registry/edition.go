package registry

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// ChangeKind is what an import does to an office.
type ChangeKind string

// The kinds of changes.
const (
	Added   ChangeKind = "added"
	Changed ChangeKind = "changed"
	Closed  ChangeKind = "closed"
)

// Change is one line of a preview.
type Change struct {
	Kind   ChangeKind
	Before *Office  // nil when added
	After  *Office  // nil when closed
	Fields []string // Japanese names of the fields that changed
}

// number is the office number of a change.
func (c Change) number() string {
	if c.After != nil {
		return c.After.Number
	}
	return c.Before.Number
}

// Preview is what an import would do; nothing is done until Apply.
type Preview struct {
	Changes    []Change // by office number
	Counts     Counts
	Warnings   []Warning
	Rejected   []Reject
	Successors []Succession // proposals; a person decides
}

// Scope is what the files speak about. An office is closed only if it would have to be in
// them: it stands in the same kind of list, all its services were read, and its municipality
// is known and in scope. An office that an unreadable row may be about stays.
type Scope struct {
	Services []string // open data codes; those no file speaks about are left out. Empty = those of the list
	Cities   []string // municipality codes; offices elsewhere are not added. Empty = the municipalities that occur in the list
	Partial  bool     // the files only add and change: nothing is closed
}

// Compare tells what a list changes in the offices of the last edition. Offices typed in by
// hand are never closed by another kind of list; zone, centre, successor and 域外 set by
// people stay; blank cells never wipe out what is known.
func Compare(old []Office, in List, scope Scope) Preview {
	c := newComparison(in, scope)
	before := make(map[string]*Office, len(old))
	for i := range old {
		before[old[i].Number] = &old[i]
	}
	for i := range in.Offices {
		c.incoming(before[in.Offices[i].Number], &in.Offices[i])
	}
	for i := range old {
		if !c.seen[old[i].Number] {
			c.missing(&old[i])
		}
	}
	slices.SortFunc(c.changes, func(a, b Change) int { return cmp.Compare(a.number(), b.number()) })
	in.Warnings = slices.Concat(in.Warnings, c.remarks())
	p := Preview{Changes: c.changes, Warnings: in.Warnings, Rejected: in.Rejected, Successors: successions(c.changes)}
	p.Counts = count(in, c.changes)
	return p
}

type comparison struct {
	source   Source
	services map[string]bool
	cities   map[string]bool
	named    bool // the cities were given
	partial  bool
	seen     map[string]bool
	unread   []Reject         // rows that could not be taken
	unreadNo map[string][]int // places in unread by number
	unnamed  map[string][]int // places in unread by name, where the number is not known
	held     map[int]bool     // places in unread that kept an office open
	unplaced int              // offices left out because their municipality is not known
	changes  []Change
}

func newComparison(in List, scope Scope) *comparison {
	c := &comparison{source: in.Format.Source(), partial: scope.Partial, named: len(scope.Cities) > 0,
		services: map[string]bool{}, cities: map[string]bool{}, seen: make(map[string]bool, len(in.Offices)),
		unread: in.Rejected, unreadNo: map[string][]int{}, unnamed: map[string][]int{}, held: map[int]bool{}}
	for _, s := range in.Services {
		c.services[s] = len(scope.Services) == 0 || slices.Contains(scope.Services, s)
	}
	for _, city := range scope.Cities {
		c.cities[RollUp(city)] = true
	}
	if !c.named {
		for i := range in.Offices {
			c.cities[in.Offices[i].City] = true
		}
	}
	c.cities[""] = c.source == Hand // a hand list is whole; elsewhere nobody knows
	for i, r := range in.Rejected {
		switch {
		case r.Number != "":
			c.unreadNo[r.Number] = append(c.unreadNo[r.Number], i)
		case r.name != "":
			c.unnamed[r.name] = append(c.unnamed[r.name], i)
		}
	}
	return c
}

// incoming compares one office of the list.
func (c *comparison) incoming(old, o *Office) {
	if old == nil {
		if c.named && !c.cities[o.City] && o.Source != Hand {
			if o.City == "" {
				c.unplaced++
			}
			return
		}
		after := *o
		c.seen[o.Number] = true
		c.changes = append(c.changes, Change{Kind: Added, After: &after})
		return
	}
	c.seen[o.Number] = true
	c.change(old, c.merged(old, o))
}

func (c *comparison) change(old *Office, after Office) {
	if fields := differences(old, &after); len(fields) > 0 {
		c.changes = append(c.changes, Change{Kind: Changed, Before: old, After: &after, Fields: fields})
	}
}

// missing treats an office that the list does not hold.
func (c *comparison) missing(old *Office) {
	if c.partial || !c.cities[old.City] {
		return
	}
	if old.Source != c.source {
		c.noLongerByHand(old)
		return
	}
	left := c.outside(old.Services)
	switch {
	case len(left) == len(old.Services), len(left) == 0 && old.ByHand, c.unreadable(old):
	case len(left) == 0:
		c.changes = append(c.changes, Change{Kind: Closed, Before: old})
	default:
		after := *old
		after.Services = left
		c.change(old, after)
	}
}

// noLongerByHand notes that a hand list left out an office of another list.
func (c *comparison) noLongerByHand(old *Office) {
	if c.source != Hand || !old.ByHand || c.unreadable(old) {
		return
	}
	after := *old
	after.ByHand = false
	c.change(old, after)
}

// unreadable tells that a row that could not be taken may be about an office.
func (c *comparison) unreadable(o *Office) bool {
	at := slices.Concat(c.unreadNo[o.Number], c.unnamed[squeeze(o.Name)])
	for _, i := range at {
		c.held[i] = true
	}
	return len(at) > 0
}

// remarks reports what Compare itself decided.
func (c *comparison) remarks() []Warning {
	var out []Warning
	for _, i := range slices.Sorted(maps.Keys(c.held)) {
		out = append(out, Warning{File: c.unread[i].File, Row: c.unread[i].Row, Kind: WarnKept,
			Message: "読めなかった行と同じ番号か名前の事業所が、登録簿にあります。", Done: "その事業所とサービスは廃止にせず、残しました。行を直して取り込み直してください。"})
	}
	if c.unplaced > 0 {
		out = append(out, Warning{Kind: WarnCity, Message: fmt.Sprintf("市区町村の分からない事業所が%d件あります。", c.unplaced),
			Done: "対象の市区町村かどうか判断できないため、加えませんでした。市区町村コードを入れて取り込み直してください。"})
	}
	return out
}

// outside gives the services the files do not speak about.
func (c *comparison) outside(list []Service) []Service {
	var out []Service
	for _, s := range list {
		if !c.services[s.Code] {
			out = append(out, s)
		}
	}
	return out
}

// rank orders the lists by what they may say over one another.
func rank(s Source) int {
	return map[Source]int{Hand: 0, Municipal: 1, Ministry: 2}[s]
}

// merged lays an office of the list over the one before. A list of lower rank fills blanks
// and adds services; what people set stays, unless a hand list sets it anew.
func (c *comparison) merged(old, in *Office) Office {
	after := *in
	lower := rank(in.Source) < rank(old.Source)
	if lower {
		after = *old
		fill(&after, in)
	} else {
		fill(&after, old)
	}
	after.Zone, after.Parent, after.Successor = people(old, in)
	after.Outside = old.Outside || in.Outside
	after.ByHand = after.Source != Hand && (old.ByHand || old.Source == Hand || in.Source == Hand)
	after.Services = c.mergedServices(old, in, lower)
	return after
}

// people gives what is set by people: a hand list may set it, other lists only where blank.
func people(old, in *Office) (zone, parent, successor string) {
	if in.Source == Hand {
		return cmp.Or(in.Zone, old.Zone), cmp.Or(in.Parent, old.Parent), cmp.Or(in.Successor, old.Successor)
	}
	return cmp.Or(old.Zone, in.Zone), cmp.Or(old.Parent, in.Parent), cmp.Or(old.Successor, in.Successor)
}

// mergedServices takes the services the files speak about from the list, and keeps the rest.
func (c *comparison) mergedServices(old, in *Office, lower bool) []Service {
	keep := c.outside(old.Services)
	if lower || c.partial || len(keep)+len(in.Services) < len(old.Services) && c.unreadable(old) {
		keep = old.Services
	}
	out := slices.Clone(in.Services)
	if lower {
		out = nil
	}
	for _, s := range slices.Concat(keep, in.Services) {
		if i := slices.IndexFunc(out, func(x Service) bool { return x.Code == s.Code }); i < 0 {
			out = append(out, s)
		} else if out[i].Capacity == 0 {
			out[i].Capacity = s.Capacity
		}
	}
	sortServices(out)
	return out
}

// differences names the fields that changed.
func differences(a, b *Office) []string {
	var out []string
	note := func(changed bool, name string) {
		if changed {
			out = append(out, name)
		}
	}
	note(a.Name != b.Name, "事業所名")
	note(a.Kana != b.Kana, "事業所名カナ")
	note(!slices.EqualFunc(a.Services, b.Services, func(x, y Service) bool { return x.Code == y.Code }), "サービス")
	note(!slices.Equal(capacities(a, b), capacities(b, a)), "定員")
	note(a.City != b.City || a.Ward != b.Ward || a.Pref != b.Pref || a.CityName != b.CityName, "市区町村")
	note(a.Address != b.Address, "住所")
	note(a.Lat != b.Lat || a.Lng != b.Lng, "位置")
	note(a.Phone != b.Phone, "電話番号")
	note(a.Fax != b.Fax, "FAX番号")
	note(a.URL != b.URL, "URL")
	note(a.Days != b.Days || a.DaysNote != b.DaysNote, "利用可能曜日")
	note(a.Corp != b.Corp, "法人番号")
	note(a.CorpName != b.CorpName, "法人の名称")
	note(a.Zone != b.Zone, "日常生活圏域")
	note(a.Parent != b.Parent, "親センター")
	note(a.Successor != b.Successor, "承継先")
	note(a.Outside != b.Outside, "域外の連携先")
	note(a.Source != b.Source || a.ByHand != b.ByHand, "名簿の種類")
	return out
}

// capacities gives the capacity of the services both offices have.
func capacities(a, b *Office) []int {
	var out []int
	for _, s := range a.Services {
		if b.Has(s.Code) {
			out = append(out, s.Capacity)
		}
	}
	return out
}

func count(in List, changes []Change) Counts {
	n := Counts{Read: in.Read, Rejected: len(in.Rejected), Warnings: map[string]int{}}
	for _, w := range in.Warnings {
		n.Warnings[w.Kind]++
	}
	for _, c := range changes {
		switch c.Kind {
		case Added:
			n.Added++
		case Changed:
			n.Changed++
		case Closed:
			n.Closed++
		}
	}
	return n
}

// Apply gives the offices of the next edition, by number. The last edition stays as it is.
func Apply(old []Office, p Preview) []Office {
	return replay(old, p, func(c Change) *Office { return c.After })
}

// Revert undoes Apply: it gives back the offices from before a preview.
func Revert(now []Office, p Preview) []Office {
	return replay(now, p, func(c Change) *Office { return c.Before })
}

func replay(offices []Office, p Preview, take func(Change) *Office) []Office {
	all := make(map[string]Office, len(offices))
	for _, o := range offices {
		all[o.Number] = o
	}
	for _, c := range p.Changes {
		if o := take(c); o != nil {
			all[o.Number] = *o
		} else {
			delete(all, c.number())
		}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b Office) int { return cmp.Compare(a.Number, b.Number) })
}
