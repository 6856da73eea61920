package region

import (
	"context"
	"fmt"
	"time"

	"github.com/tasuki-care/tasuki/region/adoption"
)

// printed are the figures of the 2026 report's 図表3-1 and 図表4-1: place, day, joined
// offices, offices in the denominator of that day.
var printed = []struct {
	place, day string
	num, den   int
	source     string
}{
	{"北海道千歳市", "2025-08-31", 51, 169, "3-1"}, {"北海道千歳市", "2026-02-28", 66, 163, "3-1"},
	{"愛知県岡崎市", "2025-08-31", 20, 664, "3-1"}, {"愛知県岡崎市", "2026-02-28", 122, 681, "3-1"},
	{"長崎県東彼杵町", "2025-08-31", 0, 25, "3-1"}, {"長崎県東彼杵町", "2026-02-28", 14, 21, "3-1"},
	{"宮城県仙台市", "2025-08-31", 192, 2070, "3-1"}, {"宮城県仙台市", "2026-02-28", 357, 2104, "3-1"},
	{"鳥取県米子市", "2024-09-30", 77, 336, "4-1"}, {"鳥取県米子市", "2025-03-07", 111, 336, "4-1"},
}

// Printed gives the figures of the report as points. The denominator of 図表3-1 is the
// 介護保険総合DB of the day, so it moves.
func Printed(zone *time.Location) []SeriesPoint {
	var out []SeriesPoint
	for _, p := range printed {
		at, err := time.ParseInLocation(time.DateOnly, p.day, zone)
		if err != nil {
			panic("region: printed figure: " + err.Error()) // part of the program
		}
		basis := "報告書 図表" + p.source
		if p.source == "3-1" {
			basis = fmt.Sprintf("報告書 図表3-1、介護保険総合DB（%s）", p.day)
		}
		out = append(out, SeriesPoint{Place: p.place, Hand: true, Rate: adoption.Rate{Definition: adoption.JoinedAll, Num: p.num, Den: p.den, At: at, Basis: basis}})
	}
	return out
}

// EnterPrinted keeps the figures of the report, so that they can be redrawn.
func (s Session) EnterPrinted(ctx context.Context) error {
	for _, p := range Printed(s.Now().Location()) {
		if err := s.SavePoint(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// Steps compares the points of a place, one after the other, by definition.
func Steps(points []SeriesPoint) []Move {
	last := map[string]adoption.Rate{}
	var out []Move
	for _, k := range points {
		if b, ok := last[k.Rate.Definition]; ok {
			out = append(out, Move{adoption.DefinitionOf(k.Rate.Definition), b, k.Rate, adoption.Change(b, k.Rate), adoption.SameBasis(b, k.Rate)})
		}
		last[k.Rate.Definition] = k.Rate
	}
	return out
}
