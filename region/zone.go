package region

import (
	"context"

	"github.com/tasuki-care/tasuki/region/registry"
)

// Zones lists the 日常生活圏域.
func (m *Map) Zones() []registry.Zone {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.zones.all()
}

// ZoneName names a zone; the id when it has none.
func (m *Map) ZoneName(id string) string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.zoneName(id)
}

func (m *Map) zoneName(id string) string {
	if z, ok := m.zones.get(id); ok && z.Name != "" {
		return z.Name
	}
	if id == "" {
		return "圏域なし"
	}
	return id
}

// SaveZones replaces all zones: from a file of shapes or a table of place names.
func (s Session) SaveZones(ctx context.Context, zones []registry.Zone) error {
	if err := s.need(Load); err != nil {
		return err
	}
	if len(zones) == 0 {
		return &Error{Code: "zones_empty", Message: "圏域が1つも読み取れませんでした。", Next: "圏域の名前の列（または属性）があるか、確かめてください。"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Row
	keep := map[string]bool{}
	for _, z := range zones {
		r, err := s.zones.row(z.ID, z)
		if err != nil {
			return err
		}
		rows, keep[z.ID] = append(rows, r), true
	}
	for _, z := range s.zones.all() {
		if !keep[z.ID] {
			rows = append(rows, s.zones.without(z.ID))
		}
	}
	return s.put(ctx, Note{Who: s.ID, Verb: "zones", Subject: "zones"}, rows...)
}
