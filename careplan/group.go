package careplan

import (
	"slices"
	"strings"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Heap is any mixture of files sorted into transmission units. Every file is in exactly
// one unit; a file of unknown kind is its own unit with ID "".
type Heap struct {
	Units []*Unit
	Twins []Twin // the same name with other bytes

	files []*File
}

// Twin is a name that occurs several times with different bytes.
type Twin struct {
	Name  string
	Files []*File
}

// Group sorts files into units. First, files with equal sender, receiver, types and
// serial form a unit (R054, R055); then incomplete groups that complete each other,
// differ in one part of the key only and have one possible partner are joined, and the
// join is recorded. Byte-equal copies of a file are folded into the first one.
func Group(files []*File) *Heap {
	h := &Heap{}
	h.Add(files...)
	return h
}

// Add puts another drop on the heap and sorts everything anew: several drops add up.
func (h *Heap) Add(files ...*File) {
	h.files = append(h.files, files...)
	kept := fold(h.files)
	h.Twins = twins(kept)
	groups := join(groupByKey(kept))
	h.Units = h.Units[:0]
	for _, g := range groups {
		h.Units = append(h.Units, g.unit())
	}
}

// UnitOf gives the unit a file lies in, or nil. A folded copy lies where its first is.
func (h *Heap) UnitOf(f *File) *Unit {
	for _, u := range h.Units {
		for _, g := range u.Files {
			if g == f || g.Digest == f.Digest && slices.Contains(g.Copies, f.Path) {
				return u
			}
		}
	}
	return nil
}

// identity is what makes two files the same file: their bytes and what the name says. A
// browser's "(1)" says nothing.
type identity struct {
	digest [32]byte
	name   string
}

func identityOf(f *File) identity {
	if f.Name.Kind == "" {
		return identity{f.Digest, f.Name.Text}
	}
	n := f.Name
	n.Ext = strings.ToUpper(n.Ext)
	return identity{f.Digest, FormatName(n)}
}

// fold keeps the first of byte-equal copies and notes where the others came from. The
// same file object given twice counts once.
func fold(files []*File) []*File {
	var kept []*File
	first := map[identity]*File{}
	for _, f := range files {
		id := identityOf(f)
		k, ok := first[id]
		if !ok {
			first[id] = f
			f.Copies = nil
			kept = append(kept, f)
			continue
		}
		if k != f {
			k.Copies = append(k.Copies, f.Path)
		}
	}
	return kept
}

func twins(files []*File) []Twin {
	var out []Twin
	at := map[string]int{}
	byName := map[string][]*File{}
	for _, f := range files {
		name := f.Name.Text
		byName[name] = append(byName[name], f)
		if len(byName[name]) == 2 {
			at[name] = len(out)
			out = append(out, Twin{Name: name})
		}
		if i, ok := at[name]; ok {
			out[i].Files = byName[name]
		}
	}
	return out
}

// key is what the names of all files of a unit have in common.
type key struct {
	from, to         string
	fromType, toType string
	serial           string
	unknown          int // tells files of unknown kind apart, which form no groups
}

func keyOf(f *File) key {
	n := f.Name
	return key{from: n.From.Office, to: n.To.Office, fromType: n.From.Type, toType: n.To.Type, serial: n.Serial}
}

// group is a unit in the making.
type group struct {
	key   key
	files []*File
	spec  *spec.Unit
	lacks []spec.Kind // required kinds that are missing
}

// groupByKey makes the groups in the order of their first file.
func groupByKey(files []*File) []*group {
	var out []*group
	byKey := map[key]*group{}
	for i, f := range files {
		k := keyOf(f)
		if f.Name.Kind == "" {
			k = key{unknown: i + 1}
		}
		g := byKey[k]
		if g == nil {
			g = &group{key: k}
			byKey[k] = g
			out = append(out, g)
		}
		g.files = append(g.files, f)
	}
	for _, g := range out {
		g.settle()
	}
	return out
}

// settle finds the unit the group's kinds fit best and puts the files in its order.
func (g *group) settle() {
	g.spec = fit(g.files)
	g.lacks = nil
	if g.spec != nil {
		for _, k := range g.spec.Required {
			if !has(g.files, k) {
				g.lacks = append(g.lacks, k)
			}
		}
	}
	order(g.files, g.spec)
}

func has(files []*File, k spec.Kind) bool {
	return slices.ContainsFunc(files, func(f *File) bool { return f.Name.Kind == k })
}

// order sorts files as the unit's table has them, images last; others follow in the
// standard's order.
func order(files []*File, u *spec.Unit) {
	var kinds []spec.Kind
	if u != nil {
		kinds = append(append(kinds, u.Required...), u.Accompany...)
	}
	kinds = append(kinds, spec.Kinds()...)
	rank := func(f *File) int {
		if f.Name.Kind == spec.UPKIHON_IMAGE {
			return len(kinds)
		}
		return slices.Index(kinds, f.Name.Kind)
	}
	slices.SortStableFunc(files, func(a, b *File) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a.Name.Branch, b.Name.Branch)
	})
}

// unit makes the finished unit: it shows the majority's parts, on a tie those of the
// first file in the order of the table.
func (g *group) unit() *Unit {
	u := &Unit{Edition: editionOf(g.files), Files: g.files, Spec: g.spec}
	u.From = majority(g.files, func(f *File) Address { return f.Name.From })
	u.To = majority(g.files, func(f *File) Address { return f.Name.To })
	u.Serial = majority(g.files, func(f *File) string { return f.Name.Serial })
	u.Month = monthOf(g.files)
	if g.spec != nil {
		u.ID = g.spec.ID
	}
	u.Joined = joined(u)
	return u
}

// majority gives the value most files have; the first one wins a tie.
func majority[T comparable](files []*File, of func(*File) T) T {
	var best T
	count, most := map[T]int{}, 0
	for _, f := range files {
		count[of(f)]++
	}
	for _, f := range files {
		if n := count[of(f)]; n > most {
			best, most = of(f), n
		}
	}
	return best
}

// monthOf gives the month of those files whose names have one.
func monthOf(files []*File) string {
	var dated []*File
	for _, f := range files {
		if f.Name.Month != "" {
			dated = append(dated, f)
		}
	}
	return majority(dated, func(f *File) string { return f.Name.Month })
}

func editionOf(files []*File) spec.Edition {
	return majority(files, func(f *File) spec.Edition { return f.Edition })
}
