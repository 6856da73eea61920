package city

import (
	_ "embed"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tasuki-care/tasuki/region/registry"
)

//go:embed zones.geojson
var zonesGeoJSON []byte

// ZonesGeoJSON gives the six zones as GeoJSON; their properties are zone_id and zone_name.
func (c City) ZonesGeoJSON() []byte { return slices.Clone(zonesGeoJSON) }

// collection is what we read of a GeoJSON file.
type collection struct {
	Features []struct {
		Properties struct {
			ID   string `json:"zone_id"`
			Name string `json:"zone_name"`
		} `json:"properties"`
		Geometry struct {
			Coordinates [][][]float64 `json:"coordinates"`
		} `json:"geometry"`
	} `json:"features"`
}

// readShapes reads the embedded zones; the file is part of the program, so it cannot fail.
func readShapes() []registry.Zone {
	var c collection
	if err := json.Unmarshal(zonesGeoJSON, &c); err != nil {
		panic("city: zones.geojson: " + err.Error())
	}
	var out []registry.Zone
	for _, f := range c.Features {
		out = append(out, registry.Zone{ID: f.Properties.ID, Name: f.Properties.Name, Shape: f.Geometry.Coordinates})
	}
	return out
}

// zonesOf gives the caller's own zones with centres and places.
func zonesOf(offices []registry.Office) []registry.Zone {
	var out []registry.Zone
	for i, z := range shapes() {
		z.Centre, z.Places = centres[i].number, slices.Clone(places[z.ID])
		z.Shape = copyShape(z.Shape)
		for _, o := range offices {
			if o.Number == z.Centre {
				z.Lat, z.Lng = o.Lat, o.Lng
			}
		}
		out = append(out, z)
	}
	return out
}

func copyShape(shape [][][]float64) [][][]float64 {
	var out [][][]float64
	for _, ring := range shape {
		var r [][]float64
		for _, p := range ring {
			r = append(r, slices.Clone(p))
		}
		out = append(out, r)
	}
	return out
}

// inside tells whether a position lies in a shape, by the even-odd rule.
func inside(shape [][][]float64, lng, lat float64) bool {
	in := false
	for _, ring := range shape {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a[1] > lat) != (b[1] > lat) && lng < a[0]+(lat-a[1])*(b[0]-a[0])/(b[1]-a[1]) {
				in = !in
			}
		}
	}
	return in
}

// position draws a place inside a zone, 0.0005 degrees (about 50 m) away from its border.
func position(rng *rand.Rand, shape [][][]float64) (lat, lng float64) {
	west, east, south, north := bounds(shape)
	for {
		lng = round(west+rng.Float64()*(east-west), 1e6)
		lat = round(south+rng.Float64()*(north-south), 1e6)
		const d = 0.0005
		if inside(shape, lng-d, lat-d) && inside(shape, lng+d, lat-d) && inside(shape, lng-d, lat+d) && inside(shape, lng+d, lat+d) && inside(shape, lng, lat) {
			return lat, lng
		}
	}
}

func bounds(shape [][][]float64) (west, east, south, north float64) {
	west, south, east, north = 180, 90, -180, -90
	for _, p := range shape[0] {
		west, east = min(west, p[0]), max(east, p[0])
		south, north = min(south, p[1]), max(north, p[1])
	}
	return west, east, south, north
}

func round(x, unit float64) float64 { return math.Round(x*unit) / unit }

// distance in km between two offices; the city is small enough for a flat map.
func distance(a, b registry.Office) float64 {
	dy := (a.Lat - b.Lat) * 111.2
	dx := (a.Lng - b.Lng) * 111.2 * math.Cos(a.Lat*math.Pi/180)
	return math.Hypot(dx, dy)
}
