package city

import (
	"math/rand/v2"
	"time"

	"github.com/tasuki-care/tasuki/region/registry"
)

// group is offices that applied alike: how many, with how many people, how, and who came.
type group struct {
	offices, people int
	mode            string
	came            bool
}

// The workshop of the story: 46 offices with 71 people applied, 41 with 63 came (38 in the
// hall, 25 online).
var groups = []group{
	{13, 2, "venue", true}, {12, 1, "venue", true}, {9, 2, "online", true}, {7, 1, "online", true},
	{2, 2, "venue", false}, {1, 2, "online", false}, {1, 1, "venue", false}, {1, 1, "online", false},
}

// makeWorkshop fills the seats with offices that are not far on yet, and some that are.
func makeWorkshop(offices []registry.Office, states []State) Workshop {
	w := Workshop{Title: "ケアプランデータ連携 研修会", At: time.Date(2027, 1, 27, 13, 30, 0, 0, JST), Minutes: 120, Place: "襷市役所 3階 会議室（見本）"}
	rng := rand.New(rand.NewPCG(seed, 7))
	list := applicants(offices, states)
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for _, g := range groups {
		for range g.offices {
			s := Seat{Office: list[len(w.Seats)], Mode: g.mode, People: g.people, Applied: time.Date(2027, 1, 5+rng.IntN(10), 9+rng.IntN(8), rng.IntN(60), 0, 0, JST)}
			if g.came {
				s.Came, s.Attended = g.people, w.At
			}
			w.Seats = append(w.Seats, s)
		}
	}
	return w
}

// applicants are the offices that would come: every state but 意向なし, facilities left out,
// and none of the numbers that the December edition closes.
func applicants(offices []registry.Office, states []State) []string {
	gone := map[string]bool{}
	for _, n := range (City{Offices: offices, States: states}).closed() {
		gone[n] = true
	}
	var out []string
	for i, o := range offices {
		if o.Kind() != registry.Facility && states[i].State != None && !gone[o.Number] {
			out = append(out, o.Number)
		}
	}
	return out
}
