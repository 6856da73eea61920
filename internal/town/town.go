// Package town is the fictional town 襷市 as data: its offices, clients and the CSV files
// that each office's care software would export for the months of the story (2026-10 to
// 2027-01). It knows the layouts of the standard and the story's people. It is pure:
// the same call always gives the same bytes. It never reads a clock or a disk, never
// sends anything, and holds no real person and no real office.
package town

import "github.com/tasuki-care/tasuki/careplan"

// File is one file as a care software exports it: a CSV in Windows-31J, or a PDF.
type File struct {
	Name  string
	Bytes []byte
}

// Set is what goes to one partner (連携先) in one transmission unit.
type Set struct {
	Partner Office
	Month   string // service month YYYYMM; "000000" for plans
	Files   []File
}

// Office is an office (事業所) of the town.
type Office struct {
	Number, Type, Name, Kana string
	Way                      string // hub, national, fax, paper
	Phone, Fax               string
	Staff                    []Person
	Wish                     int      // day of the month by which actuals are wished
	Closed                   []string // closing days (休業日), YYYYMMDD
	Corporation              string
}

// Person is a member of an office's staff.
type Person struct {
	ID, Name, Kana string
	Role           string // admin, staff, viewer
	Job            string
}

// Client is a client (利用者) as on 2026-12-24. Days are YYYYMMDD, the limit is 単位 a month.
type Client struct {
	Key              careplan.ClientKey
	Name, Kana, Sex  string // sex 1 男性, 2 女性
	Birth, Level     string // 要介護状態区分
	Limit            int    // 区分支給限度基準額
	CertFrom, CertTo string // 認定有効期間
	Status           string // 認定状況区分: 1 申請中, 2 認定済
	Manager          string // staff ID of the care manager at #1
	Address          string
	next             string // staff ID of who takes the client over in 2027
	Services         []Service
	Marks            []string // 住所地特例, 生保単独, 委託予防 …
}

// Has reports whether a client carries a mark.
func (c Client) Has(mark string) bool {
	for _, m := range c.Marks {
		if m == mark {
			return true
		}
	}
	return false
}

// Service is what a client has of one provider. Units are 単位 of one visit, one day or,
// for flat services and equipment, one month.
type Service struct {
	Provider   string // office number
	Type, Code string
	Units      int
	Weekdays   []int  // 0 Sunday to 6 Saturday; none: once a month or a stay
	Start, End string // HHMM, 9999 without a time
	Additions  []Addition
	Article    string // 福祉用具の用具名称
	Tais       string // TAISコード
	Stay       int    // days of a short stay (短期入所)
	StayFrom   int    // its first day of the month
	Since      string // first day of the service, "" always
	Until      string // last day of the service, "" always
}

// Addition (加算) is a code on top of each visit, or a rate of the month's units.
type Addition struct {
	Code  string
	Units int
	Rate  int // per mille of the month's units; 0 for an addition per visit
}

// Months are the service months of the story.
func Months() []string { return []string{"202610", "202611", "202612", "202701"} }

// writtenOn gives the day on which #1 writes the slips (提供票) of a month.
func writtenOn(month string) string {
	return map[string]string{
		"202610": "20260925", "202611": "20261026", "202612": "20261125", "202701": "20261224",
	}[month]
}

// doneOn gives the day on which the partners write the actuals (実績) of a month.
func doneOn(month string) string {
	return map[string]string{
		"202610": "20261102", "202611": "20261202", "202612": "20270104", "202701": "20270201",
	}[month]
}

// luhn appends the check digit (検証番号) to the first digits of a number.
func luhn(stem string) string {
	sum, weight := 0, 2
	for i := len(stem) - 1; i >= 0; i-- {
		p := int(stem[i]-'0') * weight
		sum += p/10 + p%10
		weight = 3 - weight
	}
	return stem + string(rune('0'+(10-sum%10)%10))
}
