// Package survey is what a municipality asks its offices and how many came to its workshops:
// forms with branching, answers from links, paper and tables, counts with the n they rest
// on, workshops with seats. It knows the questionnaires of the 2026 report as far as their
// text survives. It never stores or sends anything, never fills in a figure that is lost,
// and never shows the answers of a zone that is too small.
package survey

import "time"

// Kind is how a question is answered.
type Kind string

// The kinds.
const (
	Single       Kind = "single"       // 単一選択
	Multi        Kind = "multi"        // 複数選択
	Number       Kind = "number"       // 数
	OfficeNumber Kind = "officeNumber" // 事業所番号, 10 characters
	Text         Kind = "text"         // 短い文
	LongText     Kind = "longText"     // 自由記述
)

var kindWords = map[Kind]string{
	Single: "1つ選ぶ", Multi: "いくつでも選ぶ", Number: "数", OfficeNumber: "事業所番号", Text: "短い文", LongText: "自由記述",
}

// Word is the kind on screen.
func (k Kind) Word() string { return kindWords[k] }

// Kinds lists the kinds in the order of the form builder.
func Kinds() []Kind { return []Kind{Single, Multi, Number, OfficeNumber, Text, LongText} }

func (k Kind) choice() bool { return k == Single || k == Multi }

// Form is one アンケート. Questions are asked from first to last.
type Form struct {
	ID        string
	Version   int `json:",omitempty"` // counts up with every published change
	Title     string
	Note      string     `json:",omitempty"` // shown above the first question
	Sources   []string   `json:",omitempty"` // where the wording comes from, and its flaws
	Questions []Question `json:",omitempty"`
	Closed    bool       `json:",omitempty"` // 受付終了; whoever takes answers must look at it
}

// Question is one 設問.
type Question struct {
	ID          string
	No          int        `json:",omitempty"` // printed number
	Text        string     // 設問文
	Kind        Kind       // how it is answered
	Required    bool       `json:",omitempty"` // only when it is asked
	Options     []Option   `json:",omitempty"` // for Single and Multi
	When        *Condition `json:",omitempty"` // nil = always asked
	Min         *int64     `json:",omitempty"` // for Number, inclusive
	Max         *int64     `json:",omitempty"` // for Number, inclusive
	Note        string     `json:",omitempty"` // shown below the text
	Figure      string     `json:",omitempty"` // 図表 of the report that shows this question
	Missing     string     `json:",omitempty"` // what the source lacks, and why
	Placeholder bool       `json:",omitempty"` // keeps a number free; never asked
	Private     bool       `json:",omitempty"` // names the person or office: its text stays out of results
}

// Option is one 選択肢.
type Option struct {
	ID     string
	Text   string
	Other  bool   `json:",omitempty"` // その他: may come with a text
	Branch string `json:",omitempty"` // question to go on with, or End; only in Single questions
}

// End as a Branch finishes the form.
const End = "end"

// Condition says when a question is asked. A leaf names a question asked earlier and the
// options of which one must be chosen (none named = any answer). All of And must hold, and
// one of Or if there are any.
type Condition struct {
	Question string      `json:",omitempty"`
	Options  []string    `json:",omitempty"` // any of these option IDs
	And      []Condition `json:",omitempty"`
	Or       []Condition `json:",omitempty"`
}

// Via is the way an answer came in.
type Via string

// The ways.
const (
	Link   Via = "link"   // 回答用リンク
	Paper  Via = "paper"  // 紙の回答を入力
	Import Via = "import" // 表の読み込み
)

var viaWords = map[Via]string{Link: "リンク", Paper: "紙", Import: "読み込み"}

// Word is the way on screen.
func (v Via) Word() string { return viaWords[v] }

// Answer is one 回答: all values one office or person gave to one form.
type Answer struct {
	ID     string
	At     time.Time        // when it came in; zero = unknown
	Via    Via              // how it came in
	Office string           `json:",omitempty"` // 事業所番号, "" = not known
	Values map[string]Value `json:",omitempty"` // by question ID
}

// Value is the answer to one question. Choices are option IDs; an entry that is no option
// ID is kept as it came. Text belongs to the text kinds and to その他.
type Value struct {
	Choices []string `json:",omitempty"`
	Text    string   `json:",omitempty"`
	Number  *int64   `json:",omitempty"`
}

// Empty says that nothing was answered.
func (v Value) Empty() bool {
	return v.Number == nil && trim(v.Text) == "" && len(v.picked()) == 0
}

// Problem is one thing to put right, in a form or in an answer.
type Problem struct {
	Code     string // stable, for programs
	Question string `json:",omitempty"` // question ID, "" = the whole form
	No       int    `json:",omitempty"`
	Message  string // what is the matter
	Next     string // what to do
	Stop     bool   `json:",omitempty"` // the form cannot open, or the answer cannot be sent, like this
}

// Question finds a question by its ID.
func (f Form) Question(id string) (Question, bool) {
	for _, q := range f.Questions {
		if q.ID == id {
			return q, true
		}
	}
	return Question{}, false
}

// Option finds an option by its ID.
func (q Question) Option(id string) (Option, bool) {
	for _, o := range q.Options {
		if o.ID == id {
			return o, true
		}
	}
	return Option{}, false
}

func (q Question) other() (Option, bool) {
	for _, o := range q.Options {
		if o.Other {
			return o, true
		}
	}
	return Option{}, false
}

// Label is the question with its number, as on paper: 問5 …
func (q Question) Label() string {
	if q.No == 0 {
		return q.Text
	}
	return "問" + itoa(q.No) + " " + q.Text
}

// OfficeOf is the office number of an answer: its own, or what stands in the form's
// question for it.
func (f Form) OfficeOf(a Answer) string {
	if a.Office != "" {
		return a.Office
	}
	for _, q := range f.Questions {
		if q.Kind == OfficeNumber {
			if n := foldNumber(a.Values[q.ID].Text); officeShape(n) == "" {
				return n
			}
		}
	}
	return ""
}

// picked are the choices without empty ones and repetitions.
func (v Value) picked() []string {
	var out []string
	for _, c := range v.Choices {
		if trim(c) != "" && !contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}
