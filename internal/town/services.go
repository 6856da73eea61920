package town

// The services below carry plausible codes and units; they are no table of fees.

const noTime = "9999"

// day is a day service (通所) of seven to eight hours with a bath.
func day(provider, kind string, weekdays ...int) Service {
	code, units := kind+"2445", 758
	s := Service{Provider: provider, Type: kind, Weekdays: weekdays, Start: "0930", End: "1640"}
	switch kind {
	case "15":
		s.Additions = []Addition{{Code: "155301", Units: 40}, {Code: "156108", Rate: 92}}
	case "78":
		code, units = "782445", 753
		s.Additions = []Addition{{Code: "785301", Units: 40}}
	case "72":
		code, units = "722445", 994
	case "16":
		code, units = "162245", 715
		s.Start, s.End = "1000", "1630"
	}
	s.Code, s.Units = code, units
	return s
}

// help is home help (訪問介護): 身体1 for half an hour, 身体2 for an hour.
func help(provider, start, end string, weekdays ...int) Service {
	s := Service{Provider: provider, Type: "11", Code: "111111", Units: 244, Weekdays: weekdays, Start: start, End: end}
	if minutes(end)-minutes(start) > 30 {
		s.Code, s.Units = "111211", 387
	}
	s.Additions = []Addition{{Code: "116274", Rate: 245}}
	return s
}

func minutes(hhmm string) int {
	n := func(i int) int { return int(hhmm[i]-'0')*10 + int(hhmm[i+1]-'0') }
	return n(0)*60 + n(2)
}

// nursing is 訪問看護 of half an hour, rehab 訪問リハ of forty minutes, bathing 訪問入浴.
func nursing(provider string, weekday int) Service {
	return Service{Provider: provider, Type: "13", Code: "131111", Units: 471, Weekdays: []int{weekday}, Start: "1000", End: "1030"}
}

func rehab(provider string, weekday int) Service {
	return Service{Provider: provider, Type: "14", Code: "141111", Units: 616, Weekdays: []int{weekday}, Start: "1400", End: "1440"}
}

func bathing(provider string, weekday int) Service {
	return Service{Provider: provider, Type: "12", Code: "121111", Units: 1266, Weekdays: []int{weekday}, Start: "1330", End: "1430"}
}

// stay is a short stay (短期入所) of some days from a day of the month on.
func stay(provider, kind string, from, days int) Service {
	s := Service{Provider: provider, Type: kind, Code: "211161", Units: 672, Start: noTime, End: noTime, Stay: days, StayFrom: from}
	if kind == "22" {
		s.Code, s.Units = "221161", 830
	}
	return s
}

// flat is a service billed once a month.
func flat(provider, kind string, units int) Service {
	return Service{Provider: provider, Type: kind, Code: kind + "1121", Units: units, Start: noTime, End: noTime}
}

// goods are the rentals (福祉用具貸与) that clients have.
var goods = []struct {
	code, article, tais string
	units               int
}{
	{"171003", "例示特殊寝台", "00001-000030", 800},
	{"171007", "例示手すりＡ（居室）", "00001-000010", 300},
	{"171001", "例示車いす（介助用）", "00001-000020", 600},
	{"171009", "例示歩行器", "00001-000040", 350},
	{"171004", "例示特殊寝台付属品", "00001-000050", 420},
}

func rental(provider string, n int) Service {
	g := goods[n%len(goods)]
	return Service{Provider: provider, Type: "17", Code: g.code, Units: g.units, Start: noTime, End: noTime, Article: g.article, Tais: g.tais}
}

// plan collects the services of one client and keeps midday visits on different days.
type plan struct {
	list []Service
	busy [7]bool // weekdays with something between nine and five
}

func (p *plan) add(s Service) {
	p.list = append(p.list, s)
	if s.Start != noTime && minutes(s.End)-minutes(s.Start) > 30 || s.Type == "13" {
		for _, w := range s.Weekdays {
			p.busy[w] = true
		}
	}
}

// free gives the first weekday, Monday to Saturday, from one on that has nothing at midday.
func (p *plan) free(from int) int {
	for i := range 6 {
		if w := (from+i)%6 + 1; !p.busy[w] {
			return w
		}
	}
	return from%6 + 1
}

// of adds the usual service of an office; n varies what can vary.
func (p *plan) of(number, kind string, n int) {
	switch kind {
	case "11":
		p.add(help(number, "1700", "1730", n%5+1))
	case "12":
		p.add(bathing(number, p.free(n)))
	case "13":
		p.add(nursing(number, p.free(n)))
	case "14":
		p.add(rehab(number, p.free(n)))
	case "15", "16", "72", "78":
		p.add(day(number, kind, p.free(n)))
	case "17":
		p.add(rental(number, n))
	case "21", "22":
		p.add(stay(number, kind, 12+n%6, 4))
	case "73":
		p.add(flat(number, kind, 15370))
	case "76":
		p.add(flat(number, kind, 6168))
	}
}
