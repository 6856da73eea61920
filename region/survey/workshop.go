package survey

import (
	"slices"
	"time"
)

// Workshop is one 研修会 with one or more sessions.
type Workshop struct {
	ID, Title string
	Sessions  []Session `json:",omitempty"`
	Programme []Item    `json:",omitempty"` // プログラム
	Materials []string  `json:",omitempty"` // 配布資料: names or addresses
	Form      string    `json:",omitempty"` // ID of the form asked afterwards
	Zones     []string  `json:",omitempty"` // zones that are invited, none = all
}

// Session is one 回.
type Session struct {
	ID       string
	At       time.Time
	Minutes  int    // length
	Place    string `json:",omitempty"` // 会場
	Online   string `json:",omitempty"` // how to join online
	Capacity int    `json:",omitempty"` // people in the venue, 0 = no limit
}

// Item is one part of the programme.
type Item struct {
	Title   string
	Minutes int
}

// Mode is how somebody takes part.
type Mode string

// The modes.
const (
	Venue  Mode = "venue"  // 会場
	Online Mode = "online" // オンライン
)

// Word is the mode on screen.
func (m Mode) Word() string {
	if m == Online {
		return "オンライン"
	}
	return "会場"
}

// Seat is one 申込 for one session. Who came without applying has no Applied.
type Seat struct {
	Office         string // 事業所番号
	Name           string `json:",omitempty"` // may be empty
	Session        string
	People         int       // applied for
	Mode           Mode      // how
	Applied        time.Time // zero = came without applying
	Attended       time.Time // zero = did not come (yet)
	AttendedPeople int       `json:",omitempty"` // 0 = as many as applied for
	Cancelled      bool      `json:",omitempty"`
}

// Turnout is 申込 against 参加.
type Turnout struct{ Applied, Attended Count }

// Count is 人数 × 事業所数 × 会場/オンライン. Offices are counted once across sessions; an
// office that uses both modes stands in both, so the modes may add up to more than Offices.
// People are 延べ人数: whoever comes twice counts twice.
type Count struct {
	People, Offices int
	Venue, Online   Heads
}

// Heads are people and the offices they come from.
type Heads struct{ People, Offices int }

// Turnout counts the seats of one session, or of all sessions of the workshop for "".
// Cancelled seats are no 申込; who cancelled and came anyway counts as 参加.
func (w Workshop) Turnout(seats []Seat, session string) Turnout {
	var t Turnout
	applied, attended := heads{}, heads{}
	for _, s := range w.of(seats, session) {
		if !s.Applied.IsZero() && !s.Cancelled {
			applied.add(&t.Applied, s, s.People)
		}
		if !s.Attended.IsZero() {
			attended.add(&t.Attended, s, s.came())
		}
	}
	return t
}

// of are the seats of a session, or of all sessions this workshop has.
func (w Workshop) of(seats []Seat, session string) []Seat {
	var out []Seat
	for _, s := range seats {
		known := slices.ContainsFunc(w.Sessions, func(x Session) bool { return x.ID == s.Session })
		if known && (session == "" || s.Session == session) {
			out = append(out, s)
		}
	}
	return out
}

func (s Seat) came() int {
	if s.AttendedPeople > 0 {
		return s.AttendedPeople
	}
	return s.People
}

// heads remembers which offices were counted, in all and by mode.
type heads map[[2]string]bool

func (h heads) first(mode Mode, office string) int {
	key := [2]string{string(mode), office}
	if office == "" || h[key] {
		return 0
	}
	h[key] = true
	return 1
}

func (h heads) add(c *Count, s Seat, people int) {
	people = max(people, 0)
	office := foldNumber(s.Office)
	c.People += people
	c.Offices += h.first("", office)
	part := &c.Venue
	if s.Mode == Online {
		part = &c.Online
	}
	part.People += people
	mode := Venue
	if s.Mode == Online {
		mode = Online
	}
	part.Offices += h.first(mode, office)
}

// Absent are the office numbers that applied, did not cancel and came to no session,
// ascending: whom to send the material.
func (w Workshop) Absent(seats []Seat) []string {
	applied, came := map[string]bool{}, map[string]bool{}
	for _, s := range w.of(seats, "") {
		office := foldNumber(s.Office)
		applied[office] = applied[office] || !s.Applied.IsZero() && !s.Cancelled
		came[office] = came[office] || !s.Attended.IsZero()
	}
	var out []string
	for office, ok := range applied {
		if ok && office != "" && !came[office] {
			out = append(out, office)
		}
	}
	slices.Sort(out)
	return out
}

// Left is how many people still fit into the venue of a session. Limited is false when the
// session has no limit; then left says nothing. Left is negative when it is overbooked.
func (w Workshop) Left(seats []Seat, session string) (left int, limited bool) {
	for _, s := range w.Sessions {
		if s.ID == session && s.Capacity > 0 {
			return s.Capacity - w.Turnout(seats, session).Applied.Venue.People, true
		}
	}
	return 0, false
}

// Check reports what is missing in a workshop.
func (w Workshop) Check() []Problem {
	var out []Problem
	add := func(code, message, next string) {
		out = append(out, Problem{Code: code, Message: message, Next: next, Stop: true})
	}
	if trim(w.Title) == "" {
		add("noTitle", "研修会の名前がまだありません。", "名前を入力してください。")
	}
	if len(w.Sessions) == 0 {
		add("noSession", "開催日時がまだありません。", "回を1つ以上追加してください。")
	}
	seen := map[string]bool{}
	for i, s := range w.Sessions {
		name := "第" + itoa(i+1) + "回"
		if s.ID == "" || seen[s.ID] {
			add("sessionID", name+"を区別する番号がないか、ほかの回と同じです。", "回を作り直してください。")
		}
		seen[s.ID] = true
		w.checkSession(s, name, add)
	}
	return out
}

func (w Workshop) checkSession(s Session, name string, add func(code, message, next string)) {
	if s.At.IsZero() || s.Minutes <= 0 {
		add("noTime", name+"の日時か時間の長さがまだありません。", "開始日時と分数を入力してください。")
	}
	if trim(s.Place) == "" && trim(s.Online) == "" {
		add("noPlace", name+"の会場もオンラインの参加方法もまだありません。", "どちらかを入力してください。")
	}
	if s.Capacity < 0 {
		add("capacity", name+"の定員が0より小さくなっています。", "定員を入力し直してください。定員がないときは0にします。")
	}
	if sum := Minutes(w.Programme); s.Minutes > 0 && sum > s.Minutes {
		add("tooLong", name+"は"+itoa(s.Minutes)+"分ですが、プログラムの合計は"+itoa(sum)+"分です。", "時間を延ばすか、プログラムを短くしてください。")
	}
}

// Minutes is the length of a programme.
func Minutes(items []Item) int {
	sum := 0
	for _, i := range items {
		sum += i.Minutes
	}
	return sum
}

// StandardProgramme is the two-hour programme of the report (6.1, lines 1011-1025, the
// workshop for offices of 2026-01-27); titles and minutes as printed, 120 in all.
func StandardProgramme() []Item {
	return []Item{
		{"開会ご挨拶", 5},
		{"背景説明", 8},
		{"最新情報", 7},
		{"利用事業所の声", 20},
		{"システム説明①", 5},
		{"システム説明②", 10},
		{"システムデモ説明", 10},
		{"データ連携のポイント", 15},
		{"質問対応", 10},
		{"操作体験会", 30},
	}
}
