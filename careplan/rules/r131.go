package rules

import (
	"cmp"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Only what the file proves is reported: the addition is a known one, the same office has
// other services of that type for the same person on the same day, and none of them has
// the addition's times.
var r131 = Rule{
	ID: "R131", Clause: "A 6表 No.12", Title: "加算と本体の時刻", Severity: careplan.Warning,
	Next: "加算の開始・終了時刻は、同じ日の本体サービスとそろえてください。",
	Why:  "Additions linked to a basic service carry its start and end, or the importer cannot tell which visit they belong to.",
	New: func(c *Check) Hooks {
		s := dayLines{c: c, client: -1}
		return Hooks{
			Wants:   isTable6,
			Record:  s.record,
			FileEnd: func(*Visit, *careplan.Reader) { s.judge(-1) },
		}
	},
}

// dayLines are the day-service rows of the client under the scan.
type dayLines struct {
	c      *Check
	t      table6
	client int
	lines  []dayLine
	start  *spec.Field
	label  string
}

type dayLine struct {
	day        uint64 // office, satellite, day and type
	start, end int
	addition   bool
	place      Place
}

func (s *dayLines) record(v *Visit) {
	if v.Client != s.client {
		s.judge(v.Client)
	}
	t := s.t.of(v)
	code := value(v, t.code)
	if v.Client < 0 || !dayServices.has(code) {
		return
	}
	start, end, ok := t.times(v)
	if !ok {
		return // R130, R132
	}
	s.start, s.label = t.start, kindLabel(v.Layout.Kind)
	s.lines = append(s.lines, dayLine{
		day:   hash(value(v, t.office), value(v, t.satellite), value(v, t.date), code[:2]),
		start: start, end: end, addition: isTimedAddition(code, value(v, t.month)), place: s.c.Place(v),
	})
}

// judge looks at the client's rows and begins the next client.
func (s *dayLines) judge(next int) {
	s.client = next
	if slices.ContainsFunc(s.lines, func(l dayLine) bool { return l.addition }) {
		slices.SortStableFunc(s.lines, func(a, b dayLine) int { return cmp.Compare(a.day, b.day) })
		for i := 0; i < len(s.lines); {
			n := i
			for n < len(s.lines) && s.lines[n].day == s.lines[i].day {
				n++
			}
			s.day(s.lines[i:n])
			i = n
		}
	}
	s.lines = s.lines[:0]
}

// day looks at one day of one office.
func (s *dayLines) day(lines []dayLine) {
	basic := slices.ContainsFunc(lines, func(l dayLine) bool { return !l.addition })
	if !basic {
		return
	}
	for _, a := range lines {
		same := func(l dayLine) bool { return !l.addition && l.start == a.start && l.end == a.end }
		if a.addition && !slices.ContainsFunc(lines, same) {
			s.c.Cell(nil, s.start, placeLabel(s.label, a.place, s.start)+"が、同じ日の本体サービスの時刻と違います。", At(a.place))
		}
	}
}
