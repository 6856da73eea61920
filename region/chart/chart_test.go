package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/region/chart"
)

var update = flag.Bool("update", false, "write the golden drawings anew")

func day(y, m, d int) time.Time {
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.FixedZone("JST", 9*3600))
}

// sound fails for a drawing that is no XML, holds a number that is none, or a script or a
// style of its own.
func sound(t *testing.T, f chart.Figure) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(f.SVG))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, f.SVG)
		}
	}
	for _, bad := range []string{"NaN", "Inf", "<script", "style=", "<style", "%!"} {
		if bytes.Contains(f.SVG, []byte(bad)) {
			t.Errorf("the drawing holds %q", bad)
		}
	}
	if f.Alt == "" || f.Table.Title == "" {
		t.Errorf("no words: %+v", f)
	}
}

func points(def string, from time.Time, values ...int) []chart.Point {
	var out []chart.Point
	for i, v := range values {
		out = append(out, chart.Point{At: from.AddDate(0, i, 0), Num: v, Den: 214, Definition: def})
	}
	return out
}

var areas = []chart.Area{
	{ID: "z1", Name: "糸の郷圏域", Rings: [][][]float64{{{135, 34}, {135.1, 34}, {135.1, 34.1}, {135, 34.1}, {135, 34}}}, Value: 12, Text: "12/100 = 12.0 %"},
	{ID: "z2", Name: "桑畑圏域", Rings: [][][]float64{{{135.1, 34}, {135.2, 34}, {135.2, 34.1}, {135.1, 34.1}, {135.1, 34}}}, Missing: true},
}

// figures are drawings of every kind, also of nothing, of one thing, and of long names.
func figures() map[string]chart.Figure {
	o := chart.Options{Foot: []string{"基準日 2026-12-31、分母 登録簿 2026-06-30"}}
	long := strings.Repeat("とても長い名前の福祉用具貸与事業所", 4)
	line := append(points("a", day(2026, 1, 31), 14, 15, 17, 19), points("b", day(2026, 5, 31), 21, 23, 26)...)
	var many []chart.Column
	for i := range 31 {
		many = append(many, chart.Column{Label: fmt.Sprint(i), Parts: []chart.Part{{Name: "利用中", Count: i}, {Name: "未確認", Count: 31 - i}}})
	}
	var knots []chart.Knot
	var ties []chart.Tie
	for i := range 12 {
		knots = append(knots, chart.Knot{ID: fmt.Sprint("p", i), Name: "居宅 見本" + fmt.Sprint(i), Kind: "planner", Active: i < 3})
		for k := range 60 {
			if i == 0 {
				knots = append(knots, chart.Knot{ID: fmt.Sprint("s", k), Name: long, Kind: "provider", Active: k < 20})
			}
			if (i+k)%7 == 0 {
				ties = append(ties, chart.Tie{A: fmt.Sprint("p", i), B: fmt.Sprint("s", k), Slips: k, Few: k < 3, Linked: i < 3 && k < 20})
			}
		}
	}
	return map[string]chart.Figure{
		"series":        chart.TimeSeries("導入率の推移", []chart.Line{{Name: "導入率", Points: line}, {Name: "利用率", Points: points("a", day(2026, 1, 31), 6, 7, 9, 11, 13, 15, 18)}}, []chart.Event{{At: day(2026, 3, 12), Text: "研修会"}}, []chart.Break{{At: day(2026, 5, 31), Text: "分母の変更"}}, o),
		"series-empty":  chart.TimeSeries("空", nil, nil, nil, o),
		"series-one":    chart.TimeSeries("一点", []chart.Line{{Name: "導入率", Points: points("a", day(2026, 1, 31), 14)}}, nil, nil, chart.Options{Western: true}),
		"series-years":  chart.TimeSeries("5年", []chart.Line{{Name: long, Points: points("a", day(2022, 1, 31), make([]int, 60)...)}}, nil, nil, o),
		"stacked":       chart.Stacked("状態", []chart.Column{{Label: long, Parts: []chart.Part{{Name: "利用中", Count: 31}, {Name: "導入済み（未活用）", Count: 12}, {Name: "未確認", Count: 57}}}, {Label: "空の圏域"}}, o),
		"stacked-many":  chart.Stacked("31本", many, o),
		"stacked-empty": chart.Stacked("空", nil, o),
		"bars":          chart.Bars("問5 "+long, 36, []chart.Bar{{Text: long, Count: 20}, {Text: "その他", Count: 0}, {Text: "<b>&\"", Count: 16}}, true, o),
		"bars-empty":    chart.Bars("空", 0, nil, false, o),
		"bars-nobody":   chart.Bars("回答なし", 0, []chart.Bar{{Text: "はい"}}, false, o),
		"map":           chart.Map("利用率", areas, []chart.Dot{{Lng: 135.05, Lat: 34.05, Class: "利用中", Name: "見本"}}, []chart.Step{{From: 0, Text: "5 %未満"}, {From: 10, Text: "10 %以上"}}, "出典", o),
		"map-empty":     chart.Map("空", nil, nil, nil, "", o),
		"network":       chart.Network("連携先", knots, ties, o),
		"network-empty": chart.Network("空", nil, nil, o),
	}
}

// TestGolden holds every drawing; -update writes them anew, to be looked at.
func TestGolden(t *testing.T) {
	for name, f := range figures() {
		sound(t, f)
		path := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.SVG, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.SVG, want) {
			t.Errorf("%s has changed: look at it, then run with -update", name)
		}
	}
}

// TestNoLineCrossesAChange: neither a change of definition nor a break is drawn across.
func TestNoLineCrossesAChange(t *testing.T) {
	count := func(lines []chart.Line, breaks []chart.Break) int {
		return strings.Count(string(chart.TimeSeries("t", lines, nil, breaks, chart.Options{}).SVG), `stroke-width="2.4"`)
	}
	same := chart.Line{Name: "a", Points: points("a", day(2026, 1, 31), 1, 2, 3, 4, 5, 6)}
	changed := chart.Line{Name: "a", Points: append(points("a", day(2026, 1, 31), 1, 2, 3), points("b", day(2026, 4, 30), 4, 5, 6)...)}
	whole := count([]chart.Line{same}, nil)
	if got := count([]chart.Line{changed}, nil); got != whole-1 {
		t.Errorf("%d strokes across a change of definition, %d without", got, whole)
	}
	if got := count([]chart.Line{same}, []chart.Break{{At: day(2026, 3, 15), Text: "移行"}}); got != whole-1 {
		t.Errorf("%d strokes across a break, %d without", got, whole)
	}
}

// TestEveryFigureHasItsTable: what is drawn can be read as numbers.
func TestEveryFigureHasItsTable(t *testing.T) {
	all := figures()
	for name, want := range map[string]int{"series": 14, "stacked": 2, "bars": 3, "map": 2, "network": 102} {
		if n := len(all[name].Table.Rows); n != want {
			t.Errorf("%s: %d rows, want %d", name, n, want)
		}
	}
	if row := all["series"].Table.Rows[0]; row[2] != "14" || row[3] != "214" || row[4] != "6.5 %" {
		t.Errorf("%v", row)
	}
	for _, r := range all["network"].Table.Rows {
		if r[2] == "1" || r[2] == "2" {
			t.Errorf("a pair under 3 is shown with its number: %v", r)
		}
	}
}

// FuzzFigures: whatever the words and numbers, the drawing is XML without broken numbers.
func FuzzFigures(f *testing.F) {
	f.Add("名前", 3, 10, 135.0, 34.0)
	f.Add("<&\"'\x00\xff", -1, 0, math.NaN(), math.Inf(1))
	f.Fuzz(func(t *testing.T, name string, num, den int, x, y float64) {
		name = strings.NewReplacer("N", "", "I", "", "%", "", "=", "").Replace(name) // words that sound looks for
		sound(t, chart.TimeSeries("t"+name, []chart.Line{{Name: name, Points: []chart.Point{{At: day(2026, 1, 1), Num: num, Den: den}, {At: day(2026, 5, 1), Num: den, Den: num}}}}, []chart.Event{{At: day(2026, 2, 1), Text: name}}, nil, chart.Options{}))
		sound(t, chart.Bars("t"+name, den, []chart.Bar{{Text: name, Count: num}}, true, chart.Options{Width: num % 2000}))
		sound(t, chart.Map("t"+name, []chart.Area{{Name: name, Rings: [][][]float64{{{x, y}, {y, x}, {x}, {}}}, Value: x, Text: name}}, []chart.Dot{{Lng: x, Lat: y, Name: name}}, []chart.Step{{From: y, Text: name}}, name, chart.Options{}))
	})
}
