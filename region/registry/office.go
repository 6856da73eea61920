// Package registry is the list of a region's care offices: what the published lists say of
// each office number, edition by edition. It knows the ministry's open data, municipal
// lists, hand lists, check digits and zones. It never knows who uses the exchange, never
// decides silently, and never holds anything about a client.
package registry

import (
	"slices"
	"time"
)

// Office is one office number (事業所番号) as the registry holds it. One number may offer
// several services; licence and certificate belong to the number.
type Office struct {
	Number    string    // 事業所番号, 10 characters
	Name      string    // 事業所名
	Kana      string    `json:",omitempty"`
	Services  []Service `json:",omitempty"` // by code
	City      string    `json:",omitempty"` // 全国地方公共団体コード of the municipality, 6 digits; wards are rolled up
	Ward      string    `json:",omitempty"` // code of the ward as published, "" = none
	Pref      string    `json:",omitempty"` // 都道府県名
	CityName  string    `json:",omitempty"` // 市区町村名 as published
	Zone      string    `json:",omitempty"` // 日常生活圏域, id of a Zone
	Corp      string    `json:",omitempty"` // 法人番号, 13 digits
	CorpName  string    `json:",omitempty"` // 法人の名称
	Address   string    `json:",omitempty"`
	Lat       float64   `json:",omitempty"` // degrees north, 0 with Lng 0 = unknown
	Lng       float64   `json:",omitempty"` // degrees east
	Phone     string    `json:",omitempty"` // half-width
	Fax       string    `json:",omitempty"`
	URL       string    `json:",omitempty"`
	Days      string    `json:",omitempty"` // 利用可能曜日
	DaysNote  string    `json:",omitempty"` // 利用可能曜日特記事項
	Source    Source    // which kind of list it stands in
	Parent    string    `json:",omitempty"` // centre of a ブランチ or サブセンター
	Successor string    `json:",omitempty"` // number that took over (事業譲渡 など)
	Outside   bool      `json:",omitempty"` // 域外の連携先: a partner in another insurer's area
	ByHand    bool      `json:",omitempty"` // stands in a hand list too: no other list closes it
}

// Service is one service of an office number.
type Service struct {
	Code     string // open data code, 3 digits ("150"); "460" stands for 介護予防支援
	Claim    string // サービス種類コード, 2 characters ("15")
	Name     string
	Capacity int `json:",omitempty"` // 定員, 0 = unknown
}

// Source is the kind of list an office was read from.
type Source string

// The kinds of lists.
const (
	Ministry  Source = "ministry"  // 厚生労働省 介護サービス情報公表システム オープンデータ
	Municipal Source = "municipal" // 推奨データセット「介護サービス事業所一覧」
	Hand      Source = "hand"      // typed in: 地域包括支援センター, 域外の連携先
)

// Kind says on which side of a slip an office stands.
type Kind string

// The kinds of offices.
const (
	Planner  Kind = "planner"  // 居宅介護支援事業所
	Centre   Kind = "centre"   // 地域包括支援センター・介護予防支援事業所
	Provider Kind = "provider" // サービス事業所 that receives slips
	Facility Kind = "facility" // 施設・居住系: no monthly slips
)

// Kind gives the side of the slip; a number with several services is what makes it write or
// receive slips first.
func (o Office) Kind() Kind {
	best := Facility
	for _, s := range o.Services {
		switch {
		case s.Code == "460":
			return Centre
		case s.Code == "430":
			best = Planner
		case best == Facility && ExchangesSlips(s.Code):
			best = Provider
		}
	}
	return best
}

// Located tells whether the office can be drawn on a map.
func (o Office) Located() bool { return o.Lat != 0 || o.Lng != 0 }

// Has tells whether the number offers a service.
func (o Office) Has(code string) bool {
	return slices.ContainsFunc(o.Services, func(s Service) bool { return s.Code == code })
}

// Claims gives the claim codes of the services, without repeats.
func (o Office) Claims() []string {
	var out []string
	for _, s := range o.Services {
		if !slices.Contains(out, s.Claim) {
			out = append(out, s.Claim)
		}
	}
	return out
}

// Zone is one 日常生活圏域 with its centre.
type Zone struct {
	ID     string
	Name   string
	Centre string        `json:",omitempty"` // office number of its 地域包括支援センター
	Shape  [][][]float64 `json:",omitempty"` // rings of [lng, lat]; even-odd
	Lat    float64       `json:",omitempty"` // of the centre, for the nearest-centre rule
	Lng    float64       `json:",omitempty"`
	Places []string      `json:",omitempty"` // 町名 that belong to it, for zones by list
}

// Edition is one published state of the registry. Editions are kept: every one stays
// queryable after the next is read.
type Edition struct {
	ID      string
	Date    time.Time // 基準日 of the list
	Read    time.Time // when it was imported
	Who     string    // account that imported it
	Source  Source
	Label   string // file names, for people
	Counts  Counts
	Undone  time.Time `json:",omitzero"` // 取込の取消
	UndoneB string    `json:",omitempty"`
}

// Counts sums up what an import did.
type Counts struct {
	Read     int            `json:"read"` // rows, without the header
	Added    int            `json:"added"`
	Changed  int            `json:"changed"`
	Closed   int            `json:"closed"`
	Rejected int            `json:"rejected"`
	Warnings map[string]int `json:"warnings"`
}
