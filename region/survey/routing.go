package survey

// Routing is the check of all branches of a form, to be printed beside every n.
type Routing struct {
	Lines []RoutingLine
	Agree bool // every branch adds up
}

// RoutingLine says of one conditional question whether its n fits the branch before it.
type RoutingLine struct {
	Question   string // ID
	No         int    `json:",omitempty"`
	Figure     string `json:",omitempty"`
	When       string // who is asked, in Japanese
	Asked      int    // were asked
	Answered   int    // of those, answered: the n of the figure
	Unanswered int    // of those, did not answer
	Unasked    int    // answered without being asked; not in the n
	Agree      bool   // nobody unasked, and nobody silent where an answer is required
	Sentence   string // all of it in Japanese
}

// Routing checks every question that not everybody is asked.
func (f Form) Routing(answers []Answer) []RoutingLine {
	var out []RoutingLine
	jumped := f.jumpedOver()
	for _, r := range f.Tally(answers) {
		if r.Question.When != nil || jumped[r.Question.ID] || r.Unasked > 0 {
			out = append(out, f.routingLine(r, jumped[r.Question.ID]))
		}
	}
	return out
}

// RoutingCheck is Routing with the verdict over all lines.
func (f Form) RoutingCheck(answers []Answer) Routing {
	r := Routing{Lines: f.Routing(answers), Agree: true}
	for _, l := range r.Lines {
		r.Agree = r.Agree && l.Agree
	}
	return r
}

// jumpedOver are the questions some branch leaves out.
func (f Form) jumpedOver() map[string]bool {
	out := map[string]bool{}
	for i, q := range f.Questions {
		for _, o := range q.Options {
			to := f.place(o.Branch)
			if o.Branch == End {
				to = len(f.Questions)
			}
			for j := i + 1; j < to; j++ {
				out[f.Questions[j].ID] = true
			}
		}
	}
	return out
}

func (f Form) routingLine(r Result, jumped bool) RoutingLine {
	q := r.Question
	l := RoutingLine{Question: q.ID, No: q.No, Figure: q.Figure, When: f.WhenText(q), Asked: r.Asked,
		Answered: r.N, Unanswered: r.Asked - r.N, Unasked: r.Unasked}
	if jumped && q.When == nil {
		l.When = "分岐で飛ばされなかった方"
	}
	l.Agree = l.Unasked == 0 && (l.Unanswered == 0 || !q.Required)
	l.Sentence = l.sentence(q)
	return l
}

func (l RoutingLine) sentence(q Question) string {
	name := "「" + q.Text + "」"
	if q.No > 0 {
		name = "問" + itoa(q.No)
	}
	s := name + "は、" + l.When + itoa(l.Asked) + "件が対象です。回答は" + itoa(l.Answered) + "件（n=" + itoa(l.Answered) + "）、無回答は" + itoa(l.Unanswered) + "件です。"
	if l.Unasked > 0 {
		s += "対象ではない方の回答が" + itoa(l.Unasked) + "件あり、nに入れていません。分岐のもとの回答を確認してください。"
	}
	if l.Agree {
		return s + "分岐と件数は合っています。"
	}
	if q.Required && l.Unanswered > 0 {
		s += "必須の質問ですので、無回答の" + itoa(l.Unanswered) + "件を確認してください。"
	}
	return s
}
