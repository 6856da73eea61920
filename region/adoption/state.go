// Package adoption is how far each office has come with the exchange, as history: states,
// starting steps, and the rates counted from them. It knows dates, office numbers and named
// definitions. It never gives a rate without its numerator, denominator and date, and never
// sees what offices exchange.
package adoption

import (
	"slices"
	"strings"
)

// State is how far an office has come (導入の状態).
type State string

// The states. All offices start as Unknown.
const (
	Unknown     State = "unknown"     // 未確認
	None        State = "none"        // 意向なし
	Considering State = "considering" // 検討中
	Planned     State = "planned"     // これから導入予定
	Idle        State = "idle"        // 導入済み（未活用）
	Active      State = "active"      // 利用中: exchanged with at least one partner last month
	Left        State = "left"        // 利用中止
	Out         State = "out"         // 対象外
)

// States lists all states in the order of screens.
func States() []State {
	return []State{Active, Idle, Planned, Considering, None, Unknown, Left, Out}
}

var stateWords = map[State]string{
	Unknown: "未確認", None: "意向なし", Considering: "検討中", Planned: "これから導入予定", Idle: "導入済み（未活用）",
	Active: "利用中", Left: "利用中止", Out: "対象外",
}

// Word is the state as it stands on screen.
func (s State) Word() string {
	if w := stateWords[s]; w != "" {
		return w
	}
	return stateWords[Unknown]
}

// Valid tells whether it is one of the states.
func (s State) Valid() bool { return stateWords[s] != "" }

// Joined tells whether the office has a licence and certificate (導入済み): in use or not.
func (s State) Joined() bool { return s == Idle || s == Active }

// Class is one of the three groups that 米子市 worked with (report, 図表4-1).
type Class string

// The classes.
const (
	NotYet  Class = "未導入"
	Soon    Class = "これから導入予定"
	Already Class = "導入済み"
	NoClass Class = ""
)

// Class maps a state to 米子's classes; 対象外 belongs to none.
func (s State) Class() Class {
	switch s {
	case Planned:
		return Soon
	case Idle, Active:
		return Already
	case Out:
		return NoClass
	}
	return NotYet
}

// synonyms are words of lists that stand for a state, without spaces and brackets.
var synonyms = map[State][]string{
	Unknown:     {"未確認", "不明", "確認中", "未回答"},
	None:        {"意向なし", "予定なし", "導入予定なし", "導入しない", "導入するつもりはない", "未導入"},
	Considering: {"検討中", "検討", "興味あり", "検討している"},
	Planned:     {"これから導入予定", "導入予定", "予定", "予定あり", "導入することは決まっているが、まだ導入していない", "準備中"},
	Idle:        {"導入済み(未活用)", "導入済み未活用", "未活用", "導入済みだが未活用", "登録のみ", "導入済み", "登録済み", "導入している", "有"},
	Active:      {"利用中", "活用中", "利用している", "運用中"},
	Left:        {"利用中止", "中止", "利用終了", "解約"},
	Out:         {"対象外", "非該当"},
}

// ParseState reads a state as lists write it. A list that only says 導入済み gives Idle: use
// must be seen before it is counted as use.
func ParseState(text string) (State, bool) {
	t := strings.NewReplacer(" ", "", "　", "", "（", "(", "）", ")").Replace(strings.TrimSpace(text))
	for s, words := range synonyms {
		if t == string(s) || slices.Contains(words, t) {
			return s, true
		}
	}
	return Unknown, false
}
