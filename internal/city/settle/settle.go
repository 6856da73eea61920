// Package settle moves the fictional city into a map, the way its clerk would have done it:
// registry files, the hand list, zones, the adoption list, consents, counts from desks,
// notes and a workshop. It knows region and internal/city. It never writes past the map's
// own rules, and never adds anything that the city does not hold.
package settle

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/internal/city"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/registry"
	"github.com/tasuki-care/tasuki/region/survey"
)

// Clerk is the 普及担当 of the city.
var Clerk = region.Actor{ID: "yuki", Name: "結城（見本）", Duty: region.Promoter, Manager: true}

// Start is the day on which the demo of the map begins: the month's last figures are those
// of 2026-12-31, the December edition is not read yet.
var Start = time.Date(2027, 1, 18, 8, 30, 0, 0, city.JST)

// Move brings the whole city into an empty map. Afterwards the map has its own clock back.
func Move(ctx context.Context, m *region.Map, c city.City) error {
	clock := m.Now
	defer func() { m.Now = clock }()
	for _, step := range []struct {
		at time.Time
		do func(context.Context, region.Session, city.City) error
	}{
		{at(2026, 7, 10), settings}, {at(2026, 7, 10), shapes}, {at(2026, 7, 10), registryOf}, {at(2026, 7, 13), byHand},
		{at(2027, 1, 4), states}, {at(2027, 1, 5), details}, {at(2027, 1, 6), consents}, {at(2027, 1, 7), pairs},
		{at(2027, 1, 8), history}, {at(2027, 1, 15), workshop}, {at(2027, 1, 15), work},
	} {
		m.Now = func() time.Time { return step.at }
		if err := step.do(ctx, m.As(Clerk), c); err != nil {
			err = fmt.Errorf("step of %s: %w", step.at.Format(time.DateOnly), err)
			return err
		}
	}
	return nil
}

func at(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 10, 0, 0, 0, city.JST) }

func settings(ctx context.Context, s region.Session, _ city.City) error {
	if err := s.SeedDuty(ctx, Clerk, ""); err != nil {
		return err
	}
	return s.SeedSettings(ctx, region.Settings{
		Name: city.Name, Department: "高齢介護課", Cities: []string{city.Code}, Budget: 12,
		Insurers: []registry.Insurer{{Number: city.Insurer, Name: city.Name, Cities: []string{city.Code}}},
		Credit:   "架空の市です。形は国土数値情報などをもとに作り変えたもので、実在の場所・事業所とは関係ありません。",
	})
}

func shapes(ctx context.Context, s region.Session, c city.City) error {
	zones, err := registry.ReadZones(c.ZonesGeoJSON(), "zone_id", "zone_name")
	if err != nil {
		return fmt.Errorf("read zones: %w", err)
	}
	for i, z := range zones {
		for _, o := range c.Offices {
			if o.Zone == z.ID && o.Kind() == registry.Centre {
				zones[i].Centre = o.Number
			}
		}
	}
	return s.SaveZones(ctx, zones)
}

// Inputs turns files into tables, in the order of their names.
func Inputs(files map[string][]byte) ([]registry.Input, error) {
	var out []registry.Input
	for name, data := range files {
		rows, _, err := registry.Rows(registry.File{Name: name, Data: data})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		out = append(out, registry.Input{Name: name, Rows: rows})
	}
	slices.SortFunc(out, func(a, b registry.Input) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func load(ctx context.Context, s region.Session, files map[string][]byte, day time.Time) error {
	in, err := Inputs(files)
	if err != nil {
		return err
	}
	imp, err := s.Compare(in, registry.Scope{})
	if err != nil {
		return fmt.Errorf("compare registry: %w", err)
	}
	_, err = s.Apply(ctx, imp, day)
	return err
}

func registryOf(ctx context.Context, s region.Session, c city.City) error {
	return load(ctx, s, c.MinistryCSV(), at(2026, 6, 30))
}

func byHand(ctx context.Context, s region.Session, c city.City) error {
	return load(ctx, s, map[string][]byte{"手入力の一覧.csv": c.HandList()}, at(2026, 6, 30))
}

func states(ctx context.Context, s region.Session, c city.City) error {
	rows, _, err := registry.Rows(registry.File{Name: "導入状況.csv", Data: c.AdoptionList()})
	if err != nil {
		return fmt.Errorf("read adoption list: %w", err)
	}
	list, err := registry.Parse([]registry.Input{{Name: "導入状況.csv", Rows: rows}}, s.Now())
	if err != nil {
		return fmt.Errorf("read adoption list: %w", err)
	}
	lines, err := s.CompareStates(list, at(2026, 12, 28), adoption.Idle)
	if err != nil {
		return err
	}
	_, err = s.ApplyStates(ctx, lines, "導入状況の一覧 2026-12-28", at(2026, 12, 28))
	return err
}

func details(ctx context.Context, s region.Session, c city.City) error {
	for _, st := range c.States {
		if st.State == city.Unknown {
			continue
		}
		if err := Detail(ctx, s, st); err != nil {
			return err
		}
	}
	return nil
}

// Detail writes what is known of one office beside its state: step, software, network.
func Detail(ctx context.Context, s region.Session, st city.State) error {
	err := s.SetRecord(ctx, st.Number, func(r *adoption.Record) error {
		r.Step, r.Software, r.Closed = st.Step, st.Software, adoption.No
		if st.Closed {
			r.Closed = adoption.Yes
		}
		if st.State == city.Idle || st.State == city.Planned {
			r.Obstacle = st.Reason
		}
		if st.Closed && st.State == city.Idle {
			r.Cannot = "閉域網のため、接続の方法を確認中"
		}
		return nil
	})
	if err != nil {
		return err
	}
	return stuck(ctx, s, st)
}

// stuck sets since when an office stands at its step.
func stuck(ctx context.Context, s region.Session, st city.State) error {
	return s.SetRecord(ctx, st.Number, func(r *adoption.Record) error {
		r.StepAt = st.StuckSince
		if st.StuckSince.IsZero() {
			r.StepAt = st.Since
		}
		return nil
	})
}

// Counts brings in the consents and the counts of the offices' own desks.
func Counts(ctx context.Context, s region.Session, c city.City) error {
	if err := consents(ctx, s, c); err != nil {
		return err
	}
	return pairs(ctx, s, c)
}

// consents: every office in use switched its counts on, in its own page.
func consents(ctx context.Context, s region.Session, c city.City) error {
	for _, st := range c.States {
		if st.State != city.Active {
			continue
		}
		own := s.Map.As(region.Actor{ID: "office-" + st.Number, Duty: region.OfficeStaff, Own: st.Number})
		if err := own.GiveConsent(ctx); err != nil {
			return err
		}
	}
	return nil
}

var bases = map[string]outreach.Basis{"measured": outreach.Measured, "declared": outreach.Declared, "estimated": outreach.Estimated}

// pairs: measured ones come from the planners' desks, declared ones from the member's list of
// partners that are not in yet, the others are estimates.
func pairs(ctx context.Context, s region.Session, c city.City) error {
	active := map[string]bool{}
	for _, st := range c.States {
		active[st.Number] = st.State == city.Active
	}
	counts := map[string]map[string]int{}
	var rest []region.Estimate
	for _, p := range c.Pairs {
		b := bases[p.Basis]
		if b == outreach.Measured {
			if counts[p.Planner] == nil {
				counts[p.Planner] = map[string]int{}
			}
			counts[p.Planner][p.Provider] = p.Slips
			continue
		}
		e := region.Estimate{A: p.Planner, B: p.Provider, Slips: p.Slips, Basis: b, By: p.Planner, From: "連携したい事業所の一覧 2026-12"}
		if !active[p.Planner] {
			e.By = p.Provider
		}
		rest = append(rest, e)
	}
	for planner, n := range counts {
		if err := s.Map.Take(ctx, planner, "2026-12", n); err != nil {
			return err
		}
	}
	refused, err := s.Map.SaveEstimates(ctx, s.ID, rest)
	if err == nil && refused > 0 {
		err = fmt.Errorf("%d pairs were refused", refused)
	}
	return err
}

func history(ctx context.Context, s region.Session, c city.City) error {
	for i, e := range c.Events {
		if err := s.SaveMark(ctx, region.Mark{ID: fmt.Sprintf("event-%d", i), At: e.At, Text: e.Text, Break: e.Break}); err != nil {
			return err
		}
	}
	var list []region.SeriesPoint
	for _, r := range c.History {
		month, err := time.ParseInLocation("2006-01", r.Month, city.JST)
		if err != nil {
			return fmt.Errorf("read month: %w", err)
		}
		end := month.AddDate(0, 1, -1)
		for id, n := range map[string]int{adoption.JoinedAll: r.Joined, adoption.ActiveHome: r.Active} {
			den := map[string]int{adoption.JoinedAll: 214, adoption.ActiveHome: 168}[id]
			list = append(list, region.SeriesPoint{Rate: adoption.Rate{Definition: id, Num: n, Den: den, At: end, Basis: "登録簿 2026-06-30"}})
		}
	}
	if err := s.Map.SeedPoints(ctx, list...); err != nil {
		return err
	}
	return s.Keep(ctx, time.Date(2026, 12, 31, 0, 0, 0, 0, city.JST))
}

// workshop: who applied until now; who came is written down on the day.
func workshop(ctx context.Context, s region.Session, c city.City) error {
	w := c.Workshop
	_, err := s.SaveWorkshop(ctx, "kenshu-2027-01", func(v *region.Workshop) error {
		v.Title, v.Form, v.Programme = w.Title, survey.Sendai62().ID, survey.StandardProgramme()
		v.Sessions = []survey.Session{{ID: "1", At: w.At, Minutes: w.Minutes, Place: w.Place, Online: "オンライン（案内に記載）", Capacity: 60}}
		v.Materials = []string{"投影資料", "操作の手順書", "よくあるつまずき"}
		for _, seat := range w.Seats {
			v.Seats = append(v.Seats, survey.Seat{Office: seat.Office, Session: "1", People: seat.People, Mode: survey.Mode(seat.Mode), Applied: seat.Applied})
		}
		return nil
	})
	return err
}

// work: what the office had begun before the demo's day.
func work(ctx context.Context, s region.Session, c city.City) error {
	tasks := []region.Task{
		{Title: "新WEBサービスの登録を、未登録の5事業所に確かめる", Kind: "一斉更新", Due: at(2027, 1, 29), For: unregistered(c)},
		{Title: "近隣2保険者への協力依頼（域外の連携先9事業所の分）", Kind: "文書", Due: at(2027, 1, 29)},
		{Title: "国のシステムの移行（2027年1月）の案内を出す", Kind: "期限", Due: at(2027, 1, 29)},
	}
	for i, t := range tasks {
		if _, err := s.SaveTask(ctx, fmt.Sprintf("task-%d", i), func(v *region.Task) error { t.ID = v.ID; *v = t; return nil }); err != nil {
			return err
		}
	}
	return nil
}

func unregistered(c city.City) []string {
	var out []string
	for _, st := range c.States {
		if st.WebService == city.Unregistered {
			out = append(out, st.Number)
		}
	}
	return out
}

// Attend writes down who came to the workshop.
func Attend(ctx context.Context, s region.Session, c city.City) error {
	came := map[string]city.Seat{}
	for _, seat := range c.Workshop.Seats {
		came[seat.Office] = seat
	}
	_, err := s.SaveWorkshop(ctx, "kenshu-2027-01", func(w *region.Workshop) error {
		for i, seat := range w.Seats {
			if v := came[seat.Office]; v.Came > 0 {
				w.Seats[i].Attended, w.Seats[i].AttendedPeople = v.Attended, v.Came
			}
		}
		return nil
	})
	return err
}

// December gives the files of the December edition, ready to be read.
func December(c city.City) map[string][]byte {
	out := map[string][]byte{}
	for name, b := range c.MinistryCSVDecember() {
		out[name] = bytes.Clone(b)
	}
	return out
}
