package city

import (
	"testing"

	"github.com/tasuki-care/tasuki/region/registry"
)

func is(state string) func(State) bool { return func(s State) bool { return s.State == state } }

// home are the states of the 居宅系: all who exchange slips.
func home(c City) []State {
	var out []State
	for i, o := range c.Offices {
		if o.Kind() != registry.Facility {
			out = append(out, c.States[i])
		}
	}
	return out
}

func TestStates(t *testing.T) {
	c := New()
	want(t, "states", len(c.States), len(c.Offices))
	for i, s := range c.States {
		want(t, "order", s.Number, c.Offices[i].Number)
	}
	h := home(c)
	want(t, "居宅系", len(h), 168)
	for state, n := range map[string]int{Active: 31, Idle: 12, Planned: 19, Considering: 34, None: 15, Unknown: 57} {
		want(t, state, count(h, is(state)), n)
	}
	want(t, "unknown of all", count(c.States, is(Unknown)), 57+46)
	for reason, n := range map[string]int{reasonApply: 5, reasonNet: 3, reasonOld: 2, reasonAlone: 2} {
		want(t, reason, count(c.States, func(s State) bool { return s.State == Idle && s.Reason == reason }), n)
	}
}

func TestStateDetails(t *testing.T) {
	web := map[string]int{}
	for _, s := range New().States {
		joined := s.State == Active || s.State == Idle
		if joined {
			web[s.WebService]++
		} else {
			want(t, "web of those not joined", s.WebService, NotKnown)
		}
		want(t, "joined "+s.Number, !s.Joined.IsZero(), joined)
		want(t, "planned "+s.Number, s.PlannedBy != "", s.State == Planned)
		want(t, "since "+s.Number, !s.Since.IsZero(), s.State != Unknown)
		want(t, "source "+s.Number, s.Source != "", s.State != Unknown)
		if s.Since.Before(s.Joined) || s.Since.After(date(2026, 12, 31)) || s.Step < 0 || s.Step > 7 || joined && s.Step < 5 {
			t.Errorf("%+v", s)
		}
		if s.StuckSince.After(date(2026, 12, 1)) || !s.StuckSince.IsZero() && s.Reason == "" {
			t.Errorf("stuck %+v", s)
		}
	}
	want(t, "web service", web, map[string]int{Registered: 38, Unregistered: 5})
}

func TestHistory(t *testing.T) {
	h := New().History
	want(t, "months", len(h), 13)
	want(t, "first", h[0].Month, "2025-12")
	want(t, "last", h[12], Rate{"2026-12", 43, 31})
	for i, r := range h {
		want(t, r.Month, r, Rate{r.Month, joinedBy[i], activeBy[i]})
		if i > 0 && (r.Joined < h[i-1].Joined || r.Active < h[i-1].Active) {
			t.Errorf("%s is less than the month before", r.Month)
		}
	}
}

// TestPartnersInUse checks that the exchange of the town's first month has its offices.
func TestPartnersInUse(t *testing.T) {
	c := New()
	numbers := []string{itoguchi, east}
	for _, p := range partners[:linked] {
		numbers = append(numbers, p.full())
	}
	for _, n := range numbers {
		if s := c.state(n); s.State != Active || s.Since.After(date(2026, 10, 31)) {
			t.Errorf("%s is not in use in 2026-10", n)
		}
	}
	want(t, "closed network of the centre", c.state(east).Closed, true)
}

func TestPairs(t *testing.T) {
	c := New()
	want(t, "pairs", len(c.Pairs), 1040)
	kind := map[string]registry.Kind{}
	for _, o := range c.Offices {
		kind[o.Number] = o.Kind()
	}
	for _, o := range c.Outside {
		kind[o.Number] = o.Kind()
	}
	slips, both, linked := 0, 0, 0
	seen := map[[2]string]bool{}
	for _, p := range c.Pairs {
		if k := kind[p.Planner]; k != registry.Planner && k != registry.Centre || kind[p.Provider] != registry.Provider {
			t.Errorf("%+v joins %s and %s", p, kind[p.Planner], kind[p.Provider])
		}
		if seen[[2]string{p.Planner, p.Provider}] || p.Slips < 1 || p.Basis == "" {
			t.Errorf("%+v", p)
		}
		seen[[2]string{p.Planner, p.Provider}] = true
		slips += p.Slips
		if c.state(p.Planner).State == Active && c.state(p.Provider).State == Active {
			both++
			linked += p.Slips
		}
	}
	want(t, "slips, linked pairs, linked slips", []int{slips, both, linked}, []int{11880, 84, 1210})
}

func TestPairsOfTheStory(t *testing.T) {
	c := New()
	of := func(number string) []Pair {
		var out []Pair
		for _, p := range c.Pairs {
			if p.Planner == number || p.Provider == number {
				out = append(out, p)
			}
		}
		return out
	}
	want(t, "partners of いとぐち", len(of(itoguchi)), 30)
	for _, p := range partners {
		if count(of(p.full()), func(x Pair) bool { return x.Planner == itoguchi }) != 1 {
			t.Errorf("%s is no partner of いとぐち", p.name)
		}
	}
	out := map[string]bool{}
	for _, o := range c.Outside {
		out[o.Number] = true
		want(t, "pairs of "+o.Number, len(of(o.Number)), 1)
	}
	want(t, "out of town", count(of(east), func(p Pair) bool { return out[p.Provider] }), 9)
	centre := func(p Pair) bool { return c.isCentre(p.Planner) }
	want(t, "つむぎ", []int{len(of(tsumugi)), count(of(tsumugi), centre)}, []int{16, 2})
	for _, o := range c.Offices {
		if k := o.Kind(); k != registry.Facility && len(of(o.Number)) == 0 {
			t.Errorf("%s has no partner", o.Name)
		}
	}
	for _, s := range c.States {
		if s.Reason == reasonAlone && count(of(s.Number), func(p Pair) bool { return c.state(p.Planner).State == Active }) > 0 {
			t.Errorf("%s has a partner in use", s.Number)
		}
	}
}

func (c City) isCentre(number string) bool {
	return count(c.Offices, func(o registry.Office) bool { return o.Number == number && o.Kind() == registry.Centre }) > 0
}

// TestTheWorkshop: 46 offices with 71 people applied, 41 with 63 came.
func TestTheWorkshop(t *testing.T) {
	c := New()
	applied, came, offices, hall := 0, 0, 0, 0
	seen := map[string]bool{}
	for _, s := range c.Workshop.Seats {
		if seen[s.Office] {
			t.Errorf("%s applied twice", s.Office)
		}
		seen[s.Office] = true
		applied += s.People
		came += s.Came
		if s.Came > 0 {
			offices++
		}
		if s.Mode == "venue" {
			hall += s.Came
		}
	}
	if len(c.Workshop.Seats) != 46 || applied != 71 || offices != 41 || came != 63 || hall != 38 {
		t.Errorf("%d offices %d people, came %d offices %d people, %d in the hall", len(c.Workshop.Seats), applied, offices, came, hall)
	}
}
