package city

import (
	"reflect"
	"slices"
	"testing"

	"github.com/tasuki-care/tasuki/region/registry"
)

// count counts the elements for which a condition holds.
func count[T any](list []T, which func(T) bool) int {
	n := 0
	for _, x := range list {
		if which(x) {
			n++
		}
	}
	return n
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestSameEveryTime(t *testing.T) {
	a, b := New(), New()
	if !reflect.DeepEqual(a, b) {
		t.Error("two cities differ")
	}
	b.Offices[0].Name, b.Zones[0].Shape[0][0][0] = "変更", 0
	if !reflect.DeepEqual(a, New()) {
		t.Error("a caller's change came back")
	}
}

func kinds(offices []registry.Office) map[registry.Kind]int {
	out := map[registry.Kind]int{}
	for _, o := range offices {
		out[o.Kind()]++
	}
	return out
}

func TestOffices(t *testing.T) {
	c := New()
	want(t, "offices", len(c.Offices), 214)
	want(t, "kinds", kinds(c.Offices), map[registry.Kind]int{registry.Planner: 16, registry.Centre: 6, registry.Provider: 146, registry.Facility: 46})
	seen, names := map[string]bool{}, map[string]bool{}
	for _, o := range append(slices.Clone(c.Offices), c.Outside...) {
		if registry.CheckNumber(o.Number) != registry.DigitOK || o.Number[:5] != "99999" {
			t.Errorf("number %s", o.Number)
		}
		if seen[o.Number] || names[o.Name] {
			t.Errorf("%s %s stands there twice", o.Number, o.Name)
		}
		seen[o.Number], names[o.Name] = true, true
		if !registry.CheckCorp(o.Corp) || o.CorpName == "" || o.Kana == "" || o.Address == "" {
			t.Errorf("%s %s is not complete: %+v", o.Number, o.Name, o)
		}
	}
	want(t, "outside", count(c.Outside, func(o registry.Office) bool { return o.Outside && o.Kind() == registry.Provider }), 9)
}

func TestCorporations(t *testing.T) {
	owned := map[string]int{}
	names := map[string]string{}
	for _, o := range New().Offices {
		owned[o.Corp]++
		if n := names[o.Corp]; n != "" && n != o.CorpName {
			t.Errorf("%s is %s and %s", o.Corp, n, o.CorpName)
		}
		names[o.Corp] = o.CorpName
	}
	several := 0
	for _, n := range owned {
		if n > 1 {
			several++
		}
	}
	if several < 20 {
		t.Errorf("%d corporations own several offices", several)
	}
	t.Logf("corporations %d, several offices %d", len(owned), several)
}

func TestZones(t *testing.T) {
	c := New()
	want(t, "zones", len(c.Zones), 6)
	in := map[string]int{}
	for _, o := range c.Offices {
		in[o.Zone]++
		for _, z := range c.Zones {
			if inside(z.Shape, o.Lng, o.Lat) != (z.ID == o.Zone) {
				t.Errorf("%s lies at %v %v, not only in %s", o.Name, o.Lat, o.Lng, o.Zone)
			}
		}
	}
	want(t, "offices of zones", in, quota)
	for _, z := range c.Zones {
		n := slices.IndexFunc(c.Offices, func(o registry.Office) bool { return o.Number == z.Centre })
		if n < 0 || c.Offices[n].Kind() != registry.Centre || c.Offices[n].Zone != z.ID || c.Offices[n].Lat != z.Lat {
			t.Errorf("centre of %s", z.ID)
		}
		if len(z.Shape) != 1 || len(z.Shape[0]) > 120 || len(z.Places) == 0 {
			t.Errorf("%s has %d points", z.ID, len(z.Shape[0]))
		}
	}
	for _, o := range c.Outside {
		for _, z := range c.Zones {
			if inside(z.Shape, o.Lng, o.Lat) {
				t.Errorf("%s lies in the city", o.Name)
			}
		}
	}
}
