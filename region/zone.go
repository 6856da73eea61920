package region

import (
	"cmp"
	"context"
	"maps"
	"slices"

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
	return s.replace(ctx, &s.zones, zones)
}

// replace puts areas in the place of all that were in a drawer.
func (s Session) replace(ctx context.Context, d *drawer[registry.Zone], zones []registry.Zone) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Row
	keep := map[string]bool{}
	for _, z := range zones {
		r, err := d.row(z.ID, z)
		if err != nil {
			return err
		}
		rows, keep[z.ID] = append(rows, r), true
	}
	for _, z := range d.all() {
		if !keep[z.ID] {
			rows = append(rows, d.without(z.ID))
		}
	}
	return s.put(ctx, Note{Who: s.ID, Verb: "zones", Subject: d.name}, rows...)
}

// Shapes lists the shapes of municipalities, by their code.
func (m *Map) Shapes() []registry.Zone {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.shapes.all()
}

// SaveShapes replaces the shapes of municipalities. Their ids are codes of 5 or 6 digits;
// wards become part of their city.
func (s Session) SaveShapes(ctx context.Context, areas []registry.Zone) error {
	if err := s.need(Load); err != nil {
		return err
	}
	by := map[string]registry.Zone{}
	for _, a := range areas {
		code, ok := registry.WholeCity(a.ID)
		if !ok {
			continue
		}
		code = registry.RollUp(code)
		z := by[code]
		z.ID, z.Name, z.Shape = code, cmp.Or(z.Name, cityName(code)), append(z.Shape, a.Shape...)
		by[code] = z
	}
	if len(by) == 0 {
		return &Error{Code: "shapes_empty", Message: "市区町村コードの付いた形が1つもありません。", Next: "番号の属性（国土数値情報なら N03_007）を確かめてください。"}
	}
	return s.replace(ctx, &s.shapes, slices.SortedFunc(maps.Values(by), func(a, b registry.Zone) int { return cmp.Compare(a.ID, b.ID) }))
}
