// Package city makes 襷市, the city of the demo's map: its registry, zones, states of
// adoption, slips between offices and a workshop. Shapes and mix of services follow
// 枚方市; every name and number is invented. It knows only fixed seeds: the same city comes out every time. It never reads
// a file or a clock, never holds a client, and never names a real office.
package city

import (
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/region/registry"
)

// The city as lists name it. Code and number pass their check digits.
const (
	Name    = "襷市"
	Pref    = "絣県"
	Code    = "999903" // 全国地方公共団体コード
	Insurer = "999904" // 保険者番号
)

// JST is the zone of all times of the city.
var JST = time.FixedZone("JST", 9*60*60)

// City is the fictional city as the map sees it.
type City struct {
	Offices     []registry.Office // edition of 2026-06-30, by number
	Outside     []registry.Office // 域外の連携先 of the second office, by number; not in the 214
	Zones       []registry.Zone
	States      []State      // of 2026-12-31, one for each of Offices, in their order
	Pairs       []Pair       // by planner, then provider
	History     []Rate       // month ends 2025-12 to 2026-12
	Events      []Event      // by day
	Successions []Succession // 番号の変更 between the editions of June and December
	Workshop    Workshop     // 研修会 of 2027-01-27
}

// The states of adoption (導入の状態), written as in package adoption.
const (
	Active      = "active"      // 利用中
	Idle        = "idle"        // 導入済み（未活用）
	Planned     = "planned"     // これから導入予定
	Considering = "considering" // 検討中
	None        = "none"        // 意向なし
	Unknown     = "unknown"     // 未確認
)

// The answers about 新WEBサービス登録.
const (
	Registered   = "registered"
	Unregistered = "unregistered"
	NotKnown     = "unknown"
)

// State is how far one office number has come (導入の状態), as of 2026-12-31.
type State struct {
	Number     string
	State      string    // one of the states above
	Since      time.Time // from when it holds, zero = unknown
	Joined     time.Time // 導入済み: licence and certificate, zero = not joined
	Step       int       // starting step reached, 1…7; 0 = not begun
	StuckSince time.Time // no progress since, zero = not stuck
	Software   string    // 介護ソフト, fictional
	Closed     bool      // 閉域網
	Reason     string    // what holds it up, in words
	WebService string    // 新WEBサービス登録: registered, unregistered, unknown
	PlannedBy  string    // month of the start, YYYY-MM, of the planned only
	Source     string    // 出典: where the state was learned
}

// Pair is one planner or centre and one provider that exchange slips (提供票・実績).
type Pair struct {
	Planner  string // 居宅介護支援 or 地域包括支援センター
	Provider string
	Slips    int    // slips a month, both directions together
	Basis    string // measured 実測, declared 申告, estimated 推計
}

// Rate is one month end: offices that joined and offices in use.
type Rate struct {
	Month          string // YYYY-MM
	Joined, Active int
}

// Event is a day that figures should show: a workshop, a policy paper.
type Event struct {
	At    time.Time
	Text  string
	Break bool // counting changed: no line is drawn across it
}

// Succession is a change of number (事業譲渡 など).
type Succession struct {
	From, To string
	At       time.Time // first day of the new number
}

// Workshop is one 研修会 with its seats.
type Workshop struct {
	Title   string
	At      time.Time
	Minutes int
	Place   string
	Seats   []Seat // one for each office that applied
}

// Seat is what one office applied for, and who came.
type Seat struct {
	Office   string
	Mode     string // venue 会場, online オンライン
	People   int    // applied for
	Came     int    // 0 = nobody
	Applied  time.Time
	Attended time.Time // zero = nobody came
}

// New makes the city. What it gives is the caller's own and may be changed.
func New() City { return build() }

// seed of all chances of the city.
const seed = 20261231

// shapes reads the zones once.
var shapes = sync.OnceValue(readShapes)
