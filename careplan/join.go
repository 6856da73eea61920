package careplan

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// join brings incomplete groups together that complete each other: all their kinds
// belong to one unit, none twice, nothing is missing afterwards, and each differs from
// the majority in one part of the key at most. A group with two possible partners stays
// alone, because guessing would mix two letters.
func join(groups []*group) []*group {
	for _, set := range components(groups) {
		if whole := merge(set); whole != nil {
			*set[0] = *whole
			for _, g := range set[1:] {
				g.files = nil
			}
		}
	}
	return slices.DeleteFunc(groups, func(g *group) bool { return len(g.files) == 0 })
}

// components gives the sets of groups that hang together as possible partners.
func components(groups []*group) [][]*group {
	var open []*group
	for _, g := range groups {
		if g.wants() {
			open = append(open, g)
		}
	}
	buckets := bucketsOf(open)
	seen := map[*group]bool{}
	var out [][]*group
	for _, g := range open {
		if seen[g] {
			continue
		}
		seen[g] = true
		set := []*group{g}
		for i := 0; i < len(set); i++ {
			for _, p := range buckets.partners(set[i]) {
				if !seen[p] {
					seen[p] = true
					set = append(set, p)
				}
			}
		}
		if len(set) > 1 {
			out = append(out, set)
		}
	}
	return out
}

// wants reports whether the group may look for a partner: a required kind is missing, or
// nothing but a required kind is there while others may accompany it (R064).
func (g *group) wants() bool {
	if g.spec == nil || g.key.unknown > 0 {
		return false
	}
	if len(g.lacks) > 0 {
		return true
	}
	return slices.ContainsFunc(g.spec.Accompany, func(k spec.Kind) bool { return !has(g.files, k) })
}

// buckets finds groups by their key with one part left out.
type buckets map[key][]*group

// without gives the key with one part blanked, once for each part. Types count as one
// part: the faulty official example swaps both (E01).
func (k key) without() [4]key {
	noSerial, noFrom, noTo, noTypes := k, k, k, k
	noSerial.serial = "*"
	noFrom.from = "*"
	noTo.to = "*"
	noTypes.fromType, noTypes.toType = "*", "*"
	return [4]key{noSerial, noFrom, noTo, noTypes}
}

func bucketsOf(groups []*group) buckets {
	b := buckets{}
	for _, g := range groups {
		for _, k := range g.key.without() {
			b[k] = append(b[k], g)
		}
	}
	return b
}

// maxPartners is how many groups may stand in one bucket. Among more than that no
// partner can be the only possible one, and comparing them all would take long.
const maxPartners = 40

// partners gives the groups that could complete g: one part differs, the month is the
// same, and no kind would be there twice.
func (b buckets) partners(g *group) []*group {
	var out []*group
	for _, k := range g.key.without() {
		if len(b[k]) > maxPartners {
			continue
		}
		for _, p := range b[k] {
			if p != g && sameMonth(g, p) && complements(g, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// sameMonth compares the months of two groups; plans have 000000 or none.
func sameMonth(a, b *group) bool {
	m, n := monthOf(a.files), monthOf(b.files)
	return m == n || m == "" && n == planMonth || m == planMonth && n == ""
}

// complements reports whether two groups fit into one unit and share no kind. One of
// them must lack something that is required.
func complements(a, b *group) bool {
	if len(a.lacks) == 0 && len(b.lacks) == 0 || shareKind(a.files, b.files) {
		return false
	}
	u := fit(slices.Concat(a.files, b.files))
	return u != nil && belongs(u, a.files) && belongs(u, b.files)
}

func shareKind(a, b []*File) bool {
	return slices.ContainsFunc(a, func(f *File) bool {
		return f.Name.Kind != spec.UPKIHON_IMAGE && has(b, f.Name.Kind)
	})
}

func belongs(u *spec.Unit, files []*File) bool {
	for _, f := range files {
		if !slices.Contains(u.Required, f.Name.Kind) && !slices.Contains(u.Accompany, f.Name.Kind) {
			return false
		}
	}
	return true
}

// merge makes one group of a set, or gives nil if they do not make a whole.
func merge(set []*group) *group {
	g := &group{}
	for i, p := range set {
		for _, q := range set[:i] {
			if shareKind(p.files, q.files) {
				return nil
			}
		}
		g.files = append(g.files, p.files...)
	}
	g.settle()
	if g.spec == nil || len(g.lacks) > 0 || !belongs(g.spec, g.files) {
		return nil
	}
	for _, p := range set {
		if differs(p.key, g.majorityKey()) > 1 {
			return nil
		}
	}
	g.key = g.majorityKey()
	return g
}

func (g *group) majorityKey() key {
	from := majority(g.files, func(f *File) Address { return f.Name.From })
	to := majority(g.files, func(f *File) Address { return f.Name.To })
	serial := majority(g.files, func(f *File) string { return f.Name.Serial })
	return key{from: from.Office, fromType: from.Type, to: to.Office, toType: to.Type, serial: serial}
}

// differs counts the parts in which two keys differ.
func differs(a, b key) int {
	n := 0
	for _, d := range []bool{
		a.serial != b.serial, a.from != b.from, a.to != b.to,
		a.fromType != b.fromType || a.toType != b.toType,
	} {
		if d {
			n++
		}
	}
	return n
}

// joined lists the files whose names differ from what the unit shows.
func joined(u *Unit) []Join {
	var out []Join
	for _, f := range u.Files {
		n := f.Name
		add := func(rule, part, want, got string) {
			if want != got {
				out = append(out, Join{File: f, Rule: rule, Part: part, Want: want, Got: got})
			}
		}
		add("R054", "serial", u.Serial, n.Serial)
		add("R055", "from", u.From.String(), n.From.String())
		add("R055", "to", u.To.String(), n.To.String())
		if n.Month != "" && n.Kind != "" {
			add("R057", "month", u.Month, n.Month)
		}
	}
	return out
}
