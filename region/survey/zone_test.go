package survey

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// inZones gives each zone so many synthetic answers; the zone is known by the office.
func inZones(f Form, seed uint64, sizes ...int) ([]Answer, func(string) string) {
	zones := map[string]string{}
	sum := 0
	for _, n := range sizes {
		sum += n
	}
	answers := synthetic(f, sum, seed)
	next := 0
	for z, n := range sizes {
		for range n {
			zones[answers[next].Office] = "圏域" + itoa(z+1)
			next++
		}
	}
	return answers, func(office string) string { return zones[office] }
}

func shown(t ZoneTable) string {
	var out []string
	for _, r := range t.Rows {
		if r.Shown {
			out = append(out, itoa(r.N))
		} else {
			out = append(out, "-")
		}
	}
	if !t.Total.Shown {
		return strings.Join(append(out, "total -"), " ")
	}
	return strings.Join(append(out, "total "+itoa(t.Total.N)), " ")
}

func TestSmallZonesCannotBeWorkedOut(t *testing.T) {
	for _, c := range []struct {
		sizes []int
		want  string
	}{
		{nil, "total -"},
		{[]int{8, 9, 10}, "8 9 10 total 27"},
		{[]int{4, 9, 10}, "- - 10 total 23"}, // one hidden: the next smallest too
		{[]int{4, 3, 10}, "- - 10 total 17"},
		{[]int{1, 2, 10, 7}, "- - 10 - total 20"}, // 1 + 2 are still too few together
		{[]int{2, 20}, "- - total 22"},
		{[]int{4}, "- total -"},
		{[]int{2, 2}, "- - total -"},
		{[]int{9}, "9 total 9"},
	} {
		answers, zoneOf := inZones(Sendai62(), 1, c.sizes...)
		if got := shown(ZoneTotals(Sendai62(), answers, zoneOf, 5)); got != c.want {
			t.Errorf("%v: %s, want %s", c.sizes, got, c.want)
		}
	}
}

func TestOneOfficeAnsweringOftenIsOneOffice(t *testing.T) {
	f := Sendai62()
	answers, _ := inZones(f, 1, 6)
	for i := range answers {
		answers[i].Office = "9999900001"
	}
	if got := ZoneTotals(f, answers, nil, 5); got.Rows[0].Shown || got.Total.Shown {
		t.Errorf("%+v", got.Rows)
	}
}

// TestHiddenFiguresAreNowhere looks at every question of many tables: what can be worked out
// from total minus shown rests on two zones and five offices, and hidden rows hold nothing.
func TestHiddenFiguresAreNowhere(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	f := Sendai62()
	for round := range 60 {
		var sizes []int
		for range 1 + r.IntN(6) {
			sizes = append(sizes, r.IntN(25))
		}
		answers, zoneOf := inZones(f, uint64(round), sizes...)
		table := ZoneTotals(f, answers, zoneOf, 5)
		raw, err := json.Marshal(table)
		if err != nil || strings.Contains(string(raw), "合成") || strings.Contains(string(raw), "99999") {
			t.Fatalf("texts or numbers in the table, %v", err)
		}
		checkZones(t, f, answers, zoneOf, table)
	}
}

func checkZones(t *testing.T, f Form, answers []Answer, zoneOf func(string) string, table ZoneTable) {
	t.Helper()
	truth := map[string]map[string]int{} // question, zone: n
	for _, a := range answers {
		for _, q := range f.Asked(a) {
			if truth[q.ID] == nil {
				truth[q.ID] = map[string]int{}
			}
			if q.answered(a.Values[q.ID]) {
				truth[q.ID][zoneOf(a.Office)]++
			}
		}
	}
	for i, total := range table.Total.Results {
		left := map[string]int{}
		for z, n := range truth[total.Question.ID] {
			left[z] = n
		}
		hidden := 0
		for _, row := range table.Rows {
			if !row.Shown || !row.Results[i].Shown {
				hidden++
				checkBlank(t, row, i)
				continue
			}
			if n := row.Results[i].N; n < 5 || n != left[row.Zone] {
				t.Errorf("%s in %s: n %d, truth %d", total.Question.ID, row.Zone, n, left[row.Zone])
			}
			delete(left, row.Zone)
		}
		sum := 0
		for _, n := range left {
			sum += n
		}
		if total.Shown && hidden > 0 && (len(left) < 2 || sum < 5) {
			t.Errorf("%s: the total gives away %v", total.Question.ID, left)
		}
	}
}

func checkBlank(t *testing.T, row ZoneRow, i int) {
	t.Helper()
	if !row.Shown && (row.N > 0 || row.Offices > 0 || len(row.Results) > 0 || row.Note == "") {
		t.Errorf("hidden row holds %+v", row)
	}
	if row.Shown {
		if r := row.Results[i]; r.N > 0 || r.Asked > 0 || len(r.Bars) > 0 || r.Note == "" {
			t.Errorf("hidden result holds %+v", r)
		}
	}
}

func ExampleZoneTotals() {
	f := Sendai62()
	answers, zoneOf := inZones(f, 1, 12, 3, 7) // synthetic
	for _, r := range ZoneTotals(f, answers, zoneOf, 5).Rows {
		fmt.Printf("%s n=%d %s\n", r.Zone, r.N, cmp.Or(r.Note, "表示します。"))
	}
	// Output:
	// 圏域1 n=12 表示します。
	// 圏域2 n=0 回答した事業所が少ないため、表示しません。
	// 圏域3 n=0 ほかの圏域の値が引き算で分からないように、表示しません。
}
