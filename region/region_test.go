package region_test

import (
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/internal/city"
	"github.com/tasuki-care/tasuki/internal/city/settle"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/regiontest"
	"github.com/tasuki-care/tasuki/region/registry"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	regiontest.Suite(t, func(*testing.T) region.Store { return region.NewMemory() })
}

// clock is a clock that a test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// town gives the map of the fictional city as on the morning of 2027-01-18.
func town(t *testing.T) (*region.Map, city.City, *clock) {
	t.Helper()
	c, k := city.New(), &clock{settle.Start}
	m, err := region.Open(t.Context(), region.NewMemory(), k.now)
	check(t, err)
	check(t, settle.Move(t.Context(), m, c))
	return m, c, k
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTheFiguresOfTheStory: the map counts from history what the city holds.
func TestTheFiguresOfTheStory(t *testing.T) {
	m, c, _ := town(t)
	s := m.As(settle.Clerk)
	whole, err := s.Whole(t.Context(), time.Date(2026, 12, 31, 23, 0, 0, 0, city.JST))
	check(t, err)
	want := map[adoption.State]int{}
	for i, st := range c.States {
		if k := c.Offices[i].Kind(); k != registry.Facility {
			want[adoption.State(st.State)]++
		}
	}
	for _, st := range adoption.States() {
		if whole.States[st] != want[st] {
			t.Errorf("%s: %d, want %d", st, whole.States[st], want[st])
		}
	}
	for id, text := range map[string]string{
		adoption.JoinedAll: "43/214 = 20.1 %", adoption.JoinedHome: "43/168 = 25.6 %", adoption.ActiveHome: "31/168 = 18.5 %",
		adoption.PairsLinked: "84/1040 = 8.1 %", adoption.SlipsLinked: "1210/11880 = 10.2 %",
	} {
		if got := whole.Rate(id).String(); got != text {
			t.Errorf("%s: %s, want %s", id, got, text)
		}
	}
}

// TestTheDecemberEdition: only the denominator changes.
func TestTheDecemberEdition(t *testing.T) {
	m, c, k := town(t)
	s := m.As(settle.Clerk)
	in, err := settle.Inputs(c.MinistryCSVDecember())
	check(t, err)
	imp, err := s.Compare(in, registry.Scope{})
	check(t, err)
	n := imp.Preview.Counts
	if n.Added != 4 || n.Closed != 9 || n.Changed != 11 || n.Rejected != 2 {
		t.Errorf("%+v", n)
	}
	_, err = s.Apply(t.Context(), imp, time.Date(2026, 12, 31, 0, 0, 0, 0, city.JST))
	check(t, err)
	if len(imp.Preview.Successors) != 1 || imp.Preview.Successors[0].From != c.Successions[0].From || imp.Preview.Successors[0].To != c.Successions[0].To {
		t.Errorf("proposals %+v", imp.Preview.Successors)
	}
	for _, n := range c.Successions {
		check(t, s.Succeed(t.Context(), n.From, n.To, n.At))
	}
	k.at = k.at.Add(time.Hour)
	whole, err := s.Whole(t.Context(), k.at)
	check(t, err)
	r := whole.Rate(adoption.JoinedAll)
	if r.String() != "43/209 = 20.6 %" {
		t.Error(r)
	}
	before := adoption.Rate{Definition: r.Definition, Num: 43, Den: 214}
	if sp := adoption.Change(before, r); sp.Numerator != 0 || sp.Denominator < 0.47 || sp.Denominator > 0.49 {
		t.Errorf("%+v", sp)
	}
	_, err = s.Undo(t.Context())
	check(t, err)
	whole, err = s.Whole(t.Context(), k.at)
	check(t, err)
	if got := whole.Rate(adoption.JoinedAll).String(); got != "43/214 = 20.1 %" {
		t.Errorf("after the import was undone: %s", got)
	}
}
