// Package support is what helps to accompany an office (伴走): the seven starting steps,
// 米子's actions, known stumbling points with their sources, the ICT sheet, templates of
// letters and clauses, and what should not wait. It knows texts and days by argument. It
// never sends anything, and never names an office or a person.
package support

import (
	"embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

//go:embed data/*.json data/letters/*.txt
var data embed.FS

// Step is one of the seven starting steps (スタートガイド 導入フロー編).
type Step struct {
	No         int
	Name       string
	What       string
	Done       string   // how one sees that it is done
	StuckAfter int      // days without progress that call for help
	Hints      []string // what helped elsewhere
}

// Class is one of 米子's three groups.
type Class string

// Classes are the groups in the order of the report.
func Classes() []Class { return []Class{"未導入", "これから導入予定", "導入済み"} }

// Deed is one action towards offices, and the groups it is meant for.
type Deed struct {
	ID, Name string
	For      map[Class]bool
	Ours     bool `json:",omitempty"` // not among the printed four
}

// Trouble is one stumbling point (つまずき).
type Trouble struct {
	ID, Symptom, Cause, Remedy string
	Steps                      []int  `json:",omitempty"` // starting steps at which it is met
	From, To                   string `json:",omitempty"` // care software of sender and receiver
	Source                     string
	Who                        string // who solves it
}

// Item is one question of the ICT sheet.
type Item struct {
	ID, Question string
	Choices      []string `json:",omitempty"`
	Why, Next    string
}

// Sheet is the ICT sheet of a 地域包括支援センター.
type Sheet struct{ Items []Item }

// Note is one advantage or disadvantage, with what is done about it.
type Note struct {
	Pro    bool
	Text   string
	Remedy string `json:",omitempty"`
	Source string
}

func read[T any](name string) func() []T {
	return sync.OnceValue(func() []T {
		b, err := data.ReadFile("data/" + name)
		if err != nil {
			panic("support: " + err.Error()) // part of the program
		}
		var out []T
		if err := json.Unmarshal(b, &out); err != nil {
			panic("support: " + name + ": " + err.Error())
		}
		return out
	})
}

var (
	steps    = read[Step]("steps.json")
	deeds    = read[Deed]("deeds.json")
	troubles = read[Trouble]("troubles.json")
	items    = read[Item]("sheet.json")
	notes    = read[Note]("notes.json")
)

// Steps lists the seven starting steps.
func Steps() []Step { return slices.Clone(steps()) }

// Yonago lists the four printed actions (report 図表4-1, lines 716–725) and one of ours for
// offices that joined and do not use the exchange.
func Yonago() []Deed { return slices.Clone(deeds()) }

// Troubles lists the stumbling points that come with the program.
func Troubles() []Trouble { return slices.Clone(troubles()) }

// ICTSheet is the sheet to be filled in for each centre.
func ICTSheet() Sheet { return Sheet{slices.Clone(items())} }

// ProsAndCons is the yearly review of what is good and bad about the exchange.
func ProsAndCons() []Note { return slices.Clone(notes()) }

// Find gives the stumbling points in which all words occur; no words = all.
func Find(all []Trouble, words string) []Trouble {
	var out []Trouble
	for _, t := range all {
		text := fold(t.Symptom + " " + t.Cause + " " + t.Remedy + " " + t.From + " " + t.To + " " + t.Who)
		missing := slices.ContainsFunc(strings.Fields(fold(words)), func(w string) bool { return !strings.Contains(text, w) })
		if !missing {
			out = append(out, t)
		}
	}
	return out
}

// fold makes full-width ASCII half-width, hiragana katakana, and all letters small.
func fold(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r >= 'ぁ' && r <= 'ゖ':
			return r + 'ァ' - 'ぁ'
		}
		return r
	}, s))
}
