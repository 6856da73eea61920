// Package evidence makes the papers an office shows at 運営指導 and with a claim for a 加算 or
// a 補助金: one A4 per client (利用者) with the gaps in words, the データ送受信記録書, the
// 技術資料 that stands last, the count of a rule, and what may be deleted and when (保存・廃棄).
//
// It knows facts with their days, and the rows of what was sent and received. It never reads
// a clock, a disk or a network, never fills in a day that nobody recorded, and never says
// whether a rule of law is kept: it says what is recorded and what is not.
package evidence

import (
	"time"

	"github.com/tasuki-care/tasuki/calendar"
	"github.com/tasuki-care/tasuki/careplan"
)

// Kind is what happened.
type Kind string

// The kinds of facts.
const (
	PlanMade            Kind = "plan-made"             // 計画（原案）の作成
	PlanChanged         Kind = "plan-changed"          // 計画の変更
	Consent             Kind = "consent"               // 利用者の同意
	PlanGiven           Kind = "plan-given"            // 計画書の交付
	PlanReceived        Kind = "plan-received"         // 連携先の受取
	ServicePlanAsked    Kind = "service-plan-asked"    // 個別サービス計画書の依頼
	ServicePlanReceived Kind = "service-plan-received" // 個別サービス計画書の受領
	SlipSent            Kind = "slip-sent"             // 提供票の送付
	SlipReplaced        Kind = "slip-replaced"         // 提供票の差替え
	SlipReceived        Kind = "slip-received"         // 連携先の提供票の受取
	ActualReceived      Kind = "actual-received"       // 実績の受領
	ActualConfirmed     Kind = "actual-confirmed"      // 実績の確認
	Meeting             Kind = "meeting"               // サービス担当者会議・照会
	Monitoring          Kind = "monitoring"            // モニタリング
	Asked               Kind = "asked"                 // 実績などのお願い
)

// Minor, at the start of a Note, marks a PlanChanged that asks for no new consent and no new
// 交付 (軽微な変更).
const Minor = "軽微な変更"

// Partner is an office (連携先) as a month knows it. A Type of "" in a fact stands for every
// service type of the number.
type Partner struct {
	Number, Type, Name string
	Needs              bool // 個別サービス計画書 is expected
}

// is reports whether a fact about p is one about q.
func (p Partner) is(q Partner) bool {
	return p.Number == q.Number && (p.Type == "" || q.Type == "" || p.Type == q.Type)
}

// Client is a person and the partners of the slips, month by month.
type Client struct {
	Key        careplan.ClientKey
	Name, Kana string
	Partners   map[string][]Partner // month YYYYMM → partners of the slip
}

// Fact is one recorded thing. Day is YYYYMMDD, "" takes the day of Moment. Month is the
// service month (YYYYMM), of a plan the first month it holds for; "" takes the month of Day.
type Fact struct {
	Day     string
	Moment  time.Time
	Kind    Kind
	Client  careplan.ClientKey
	Month   string
	Partner Partner
	Channel string // hub, 国のシステム, FAX, メール, 紙, 電話, USB
	Version int    // of a slip, 0 unknown
	Title   string // 第1表・第2表, 通所介護計画書
	Note    string
	By      string
	Ref     string // id of the ledger row
}

// Options say how a sheet is written and by whom.
type Options struct {
	Style        calendar.Style
	Office       string
	OfficeNumber string
	Made         time.Time
	By           string
}

// Transfer is one sent or received letter (連携データ), of any channel. State stands in the words
// of the screens: 送信済, 受取済, 取込済, 差戻し …
type Transfer struct {
	At                        time.Time
	Out                       bool
	Partner                   Partner
	What, Month               string // 提供票（予定）; service month YYYYMM
	Clients                   int    // how many clients it speaks of
	State                     string
	Letter, Envelope, Receipt string // id, SHA-256 in hex, number of the receipt (受領証)
	Index                     int64  // place in the hub's log, from 0
	Channel                   string
}

// channelWord is a channel as the papers name it.
func channelWord(c string) string {
	if c == "hub" {
		return "データ連携"
	}
	return c
}

// servicePlans names the 個別サービス計画書 of a service type.
var servicePlans = map[string]string{
	"11": "訪問介護計画書", "13": "訪問看護計画書", "14": "訪問リハビリテーション計画書",
	"15": "通所介護計画書", "16": "通所リハビリテーション計画書", "17": "福祉用具貸与計画書",
	"21": "短期入所生活介護計画書", "22": "短期入所療養介護計画書", "23": "短期入所療養介護計画書",
	"24": "介護予防短期入所生活介護計画書", "25": "介護予防短期入所療養介護計画書", "26": "介護予防短期入所療養介護計画書",
	"63": "介護予防訪問看護計画書", "64": "介護予防訪問リハビリテーション計画書",
	"66": "介護予防通所リハビリテーション計画書", "67": "介護予防福祉用具貸与計画書",
	"71": "夜間対応型訪問介護計画書", "72": "認知症対応型通所介護計画書", "74": "介護予防認知症対応型通所介護計画書",
	"76": "定期巡回・随時対応型訪問介護看護計画書", "78": "地域密着型通所介護計画書",
}

// ServicePlanName names the 個別サービス計画書 of a service type (サービス種類コード).
func ServicePlanName(serviceType string) string {
	if n, ok := servicePlans[serviceType]; ok {
		return n
	}
	return "個別サービス計画書"
}
