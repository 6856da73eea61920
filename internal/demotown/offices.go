// Package demotown is the fictional town 襷市: its offices, clients and the files that their
// care software would export, month by month. It is data for the demo and the browser
// stories: pure, without clock and disk, the same bytes at every call. Every name and
// number is invented; the office numbers lie in the reserved block 99999.
package demotown

import (
	"fmt"

	"github.com/tasuki-care/tasuki/calendar"
)

// Office is one office of the town.
type Office struct {
	Number, Type, Name string
	Way                string // hub, national, fax, paper
	Phone, Fax         string
	Staff              []Person
	Wish               int      // day of the next month by which actuals are wished, 0 = none
	Closed             []string // closing days, YYYYMMDD
	clients            int      // how many of #1's clients it serves
}

// Person is a member of an office's staff.
type Person struct{ ID, Name, Role, Job string }

// Numbers of the offices that the story names.
const (
	Itoguchi  = "9999901011" // #1 居宅 いとぐち
	East      = "9999902019" // #2 襷市東包括
	Tsumugi   = "9999903017" // #3 デイ つむぎ
	Asahimo   = "9999903025" // #4 訪問介護 あさひも
	Kasuri    = "9999903033" // #5 福祉用具 かすり
	Chirimen  = "9999904015" // #6 訪問看護 ちりめん
	Hataori   = "9999904023" // #7 短期入所 はたおり
	Hokorobi  = "9999903041" // #8 訪問介護 ほころび
	Successor = "9999905012" // ほころび from 2027-01
	Kasurikai = "9999906010" // #9 通所リハ 絣会
	Irori     = "9999907018" // #10 地域密着デイ いろり
	Sazanami  = "9999903058" // #11 デイ さざなみ
)

// Momen is the FAX partner whose December actuals never come.
const Momen = "訪問入浴 もめん"

// small are #12 to #30: a name, a service type, a way, and how many clients.
var small = []struct {
	name, kind, way string
	clients         int
}{
	{Momen, "12", "fax", 2}, {"訪問看護 しもばしら", "13", "hub", 4}, {"訪問介護 あぜみち", "11", "hub", 6}, {"デイサービス ひだまり", "15", "hub", 6},
	{"訪問リハビリ こだち", "14", "hub", 3}, {"福祉用具 くみひも", "17", "hub", 9}, {"デイサービス まつばら", "15", "hub", 4}, {"訪問介護 しおさい", "11", "national", 4},
	{"通所リハビリ やまなみ", "16", "national", 4}, {"地域密着デイ えんがわ", "78", "hub", 3}, {"認知症デイ ゆりかご", "72", "hub", 2}, {"訪問看護 さえずり", "13", "hub", 3},
	{"夜間訪問 ほしぞら", "71", "hub", 1}, {"短期入所 ひとやすみ", "21", "national", 3}, {"訪問介護 かざぐるま", "11", "hub", 4}, {"福祉用具 はしわたし", "17", "fax", 5},
	{"デイサービス こもれび", "15", "hub", 5}, {"小規模多機能 よりあい", "73", "hub", 2}, {"訪問入浴 ゆけむり", "12", "fax", 1}, {"訪問リハビリ あゆみ", "14", "hub", 2},
	{"地域密着デイ なぎさ", "78", "hub", 2},
}

// Offices lists the town's offices that take part, #1 first.
func Offices() []Office {
	first := Office{
		Number: Itoguchi, Type: "43", Name: "居宅介護支援 いとぐち", Way: "hub", Phone: "00-0000-1011", Fax: "00-0000-1012",
		Staff: []Person{
			{"itoi", "糸井", "staff", "事務（午前）"}, {"oribe", "織部", "admin", "主任ケアマネ"}, {"ayano", "綾野", "staff", "ケアマネ"},
			{"kinugawa", "絹川", "staff", "ケアマネ"}, {"mawata", "真綿", "staff", "ケアマネ（12月末で退職）"},
		},
	}
	center := Office{
		Number: East, Type: "46", Name: "襷市東地域包括支援センター", Way: "hub", Phone: "00-0000-2019",
		Staff: []Person{{"higashi", "東野", "admin", "センター長"}, {"mikata", "三方", "staff", "社会福祉士"}},
	}
	return append([]Office{first, center}, Partners()...)
}

// Partners lists #1's 30 partners.
func Partners() []Office {
	newYear := []string{"20261230", "20261231", "20270101", "20270102", "20270103"}
	named := []Office{
		{Number: Tsumugi, Type: "15", Name: "デイサービス つむぎ", Way: "hub", Wish: 4, Closed: newYear, clients: 18,
			Staff: []Person{{"soudan", "相良", "admin", "生活相談員"}, {"jimu", "事野", "staff", "事務"}}},
		{Number: Asahimo, Type: "11", Name: "訪問介護 あさひも", Way: "hub", Wish: 3, clients: 20},
		{Number: Kasuri, Type: "17", Name: "福祉用具 かすり", Way: "hub", Wish: 2, clients: 34,
			Staff: []Person{{"kariya", "狩谷", "admin", "福祉用具専門相談員"}}},
		{Number: Chirimen, Type: "13", Name: "訪問看護 ちりめん", Way: "hub", Wish: 5, clients: 10},
		{Number: Hataori, Type: "21", Name: "短期入所 はたおり", Way: "hub", Wish: 5, clients: 7},
		{Number: Hokorobi, Type: "11", Name: "訪問介護 ほころび", Way: "hub", Wish: 5, clients: 12},
		{Number: Kasurikai, Type: "16", Name: "通所リハビリ 絣会", Way: "national", Wish: 6, Closed: append(newYear, "20270104"), clients: 13},
		{Number: Irori, Type: "78", Name: "地域密着デイ いろり", Way: "paper", Wish: 7, clients: 5},
		{Number: Sazanami, Type: "15", Name: "デイサービス さざなみ", Way: "hub", Wish: 5, clients: 16},
	}
	for i, s := range small {
		named = append(named, Office{Number: number(30 + i), Type: s.kind, Name: s.name, Way: s.way, clients: s.clients})
	}
	for i := range named {
		named[i].Phone, named[i].Fax = fmt.Sprintf("00-0001-%04d", i+1), fmt.Sprintf("00-0002-%04d", i+1)
	}
	return named
}

// number makes an office number of the reserved block with its check digit (モジュラス10
// ウェイト2-1分割 over the first nine characters).
func number(n int) string {
	base := fmt.Sprintf("99999%04d", 800+n)
	sum := 0
	for i := range 9 {
		d := int(base[8-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return base + fmt.Sprint((10-sum%10)%10)
}

func partner(number string) (Office, bool) {
	for _, o := range Partners() {
		if o.Number == number {
			return o, true
		}
	}
	return Office{}, false
}

// weekdaysOf lists the days of a month that fall on a weekday (0 = Sunday).
func weekdaysOf(month string, weekday int) []string {
	var out []string
	for _, day := range calendar.Days(month) {
		if calendar.Weekday(day) == weekday {
			out = append(out, day)
		}
	}
	return out
}
