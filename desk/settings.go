package desk

import (
	"context"
	"fmt"
)

const drawerSettings = "settings"

// Settings (設定) are the switches of an office. Nothing of them is needed before the
// first send.
type Settings struct {
	Closing     []string     // closing days (休業日) of the own office, YYYYMMDD
	SecondCheck bool         // somebody else than the author looks at a draft before it is sent
	WishDay     int          // day of the next month by which actuals are wished (実績の希望日), 0 = 5
	Western     bool         // years in 西暦
	Import      ImportLayout // how files lie in the import folder
	Retention   map[string]int
	Insurers    map[string]map[string]int // retention in years by insurer
}

func (s Settings) closing() map[string]bool {
	out := make(map[string]bool, len(s.Closing))
	for _, d := range s.Closing {
		out[d] = true
	}
	return out
}

// Settings reads the switches.
func (b *Bench) Settings(ctx context.Context) (Settings, error) {
	s, err := get[Settings](ctx, b.Cabinet, drawerSettings, "office")
	if err != nil {
		return Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return s.Value, nil
}

// ChangeSettings lets f change the switches.
func (b *Bench) ChangeSettings(ctx context.Context, who string, f func(*Settings)) error {
	_, err := change(ctx, b.Cabinet, drawerSettings, "office", "", b.note(who, "settings", "settings", ""), func(s *Settings) error {
		f(s)
		return nil
	})
	if err != nil {
		return fmt.Errorf("change settings: %w", err)
	}
	b.mu.Lock()
	b.changed()
	b.mu.Unlock()
	return nil
}
