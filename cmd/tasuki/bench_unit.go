package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
)

// benchFile is one file of a made-up unit, as it would come out of a care software.
type benchFile struct {
	name string
	data []byte
	rows int
}

// benchUnit makes a clean K2 (利用票) from a seed: clients × rows of 第6表, with the 第7表
// and 補足 that belong to them. Every client, name and number is invented.
func benchUnit(seed uint64, clients, rows int) ([]benchFile, error) {
	r := rand.New(rand.NewPCG(seed, 6))
	var plan, annex, extra strings.Builder
	annexRows := 0
	for i := range clients {
		c := benchClient{id: fmt.Sprintf("%010d", 1000000000+i*37), helper: r.IntN(3), rows: rows}
		c.writePlan(&plan, r)
		annexRows += c.writeAnnex(&annex)
		c.writeExtra(&extra, r)
	}
	const parts = "202504_9999900001_43_9999900011_11_20250325090001.CSV"
	return encodeFiles(
		benchFile{"UPHOSOKU_" + parts, []byte(extra.String()), clients},
		benchFile{"UPPLAN_" + parts, []byte(plan.String()), clients * rows},
		benchFile{"UPSIKYU_" + parts, []byte(annex.String()), annexRows},
	)
}

func encodeFiles(files ...benchFile) ([]benchFile, error) {
	for i := range files {
		b, bad := careplan.Encode(string(files[i].data))
		if len(bad) > 0 {
			return nil, fmt.Errorf("make bench unit: character outside Windows-31J")
		}
		files[i].data = b
	}
	return files, nil
}

// benchClient is one invented client: day service with bathing on every fifth row pair,
// home help on the rest.
type benchClient struct {
	id     string
	helper int
	rows   int
}

var benchHelpers = []string{"架空ヘルパーステーション", "架空ヘルパーステーション例町", "架空訪問介護"}

// split says how many rows are home help, day service and bathing.
func (c benchClient) split() (help, day, bath int) {
	day = min(c.rows/5, 26)
	return c.rows - 2*day, day, day
}

const benchHead = "202407,999901,%s,20250325,202504,"

func (c benchClient) writePlan(w *strings.Builder, r *rand.Rand) {
	help, day, _ := c.split()
	row := func(units, date int, from, to, code, office, name string) {
		fmt.Fprintf(w, benchHead+"9999900001,\"仮名　三郎\",%d,,202504%02d,,%s,%s,1,%s,,,,,%s,\"%s\",,0,9999900001,\r\n",
			c.id, units, date, from, to, code, office, name)
	}
	for i := range help {
		hour := 8 + i/30*2 + r.IntN(2)
		row(244, 1+i%30, fmt.Sprintf("%02d00", hour), fmt.Sprintf("%02d30", hour), "111111", "9999900011", benchHelpers[c.helper])
	}
	for i := range day {
		row(777, 1+i, "0930", "1630", "152445", "9999900015", "見本デイサービス")
		row(40, 1+i, "0930", "1630", "155301", "9999900015", "見本デイサービス")
	}
}

// writeAnnex writes the 第7表 of the client: one line per code, the subtotal of the type
// with two codes, the grand total. It gives the number of lines.
func (c benchClient) writeAnnex(w *strings.Builder) int {
	help, day, bath := c.split()
	line := func(name, office, code string, units, count, sum int) {
		fmt.Fprintf(w, benchHead+"\"%s\",%s,,%s,,,,%d,,,%d,%d,%d,,,0,%d,10.00,%d,90,%d,,%d,,,,,0,9999999999,,9999900001,\r\n",
			c.id, name, office, code, units, count, sum, sum, sum, sum*10, sum*9, sum)
	}
	line(benchHelpers[c.helper], "9999900011", "111111", 244, help, 244*help)
	line("見本デイサービス", "9999900015", "152445", 777, day, 777*day)
	line("見本デイサービス", "9999900015", "155301", 40, bath, 40*bath)
	line("見本デイサービス", "9999900015", "15AAAA", 0, 0, 777*day+40*bath)
	total := 244*help + 777*day + 40*bath
	fmt.Fprintf(w, benchHead+",9999999999,,999999,,,,0,,,0,%d,%d,,,0,%d,,%d,,%d,,%d,,,,,0,9999999999,,9999900001,\r\n",
		c.id, total, total, total, total*10, total*9, total)
	return 5
}

func (c benchClient) writeExtra(w *strings.Builder, r *rand.Rand) {
	fmt.Fprintf(w, "202407,999901,%s,00000000,\"カクウ　タロウ\",\"架空　太郎\",%d,%d0101,999-0001,\"架空県見本市例町1-2-3\",,00-0000-0001,20250301,20250401,20260331,2,,25,36217%s9999900001,,202504\r\n",
		c.id, 1+r.IntN(2), 1930+r.IntN(25), strings.Repeat(",", 42))
}
