package adoption

import (
	"errors"
	"slices"
	"time"
)

// Event is one change of an office's state, with where it was learned.
type Event struct {
	At     time.Time // from when the state holds
	State  State
	Source string // 電話, 訪問, アンケート, WAM NET 2026-12-28 …
	Who    string // account that recorded it
	Noted  time.Time
	Note   string `json:",omitempty"`
	When   string `json:",omitempty"` // Planned: month of the start, YYYY-MM or words
	Batch  string `json:",omitempty"` // import it came with, so that the import can be undone
}

// Answer is yes, no, or not known.
type Answer string

// The answers.
const (
	NotKnown Answer = ""
	Yes      Answer = "yes"
	No       Answer = "no"
)

// Word is the answer on screen.
func (a Answer) Word() string {
	switch a {
	case Yes:
		return "はい"
	case No:
		return "いいえ"
	}
	return "未確認"
}

// WebWord is the answer for 新WEBサービス登録.
func (a Answer) WebWord() string {
	switch a {
	case Yes:
		return "登録済"
	case No:
		return "未登録"
	}
	return "未確認"
}

// Record is what is known of one office number's adoption.
type Record struct {
	Number   string
	History  []Event   // by At, then as recorded
	Step     int       `json:",omitempty"` // starting step reached, 1…7; 0 = not begun
	StepAt   time.Time `json:",omitzero"`  // since when
	Obstacle string    `json:",omitempty"` // what holds it up, in words
	Software string    `json:",omitempty"`
	Version  string    `json:",omitempty"`
	Closed   Answer    `json:",omitempty"` // 閉域網
	Web      Answer    `json:",omitempty"` // 新WEBサービス登録 (move of January 2027)
	WebAt    time.Time `json:",omitzero"`
	Cannot   string    `json:",omitempty"` // why it cannot join now, "" = it can
}

// ErrState is the answer to a state that is none.
var ErrState = errors.New("adoption: unknown state")

// Add puts an event into its place in the history.
func (r *Record) Add(e Event) error {
	if !e.State.Valid() || e.At.IsZero() {
		return ErrState
	}
	at, _ := slices.BinarySearchFunc(r.History, e, func(a, b Event) int {
		if a.At.After(b.At) {
			return 1
		}
		return -1 // a later note of the same day stands behind the earlier one
	})
	r.History = slices.Insert(r.History, at, e)
	return nil
}

// At gives the state on a day (its end). Before the first event it is Unknown.
func (r Record) At(day time.Time) State { return r.EventAt(day).State }

// EventAt gives the event whose state holds on a day.
func (r Record) EventAt(day time.Time) Event {
	e := Event{State: Unknown}
	for _, next := range r.History {
		if next.At.After(day) {
			break
		}
		e = next
	}
	return e
}

// Since is when the office first reached one of the states, zero = never.
func (r Record) Since(states ...State) time.Time {
	for _, e := range r.History {
		if slices.Contains(states, e.State) {
			return e.At
		}
	}
	return time.Time{}
}

// StepWord names the seven starting steps (report, 図表3-19).
func StepWord(n int) string {
	words := []string{"未着手", "PC環境の確認", "介護ソフトの確認", "電子請求用IDの確認", "製品ダウンロード", "電子証明書インストール", "利用申請", "利用開始"}
	if n < 0 || n >= len(words) {
		return "未着手"
	}
	return words[n]
}
