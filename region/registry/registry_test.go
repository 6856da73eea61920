package registry_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"github.com/tasuki-care/tasuki/region/registry"
)

var today = time.Date(2027, 1, 18, 9, 0, 0, 0, time.FixedZone("JST", 9*3600))

const header = "都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,緯度,経度,電話番号,FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,高齢者の方と障害者の方が同時一体的に利用できるサービス,介護保険の通常の指定基準を満たしている,障害福祉の通常の指定基準を満たしている,備考"

// cells makes a row of the ministry's file; changes name columns by their place.
func cells(changes map[int]string) string {
	row := []string{"999903", "9999903017", "絣県", "襷市", "デイ 見本", "デイ ミホン", "通所介護", "絣県襷市見本町1丁目1番1号", "", "34.500000", "135.500000", "000-0000-0001", "", "", "見本の会", "9999903017", "平日", "", "20", "https://example.jp/", "", "", "", ""}
	for i, v := range changes {
		row[i] = v
	}
	return strings.Join(row, ",")
}

func read(t *testing.T, name string, data []byte) registry.List {
	t.Helper()
	rows, warnings, err := registry.Rows(registry.File{Name: name, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	l, err := registry.Parse([]registry.Input{{Name: name, Rows: rows}}, today)
	if err != nil {
		t.Fatal(err)
	}
	l.Warnings = append(warnings, l.Warnings...)
	return l
}

func file(rows ...string) []byte {
	return []byte("\ufeff" + header + "\r\n" + strings.Join(rows, "\r\n") + "\r\n")
}

func kinds(list []registry.Warning) []string {
	var out []string
	for _, w := range list {
		if !slices.Contains(out, w.Kind) {
			out = append(out, w.Kind)
		}
	}
	slices.Sort(out)
	return out
}

// TestEveryDefectIsReportedByRow: each is mended or left out, and the report says by row
// what was done.
func TestEveryDefectIsReportedByRow(t *testing.T) {
	for _, try := range []struct {
		what     string
		row      string
		warn     string
		rejected bool
		check    func(registry.Office) bool
	}{
		{"coordinates in Ireland", cells(map[int]string{9: "53.349800", 10: "-6.260300"}), registry.WarnPlace, false, func(o registry.Office) bool { return !o.Located() }},
		{"latitude and longitude swapped", cells(map[int]string{9: "135.500000", 10: "34.500000"}), registry.WarnPlace, false, func(o registry.Office) bool { return o.Lat < 46 }},
		{"full-width phone", cells(map[int]string{11: "０００－００００－０００１"}), registry.WarnPhone, false, func(o registry.Office) bool { return o.Phone == "000-0000-0001" }},
		{"no corporation number", cells(nil), registry.WarnCorpMissing, false, func(o registry.Office) bool { return o.Corp == "" && o.CorpName == "見本の会" }},
		{"wrong corporation number", cells(map[int]string{13: "1234567890123"}), registry.WarnCorpDigit, false, func(o registry.Office) bool { return o.Number != "" }},
		{"a literal line break", cells(map[int]string{7: "絣県襷市見本町（改行）1丁目"}), registry.WarnLineBreak, false, func(o registry.Office) bool { return !strings.Contains(o.Address, "改行") }},
		{"address without prefecture", cells(map[int]string{7: "襷市見本町1丁目"}), registry.WarnAddress, false, func(o registry.Office) bool { return strings.HasPrefix(o.Address, "絣県襷市") }},
		{"a mail address as web page", cells(map[int]string{19: "mihon@example.jp"}), registry.WarnURL, false, func(o registry.Office) bool { return !strings.Contains(o.URL, "@") }},
		{"a number of nine digits", cells(map[int]string{0: "999903", 1: "199903013", 15: "199903013"}), registry.WarnLostZero, false, func(o registry.Office) bool { return o.Number == "0199903013" }},
		{"a check digit that does not hold", cells(map[int]string{1: "9999903018", 15: "9999903018"}), registry.WarnDigit, false, func(o registry.Office) bool { return o.Number == "9999903018" }},
		{"a number turned into 1.2E+09", cells(map[int]string{1: "1.2E+09", 15: "1.2E+09"}), "", true, nil},
		{"no number", cells(map[int]string{1: "", 15: ""}), "", true, nil},
		{"an unknown municipality", cells(map[int]string{0: "123456"}), registry.WarnCity, false, func(o registry.Office) bool { return o.Name == "デイ 見本" }},
	} {
		l := read(t, "jigyosho_150.csv", file(try.row))
		if try.rejected {
			if len(l.Rejected) != 1 || l.Rejected[0].Row != 2 || l.Rejected[0].Message == "" || l.Rejected[0].Next == "" || len(l.Offices) != 0 {
				t.Errorf("%s: %+v", try.what, l.Rejected)
			}
			continue
		}
		at := slices.IndexFunc(l.Warnings, func(w registry.Warning) bool { return w.Kind == try.warn })
		if at < 0 || l.Warnings[at].Row != 2 || l.Warnings[at].Message == "" || l.Warnings[at].Done == "" {
			t.Errorf("%s: warnings %v", try.what, l.Warnings)
		}
		if len(l.Offices) != 1 || !try.check(l.Offices[0]) {
			t.Errorf("%s: %+v %+v", try.what, l.Offices, l.Rejected)
		}
	}
}

// TestDuplicateRowsAndSeveralServices: one number is one office, whatever the rows say.
func TestDuplicateRowsAndSeveralServices(t *testing.T) {
	l := read(t, "jigyosho_150.csv", file(cells(nil), cells(nil), cells(map[int]string{4: "デイ 見本 別名"})))
	if len(l.Offices) != 1 || !slices.Contains(kinds(l.Warnings), registry.WarnDuplicate) {
		t.Errorf("%v %v", l.Offices, kinds(l.Warnings))
	}
	rows150, _, _ := registry.Rows(registry.File{Name: "jigyosho_150.csv", Data: file(cells(nil))})
	rows110, _, _ := registry.Rows(registry.File{Name: "jigyosho_110.csv", Data: file(cells(map[int]string{6: "訪問介護", 4: "ちがう名前"}))})
	a, err := registry.Parse([]registry.Input{{Name: "jigyosho_150.csv", Rows: rows150}, {Name: "jigyosho_110.csv", Rows: rows110}}, today)
	if err != nil {
		t.Fatal(err)
	}
	b, err := registry.Parse([]registry.Input{{Name: "jigyosho_110.csv", Rows: rows110}, {Name: "jigyosho_150.csv", Rows: rows150}}, today)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Offices) != 1 || len(a.Offices[0].Services) != 2 || !reflect.DeepEqual(a.Offices, b.Offices) || !slices.Contains(kinds(a.Warnings), registry.WarnName) {
		t.Errorf("%+v\n%+v\n%v", a.Offices, b.Offices, kinds(a.Warnings))
	}
}

// TestEveryEncoding: with and without BOM, Windows-31J, packed, tabs from a spreadsheet.
func TestEveryEncoding(t *testing.T) {
	plain := []byte(header + "\r\n" + cells(nil) + "\r\n")
	sjis, err := japanese.ShiftJIS.NewEncoder().Bytes(plain)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(file(cells(nil))); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	for what, try := range map[string]struct {
		data []byte
		warn string
	}{
		"UTF-8 with BOM": {file(cells(nil)), ""}, "UTF-8 without BOM": {plain, registry.WarnNoBOM}, "Windows-31J": {sjis, registry.WarnEncoding},
		"packed": {packed.Bytes(), ""}, "tabs": {[]byte(strings.ReplaceAll(string(plain), ",", "\t")), ""},
	} {
		l := read(t, "jigyosho_150.csv", try.data)
		if len(l.Offices) != 1 || l.Offices[0].Name != "デイ 見本" || l.Offices[0].City != "999903" {
			t.Errorf("%s: %+v", what, l.Offices)
		}
		if try.warn != "" && !slices.Contains(kinds(l.Warnings), try.warn) {
			t.Errorf("%s: %v", what, kinds(l.Warnings))
		}
	}
}

// TestRenamedAndMissingColumns: another name is taken and reported; a missing number column
// stops with what to rename.
func TestRenamedAndMissingColumns(t *testing.T) {
	renamed := strings.NewReplacer("事業所名,", "事業所の名称,", "電話番号", "TEL").Replace(header)
	l := read(t, "jigyosho_150.csv", []byte("\ufeff"+renamed+"\r\n"+cells(nil)+"\r\n"))
	if len(l.Offices) != 1 || l.Offices[0].Name != "デイ 見本" || l.Offices[0].Phone == "" || !slices.Contains(kinds(l.Warnings), registry.WarnRenamedColumn) {
		t.Errorf("%+v %v", l.Offices, kinds(l.Warnings))
	}
	_, _, _, err := registry.Detect([][]string{{"名前", "住所"}, {"見本", "見本町"}}, "x.csv")
	var own *registry.Error
	if !errors.As(err, &own) || own.Message == "" || own.Next == "" {
		t.Errorf("a list without numbers: %v", err)
	}
}

func TestTheFileNamesCarryTheDay(t *testing.T) {
	if l := read(t, "jigyosho_150_all_20270115093000.csv", file(cells(nil))); !strings.HasPrefix(l.Date.Format(time.DateOnly), "2027-01-15") {
		t.Errorf("%v", l.Date)
	}
}

// TestCheckDigits: the published rule, the older one, and a doubt; only ever a warning.
func TestCheckDigits(t *testing.T) {
	for number, want := range map[string]registry.Digit{"9999903017": registry.DigitOK, "9999903018": registry.DigitDoubt, "99999": registry.DigitDoubt, "": registry.DigitDoubt} {
		if got := registry.CheckNumber(number); got != want {
			t.Errorf("%q: %s, want %s", number, got, want)
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		nine := fmt.Sprintf("99A9%05d", rng.IntN(100000))
		number := nine + string(registry.NumberDigit(nine))
		if registry.CheckNumber(number) != registry.DigitOK {
			t.Fatalf("%s", number)
		}
		other := []byte(number)
		other[9] = '0' + (other[9]-'0'+1)%10
		if registry.CheckNumber(string(other)) == registry.DigitOK {
			t.Fatalf("%s", other)
		}
	}
	if !registry.CheckCity("271004") || registry.CheckCity("271005") || !registry.CheckCity("999903") {
		t.Error("municipality codes")
	}
}

func TestWardsRollUp(t *testing.T) {
	for ward, city := range map[string]string{"041017": "041009", "041009": "041009", "271021": "271004", "013731": "013731"} {
		if got := registry.RollUp(ward); got != city {
			t.Errorf("%s: %s, want %s", ward, got, city)
		}
	}
	l := read(t, "jigyosho_150.csv", file(cells(map[int]string{0: "041017", 2: "宮城県", 3: "仙台市青葉区", 7: "宮城県仙台市青葉区見本町1", 9: "38.27", 10: "140.87"})))
	if o := l.Offices[0]; o.City != "041009" || o.Ward != "041017" {
		t.Errorf("%+v", o)
	}
}

// TestOneInsurerHoldsManyMunicipalities (広域連合).
func TestOneInsurerHoldsManyMunicipalities(t *testing.T) {
	list, _, err := registry.ReadInsurers([][]string{{"保険者番号", "保険者名", "市区町村コード"}, {"409904", "見本広域連合", "401005"}, {"409904", "見本広域連合", "402028"}}, "x.csv")
	if err != nil || len(list) != 1 || len(list[0].Cities) != 2 {
		t.Fatalf("%+v %v", list, err)
	}
	if i, ok := registry.InsurerOf("402028", list); !ok || i.Name != "見本広域連合" {
		t.Errorf("%+v", i)
	}
	if !registry.OutOfTown(registry.Office{City: "271004"}, list) || registry.OutOfTown(registry.Office{City: "401005"}, list) {
		t.Error("out of town")
	}
}

func office(n int, service string) registry.Office {
	s, _ := registry.ServiceOf(service)
	nine := fmt.Sprintf("99999%04d", n)
	return registry.Office{Number: nine + string(registry.NumberDigit(nine)), Name: fmt.Sprint("見本", n), City: "999903", Services: []registry.Service{s}, Source: registry.Ministry}
}

func listOf(offices ...registry.Office) registry.List {
	l := registry.List{Format: registry.FormatMinistry, Offices: offices, Read: len(offices)}
	for _, o := range offices {
		for _, s := range o.Services {
			if !slices.Contains(l.Services, s.Code) {
				l.Services = append(l.Services, s.Code)
			}
		}
	}
	return l
}

// TestImportingTwiceChangesNothing, in whatever order, and Revert gives back what was.
func TestImportingTwiceChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 50 {
		var old, next []registry.Office
		for n := range 40 {
			if rng.IntN(2) == 0 {
				old = append(old, office(n, "150"))
			}
			if rng.IntN(2) == 0 {
				o := office(n, "150")
				o.Phone = fmt.Sprint(rng.IntN(2))
				next = append(next, o)
			}
		}
		if len(next) == 0 {
			continue
		}
		first := registry.Compare(old, listOf(next...), registry.Scope{})
		now := registry.Apply(old, first)
		if again := registry.Compare(now, listOf(next...), registry.Scope{}); len(again.Changes) != 0 {
			t.Fatalf("a second import changes %+v", again.Changes)
		}
		if back := registry.Revert(now, first); !reflect.DeepEqual(back, old) && len(back)+len(old) > 0 {
			t.Fatalf("undone:\n%+v\n%+v", back, old)
		}
		c := first.Counts
		if len(now) != len(old)+c.Added-c.Closed {
			t.Fatalf("%+v: %d from %d", c, len(now), len(old))
		}
	}
}

// TestOnlyWhatTheFilesSpeakAboutIsClosed: another service, another municipality, a hand list.
func TestOnlyWhatTheFilesSpeakAboutIsClosed(t *testing.T) {
	gone, other, away, hand := office(1, "150"), office(2, "110"), office(3, "150"), office(4, "460")
	away.City, hand.Source = "271004", registry.Hand
	kept := office(5, "150")
	p := registry.Compare([]registry.Office{gone, other, away, hand, kept}, listOf(kept), registry.Scope{})
	if len(p.Changes) != 1 || p.Changes[0].Kind != registry.Closed || p.Changes[0].Before.Number != gone.Number {
		t.Errorf("%+v", p.Changes)
	}
	if p := registry.Compare([]registry.Office{gone, kept}, listOf(kept), registry.Scope{Partial: true}); p.Counts.Closed != 0 {
		t.Errorf("a partial list closed %d", p.Counts.Closed)
	}
}

func TestWhatPeopleSetStays(t *testing.T) {
	old := office(1, "150")
	old.Zone, old.Successor, old.Outside, old.Phone = "z1", "9999905012", true, "000-0000-0001"
	p := registry.Compare([]registry.Office{old}, listOf(office(1, "150")), registry.Scope{})
	now := registry.Apply([]registry.Office{old}, p)
	if o := now[0]; o.Zone != "z1" || o.Successor == "" || !o.Outside || o.Phone == "" {
		t.Errorf("%+v", o)
	}
}

func TestCorporations(t *testing.T) {
	a, b, c, d := office(1, "150"), office(2, "110"), office(3, "130"), office(4, "430")
	a.Corp, a.CorpName = "7000012050002", "株式会社 見本"
	b.Corp, b.CorpName = "7000012050002", "㈱見本"
	c.CorpName, d.CorpName = "株式会社　見本", "社会福祉法人 別"
	for _, o := range []*registry.Office{&a, &b, &c, &d} {
		o.Pref = "絣県"
	}
	list := registry.Corporations([]registry.Office{a, b, c, d})
	if len(list) != 2 || len(list[0].Offices) != 3 {
		t.Errorf("%+v", list)
	}
}

func TestZones(t *testing.T) {
	zones, err := registry.ReadZones([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"zone_id":"z1","zone_name":"糸の郷"},"geometry":{"type":"Polygon","coordinates":[[[135,34],[136,34],[136,35],[135,35],[135,34]],[[135.4,34.4],[135.6,34.4],[135.6,34.6],[135.4,34.6],[135.4,34.4]]]}}]}`), "zone_id", "zone_name")
	if err != nil || len(zones) != 1 || zones[0].Name != "糸の郷" {
		t.Fatalf("%+v %v", zones, err)
	}
	in, hole := office(1, "150"), office(2, "150")
	in.Lat, in.Lng, hole.Lat, hole.Lng = 34.2, 135.2, 34.5, 135.5
	if registry.ZoneOf(in, zones, registry.ZoneAuto) != "z1" || registry.ZoneOf(hole, zones, registry.ZoneAuto) != "" {
		t.Error("polygon with a hole")
	}
	byName, _, err := registry.ReadZoneList([][]string{{"町名", "圏域"}, {"見本町", "糸の郷"}, {"例示町", "桑畑"}}, "x.csv")
	if err != nil || len(byName) != 2 {
		t.Fatalf("%+v %v", byName, err)
	}
	o := office(3, "150")
	o.Address = "絣県襷市例示町2丁目"
	if id := registry.ZoneOf(o, byName, registry.ZonePlaces); id == "" || id == registry.ZoneOf(office(4, "150"), byName, registry.ZonePlaces) {
		t.Errorf("by place name: %q", id)
	}
}

func FuzzRows(f *testing.F) {
	f.Add(file(cells(nil)))
	f.Add([]byte("a\tb\n1\t\"2\n"))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, _, err := registry.Rows(registry.File{Name: "jigyosho_150.csv", Data: data})
		if err != nil {
			return
		}
		l, err := registry.Parse([]registry.Input{{Name: "jigyosho_150.csv", Rows: rows}}, today)
		if err != nil {
			return
		}
		for _, o := range l.Offices {
			if len(o.Number) != 10 {
				t.Errorf("an office with the number %q", o.Number)
			}
		}
		p := registry.Compare(nil, l, registry.Scope{})
		if again := registry.Compare(registry.Apply(nil, p), l, registry.Scope{}); len(again.Changes) != 0 {
			t.Errorf("a second import changes %+v", again.Changes)
		}
	})
}

func FuzzZones(f *testing.F) {
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":1,"name":"a"},"geometry":{"type":"MultiPolygon","coordinates":[[[[1,2],[3,4],[5,6]]]]}}]}`), 34.5, 135.5)
	f.Fuzz(func(t *testing.T, data []byte, lat, lng float64) {
		zones, err := registry.ReadZones(data, "id", "name")
		if err == nil {
			registry.ZoneOf(registry.Office{Lat: lat, Lng: lng}, zones, registry.ZoneAuto)
		}
	})
}

func FuzzCleanNumber(f *testing.F) {
	f.Add("1.2E+09")
	f.Add("９９９９９０３０１７")
	f.Fuzz(func(t *testing.T, s string) {
		number, words, ok := registry.CleanNumber(s)
		if ok && len(number) != 10 || !ok && len(words) != 1 {
			t.Errorf("%q: %q %v %v", s, number, words, ok)
		}
	})
}
