package survey

import (
	"slices"
	"strconv"
)

// Bar is one bar of a figure.
type Bar struct {
	Option string  // option ID, "" = answers that fit no option
	Text   string  // 選択肢
	Count  int     // answers
	Share  float64 // Count / N, 0 to 1; 0 when N is 0
}

// Percent is the share with one decimal: 33.3%. Bars are rounded one by one, so their sum
// need not be 100.
func (b Bar) Percent() string { return strconv.FormatFloat(b.Share*100, 'f', 1, 64) + "%" }

// Result is what came in for one question.
type Result struct {
	Question Question
	N        int      // were asked and answered
	Asked    int      // were asked by the routing
	Unasked  int      `json:",omitempty"` // answered without being asked; not in N
	Bars     []Bar    `json:",omitempty"` // of choice questions, in the order of the options
	Texts    []string `json:",omitempty"` // free texts and その他 in order of arrival; never of Private questions
	Numbers  []int64  `json:",omitempty"` // of number questions, ascending
	Multiple bool     `json:",omitempty"` // 複数回答: shares are of N and may add up to more than 1
}

// NText is the line under a figure: n=31（質問の対象 87件のうち）.
func (r Result) NText() string {
	s := "n=" + itoa(r.N)
	if r.N != r.Asked {
		s += "（質問の対象 " + itoa(r.Asked) + "件のうち）"
	}
	if r.Multiple {
		s += "・複数回答"
	}
	return s
}

// The words of bars for answers that fit no option.
const (
	strayText   = "選択肢にない回答"
	unclearText = "1つに決められない回答"
)

// Tally counts the answers, question by question; placeholders have no result. The bars of
// a single choice add up to N. Nothing is rounded so that shares add up to 100 percent.
func (f Form) Tally(answers []Answer) []Result {
	var out []Result
	at := map[string]int{}
	for _, q := range f.Questions {
		if !q.Placeholder {
			at[q.ID] = len(out)
			out = append(out, newResult(q))
		}
	}
	for _, a := range answers {
		asked := map[string]bool{}
		for _, q := range f.Asked(a) {
			asked[q.ID] = true
		}
		for id, i := range at {
			out[i].add(a.Values[id], asked[id])
		}
	}
	for i := range out {
		out[i].finish()
	}
	return out
}

func newResult(q Question) Result {
	r := Result{Question: q, Multiple: q.Kind == Multi}
	if q.Kind.choice() {
		for _, o := range q.Options {
			r.Bars = append(r.Bars, Bar{Option: o.ID, Text: o.Text})
		}
		r.Bars = append(r.Bars, Bar{Text: strayText}, Bar{Text: unclearText})
	}
	return r
}

func (r *Result) add(v Value, asked bool) {
	answered := r.Question.answered(v)
	switch {
	case !asked && answered:
		r.Unasked++
		return
	case !asked:
		return
	}
	r.Asked++
	if !answered {
		return
	}
	r.N++
	r.addBars(v)
	if r.Question.Kind == Number {
		r.Numbers = append(r.Numbers, *v.Number)
	} else if t := trim(v.Text); t != "" && !r.Question.Private && r.Question.Kind != OfficeNumber {
		r.Texts = append(r.Texts, t)
	}
}

func (r *Result) addBars(v Value) {
	if len(r.Bars) == 0 {
		return
	}
	picked := v.picked()
	if r.Question.Kind == Single && len(picked) > 1 {
		r.Bars[len(r.Bars)-1].Count++
		return
	}
	stray := false
	for _, id := range picked {
		i := slices.IndexFunc(r.Bars, func(b Bar) bool { return b.Option == id })
		if i < 0 {
			stray = true
		} else {
			r.Bars[i].Count++
		}
	}
	if stray {
		r.Bars[len(r.Bars)-2].Count++
	}
}

// finish drops the bars for misfits when there are none and computes the shares.
func (r *Result) finish() {
	r.Bars = slices.DeleteFunc(r.Bars, func(b Bar) bool { return b.Option == "" && b.Count == 0 })
	for i := range r.Bars {
		if r.N > 0 {
			r.Bars[i].Share = float64(r.Bars[i].Count) / float64(r.N)
		}
	}
	slices.Sort(r.Numbers)
}
