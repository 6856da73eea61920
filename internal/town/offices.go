package town

import (
	"fmt"

	"github.com/tasuki-care/tasuki/calendar"
)

// The offices that the story speaks of by name.
const (
	itoguchi  = "9999901011"
	centre    = "9999902019" // 襷市東包括
	tsumugi   = "9999903017"
	asahimo   = "9999903025"
	kasuri    = "9999903033"
	chirimen  = "9999904015"
	hataori   = "9999904023"
	hokorobi  = "9999903041" // until 2026-12-31
	hokorobi2 = "9999905012" // from 2027-01-01
	kasurikai = "9999906010"
	irori     = "9999907018"
	sazanami  = "9999903058"
)

// seat is one line of the table of offices.
type seat struct{ number, kind, name, kana, way, corporation string }

// named are the partners #3 to #11.
var named = []seat{
	{tsumugi, "15", "デイ つむぎ", "デイ ツムギ", "hub", "社会福祉法人 つむぎ会"},
	{asahimo, "11", "訪問介護 あさひも", "ホウモンカイゴ アサヒモ", "hub", "株式会社 あさひも"},
	{kasuri, "17", "福祉用具 かすり", "フクシヨウグ カスリ", "hub", "株式会社 かすり"},
	{chirimen, "13", "訪問看護 ちりめん", "ホウモンカンゴ チリメン", "hub", "合同会社 ちりめん"},
	{hataori, "21", "短期入所 はたおり", "タンキニュウショ ハタオリ", "hub", "社会福祉法人 はたおり会"},
	{hokorobi, "11", "訪問介護 ほころび", "ホウモンカイゴ ホコロビ", "hub", "有限会社 ほころび"},
	{kasurikai, "16", "通所リハ 絣会", "ツウショリハ カスリカイ", "national", "医療法人 絣会"},
	{irori, "78", "地域密着デイ いろり", "チイキミッチャクデイ イロリ", "paper", "合同会社 いろり"},
	{sazanami, "15", "デイ さざなみ", "デイ サザナミ", "hub", "株式会社 さざなみ"},
}

// small are the partners from #12 on, in the order in which their actuals come: the last
// five of the hub, the last of the national system and もめん are late.
var small = []seat{
	{"999990811", "13", "訪問看護 しぼり", "ホウモンカンゴ シボリ", "hub", "合同会社 しぼり"},
	{"999990812", "11", "訪問介護 つづれ", "ホウモンカイゴ ツヅレ", "hub", "株式会社 つづれ"},
	{"999990813", "15", "デイ まゆ", "デイ マユ", "hub", "株式会社 まゆ"},
	{"999990814", "17", "福祉用具 はごろも", "フクシヨウグ ハゴロモ", "hub", "株式会社 はごろも"},
	{"999990815", "14", "訪問リハ あや", "ホウモンリハ アヤ", "hub", "医療法人 あや"},
	{"999990816", "78", "地域密着デイ こはぜ", "チイキミッチャクデイ コハゼ", "hub", "合同会社 こはぜ"},
	{"999990817", "21", "短期入所 あじろ", "タンキニュウショ アジロ", "hub", "社会福祉法人 あじろ会"},
	{"999990818", "11", "訪問介護 ゆかた", "ホウモンカイゴ ユカタ", "hub", "株式会社 ゆかた"},
	{"999990819", "73", "小規模多機能 かさね", "ショウキボタキノウ カサネ", "hub", "社会福祉法人 かさね会"},
	{"999990820", "72", "認知症デイ くみひも", "ニンチショウデイ クミヒモ", "hub", "合同会社 くみひも"},
	{"999990821", "13", "訪問看護 いちまつ", "ホウモンカンゴ イチマツ", "hub", "株式会社 いちまつ"},
	{"999990822", "17", "福祉用具 うこん", "フクシヨウグ ウコン", "hub", "有限会社 うこん"},
	{"999990823", "76", "定期巡回 ともしび", "テイキジュンカイ トモシビ", "hub", "株式会社 ともしび"},
	{"999990824", "22", "短期療養 なつめ", "タンキリョウヨウ ナツメ", "hub", "医療法人 なつめ"},
	{"999990825", "11", "訪問介護 はなだ", "ホウモンカイゴ ハナダ", "hub", "合同会社 はなだ"},
	{"999990826", "16", "通所リハ みどり野", "ツウショリハ ミドリノ", "national", "医療法人 みどり野"},
	{"999990827", "14", "訪問リハ あけぼの", "ホウモンリハ アケボノ", "national", "医療法人 あけぼの"},
	{"999990828", "13", "訪問看護 たまゆら", "ホウモンカンゴ タマユラ", "national", "医療法人 たまゆら"},
	{"999990829", "11", "訪問介護 きぬた", "ホウモンカイゴ キヌタ", "fax", "有限会社 きぬた"},
	{"999990830", "15", "デイ わた雲", "デイ ワタグモ", "fax", "株式会社 わた雲"},
	{"999990831", "12", "訪問入浴 もめん", "ホウモンニュウヨク モメン", "fax", "株式会社 もめん"},
}

// lateSmall are the places in small whose actuals are not here on 2027-01-06, もめん apart.
var lateSmall = []int{10, 11, 12, 13, 14, 17}

// smallNumber gives the office number of a place in small.
func smallNumber(i int) string { return luhn(small[i].number) }

// momen is 訪問入浴 もめん, the last of small.
func momen() string { return smallNumber(len(small) - 1) }

// Offices lists the offices of the story: #1, #2, the 30 partners in order, and at the end
// the number that 訪問介護 ほころび has from 2027-01-01 on.
func Offices() []Office {
	out := []Office{first(), second()}
	out = append(out, Partners()...)
	return append(out, officeOf(seat{hokorobi2, "11", "訪問介護 ほころび", "ホウモンカイゴ ホコロビ", "hub", "株式会社 あさひも"}, 33))
}

// Partners lists the 30 partners (連携先) of #1 in order.
func Partners() []Office {
	var out []Office
	for i, s := range named {
		out = append(out, officeOf(s, i+3))
	}
	for i, s := range small {
		s.number = smallNumber(i)
		out = append(out, officeOf(s, i+3+len(named)))
	}
	return out
}

func first() Office {
	o := officeOf(seat{itoguchi, "43", "居宅 いとぐち", "キョタク イトグチ", "hub", "株式会社 いとぐち"}, 1)
	o.Closed = span("20261229", "20270103")
	o.Staff = []Person{
		{"oribe", "織部", "オリベ", "admin", "主任ケアマネジャー"},
		{"ayano", "綾野", "アヤノ", "staff", "ケアマネジャー"},
		{"kinukawa", "絹川", "キヌカワ", "staff", "ケアマネジャー"},
		{"mawata", "真綿", "マワタ", "staff", "ケアマネジャー"},
		{"itoi", "糸井", "イトイ", "staff", "事務"},
	}
	return o
}

func second() Office {
	o := officeOf(seat{centre, "46", "襷市東包括", "タスキシヒガシホウカツ", "hub", "社会福祉法人 襷会"}, 2)
	o.Closed = span("20261229", "20270103")
	o.Staff = []Person{
		{"hokatsu1", "結城", "ユウキ", "admin", "管理者"},
		{"hokatsu2", "藍田", "アイダ", "staff", "主任ケアマネジャー"},
		{"hokatsu3", "紺野", "コンノ", "staff", "保健師"},
		{"hokatsu4", "茜", "アカネ", "staff", "社会福祉士"},
		{"hokatsu5", "萌木", "モエギ", "staff", "ケアマネジャー"},
		{"hokatsu6", "鈍色", "ニビイロ", "staff", "事務"},
	}
	return o
}

// officeOf makes the n-th office of the town.
func officeOf(s seat, n int) Office {
	o := Office{
		Number: s.number, Type: s.kind, Name: s.name, Kana: s.kana, Way: s.way, Corporation: s.corporation,
		Phone: fmt.Sprintf("00-0000-%04d", 1000+n), Fax: fmt.Sprintf("00-0000-%04d", 2000+n), Wish: 3 + n%3,
	}
	o.Closed = closingOf(s)
	o.Staff = []Person{
		{fmt.Sprintf("s%02da", n), "相談 " + surnames[n%len(surnames)].text, "ソウダン", "admin", "相談員"},
		{fmt.Sprintf("s%02db", n), "事務 " + surnames[(n+5)%len(surnames)].text, "ジム", "staff", "事務"},
	}
	return o
}

// closingOf gives the closing days around the new year.
func closingOf(s seat) []string {
	switch s.number {
	case tsumugi:
		return span("20261230", "20270103")
	case kasurikai:
		return span("20261230", "20270104")
	case irori:
		return span("20261229", "20270107")
	}
	switch s.kind {
	case "14", "15", "16", "72", "78":
		return span("20261231", "20270103")
	case "17":
		return span("20261229", "20270103")
	}
	return nil
}

// span lists the days from one to another, both included.
func span(from, to string) []string {
	var out []string
	for d := from; d <= to; d = calendar.Add(d, 1) {
		out = append(out, d)
	}
	return out
}

// officeByNumber finds an office of the town.
func officeByNumber(number string) Office {
	for _, o := range Offices() {
		if o.Number == number {
			return o
		}
	}
	return Office{}
}
