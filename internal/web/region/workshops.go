package regionweb

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/registry"
	"github.com/tasuki-care/tasuki/region/survey"
)

func listWorkshops(c *call) error {
	p, err := c.workshopsPage()
	if err != nil {
		return err
	}
	return c.show("workshops", "研修・アンケート", p)
}

// workshopsPage is the place 研修・アンケート.
type workshopsPage struct {
	List      []region.Workshop
	Forms     []survey.Form
	Counts    map[string]int
	Published []survey.Publication
	Change    bool
}

func (c *call) workshopsPage() (workshopsPage, error) {
	p := workshopsPage{Counts: map[string]int{}, Published: survey.Published(), Change: c.m.May(region.Ask)}
	var err error
	if p.List, err = c.m.Workshops(); err != nil {
		return p, err
	}
	if p.Forms, err = c.m.Forms(); err != nil || !p.Change {
		return p, err
	}
	for _, f := range p.Forms {
		r, err := c.m.Answers(f.ID)
		if err != nil {
			return p, err
		}
		p.Counts[f.ID] = len(r)
	}
	return p, nil
}

// excelWorkshops gives the workshops and the questionnaires as two tables.
func excelWorkshops(c *call) error {
	p, err := c.workshopsPage()
	if err != nil {
		return err
	}
	held := table{Title: "研修会", Heads: []string{"研修会", "日時", "回数", "申込（事業所）"}}
	for _, w := range p.List {
		held.Rows = append(held.Rows, []string{w.Title, c.style().Moment(w.At()), itoa(len(w.Sessions)), itoa(len(w.Seats))})
	}
	asked := table{Title: "アンケート", Heads: []string{"アンケート", "質問", "回答"}}
	for _, f := range p.Forms {
		asked.Rows = append(asked.Rows, []string{f.Title, itoa(len(f.Questions)), itoa(p.Counts[f.ID])})
	}
	return c.excel("研修・アンケート", held, asked)
}

// workshopPage is one workshop with its seats.
type workshopPage struct {
	W       region.Workshop
	Turnout survey.Turnout
	By      []sessionTurnout
	Absent  []string
	Forms   []survey.Form
	Minutes int
	Change  bool
}

type sessionTurnout struct {
	survey.Session
	survey.Turnout
	Left    int
	Limited bool
}

func showWorkshop(c *call) error {
	w, err := c.m.Workshop(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	forms, err := c.m.Forms()
	if err != nil {
		return err
	}
	p := workshopPage{W: w, Turnout: w.Turnout(w.Seats, ""), Forms: forms, Minutes: survey.Minutes(w.Programme), Change: c.m.May(region.Ask)}
	for _, s := range w.Sessions {
		left, limited := w.Left(w.Seats, s.ID)
		p.By = append(p.By, sessionTurnout{s, w.Turnout(w.Seats, s.ID), left, limited})
	}
	if !w.At().After(c.site.Now()) {
		p.Absent = w.Absent(w.Seats)
	}
	return c.show("workshop", w.Title, p)
}

func saveWorkshop(c *call) error {
	id := c.r.FormValue("id")
	at, _ := time.ParseInLocation("2006-01-02T15:04", c.r.FormValue("at"), calendar.Japan)
	minutes, _ := strconv.Atoi(c.r.FormValue("minutes"))
	capacity, _ := strconv.Atoi(c.r.FormValue("capacity"))
	w, err := c.m.SaveWorkshop(c.r.Context(), id, func(w *region.Workshop) error {
		w.Title, w.Form, w.Report = c.r.FormValue("title"), c.r.FormValue("form"), c.r.FormValue("report")
		w.Materials = lines(c.r.FormValue("materials"))
		if len(w.Programme) == 0 {
			w.Programme = survey.StandardProgramme()
		}
		if at.IsZero() {
			return nil
		}
		s := survey.Session{ID: itoa(len(w.Sessions) + 1), At: at, Minutes: minutes, Place: c.r.FormValue("place"), Online: c.r.FormValue("online"), Capacity: capacity}
		w.Sessions = append(w.Sessions, s)
		return nil
	})
	if err != nil {
		return err
	}
	return c.done("/workshops/"+w.ID, "workshop")
}

func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(strings.ReplaceAll(s, "\r", ""), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// saveSeat writes an application, who came, or that somebody cancelled.
func saveSeat(c *call) error {
	id := c.r.PathValue("id")
	number, _, ok := registry.CleanNumber(c.r.FormValue("number"))
	if !ok {
		return &region.Error{Code: "number", Message: "事業所番号を読み取れません。", Next: "10桁の番号を入れてください。"}
	}
	people, err := strconv.Atoi(c.r.FormValue("people"))
	if err != nil || people < 0 || people > 100 {
		return &region.Error{Code: "people", Message: "人数は、0から100までの数字です。", Next: "人数を直してください。"}
	}
	_, err = c.m.SaveWorkshop(c.r.Context(), id, func(w *region.Workshop) error {
		return seat(w, number, c.r.FormValue("session"), c.r.FormValue("what"), survey.Mode(c.r.FormValue("mode")), people, c.site.Now())
	})
	if err != nil {
		return err
	}
	return c.done("/workshops/"+id, "workshop")
}

func seat(w *region.Workshop, number, session, what string, mode survey.Mode, people int, now time.Time) error {
	at := -1
	for i, s := range w.Seats {
		if s.Office == number && s.Session == session {
			at = i
		}
	}
	if at < 0 {
		w.Seats = append(w.Seats, survey.Seat{Office: number, Session: session, Mode: mode, People: people})
		at = len(w.Seats) - 1
	}
	s := &w.Seats[at]
	switch what {
	case "apply":
		s.Applied, s.People, s.Mode, s.Cancelled = now, people, mode, false
	case "attend":
		s.Attended, s.AttendedPeople = now, people
		if people == 0 {
			s.Attended = time.Time{}
		}
	case "cancel":
		s.Cancelled = true
	default:
		return fmt.Errorf("unknown deed with a seat")
	}
	return nil
}

// takeSeats reads a list of applications: 事業所番号, 人数, 会場/オンライン, 参加人数.
func takeSeats(c *call) error {
	in, _, err := c.inputs()
	if err != nil {
		return err
	}
	id := c.r.PathValue("id")
	taken := 0
	_, err = c.m.SaveWorkshop(c.r.Context(), id, func(w *region.Workshop) error {
		taken = 0
		for _, f := range in {
			for _, row := range f.Rows {
				taken += seatRow(w, row, c.r.FormValue("session"), c.site.Now())
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if taken == 0 {
		return &region.Error{Code: "seats", Message: "申込の行が1つも読み取れませんでした。", Next: "1列目に事業所番号、2列目に人数、3列目に「会場」か「オンライン」、4列目に参加した人数を入れてください。"}
	}
	return c.done("/workshops/"+id, "workshop")
}

func seatRow(w *region.Workshop, row []string, session string, now time.Time) int {
	if len(row) < 2 {
		return 0
	}
	number, _, ok := registry.CleanNumber(row[0])
	people, err := strconv.Atoi(strings.TrimSpace(row[1]))
	if !ok || err != nil || people < 0 || people > 100 {
		return 0
	}
	mode := survey.Venue
	if len(row) > 2 && strings.Contains(row[2], "オンライン") {
		mode = survey.Online
	}
	if err := seat(w, number, session, "apply", mode, people, now); err != nil {
		return 0
	}
	if len(row) > 3 {
		if came, err := strconv.Atoi(strings.TrimSpace(row[3])); err == nil && came >= 0 && came <= 100 {
			if err := seat(w, number, session, "attend", mode, came, now); err != nil {
				return 0
			}
		}
	}
	return 1
}

func excelSeats(c *call) error {
	w, err := c.m.Workshop(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	t := table{Title: "申込と参加", Heads: []string{"事業所番号", "事業所名", "人数", "方法", "申込日", "参加人数"}}
	for _, s := range w.Seats {
		came := ""
		if !s.Attended.IsZero() {
			came = itoa(max(s.AttendedPeople, 1))
		}
		t.Rows = append(t.Rows, []string{s.Office, c.site.officeName(s.Office), itoa(s.People), s.Mode.Word(), isoDay(s.Applied), came})
	}
	return c.excel("申込と参加", t)
}
