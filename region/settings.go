package region

import (
	"context"
	"time"

	"github.com/tasuki-care/tasuki/region/registry"
)

// Settings are what the map is about and how it is shown.
type Settings struct {
	Name       string             // 襷市
	Department string             // 高齢介護課
	Credit     string             // credit line of the open data and of the shapes
	Insurers   []registry.Insurer // one insurer may hold many municipalities (広域連合)
	Cities     []string           // municipality codes that belong to the map, empty = all in the registry
	Western    bool               // 西暦 instead of 和暦
	ZoneBy     registry.ZoneRule  // how offices get their zone
	MaxCalls   int                // contacts an office gets in a quarter, 0 = 3
	Budget     int                // contacts the team can make in a month, 0 = 12
	Few        int                // n under which zone totals of answers are hidden, 0 = 5
}

// Settings gives the settings.
func (m *Map) Settings() Settings {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.set()
}

func (m *Map) set() Settings {
	s, _ := m.settings.get("map")
	if s.MaxCalls == 0 {
		s.MaxCalls = 3
	}
	if s.Budget == 0 {
		s.Budget = 12
	}
	if s.Few < 5 {
		s.Few = 5
	}
	return s
}

// SaveSettings changes the settings.
func (s Session) SaveSettings(ctx context.Context, f func(*Settings) error) error {
	if err := s.need(Manage); err != nil {
		return err
	}
	_, err := change(ctx, s.Map, &s.settings, "map", Note{Who: s.ID, Verb: "settings", Subject: "settings"}, f)
	return err
}

// SeedSettings writes settings without asking who may; for a new map and the demo.
func (m *Map) SeedSettings(ctx context.Context, v Settings) error {
	_, err := change(ctx, m, &m.settings, "map", Note{Verb: "settings", Subject: "settings"}, func(old *Settings) error {
		*old = v
		return nil
	})
	return err
}

// Mark is a day on which something happened that figures should show: a workshop, a policy
// paper, or a change of how things are counted (Break).
type Mark struct {
	ID    string
	At    time.Time
	Text  string
	Break bool // counting changed: no line is drawn across it
}

// SaveMark writes a mark; one without text is removed.
func (s Session) SaveMark(ctx context.Context, k Mark) error {
	if err := s.need(Report); err != nil {
		return err
	}
	if k.Text == "" || k.At.IsZero() {
		return &Error{Code: "mark_empty", Message: "日付か内容が入っていません。", Next: "日付と内容の両方を入れてください。"}
	}
	_, err := change(ctx, s.Map, &s.marks, k.ID, Note{Who: s.ID, Verb: "marked", Subject: k.ID}, func(old *Mark) error {
		*old = k
		return nil
	})
	return err
}

// Marks lists the marks by day.
func (s Session) Marks() []Mark {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return sorted(s.marks.all(), func(k Mark) int64 { return k.At.Unix() })
}
