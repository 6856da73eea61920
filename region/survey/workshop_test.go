package survey

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"
)

var day = time.Date(2027, 1, 27, 13, 30, 0, 0, jst)

func seat(office, session string, people int, mode Mode, came int) Seat {
	s := Seat{Office: office, Session: session, People: people, Mode: mode, Applied: day.AddDate(0, 0, -14)}
	if came > 0 {
		s.Attended, s.AttendedPeople = day, came
	}
	return s
}

var (
	two = Workshop{ID: "w", Title: "研修会", Programme: StandardProgramme(), Form: "sendai-6.2", Sessions: []Session{
		{ID: "am", At: day, Minutes: 120, Place: "市役所", Capacity: 5},
		{ID: "pm", At: day.Add(4 * time.Hour), Minutes: 120, Online: "招待の宛先"},
	}}
	walkIn    = Seat{Office: "9999900004", Session: "pm", People: 1, Mode: Online, Attended: day}
	cancelled = Seat{Office: "9999900005", Session: "am", People: 2, Mode: Venue, Applied: day, Cancelled: true}
	seats     = []Seat{
		seat("9999900001", "am", 2, Venue, 1),
		seat("9999900001", "pm", 1, Online, 1), // the same office, the other session and mode
		seat("9999900002", "am", 3, Venue, 0),
		seat("9999900003", "pm", 1, Online, 2),
		seat("9999900009", "elsewhere", 7, Venue, 7),
		walkIn, cancelled,
	}
)

func TestTurnout(t *testing.T) {
	for session, want := range map[string]Turnout{
		"": {
			Applied:  Count{People: 7, Offices: 3, Venue: Heads{5, 2}, Online: Heads{2, 2}},
			Attended: Count{People: 5, Offices: 3, Venue: Heads{1, 1}, Online: Heads{4, 3}},
		},
		"am": {
			Applied:  Count{People: 5, Offices: 2, Venue: Heads{5, 2}},
			Attended: Count{People: 1, Offices: 1, Venue: Heads{1, 1}},
		},
		"elsewhere": {},
	} {
		if got := two.Turnout(seats, session); got != want {
			t.Errorf("%q: %+v, want %+v", session, got, want)
		}
	}
	if got := two.Absent(seats); !slices.Equal(got, []string{"9999900002"}) {
		t.Error(got)
	}
	if left, limited := two.Left(seats, "am"); left != 0 || !limited {
		t.Error(left, limited)
	}
	if _, limited := two.Left(seats, "pm"); limited {
		t.Error("no limit was set")
	}
}

func TestStandardProgramme(t *testing.T) {
	p := StandardProgramme()
	var minutes []int
	for _, i := range p {
		minutes = append(minutes, i.Minutes)
	}
	if Minutes(p) != 120 || !slices.Equal(minutes, []int{5, 8, 7, 20, 5, 10, 10, 15, 10, 30}) {
		t.Error(minutes)
	}
}

func TestWorkshopCheck(t *testing.T) {
	if p := two.Check(); len(p) > 0 {
		t.Fatal(p)
	}
	bad := Workshop{Programme: StandardProgramme(), Sessions: []Session{{ID: "a", Minutes: 60, Capacity: -1}, {ID: "a"}}}
	var codes []string
	for _, p := range bad.Check() {
		codes = append(codes, p.Code)
	}
	want := []string{"noTitle", "noTime", "noPlace", "capacity", "tooLong", "sessionID", "noTime", "noPlace"}
	if !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
	raw, err := json.Marshal(two)
	var back Workshop
	if err != nil || json.Unmarshal(raw, &back) != nil || !reflect.DeepEqual(back.Programme, two.Programme) || !back.Sessions[0].At.Equal(day) {
		t.Error("a workshop does not survive JSON")
	}
}
