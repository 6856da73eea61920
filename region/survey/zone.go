package survey

import (
	"cmp"
	"slices"
)

// ZoneTable is what a 地域包括支援センター may see: results by zone, without free texts,
// with small zones left out so that they cannot be worked out from the rest.
type ZoneTable struct {
	Min   int       // fewest offices a shown figure rests on
	Rows  []ZoneRow // by zone
	Total ZoneRow   // all zones, Zone ""
	Note  string    // Japanese, how to read it
}

// ZoneRow is one zone. What is hidden holds no figures at all.
type ZoneRow struct {
	Zone    string // 日常生活圏域, "" = not known
	Shown   bool
	N       int          // answers, 0 when hidden
	Offices int          // offices that answered, 0 when hidden
	Results []ZoneResult `json:",omitempty"`
	Note    string       `json:",omitempty"` // why it is hidden
}

// ZoneResult is one question in one zone. Hidden ones hold the question only.
type ZoneResult struct {
	Result
	Shown bool
	Note  string `json:",omitempty"`
}

const (
	smallNote = "回答した事業所が少ないため、表示しません。"
	guardNote = "ほかの圏域の値が引き算で分からないように、表示しません。"
)

// ZoneTotals counts by zone. A figure is shown when at least min offices (5 when min is
// below 1) stand behind it. Hidden zones are always two or more with at least min offices
// together: if they are not, the next smallest zone is hidden too; if no zone is left, the
// total is withheld. The same holds for each question. Texts and numbers are never shown.
func ZoneTotals(f Form, answers []Answer, zoneOf func(office string) string, min int) ZoneTable {
	if min < 1 {
		min = 5
	}
	z := &zoning{form: f, min: min, by: map[string][]Answer{}}
	for _, a := range answers {
		zone := ""
		if office := f.OfficeOf(a); office != "" && zoneOf != nil {
			zone = zoneOf(office)
		}
		z.by[zone] = append(z.by[zone], a)
	}
	return z.table(answers)
}

type zoning struct {
	form Form
	min  int
	by   map[string][]Answer
}

func (z *zoning) table(answers []Answer) ZoneTable {
	names := z.names()
	weights := map[string]int{}
	for _, n := range names {
		weights[n] = z.offices(z.by[n])
	}
	hidden, whole := hide(names, weights, nil, z.min)
	t := ZoneTable{Min: z.min, Note: "回答した事業所が" + itoa(z.min) + "か所以上の圏域だけを表示します。自由記述は表示しません。"}
	t.Total = z.row("", answers, whole, "")
	for _, n := range names {
		t.Rows = append(t.Rows, z.row(n, z.by[n], hidden[n] == "", hidden[n]))
	}
	if t.Total.Shown {
		z.questions(&t, names, hidden)
	}
	return t
}

func (z *zoning) names() []string {
	var out []string
	for n := range z.by {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// offices counts offices once; an answer without a number counts for itself.
func (z *zoning) offices(answers []Answer) int {
	seen, n := map[string]bool{}, 0
	for _, a := range answers {
		office := foldNumber(z.form.OfficeOf(a))
		if office == "" || !seen[office] {
			n++
		}
		seen[office] = true
	}
	return n
}

func (z *zoning) row(zone string, answers []Answer, shown bool, note string) ZoneRow {
	if !shown {
		return ZoneRow{Zone: zone, Note: cmp.Or(note, smallNote)}
	}
	return ZoneRow{Zone: zone, Shown: true, N: len(answers), Offices: z.offices(answers)}
}

// questions fills the results of the zones that are shown and of the total.
func (z *zoning) questions(t *ZoneTable, names []string, outer map[string]string) {
	total := z.form.Tally(z.all(names))
	parts := map[string][]Result{}
	for _, n := range names {
		parts[n] = z.form.Tally(z.by[n])
	}
	for i, r := range total {
		if r.Question.Private || r.Question.Kind == OfficeNumber {
			continue
		}
		weights := map[string]int{}
		for _, n := range names {
			weights[n] = z.offices(z.answering(z.by[n], r.Question))
		}
		hidden, whole := hide(names, weights, outer, z.min)
		t.Total.Results = append(t.Total.Results, zoneResult(r, whole, smallNote))
		for j, n := range names {
			if row := &t.Rows[j]; row.Shown {
				row.Results = append(row.Results, zoneResult(parts[n][i], hidden[n] == "", hidden[n]))
			}
		}
	}
}

func (z *zoning) all(names []string) []Answer {
	var out []Answer
	for _, n := range names {
		out = append(out, z.by[n]...)
	}
	return out
}

// answering are the answers that count in the n of q.
func (z *zoning) answering(answers []Answer, q Question) []Answer {
	var out []Answer
	for _, a := range answers {
		asked := slices.ContainsFunc(z.form.Asked(a), func(x Question) bool { return x.ID == q.ID })
		if asked && q.answered(a.Values[q.ID]) {
			out = append(out, a)
		}
	}
	return out
}

func zoneResult(r Result, shown bool, note string) ZoneResult {
	if !shown {
		return ZoneResult{Result: Result{Question: r.Question, Multiple: r.Multiple}, Note: note}
	}
	r.Texts, r.Numbers, r.Unasked = nil, nil, 0
	return ZoneResult{Result: r, Shown: true}
}

// hide says which zones to hide, with the reason, and whether the total may be shown.
// Zones in before are hidden from the start. Hidden zones protect each other: at least two
// of them must hold offices, and all together at least min.
func hide(names []string, weights map[string]int, before map[string]string, min int) (map[string]string, bool) {
	hidden := map[string]string{}
	for _, n := range names {
		if note := before[n]; note != "" {
			hidden[n] = note
		} else if weights[n] < min {
			hidden[n] = smallNote
		}
	}
	order := slices.SortedStableFunc(slices.Values(names), func(a, b string) int { return cmp.Compare(weights[a], weights[b]) })
	for _, n := range order {
		if len(hidden) == 0 || guarded(hidden, weights, min) {
			break
		}
		if hidden[n] == "" {
			hidden[n] = guardNote
		}
	}
	if len(hidden) == 0 {
		return hidden, len(names) > 0
	}
	return hidden, guarded(hidden, weights, min)
}

func guarded(hidden map[string]string, weights map[string]int, min int) bool {
	zones, sum := 0, 0
	for n := range hidden {
		if weights[n] > 0 {
			zones++
		}
		sum += weights[n]
	}
	return zones >= 2 && sum >= min
}
