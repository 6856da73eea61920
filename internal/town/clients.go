package town

import (
	"fmt"
	"sync"

	"github.com/tasuki-care/tasuki/careplan"
)

// Insurers (保険者番号) of the town and of a neighbour. Both pass the check digit.
const (
	insurer   = "999904" // 襷市
	neighbour = "999912"
)

// limits are the 区分支給限度基準額 by 要介護状態区分, in 単位 a month.
var limits = map[string]int{"11": 5032, "12": 5032, "13": 10531, "21": 16765, "22": 19705, "23": 27048, "24": 30938, "25": 36217}

// Clients lists the 118 clients of #1 and after them the 14 of 委託予防.
func Clients() []Client {
	out := make([]Client, len(people()))
	for i, c := range people() {
		c.Services = append([]Service(nil), c.Services...)
		c.Marks = append([]string(nil), c.Marks...)
		out[i] = c
	}
	return out
}

// people makes the clients once; the result is not changed.
var people = sync.OnceValue(func() []Client {
	var out []Client
	for i := range kyotakuCount + preventCount {
		out = append(out, clientAt(i))
	}
	return out
})

func clientAt(i int) Client {
	c := Client{
		Key: careplan.ClientKey{Insurer: insurer, Insured: fmt.Sprintf("%010d", 1001+i*17)}, CertFrom: "20260401", CertTo: "20280331",
		Status: "2", Manager: managerOf(i), next: nextManager(i), Services: servicesOf(i),
	}
	c.entitle(i)
	c.rate(i)
	c.mark(i)
	c.Limit = limits[c.Level]
	return c
}

// managerOf spreads the clients: 織部 22, 綾野 35, 絹川 34, 真綿 27. 織部 has those of 委託予防.
func managerOf(i int) string {
	if i >= kyotakuCount {
		return "oribe"
	}
	switch n := i * 37 % kyotakuCount; {
	case n < 22:
		return "oribe"
	case n < 57:
		return "ayano"
	case n < 91:
		return "kinukawa"
	}
	return "mawata"
}

// ManagerIn gives the staff ID of the care manager in a month. 真綿 leaves on 2026-12-31:
// 15 of the 27 clients go to 絹川, 12 to 綾野.
func (c Client) ManagerIn(month string) string {
	if month < "202701" || c.next == "" {
		return c.Manager
	}
	return c.next
}

// nextManager gives who takes over client No. i from 真綿, "" for all others.
func nextManager(i int) string {
	if managerOf(i) != "mawata" {
		return ""
	}
	before := 0
	for n := range i {
		if managerOf(n) == "mawata" {
			before++
		}
	}
	if before < 15 {
		return "kinukawa"
	}
	return "ayano"
}

// rate gives the lightest level whose limit holds every month of the client, and for some
// a heavier one.
func (c *Client) rate(i int) {
	if i >= kyotakuCount {
		c.Level = []string{"12", "13"}[i%2]
		return
	}
	most := 0
	for _, m := range Months() {
		most = max(most, sumOf(c.visits(m, nil)))
	}
	levels := []string{"21", "22", "23", "24", "25"}
	n := 0
	for n < 4 && limits[levels[n]] < most {
		n++
	}
	if i >= generic {
		n = min(n+[]int{0, 1, 0, 2, 0, 1, 3}[i%7], 4)
	}
	c.Level = levels[n]
}

// mark sets what the story says of a client.
func (c *Client) mark(i int) {
	marks := map[int]string{
		placeC: "点検C", placeA: "点検A", placeB: "点検B", placeElsewhere: "住所地特例", placeWelfare: "生保単独", placeLevel: "区分変更",
		placeTaken: "包括から引継ぎ", placeMovesOn: "事業所変更", placeEnds: "契約終了", placeHospital: "入院", placeDeath: "死亡",
		placeApply1: "新規申請中", placeApply2: "新規申請中", placeHalf: "短期入所半数超", placeCert1: "認定満了", placeCert2: "認定満了",
	}
	if m := marks[i]; m != "" {
		c.Marks = append(c.Marks, m)
	}
	if i >= kyotakuCount {
		c.Marks = append(c.Marks, "委託予防")
	}
	switch i {
	case placeElsewhere:
		c.Key.Insurer = neighbour
	case placeWelfare:
		c.Key.Insured = fmt.Sprintf("H%09d", 101)
	case placeLevel:
		c.Level, c.CertFrom = "23", "20261210"
	case placeTaken:
		c.CertFrom, c.CertTo = "20261216", "20270630"
	case placeHalf:
		c.CertFrom, c.CertTo = "20260801", "20270131"
	case placeCert1, placeCert2:
		c.CertTo = "20261231"
	case placeApply1, placeApply2:
		c.Status, c.CertFrom, c.CertTo = "1", "", ""
	case placeExtra:
		c.Level = "21"
	}
}

// in gives the client as in the slips of a month: before the change of level of 12/10 the
// slips say 要介護2.
func (c Client) in(month string) Client {
	if c.Has("区分変更") && month < "202701" {
		c.Level, c.Limit, c.CertFrom = "22", limits["22"], "20260401"
	}
	return c
}
