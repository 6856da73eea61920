package town_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
	"github.com/tasuki-care/tasuki/desk/reconcile"
	"github.com/tasuki-care/tasuki/internal/town"
)

// TestPeopleAndPartners compares the counts of the seed with the story's numbers.
func TestPeopleAndPartners(t *testing.T) {
	got := map[string]int{}
	names := map[string]bool{}
	for i, c := range town.Clients() {
		names[c.Name] = true
		if i < 118 {
			got[c.Manager]++
			got["2027 "+c.ManagerIn("202701")]++
		}
		for _, m := range c.Marks {
			got[m]++
		}
		if y := c.Birth[:4]; y < "1926" || y > "1956" {
			t.Errorf("client %d is not 70 to 99 years old", i)
		}
	}
	got["names"] = len(names)
	for _, p := range town.Partners() {
		got[p.Way]++
	}
	want := map[string]int{
		"oribe": 22, "ayano": 35, "kinukawa": 34, "mawata": 27, "2027 oribe": 22, "2027 ayano": 47, "2027 kinukawa": 49, "names": 132,
		"hub": 22, "national": 4, "fax": 3, "paper": 1, "委託予防": 14, "新規申請中": 2, "死亡": 1, "区分変更": 1, "住所地特例": 1, "生保単独": 1,
		"包括から引継ぎ": 1, "認定満了": 2, "短期入所半数超": 1,
	}
	for key, n := range want {
		if got[key] != n {
			t.Errorf("%s: %d, the story says %d", key, got[key], n)
		}
	}
}

// mostClients is how many clients each named partner has of all its planning offices: #1
// cannot have more. The small partners have at most nine.
var mostClients = map[string]int{
	"9999903017": 46, "9999903025": 31, "9999903033": 212, "9999904015": 24, "9999904023": 18, "9999903041": 20,
	"9999906010": 27, "9999907018": 11, "9999903058": 33,
}

func TestEveryPartnerHasClients(t *testing.T) {
	for _, month := range town.Months() {
		for _, s := range town.Slips(month) {
			most := mostClients[s.Partner.Number]
			if most == 0 && s.Partner.Number != "9999905012" {
				most = 9
			}
			if n := len(slipsOf(t, s.Files)); n == 0 || most > 0 && n > most {
				t.Errorf("%s has %d clients in %s, want 1 to %d", s.Partner.Name, n, month, most)
			}
		}
	}
}

func slipsOf(t *testing.T, files []town.File) []careplan.Slip {
	t.Helper()
	var out []careplan.Slip
	for _, u := range heap(t, files).Units {
		slips, err := careplan.Slips(u)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, slips...)
	}
	return out
}

func TestEveryMonthStaysWithinTheLimit(t *testing.T) {
	for _, month := range town.Months() {
		for _, s := range slipsOf(t, all(town.Slips(month))) {
			for _, l := range s.Totals {
				if l.Code == "999999" && l.Managed > s.Supplement.Limit {
					t.Errorf("%s: %s is planned at %d of %d units", month, s.Client, l.Managed, s.Supplement.Limit)
				}
			}
		}
	}
}

func TestStoryOne(t *testing.T) {
	files := town.StoryOne()
	var csv, pdf int
	for _, f := range files {
		if strings.HasSuffix(f.Name, ".pdf") {
			pdf++
		} else {
			csv++
		}
	}
	stopped := map[string][]string{}
	clean := map[string]int{}
	plans := 0
	for _, u := range rules.CheckHeap(heap(t, files), rules.Strict, today).Units {
		if u.ID == "K1" {
			plans++
			continue
		}
		number := u.Unit.To.Office
		for _, f := range u.Findings {
			if f.Severity == careplan.Error && !slices.Contains(stopped[number], f.Rule) {
				stopped[number] = append(stopped[number], f.Rule)
			}
		}
		if len(stopped[number]) == 0 && number != "9999903041" {
			clean[wayOf(number)]++
		}
	}
	got := fmt.Sprint(csv, pdf, plans, clean, stopped)
	want := "97 2 2 map[fax:3 hub:19 national:3 paper:1] map[9999903058:[R263] 9999904015:[R051] 9999906010:[R111]]"
	if got != want {
		t.Errorf("story one is\n%s, the story says\n%s", got, want)
	}
}

func wayOf(number string) string {
	for _, o := range town.Offices() {
		if o.Number == number {
			return o.Way
		}
	}
	return ""
}

// isLate reports a partner whose actuals of December are not here on 2027-01-06: of the hub
// ちりめん and the last five, of the others the last.
func isLate(number string) bool {
	left := map[string]int{"hub": 16, "national": 3, "fax": 2}
	for _, o := range town.Partners() {
		late := o.Number == "9999904015" || left[o.Way] == 0
		if o.Number == number {
			return late
		}
		if !late {
			left[o.Way]--
		}
	}
	return true
}

// december compares slips and actuals of December for all clients; late says whether the
// actuals of late partners are here too.
func december(t *testing.T, late bool) map[careplan.ClientKey]reconcile.Result {
	t.Helper()
	cases := map[careplan.ClientKey]*reconcile.Case{}
	for _, s := range slipsOf(t, all(town.Slips("202612"))) {
		if cases[s.Client] == nil {
			cases[s.Client] = &reconcile.Case{Client: s.Client, Month: s.Month, Plan: &s, Facts: factsOf(s)}
		}
	}
	for _, o := range town.Partners() {
		if !late && isLate(o.Number) {
			continue
		}
		for _, s := range slipsOf(t, town.Actuals("202612", o.Number)) {
			c := cases[s.Client]
			c.Actuals = append(c.Actuals, s)
		}
	}
	out := map[careplan.ClientKey]reconcile.Result{}
	for k, c := range cases {
		out[k] = reconcile.Compare(*c)
	}
	return out
}

// factsOf is what #1 knows of a client: the limit, the events, whose actuals are awaited.
func factsOf(s careplan.Slip) reconcile.Facts {
	f := reconcile.Facts{CertFrom: s.Supplement.LimitFrom, CertTo: s.Supplement.LimitTo, Limit: s.Supplement.Limit, Status: s.Supplement.Status}
	for _, v := range s.Visits {
		if p := (reconcile.Pair{Provider: v.Provider, Type: v.Type()}); !slices.Contains(f.Expected, p) {
			f.Expected = append(f.Expected, p)
		}
	}
	for _, e := range town.Events() {
		switch {
		case e.Client != s.Client:
		case e.Kind == town.Moved:
			f.Agreed = append(f.Agreed, reconcile.Agreed{Provider: e.Provider, Day: e.Day, To: e.To})
		case e.Kind == town.Hospital:
			f.Hospital = append(f.Hospital, reconcile.Span{From: e.Day, To: "99991231"})
		case e.Kind == town.Died:
			f.Died = e.Day
		}
	}
	return f
}

// TestStoryTwo: the reconciliation of 2027-01-06. A row is a difference that belongs to a
// day; the excess over the limit belongs to none.
func TestStoryTwo(t *testing.T) {
	complete, match := 0, 0
	rows, clients := map[reconcile.Kind]int{}, map[reconcile.Kind]int{}
	for _, r := range december(t, false) {
		if !r.Complete {
			continue
		}
		complete++
		if len(r.Differences) == 0 {
			match++
		}
		seen := map[reconcile.Kind]bool{}
		for _, d := range r.Differences {
			rows[d.Kind]++
			if !seen[d.Kind] {
				seen[d.Kind] = true
				clients[d.Kind]++
			}
			if d.Kind == reconcile.LimitOver && d.Units != 412 {
				t.Errorf("%d units above the limit, the story says 412", d.Units)
			}
			if d.Kind == reconcile.Moved && !d.Agreed {
				t.Errorf("a move is not 連絡済")
			}
		}
	}
	if complete != 79 || match != 69 {
		t.Errorf("%d complete and %d match, the story says 79 and 69", complete, match)
	}
	want := map[reconcile.Kind][2]int{
		reconcile.Merged: {2, 4}, reconcile.Moved: {3, 6}, reconcile.AdditionMissing: {1, 2}, reconcile.CodeChanged: {1, 1},
		reconcile.Missing: {1, 3}, reconcile.Extra: {1, 2}, reconcile.Day31: {1, 1}, reconcile.LimitOver: {1, 1},
	}
	total := 0
	for k, n := range rows {
		if k != reconcile.LimitOver {
			total += n
		}
		if got := [2]int{clients[k], n}; got != want[k] {
			t.Errorf("%s: clients and rows %v, the story says %v", k, got, want[k])
		}
	}
	if len(rows) != len(want) || total != 19 {
		t.Errorf("%d kinds and %d rows, the story says %d and 19", len(rows), total, len(want))
	}
}

func TestEarlierMonthsMatch(t *testing.T) {
	for _, month := range []string{"202610", "202611"} {
		plan := map[string]bool{}
		for _, s := range slipsOf(t, all(town.Slips(month))) {
			for _, v := range s.Visits {
				plan[fmt.Sprint(s.Client, v.Provider, v.Day, v.Start, v.Code, v.Tais)] = true
			}
		}
		for _, o := range town.Partners() {
			for _, s := range slipsOf(t, town.Actuals(month, o.Number)) {
				for _, v := range s.Visits {
					if !plan[fmt.Sprint(s.Client, v.Provider, v.Day, v.Start, v.Code, v.Tais)] {
						t.Errorf("%s: %s did what was not planned on %s", month, o.Name, v.Day)
					}
				}
			}
		}
	}
}

func TestLateActualAddsOneVisit(t *testing.T) {
	before, after := slipsOf(t, town.Actuals("202612", "9999903025")), slipsOf(t, town.LateActual())
	count := func(slips []careplan.Slip) (rows, units int) {
		for _, s := range slips {
			for _, v := range s.Visits {
				rows, units = rows+1, units+v.Units
			}
		}
		return rows, units
	}
	r1, u1 := count(before)
	r2, u2 := count(after)
	if r2-r1 != 1 || u2-u1 != 387 {
		t.Errorf("%d rows and %d units more, the story says 1 and 387", r2-r1, u2-u1)
	}
}

func TestWrongVersionIsAnError(t *testing.T) {
	for _, f := range findings(t, town.WrongVersion(), rules.Tolerant) {
		if f.Rule == "R040" && f.Severity == careplan.Error {
			return
		}
	}
	t.Error("version 202410 passes")
}

func TestClientC(t *testing.T) {
	v1, v2 := town.SlipChange()
	if len(v1) != 4 || len(v2) != 4 {
		t.Errorf("%d and %d sets, the story says 4 partners by data", len(v1), len(v2))
	}
	ways := map[string]int{}
	for _, s := range town.Clients()[0].Services {
		ways[wayOf(s.Provider)]++
	}
	if ways["hub"] != 4 || ways["fax"] != 2 {
		t.Errorf("client C has partners %v, the story says 4 by data and 2 by FAX", ways)
	}
	if a, b := slipsOf(t, v1[0].Files)[0], slipsOf(t, v2[0].Files)[0]; len(b.Visits)-len(a.Visits) != 1 {
		t.Errorf("v2 has %d rows more than v1, want 1", len(b.Visits)-len(a.Visits))
	}
}

func TestTwoClientsOfMomen(t *testing.T) {
	for _, s := range town.Slips("202612") {
		if n := len(slipsOf(t, s.Files)); s.Partner.Type == "12" && n != 2 {
			t.Errorf("もめん has %d clients, the story says 2", n)
		}
	}
}

func TestNumbersPassTheCheckDigit(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range town.Offices() {
		sum := 0
		for i := range 10 {
			p := int(o.Number[9-i]-'0') * (1 + i%2)
			sum += p/10 + p%10
		}
		if sum%10 != 0 || !strings.HasPrefix(o.Number, "99999") || seen[o.Number] {
			t.Errorf("%s has a number that is wrong or taken", o.Name)
		}
		seen[o.Number] = true
	}
}
