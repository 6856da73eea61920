package registry_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/region/registry"
)

const municipalHeader = "都道府県コード又は市区町村コード,都道府県名,市区町村名,介護サービス事業所名称,実施サービス,住所,電話番号,事業所番号"

// municipalFile is a 推奨データセット of one city.
func municipalFile(rows ...string) []byte {
	return []byte("\ufeff" + municipalHeader + "\r\n" + strings.Join(rows, "\r\n") + "\r\n")
}

func municipalRow(number, name, service string) string {
	return strings.Join([]string{"999903", "絣県", "襷市", name, service, "絣県襷市見本町1丁目", "000-0000-0009", number}, ",")
}

// TestAnOfficeMovesFromAMunicipalToAMinistryList: the second import of the same list
// changes nothing, whichever list came first.
func TestAnOfficeMovesFromAMunicipalToAMinistryList(t *testing.T) {
	municipal := read(t, "事業所一覧.csv", municipalFile(municipalRow("9999903017", "デイ 見本", "通所介護;訪問介護"), municipalRow("9999903025", "訪問 見本", "訪問介護")))
	if municipal.Format != registry.FormatMunicipal || len(municipal.Offices) != 2 {
		t.Fatalf("%s: %+v %+v", municipal.Format, municipal.Offices, municipal.Rejected)
	}
	ministry := read(t, "jigyosho_150.csv", file(cells(nil)))
	now := registry.Apply(nil, registry.Compare(nil, municipal, registry.Scope{}))
	for step, list := range []registry.List{ministry, ministry, municipal, municipal, ministry, municipal} {
		p := registry.Compare(now, list, registry.Scope{})
		if step > 0 && len(p.Changes) != 0 {
			t.Fatalf("step %d changes %+v %v", step, p.Changes[0], p.Changes[0].Fields)
		}
		now = registry.Apply(now, p)
	}
	if o := now[0]; len(now) != 2 || o.Source != registry.Ministry || !o.Has("110") || !o.Has("150") {
		t.Errorf("%+v", now)
	}
}

// TestAHandListedOfficeIsNeverClosedByAnotherList, even after the ministry listed it.
func TestAHandListedOfficeIsNeverClosedByAnotherList(t *testing.T) {
	hand, rest := office(1, "150"), office(2, "150")
	hand.Source = registry.Hand
	both := office(1, "150")
	now := registry.Apply([]registry.Office{hand}, registry.Compare([]registry.Office{hand}, listOf(both, rest), registry.Scope{}))
	p := registry.Compare(now, listOf(rest), registry.Scope{})
	if p.Counts.Closed != 0 {
		t.Fatalf("closed: %+v", p.Changes)
	}
	now = registry.Apply(now, p)
	other := listOf(office(3, "460"))
	other.Format = registry.FormatHand
	now = registry.Apply(now, registry.Compare(now, other, registry.Scope{}))
	if p := registry.Compare(now, listOf(rest), registry.Scope{}); p.Counts.Closed != 1 {
		t.Errorf("no longer in the hand list, and still there: %+v", p.Changes)
	}
}

// TestAnUnreadableRowClosesNobody: by number, by name, and with a warning at its row.
func TestAnUnreadableRowClosesNobody(t *testing.T) {
	first := read(t, "jigyosho_150.csv", file(cells(nil), cells(map[int]string{1: "9999903025", 15: "9999903025", 4: "べつの 見本"})))
	now := registry.Apply(nil, registry.Compare(nil, first, registry.Scope{}))
	if len(now) != 2 {
		t.Fatal(len(now))
	}
	for what, row := range map[string]string{
		"its number in scientific form": cells(map[int]string{1: "1E+10", 15: "1E+10", 4: "べつの　見本"}),
		"its name blank":                cells(map[int]string{1: "9999903025", 15: "9999903025", 4: ""}),
	} {
		p := registry.Compare(now, read(t, "jigyosho_150.csv", file(cells(nil), row)), registry.Scope{})
		kept := slices.IndexFunc(p.Warnings, func(w registry.Warning) bool { return w.Kind == registry.WarnKept })
		if p.Counts.Closed != 0 || len(p.Rejected) != 1 || kept < 0 || p.Warnings[kept].Row != 3 {
			t.Errorf("%s: %+v\n%+v", what, p.Changes, p.Warnings)
		}
	}
	if p := registry.Compare(now, read(t, "jigyosho_150.csv", file(cells(nil))), registry.Scope{}); p.Counts.Closed != 1 {
		t.Errorf("a row that is gone: %+v", p.Changes)
	}
}

// TestAnEmptyFileClosesNobody: a download without rows is no statement.
func TestAnEmptyFileClosesNobody(t *testing.T) {
	home := cells(map[int]string{1: "9999903025", 15: "9999903025", 6: "訪問介護"})
	now := registry.Apply(nil, registry.Compare(nil, two(t, file(cells(nil)), file(home)), registry.Scope{}))
	p := registry.Compare(now, two(t, file(cells(nil)), file()), registry.Scope{})
	if len(now) != 2 || len(p.Changes) != 0 || !slices.Contains(kinds(p.Warnings), registry.WarnNoRows) {
		t.Errorf("%+v %v", p.Changes, kinds(p.Warnings))
	}
}

// two reads a file of 通所介護 and one of 訪問介護 as one list.
func two(t *testing.T, day, home []byte) registry.List {
	t.Helper()
	var in []registry.Input
	for i, data := range [][]byte{day, home} {
		name := []string{"jigyosho_150.csv", "jigyosho_110.csv"}[i]
		rows, _, err := registry.Rows(registry.File{Name: name, Data: data})
		if err != nil {
			t.Fatal(err)
		}
		in = append(in, registry.Input{Name: name, Rows: rows})
	}
	l, err := registry.Parse(in, today)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestAStrayServiceNameClosesNobody: the file of one service does not speak about another.
func TestAStrayServiceNameClosesNobody(t *testing.T) {
	home := cells(map[int]string{1: "9999903025", 15: "9999903025", 6: "訪問介護"})
	now := registry.Apply(nil, registry.Compare(nil, two(t, file(cells(nil)), file(home)), registry.Scope{}))
	stray := read(t, "jigyosho_150.csv", file(cells(nil), cells(map[int]string{1: "9999903033", 15: "9999903033", 6: "訪問介護"})))
	if p := registry.Compare(now, stray, registry.Scope{}); p.Counts.Closed != 0 {
		t.Errorf("%+v", p.Changes)
	}
}

// TestAQuotationMarkSwallowsNobody: rows after a mark that does not pair are still read.
func TestAQuotationMarkSwallowsNobody(t *testing.T) {
	rows := []string{cells(nil), cells(map[int]string{1: "9999903025", 15: "9999903025", 7: `"絣県襷市見本町`}), cells(map[int]string{1: "9999903033", 15: "9999903033"})}
	l := read(t, "jigyosho_150.csv", file(rows...))
	if len(l.Offices) != 3 || !slices.Contains(kinds(l.Warnings), registry.WarnQuotes) {
		t.Errorf("%+v %+v %v", l.Offices, l.Rejected, kinds(l.Warnings))
	}
}

// TestFiveDigitsOfAMunicipality: the code lost its leading zero or its check digit; where
// both could be, the names decide, and without them nobody guesses.
func TestFiveDigitsOfAMunicipality(t *testing.T) {
	for _, try := range []struct{ code, pref, city, want string }{
		{"11002", "北海道", "札幌市", "011002"}, // lost zero; 110027 is no municipality
		{"27100", "大阪府", "大阪市", "271004"}, // lost check digit
		{"12033", "北海道", "小樽市", "012033"},
		{"12203", "千葉県", "市川市", "122033"},
	} {
		l := read(t, "jigyosho_150.csv", file(cells(map[int]string{0: try.code, 2: try.pref, 3: try.city, 7: try.pref + try.city, 9: "", 10: ""})))
		if len(l.Offices) != 1 || l.Offices[0].City != try.want {
			t.Errorf("%s %s%s: %+v", try.code, try.pref, try.city, l.Offices)
		}
	}
	both := 0
	for _, code := range registry.Municipalities("") {
		name, pref, _ := registry.City(code)
		for _, short := range []string{code[:5], strings.TrimPrefix(code, "0")} {
			if len(short) != 5 {
				continue
			}
			both++
			l := read(t, "jigyosho_150.csv", file(cells(map[int]string{0: short, 2: pref, 3: name, 7: pref + name, 9: "", 10: ""})))
			if len(l.Offices) != 1 || l.Offices[0].City != code {
				t.Fatalf("%s for %s %s%s: %+v", short, code, pref, name, l.Offices)
			}
		}
	}
	if both < 1700 {
		t.Errorf("only %d codes tried", both)
	}
}

// TestFiveDigitsWithoutNames: a code that could be two towns stays blank.
func TestFiveDigitsWithoutNames(t *testing.T) {
	known := map[string]bool{}
	for _, code := range registry.Municipalities("") {
		known[code] = true
	}
	tried := 0
	for code := range known {
		if short := code[:5]; known["0"+short] {
			tried++
			l := read(t, "jigyosho_150.csv", file(cells(map[int]string{0: short, 2: "", 3: "", 7: "", 9: "", 10: ""})))
			if len(l.Offices) != 1 || l.Offices[0].City != "" || !slices.Contains(kinds(l.Warnings), registry.WarnCity) {
				t.Errorf("%s: %+v", short, l.Offices)
			}
		}
	}
	if tried == 0 {
		t.Error("no code stands for two towns: the test says nothing")
	}
}

// TestAnyListTwiceChangesNothing: lists of all three kinds follow one another at random; the
// same list again never changes a thing, and undoing gives back what was.
func TestAnyListTwiceChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	formats := map[registry.Source]registry.Format{registry.Ministry: registry.FormatMinistry, registry.Municipal: registry.FormatMunicipal, registry.Hand: registry.FormatHand}
	var now []registry.Office
	for round := range 300 {
		source := []registry.Source{registry.Ministry, registry.Municipal, registry.Hand}[rng.IntN(3)]
		var offices []registry.Office
		for n := range 12 {
			if rng.IntN(3) > 0 {
				o := office(n, []string{"110", "150", "430"}[rng.IntN(3)])
				o.Source, o.Phone = source, []string{"", "000-0000-0001", "000-0000-0002"}[rng.IntN(3)]
				o.City = []string{"999903", "999903", ""}[rng.IntN(3)]
				offices = append(offices, o)
			}
		}
		l := listOf(offices...)
		l.Format = formats[source]
		p := registry.Compare(now, l, registry.Scope{})
		next := registry.Apply(now, p)
		if again := registry.Compare(next, l, registry.Scope{}); len(again.Changes) != 0 {
			t.Fatalf("round %d, %s: %v %+v", round, source, again.Changes[0].Fields, again.Changes[0])
		}
		if back := registry.Revert(next, p); len(back)+len(now) > 0 && !reflect.DeepEqual(back, now) {
			t.Fatalf("round %d: undone to %+v from %+v", round, back, now)
		}
		now = next
	}
}
