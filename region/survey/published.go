package survey

import "strings"

// LostText is what a page shows in place of a value that is lost.
const LostText = "値は報告書の図にのみあり、文字データに残っていません"

// Publication is what the 2026 report printed about one place's survey and workshops, as
// far as it survives as text.
type Publication struct {
	ID, Place, Title string
	Form             string   `json:",omitempty"` // ID of the prebuilt form, "" = no survey
	Answers          int      `json:",omitempty"` // answers in all
	Source           string   // chapter and lines
	Figures          []Figure `json:",omitempty"`
	Events           []Event  `json:",omitempty"`
	Flaws            []string `json:",omitempty"` // where the source does not agree with itself
}

// Figure is one printed 図表.
type Figure struct {
	Number, Title string
	N             int      `json:",omitempty"` // as printed, 0 = not printed
	Multiple      bool     `json:",omitempty"` // 複数回答
	Parent        string   `json:",omitempty"` // figure this one branches from, as captioned
	Case          string   `json:",omitempty"` // the branch, as captioned
	Texts         []string `json:",omitempty"` // rows of a text table, word for word
	InText        bool     `json:",omitempty"` // false = the values are lost
	Lines         string   // lines of the source
	Question      string   `json:",omitempty"` // question of the prebuilt form
	Note          string   `json:",omitempty"`
}

// Shown is the figure's values for a page: the texts, or the sentence that they are lost.
func (f Figure) Shown() []string {
	if !f.InText {
		return []string{LostText + "（行" + f.Lines + "）。"}
	}
	return f.Texts
}

// Event is one workshop as published. Figures that were not printed are 0.
type Event struct {
	Date, Title, Place, Audience, Hours string
	People, Offices                     int    `json:",omitempty"`
	Venue, Online                       int    `json:",omitempty"` // people, by mode
	Applied                             bool   `json:",omitempty"` // 申込数, not 参加数
	About                               bool   `json:",omitempty"` // 約
	Lines                               string // lines of the source
	Note                                string `json:",omitempty"`
}

// Published are the published figures. Lost values stay lost; nothing is filled in.
func Published() []Publication { return load[[]Publication]("published") }

// Split compares the n of a figure with the n of the figures that branch from it.
type Split struct {
	Figure   string
	N        int
	Parts    []Part
	Sum      int    // of the parts
	Agree    bool   // the parts fit into N
	Sentence string // Japanese
}

// Part is one branch.
type Part struct {
	Figure string
	N      int
}

// Reconcile checks the printed n along the branches as captioned.
func (p Publication) Reconcile() []Split {
	return p.splits(func(f Figure) string { return f.Parent })
}

// ReconcileBy checks the printed n along the branches of a form: one way to read them. That
// the numbers fit does not prove that it is how they were counted.
func (p Publication) ReconcileBy(form Form) []Split {
	return p.splits(func(f Figure) string {
		q, _ := form.Question(f.Question)
		for _, leaf := range q.When.leaves() {
			on, _ := form.Question(leaf.Question)
			return on.Figure
		}
		return ""
	})
}

// splits takes every figure whose answers can only stand in one branch.
func (p Publication) splits(parent func(Figure) string) []Split {
	var out []Split
	for _, f := range p.Figures {
		s := Split{Figure: f.Number, N: f.N}
		for _, part := range p.Figures {
			if part.N > 0 && parent(part) == f.Number {
				s.Parts = append(s.Parts, Part{part.Number, part.N})
				s.Sum += part.N
			}
		}
		if f.N > 0 && !f.Multiple && len(s.Parts) > 0 {
			s.Agree = s.Sum <= s.N
			s.Sentence = s.sentence()
			out = append(out, s)
		}
	}
	return out
}

func (s Split) sentence() string {
	var parts []string
	for _, p := range s.Parts {
		parts = append(parts, "図表"+p.Figure+"（n="+itoa(p.N)+"）")
	}
	t := "図表" + s.Figure + "（n=" + itoa(s.N) + "）から分かれる" + strings.Join(parts, "と") + "の合計は" + itoa(s.Sum) + "件です。"
	if !s.Agree {
		return t + "もとのnより" + itoa(s.Sum-s.N) + "件多く、この分岐では件数が合いません。"
	}
	return t + "もとのnに収まり、残りは" + itoa(s.N-s.Sum) + "件です。"
}
