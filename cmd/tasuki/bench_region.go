package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/outreach"
	"github.com/tasuki-care/tasuki/region/registry"
)

// The sizes of the nation.
const (
	nationRows  = 142_779
	nationNodes = 165_000
	nationPairs = 1_600_000
)

// benchRegion measures the map: the national registry, a city's first page, the national
// ranking, and a simulation of 岡崎.
func benchRegion(ctx context.Context, dir string, o benchOptions, out func(measurement)) error {
	frugal()
	if err := benchNation(ctx, dir, o, out); err != nil {
		return err
	}
	if err := benchDashboard(ctx, dir, o, out); err != nil {
		return err
	}
	if err := benchRanking(o, out); err != nil {
		return err
	}
	return benchSimulation(o, out)
}

// benchNation imports as many rows as the ministry publishes: read, checked, compared,
// written and flushed. The floor: reading the same bytes as CSV.
func benchNation(ctx context.Context, dir string, o benchOptions, out func(measurement)) error {
	files, err := nationFiles(o.data)
	if err != nil {
		return err
	}
	var took, floors []float64
	peak := uint64(0)
	rows := 0
	for i := range min(o.rounds, 3) {
		m, _, closeMap, err := openMap(ctx, filepath.Join(dir, "nation-"+strconv.Itoa(i)), "")
		if err != nil {
			return err
		}
		stop := watchHeap(&peak)
		began := time.Now()
		in := make([]registry.Input, 0, len(files))
		for _, f := range files {
			r, _, err := registry.Rows(f)
			if err != nil {
				return err
			}
			in = append(in, registry.Input{Name: f.Name, Rows: r})
		}
		imp, err := m.As(console).Compare(in, registry.Scope{})
		if err == nil {
			rows = imp.Preview.Counts.Read
			_, err = m.As(console).Apply(ctx, imp, time.Time{})
		}
		took = append(took, time.Since(began).Seconds())
		stop()
		closeMap()
		if err != nil {
			return err
		}
		floors = append(floors, readCSV(files).Seconds())
	}
	ratio, spread := ratios(took, floors)
	out(measurement{Bench: "region", Metric: "national registry", Value: round(median(took), 2), Unit: "s", Floor: round(median(floors), 3), Ratio: ratio, Spread: spread, Note: fmt.Sprintf("%d rows read, checked, compared, written; floor: the same bytes as plain CSV; goal under 10 s", rows)})
	out(measurement{Bench: "region", Metric: "national registry, heap", Value: round(float64(peak)/1e6, 0), Unit: "MB", Note: "largest heap in use during the import; goal under 500 MB"})
	return nil
}

// watchHeap notes the largest heap until it is stopped.
func watchHeap(peak *uint64) (stop func()) {
	runtime.GC()
	var over atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		var s runtime.MemStats
		for !over.Load() {
			runtime.ReadMemStats(&s)
			*peak = max(*peak, s.HeapInuse)
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return func() { over.Store(true); <-done }
}

func readCSV(files []registry.File) time.Duration {
	began := time.Now()
	for _, f := range files {
		r := csv.NewReader(bytes.NewReader(f.Data))
		r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
		for {
			if _, err := r.Read(); err != nil {
				break
			}
		}
	}
	return time.Since(began)
}

// nationFiles gives a real list when one is named, else one made up in the ministry's form
// and size.
func nationFiles(name string) ([]registry.File, error) {
	if name == "" {
		return madeUpNation(), nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, usagef("「%s」を読めません: %v", name, err)
	}
	return []registry.File{{Name: filepath.Base(name), Data: b}}, nil
}

// madeUpNation spreads fictional offices over all municipalities.
func madeUpNation() []registry.File {
	rng := rand.New(rand.NewPCG(1, 2))
	cities := registry.Municipalities("")
	codes := []string{"110", "120", "130", "140", "150", "160", "170", "210", "320", "331", "430", "510", "520", "720", "760", "780"}
	var out []registry.File
	for i, code := range codes {
		s, _ := registry.ServiceOf(code)
		n := nationRows / len(codes)
		if i == 0 {
			n += nationRows % len(codes)
		}
		var b bytes.Buffer
		b.WriteString("\ufeff都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,緯度,経度,電話番号,FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,高齢者の方と障害者の方が同時一体的に利用できるサービス,介護保険の通常の指定基準を満たしている,障害福祉の通常の指定基準を満たしている,備考\r\n")
		for k := range n {
			city := cities[rng.IntN(len(cities))]
			name, pref, _ := registry.City(city)
			nine := fmt.Sprintf("99%01dA%05d", i%10, k)
			if i >= 10 {
				nine = fmt.Sprintf("99%01dB%05d", i%10, k)
			}
			number := nine + string(registry.NumberDigit(nine))
			fmt.Fprintf(&b, "%s,%s,%s,%s,見本事業所%d-%d,ミホン,%s,%s%s見本町%d丁目,,%.6f,%.6f,000-0000-0000,,,見本法人%d,%s,平日,,%d,,,,,\r\n", city, number, pref, name, i, k, s.Name, pref, name, 1+k%9, 33+rng.Float64()*9, 130+rng.Float64()*11, k%9000, number, 10+k%30)
		}
		out = append(out, registry.File{Name: "jigyosho_" + code + ".csv", Data: b.Bytes()})
	}
	return out
}

// benchDashboard asks for 導入状況 of a city of about 2,000 offices, as a logged-in person.
func benchDashboard(ctx context.Context, dir string, o benchOptions, out func(measurement)) error {
	d, err := buildMapDemo(ctx, filepath.Join(dir, "city"), bytes.NewBuffer(nil))
	if err != nil {
		return err
	}
	defer d.close()
	if err := growCity(ctx, d); err != nil {
		return err
	}
	handler, err := d.site().Handler()
	if err != nil {
		return err
	}
	for _, page := range []struct{ metric, path string }{{"dashboard of a city", "/"}, {"call list of a city", "/calls"}} {
		var took, floors []float64
		for range o.rounds * 3 {
			t, err := askMap(ctx, d, handler, page.path)
			if err != nil {
				return err
			}
			took, floors = append(took, ms(t)), append(floors, ms(bareRows(200)))
		}
		ratio, spread := ratios(took, floors)
		out(measurement{Bench: "region", Metric: page.metric, Value: round(median(took), 1), Unit: "ms", Floor: round(median(floors), 2), Ratio: ratio, Spread: spread, Note: "2,000 offices, 14,000 pairs; floor: a bare template of 200 rows; goal under 100 ms"})
	}
	return nil
}

// growCity adds made-up offices and pairs to the fictional city.
func growCity(ctx context.Context, d *mapDemo) error {
	rng := rand.New(rand.NewPCG(3, 4))
	rows := [][]string{{"事業所番号", "事業所名", "種別", "サービスの種類", "市区町村コード", "都道府県名", "市区町村名", "日常生活圏域"}}
	var planners, providers []string
	for k := range 1800 {
		nine := fmt.Sprintf("99A%06d", k)
		number := nine + string(registry.NumberDigit(nine))
		service := "訪問介護"
		if k%9 == 0 {
			service = "居宅介護支援"
			planners = append(planners, number)
		} else {
			providers = append(providers, number)
		}
		rows = append(rows, []string{number, fmt.Sprintf("見本 %d", k), "", service, "999903", "絣県", "襷市", "z" + strconv.Itoa(1+k%6)})
	}
	s := d.m.As(console)
	imp, err := s.Compare([]registry.Input{{Name: "hand.csv", Rows: rows, As: registry.FormatHand}}, registry.Scope{})
	if err != nil {
		return err
	}
	if _, err := s.Apply(ctx, imp, time.Time{}); err != nil {
		return err
	}
	var pairs []region.Estimate
	for range 13_000 {
		pairs = append(pairs, region.Estimate{A: planners[rng.IntN(len(planners))], B: providers[rng.IntN(len(providers))], Slips: 2 + rng.IntN(30), Basis: outreach.Estimated})
	}
	_, err = d.m.SaveEstimates(ctx, "", dedupe(pairs))
	return err
}

func dedupe(list []region.Estimate) []region.Estimate {
	seen := map[[2]string]bool{}
	var out []region.Estimate
	for _, e := range list {
		if k := [2]string{min(e.A, e.B), max(e.A, e.B)}; !seen[k] {
			seen[k] = true
			out = append(out, e)
		}
	}
	return out
}

func askMap(ctx context.Context, d *mapDemo, h http.Handler, path string) (time.Duration, error) {
	m, err := d.people.Store.MemberByLogin(ctx, "yuki")
	if err != nil {
		return 0, err
	}
	_, token, err := d.people.Begin(ctx, m)
	if err != nil {
		return 0, err
	}
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	req.AddCookie(&http.Cookie{Name: "tasuki-map", Value: token})
	rec := httptest.NewRecorder()
	began := time.Now()
	h.ServeHTTP(rec, req)
	if rec.Code != http.StatusOK {
		return 0, fmt.Errorf("page %s: %d", path, rec.Code)
	}
	return time.Since(began), nil
}

// benchRanking scores 165,000 offices with 1.6 million pairs. The floor: adding up the slips
// of all pairs once.
func benchRanking(o benchOptions, out func(measurement)) error {
	rng := rand.New(rand.NewPCG(5, 6))
	nodes := make([]outreach.Node, nationNodes)
	for i := range nodes {
		nodes[i] = outreach.Node{ID: fmt.Sprintf("%010d", i), State: outreach.State(rng.IntN(6)), Planner: i%5 == 0}
	}
	pairs := make([]outreach.Pair, nationPairs)
	for i := range pairs {
		pairs[i] = outreach.Pair{A: rng.IntN(nationNodes/5) * 5, B: rng.IntN(nationNodes/5)*5 + 1 + i%4, Slips: float64(1 + rng.IntN(20))}
	}
	g, err := outreach.NewGraph(nodes, pairs)
	if err != nil {
		return err
	}
	var took, floors []float64
	scores := make([]float64, nationNodes)
	p := outreach.DefaultParams()
	for range o.rounds * 2 {
		began := time.Now()
		scores = g.Scores(p, scores)
		took = append(took, ms(time.Since(began)))
		began = time.Now()
		sum := make([]float64, nationNodes)
		for _, e := range pairs {
			sum[e.A] += e.Slips
			sum[e.B] += e.Slips
		}
		floors = append(floors, ms(time.Since(began)))
	}
	ratio, spread := ratios(took, floors)
	out(measurement{Bench: "region", Metric: "national ranking", Value: round(median(took), 1), Unit: "ms", Floor: round(median(floors), 1), Ratio: ratio, Spread: spread, Note: "165,000 offices, 1.6 million pairs; floor: adding up all slips once; goal under 100 ms"})
	return nil
}

// benchSimulation runs 30 seeds × 7 orders over twelve months of 岡崎.
func benchSimulation(o benchOptions, out func(measurement)) error {
	orders := []outreach.Order{outreach.Recommended, outreach.List, outreach.Random, outreach.PlannedBy, outreach.Degree, outreach.Size, outreach.NowBy}
	town := ""
	for _, t := range outreach.Towns() {
		if len(t) >= 6 && t[:6] == "岡崎" {
			town = t
		}
	}
	var took []float64
	for range min(o.rounds, 3) {
		began := time.Now()
		if _, err := outreach.Simulate(outreach.Setting{Town: town, Variation: outreach.Base, Seeds: 30, Months: 12}, orders); err != nil {
			return err
		}
		took = append(took, time.Since(began).Seconds())
	}
	out(measurement{Bench: "region", Metric: "simulation of 岡崎", Value: round(median(took), 2), Unit: "s", Note: "30 seeds × 7 orders × 12 months; goal under 10 s"})
	return nil
}
