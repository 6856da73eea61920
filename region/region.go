// Package region is the map: how a municipality brings office after office onto the
// exchange. It knows the registry, adoption as history, the call list, the accompanying of
// offices, workshops, answers and figures, and counts of slips per pair of offices that
// agreed to it. It never sees a letter, a client or a message, and never shows a pair
// without its office's consent.
package region

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
	"github.com/tasuki-care/tasuki/region/effect"
	"github.com/tasuki-care/tasuki/region/registry"
	"github.com/tasuki-care/tasuki/region/survey"
)

// Map is the region of one municipality or 広域連合. What it knows stands in its store; it
// keeps a copy in memory and reads what other nodes wrote before every use.
type Map struct {
	Store Store
	Now   func() time.Time

	mu      sync.RWMutex
	seen    int64 // newest line of the store that was read
	loaders map[string]func(Row) error
	changed map[string]int64 // newest line per drawer
	drawers
	cache cache
}

// drawers are all things the map knows, by id.
type drawers struct {
	settings  drawer[Settings]
	editions  drawer[registry.Edition]
	zones     drawer[registry.Zone]
	hands     drawer[Hand]
	adoption  drawer[adoption.Record]
	outreach  drawer[Outreach]
	consents  drawer[Consent]
	traffic   drawer[Traffic]
	estimates drawer[Estimate]
	looks     drawer[Look]
	inquiries drawer[Inquiry]
	troubles  drawer[Trouble]
	workshops drawer[Workshop]
	forms     drawer[survey.Form]
	answers   drawer[Reply]
	studies   drawer[effect.Study]
	tallies   drawer[effect.Tally]
	tasks     drawer[Task]
	sheets    drawer[Sheet]
	letters   drawer[Letter]
	plans     drawer[DeedPlan]
	series    drawer[SeriesPoint]
	marks     drawer[Mark]
	duties    drawer[Actor]
	links     drawer[Link]
	batches   drawer[Batch]
	shapes    drawer[registry.Zone] // municipalities, for the map of a prefecture or 広域連合
}

// cache is what is computed from the drawers until one of them changes.
type cache struct {
	list    []registry.Office // newest edition as stored
	listID  string
	offices []registry.Office // with what people typed in
	index   map[string]int
	at      int64
	net     *net

	old   []registry.Office // the edition a figure of the past stands on
	oldID string
	oldAt int64
}

// Open reads the map from its store.
func Open(ctx context.Context, s Store, now func() time.Time) (*Map, error) {
	m := &Map{Store: s, Now: now, loaders: map[string]func(Row) error{}, changed: map[string]int64{}}
	d := &m.drawers
	register(m, "settings", &d.settings)
	register(m, "editions", &d.editions)
	register(m, "zones", &d.zones)
	register(m, "hands", &d.hands)
	register(m, "adoption", &d.adoption)
	register(m, "outreach", &d.outreach)
	register(m, "consents", &d.consents)
	register(m, "traffic", &d.traffic)
	register(m, "estimates", &d.estimates)
	register(m, "looks", &d.looks)
	register(m, "inquiries", &d.inquiries)
	register(m, "troubles", &d.troubles)
	register(m, "workshops", &d.workshops)
	register(m, "forms", &d.forms)
	register(m, "answers", &d.answers)
	register(m, "studies", &d.studies)
	register(m, "tallies", &d.tallies)
	register(m, "tasks", &d.tasks)
	register(m, "sheets", &d.sheets)
	register(m, "letters", &d.letters)
	register(m, "plans", &d.plans)
	register(m, "series", &d.series)
	register(m, "marks", &d.marks)
	register(m, "duties", &d.duties)
	register(m, "links", &d.links)
	register(m, "batches", &d.batches)
	register(m, "shapes", &d.shapes)
	return m, m.Sync(ctx)
}

// Sync reads what was written since the last look, by this process or another.
func (m *Map) Sync(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sync(ctx)
}

func (m *Map) sync(ctx context.Context) error {
	rows, err := m.Store.Since(ctx, m.seen)
	if err != nil {
		return fmt.Errorf("read map: %w", err)
	}
	for _, r := range rows {
		if err := m.load(r); err != nil {
			return err
		}
	}
	return m.freshen(ctx)
}

// load takes one row into memory. Drawers of other rooms (accounts) are not for the map.
func (m *Map) load(r Row) error {
	m.seen = max(m.seen, r.Seq)
	m.changed[r.Drawer] = r.Seq
	if f := m.loaders[r.Drawer]; f != nil {
		return f(r)
	}
	return nil
}

// Error is something the person at the screen can act on.
type Error struct{ Code, Message, Next string }

func (e *Error) Error() string { return "region: " + e.Code }

// ErrNotFound is the answer when there is no such thing, or none that this person may see.
var ErrNotFound = errors.New("region: not found")

// ErrConflict is the answer when somebody else changed the thing meanwhile.
var ErrConflict = errors.New("region: changed by somebody else")
