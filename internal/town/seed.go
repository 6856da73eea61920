package town

// places of the clients whom the story speaks of; the rest is filled by rule.
const (
	placeC         = iota // inspector's client C: six partners
	placeMoved1           // 12/30 → 12/28
	placeMoved2           //
	placeMoved3           //
	placeMerged1          // two visits became one
	placeMerged2          //
	placeBath             // 入浴介助加算 missing
	placeShorter          // 7–8h → 5–6h
	placeHospital         // from 12/14
	placeExtra            // extra nursing above the limit
	placeDay31            // 31st day of a short stay
	placeLevel            // 区分変更 12/10
	placeTaken            // 要支援2 → 要介護1, 12/16, from #2
	placeElsewhere        // 住所地特例
	placeWelfare          // H番号
	placeMovesOn          // さざなみ → つむぎ in January
	placeHalf             // 短期入所 半数超
	placeEnds             // かすり: contract ends 12/31
	placeCert1            // 認定 ends 12/31
	placeCert2            //
	placeA                // inspector's clients A and B
	placeB                //
	generic               // the first of the others
)

// The 39 clients from lateFrom on have one partner each whose December actuals come late.
const (
	lateFrom     = 79
	placeDeath   = 79 // 12/19
	placeApply1  = 80 // 新規申請中
	placeApply2  = 81
	placeLate29  = 40 // あさひも adds 12/29 after the closing
	kyotakuCount = 118
	preventCount = 14
)

// servicesOf gives the services of client No. i.
func servicesOf(i int) []Service {
	p := &plan{}
	switch {
	case i < generic:
		p.story(i)
	case i < lateFrom:
		p.early(i)
	case i < kyotakuCount:
		p.late(i)
	default:
		p.prevention(i)
	}
	return p.list
}

// story fills the clients whom the story speaks of.
func (p *plan) story(i int) {
	switch i {
	case placeC:
		p.inspected()
	case placeMoved1, placeMoved2, placeMoved3:
		p.add(day(tsumugi, "15", 3))
		p.add(help(asahimo, "0830", "0900", 3))
		p.add(rental(kasuri, i))
	case placeMerged1, placeMerged2:
		p.add(help(asahimo, "0900", "0930", 2))
		p.add(help(asahimo, "1000", "1030", 2))
		p.add(rental(kasuri, i))
	case placeHospital:
		p.add(help(hokorobi, "0900", "0930", 1))
		p.add(rental(kasuri, i))
	case placeExtra:
		p.extra()
	case placeDay31:
		p.shortStays()
	case placeLevel, placeElsewhere, placeWelfare, placeShorter, placeB:
		p.add(day(tsumugi, "15", 1, 4))
		p.add(rental(kasuri, i))
	default:
		p.more(i)
	}
}

func (p *plan) more(i int) {
	switch i {
	case placeBath, placeA:
		p.add(day(sazanami, "15", 2, 5))
		p.add(rental(kasuri, i))
	case placeTaken:
		p.add(day(tsumugi, "15", 2, 5))
		p.list[0].Since = "20261216"
	case placeMovesOn:
		old, now := day(sazanami, "15", 1, 4), day(tsumugi, "15", 1, 4)
		old.Until, now.Since = "20261231", "20270101"
		p.add(old)
		p.add(now)
		p.add(rental(kasuri, i))
	case placeHalf:
		p.add(stay(hataori, "21", 11, 10))
	case placeEnds:
		p.add(rental(kasuri, 1))
		p.add(help(hokorobi, "1700", "1730", 2))
	case placeCert1, placeCert2:
		p.add(day(kasurikai, "16", 2, 5))
		p.add(rental(kasuri, i))
	}
}

// inspected is client C: four partners by data, two by FAX.
func (p *plan) inspected() {
	p.add(help(asahimo, "0830", "0900", 1))
	p.add(day(tsumugi, "15", 1))
	p.add(nursing(smallNumber(0), 2))
	p.add(rental(kasuri, 0))
	p.add(help(smallNumber(18), "1700", "1730", 3))
	p.add(day(smallNumber(19), "15", 4))
}

// extra is the client whose two extra visits of nursing end 412 units above the limit.
func (p *plan) extra() {
	p.add(day(sazanami, "15", 1, 3, 5))
	p.add(help(hokorobi, "1700", "1730", 2, 4))
	p.add(nursing(smallNumber(0), 6))
	bed := rental(kasuri, 0)
	bed.Units = extraBed
	p.add(bed)
	p.add(rental(kasuri, 4))
}

// shortStays: every day of December at はたおり, a few days in January.
func (p *plan) shortStays() {
	december, january := stay(hataori, "21", 1, 31), stay(hataori, "21", 12, 5)
	december.Units, january.Units = 603, 603
	december.Since, december.Until, january.Since = "20261201", "20261231", "20270101"
	p.add(december)
	p.add(january)
	rent := rental(kasuri, 1)
	rent.Until = "20261130"
	p.add(rent)
}

// early fills a client all of whose partners are quick.
func (p *plan) early(i int) {
	s := small[(i-generic)%14]
	if k := (i - generic) % 14; i < generic+42 {
		if k >= 10 { // after the ten quick offices of the hub come two of the national system and two of FAX
			k = []int{15, 16, 18, 19}[k-10]
		}
		s = small[k]
		p.of(smallNumber(k), s.kind, i)
	}
	if s.kind == "73" && i < generic+42 {
		p.add(rental(kasuri, i))
		return
	}
	p.usual(i)
}

// usual adds what many clients have of the named partners.
func (p *plan) usual(i int) {
	switch i % 4 {
	case 0:
		p.add(day(tsumugi, "15", [][]int{{1, 4}, {2, 5}}[i/4%2]...))
	case 1:
		p.add(day(sazanami, "15", [][]int{{1, 4}, {2, 5}, {3, 6}}[i/4%3]...))
	case 2:
		p.add(day(kasurikai, "16", [][]int{{1, 4}, {2, 5}}[i/4%2]...))
	}
	if i%5 == 0 {
		p.add(help(asahimo, "0800", "0830", i%5+1, 6))
	}
	if i%6 == 1 {
		p.add(help(hokorobi, "0800", "0900", i%3+1))
	}
	if i%5 < 3 || len(p.list) == 0 {
		p.add(rental(kasuri, i))
	}
	if i%7 == 0 {
		p.add(stay(hataori, "21", 10+i%8, 3+i%3))
	}
}

// late fills a client with one partner who is late in January.
func (p *plan) late(i int) {
	number, kind := lateOffice(i)
	p.of(number, kind, i)
	if kind == "78" || kind == "22" {
		p.add(rental(kasuri, i))
		return
	}
	p.usual(i)
}

// lateOffice says which late partner a client has: いろり 7, ちりめん 14, もめん 2, then the small
// ones.
func lateOffice(i int) (number, kind string) {
	switch n := i - lateFrom; {
	case n < 7:
		return irori, "78"
	case n < 21:
		return chirimen, "13"
	case n < 23:
		return momen(), "12"
	default:
		k := lateSmall[(n-23)%len(lateSmall)]
		return smallNumber(k), small[k].kind
	}
}

// prevention fills a client of 委託予防: 総合事業 and 介護予防福祉用具貸与.
func (p *plan) prevention(i int) {
	if i%2 == 0 {
		p.add(Service{Provider: tsumugi, Type: "A6", Code: "A61113", Units: 436, Weekdays: []int{1 + i%2}, Start: "0930", End: "1230"})
	} else {
		p.add(Service{Provider: hokorobi, Type: "A2", Code: "A21111", Units: 294, Weekdays: []int{1 + i%5}, Start: "1300", End: "1345"})
	}
	if i%3 == 0 {
		p.add(Service{Provider: kasuri, Type: "67", Code: "671012", Units: 100, Start: noTime, End: noTime, Article: "例示歩行補助つえ", Tais: "00002-000030"})
	}
}

// extraBed is the units of the bed of the client above the limit: with it December is
// planned at 530 below the limit of 16,765, and two visits of 471 lead to 412 above it.
const extraBed = 1117
