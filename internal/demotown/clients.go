package demotown

import (
	"fmt"
	"slices"
	"sync"

	"github.com/tasuki-care/tasuki/careplan"
)

// Client is a fictional client of #1.
type Client struct {
	Key              careplan.ClientKey
	Name, Kana       string
	Sex, Birth       string
	Level            string // 要介護状態区分
	Limit            int    // 区分支給限度基準額
	CertFrom, CertTo string
	Manager          string // id of the care manager at #1
	Planner          string // the manager's name as files write it
	Services         []Service
}

// Service is what a client gets from one partner.
type Service struct {
	Provider, Type, Name string
	Code                 string
	Units                int
	Weekdays             []int
	Start, End           string // HHMM, "9999" without
	Addition             string // code of an addition at each visit, "" = none
	AddUnits             int
	Article, Tais        string // 福祉用具
	Monthly              bool   // once a month, on the first
	Stay                 int    // nights of a short stay from the first Saturday
}

var surnames = []struct{ name, kana string }{
	{"見本", "ミホン"}, {"例示", "レイジ"}, {"仮名", "カメイ"}, {"架空", "カクウ"}, {"試験", "シケン"}, {"模擬", "モギ"}, {"想定", "ソウテイ"}, {"例野", "レイノ"},
	{"様式", "ヨウシキ"}, {"記入", "キニュウ"}, {"髙例", "タカレイ"}, {"﨑本", "サキモト"},
}

var givens = []struct{ name, kana, sex string }{
	{"ハナ", "ハナ", "2"}, {"一郎", "イチロウ", "1"}, {"トメ", "トメ", "2"}, {"二郎", "ジロウ", "1"}, {"ウメ", "ウメ", "2"}, {"キク", "キク", "2"},
	{"三郎", "サブロウ", "1"}, {"フジ", "フジ", "2"}, {"マツ", "マツ", "2"}, {"四郎", "シロウ", "1"}, {"タケ", "タケ", "2"},
}

var levels = []struct {
	code  string
	limit int
}{{"21", 16765}, {"22", 19705}, {"23", 27048}, {"24", 30938}, {"25", 36217}}

// managers are #1's care managers with how many clients each has.
var managers = []struct {
	id, name string
	clients  int
}{{"oribe", "織部", 22}, {"ayano", "綾野", 35}, {"kinugawa", "絹川", 34}, {"mawata", "真綿", 27}}

// Clients lists the 118 clients of #1 with their services. The list is shared: callers
// must not change it.
func Clients() []Client { return everybody() }

var everybody = sync.OnceValue(makeClients)

func makeClients() []Client {
	out := make([]Client, 0, 118)
	for _, m := range managers {
		for range m.clients {
			out = append(out, client(len(out), m.id, m.name))
		}
	}
	deal(out)
	for i := range out {
		out[i].fitLevel()
	}
	return out
}

func client(n int, manager, name string) Client {
	s, g := surnames[n%len(surnames)], givens[n%len(givens)]
	return Client{
		Key:  careplan.ClientKey{Insurer: "999901", Insured: fmt.Sprintf("%010d", 1000+n)},
		Name: s.name + "　" + g.name, Kana: s.kana + "　" + g.kana, Sex: g.sex,
		Birth:    fmt.Sprintf("%04d%02d%02d", 1930+n%22, 1+n%12, 1+n%28),
		CertFrom: "20260401", CertTo: certTo(n), Manager: manager, Planner: name,
	}
}

// certTo ends most certifications in spring; two end with the year.
func certTo(n int) string {
	if n == 17 || n == 64 {
		return "20261231"
	}
	return "20280331"
}

// deal gives each partner its clients: everybody gets at least one service, nobody two of
// one partner, and no two services of a client on one weekday.
func deal(list []Client) {
	at := 0
	for _, o := range Partners() {
		for k := 0; k < o.clients; {
			c := &list[at%len(list)]
			at++
			if o.Type == "73" && len(c.Services) > 0 || c.has("73") || c.has(o.Type) {
				continue
			}
			c.Services = append(c.Services, service(o, at, len(c.Services)))
			k++
		}
		at += 3
	}
	kasuri, _ := partner(Kasuri)
	for i := range list {
		if len(list[i].Services) == 0 {
			list[i].Services = append(list[i].Services, service(kasuri, i, 0))
		}
	}
}

func (c Client) has(kind string) bool {
	return slices.ContainsFunc(c.Services, func(s Service) bool { return s.Type == kind })
}

// service is what a partner of a type gives; slot keeps a client's weekdays apart.
func service(o Office, n, slot int) Service {
	s := Service{Provider: o.Number, Type: o.Type, Name: o.Name, Weekdays: []int{1 + (n+slot*2)%5}}
	switch o.Type {
	case "11":
		s.Code, s.Units, s.Start, s.End = "111111", 244, "0900", "0930"
	case "12":
		s.Code, s.Units, s.Start, s.End = "121111", 1266, "1300", "1345"
	case "13":
		s.Code, s.Units, s.Start, s.End = "131011", 206, "1000", "1020"
	case "14":
		s.Code, s.Units, s.Start, s.End = "141111", 308, "1500", "1520"
	case "15", "78", "72":
		s.Code, s.Units, s.Start, s.End = o.Type+"2445", 777, "0930", "1630"
		if n%3 == 0 && o.Type == "15" {
			s.Addition, s.AddUnits = "155301", 40
		}
	case "16":
		s.Code, s.Units, s.Start, s.End = "161244", 622, "0945", "1345"
	case "17":
		s.Code, s.Units, s.Start, s.End, s.Monthly = "171007", 300+50*(n%4), "9999", "9999", true
		s.Article, s.Tais = articles[n%len(articles)], fmt.Sprintf("00001-%06d", 10+n%len(articles))
	case "21":
		s.Code, s.Units, s.Start, s.End, s.Stay = "211121", 651, "9999", "9999", 2
	case "71":
		s.Code, s.Units, s.Start, s.End = "711112", 372, "2200", "2230"
	case "73":
		s.Code, s.Units, s.Start, s.End, s.Monthly = "731121", 15370, "9999", "9999", true
	}
	return s
}

var articles = []string{"例示手すりＡ（居室）", "見本特殊寝台", "仮名車いす（介助用）", "架空歩行器", "例示スロープ 屋外用 幅七十五センチ 長さ二メートル 滑り止め加工つき 折りたたみ式 収納袋つき 見本品番一二三四五六"}

// fitLevel chooses the lowest level whose limit holds the client's dearest month.
func (c *Client) fitLevel() {
	most := 0
	for _, month := range []string{"202610", "202611", "202612", "202701"} {
		sum := 0
		for _, v := range c.visits(month) {
			sum += v.Units * v.Count
		}
		most = max(most, sum)
	}
	for _, l := range levels {
		c.Level, c.Limit = l.code, l.limit
		if most <= l.limit {
			return
		}
	}
}

// visits are the planned visits of a month, in the order of a slip.
func (c Client) visits(month string) []careplan.Visit {
	var out []careplan.Visit
	for _, s := range c.Services {
		for _, day := range s.days(month) {
			out = append(out, c.visit(s, month, day, s.Code, s.Units))
			if s.Addition != "" {
				out = append(out, c.visit(s, month, day, s.Addition, s.AddUnits))
			}
		}
	}
	return out
}

func (c Client) visit(s Service, month, day, code string, units int) careplan.Visit {
	return careplan.Visit{
		Client: c.Key, Month: month, Planner: Itoguchi, PlannerName: c.Planner, Units: units, Day: day, Start: s.Start, End: s.End,
		Count: 1, Code: code, Tais: s.Tais, Article: s.Article, Provider: s.Provider, ProviderName: s.Name,
	}
}

// days are the days of a service in a month.
func (s Service) days(month string) []string {
	if s.Monthly {
		return []string{month + "01"}
	}
	if s.Stay > 0 {
		first := weekdaysOf(month, 6)[1]
		out := []string{first}
		for _, day := range weekdaysOf(month, 0) {
			if day > first {
				return append(out, day)
			}
		}
		return out
	}
	var out []string
	for _, w := range s.Weekdays {
		out = append(out, weekdaysOf(month, w)...)
	}
	slices.Sort(out)
	return out
}
