package regionweb

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/chart"
	"github.com/tasuki-care/tasuki/region/survey"
)

// formPage is one questionnaire: its questions, links and what came in.
type formPage struct {
	Form     survey.Form
	Problems []survey.Problem
	Links    []region.Link
	Answers  []region.Reply
	Until    string
	Kinds    []survey.Kind
	Host     string
	Change   bool
	Prebuilt bool
}

func showForm(c *call) error {
	f, err := c.site.Map.Form(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := formPage{Form: f, Problems: f.Check(), Links: c.m.Links(f.ID), Until: isoDay(c.site.Now().AddDate(0, 0, 14)), Kinds: survey.Kinds(), Host: c.r.Host, Change: c.m.May(region.Ask)}
	if p.Change {
		if p.Answers, err = c.m.Answers(f.ID); err != nil {
			return err
		}
	}
	return c.show("form", f.Title, p)
}

// When writes who is asked a question.
func (p formPage) When(q survey.Question) string { return p.Form.WhenText(q) }

// newForm makes an empty form, or a copy of one to be changed.
func newForm(c *call) error {
	f := survey.Form{Title: cmp.Or(c.r.FormValue("title"), "新しいアンケート")}
	if from := c.r.FormValue("copy"); from != "" {
		old, err := c.site.Map.Form(from)
		if err != nil {
			return err
		}
		f = old
		f.ID, f.Version, f.Title = "", 0, old.Title+"（写し）"
	}
	f, err := c.m.SaveForm(c.r.Context(), f)
	if err != nil {
		return err
	}
	return c.done("/forms/"+f.ID, "form")
}

// saveForm changes the form's head, or one question.
func saveForm(c *call) error {
	f, err := c.site.Map.Form(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	f.Questions = slices.Clone(f.Questions)
	switch c.r.FormValue("what") {
	case "head":
		f.Title, f.Note, f.Closed = c.r.FormValue("title"), c.r.FormValue("note"), c.r.FormValue("closed") != ""
	case "question":
		f.Questions, err = c.question(f.Questions)
	case "remove":
		f.Questions = slices.DeleteFunc(f.Questions, func(q survey.Question) bool { return q.ID == c.r.FormValue("qid") })
	case "up":
		if i := slices.IndexFunc(f.Questions, func(q survey.Question) bool { return q.ID == c.r.FormValue("qid") }); i > 0 {
			f.Questions[i-1], f.Questions[i] = f.Questions[i], f.Questions[i-1]
		}
	}
	if err != nil {
		return err
	}
	if _, err := c.m.SaveForm(c.r.Context(), f); err != nil {
		return err
	}
	return c.done("/forms/"+f.ID, "form")
}

// question adds a question, or changes the one with the id.
func (c *call) question(list []survey.Question) ([]survey.Question, error) {
	q := survey.Question{Kind: survey.Kind(c.r.FormValue("kind"))}
	id := c.r.FormValue("qid")
	at := slices.IndexFunc(list, func(q survey.Question) bool { return q.ID == id })
	if at >= 0 {
		q = list[at]
		q.Kind = survey.Kind(cmp.Or(c.r.FormValue("kind"), string(q.Kind)))
	} else {
		q.ID, q.No = freeID(list), len(list)+1
	}
	q.Text, q.Note, q.Required = c.r.FormValue("text"), c.r.FormValue("note"), c.r.FormValue("required") != ""
	q.Options = options(q.Options, lines(c.r.FormValue("options")))
	q.When = nil
	if on := c.r.FormValue("whenq"); on != "" {
		q.When = &survey.Condition{Question: on, Options: optionIDs(list, on, lines(c.r.FormValue("whenoptions")))}
	}
	if at >= 0 {
		list[at] = q
		return list, nil
	}
	return append(list, q), nil
}

func freeID(list []survey.Question) string {
	for i := len(list) + 1; ; i++ {
		id := "q" + strconv.Itoa(i)
		if !slices.ContainsFunc(list, func(q survey.Question) bool { return q.ID == id }) {
			return id
		}
	}
}

// options keeps the ids of choices whose text stays.
func options(old []survey.Option, texts []string) []survey.Option {
	var out []survey.Option
	for i, t := range texts {
		o := survey.Option{ID: "o" + strconv.Itoa(i+1), Text: t}
		if at := slices.IndexFunc(old, func(o survey.Option) bool { return o.Text == t }); at >= 0 {
			o = old[at]
		}
		for slices.ContainsFunc(out, func(x survey.Option) bool { return x.ID == o.ID }) {
			o.ID += "x"
		}
		o.Other = o.Other || strings.HasPrefix(t, "その他")
		out = append(out, o)
	}
	return out
}

// optionIDs finds choices of a question by their text.
func optionIDs(list []survey.Question, question string, texts []string) []string {
	var out []string
	for _, q := range list {
		for _, o := range q.Options {
			if q.ID == question && slices.Contains(texts, o.Text) {
				out = append(out, o.ID)
			}
		}
	}
	return out
}

func openForm(c *call) error {
	id := c.r.PathValue("id")
	until := c.day("until").AddDate(0, 0, 1)
	if _, err := c.m.OpenForm(c.r.Context(), id, until); err != nil {
		return err
	}
	return c.done("/forms/"+id, "opened")
}

// resultsPage is the live result of a form.
type resultsPage struct {
	Form      survey.Form
	N         int
	Synthetic bool
	Results   []resultView
	Routing   survey.Routing
	Zones     survey.ZoneTable
	Full      bool
	Cross     *survey.CrossTable
	By, Of    string
	Choices   []survey.Question
}

type resultView struct {
	survey.Result
	Figure figureView
}

func (c *call) answers(form string) ([]survey.Answer, error) {
	list, err := c.m.Answers(form)
	if err != nil {
		return nil, err
	}
	out := make([]survey.Answer, len(list))
	for i, r := range list {
		out[i] = r.Answer
	}
	return out, nil
}

func showResults(c *call) error {
	f, err := c.site.Map.Form(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := resultsPage{Form: f, Full: c.m.May(region.Ask), By: c.r.FormValue("by"), Of: c.r.FormValue("of")}
	if p.Zones, err = c.m.ZoneTotals(f.ID); err != nil {
		return err
	}
	if !p.Full {
		return c.show("results", f.Title, p)
	}
	if err := p.fill(c); err != nil {
		return err
	}
	return c.show("results", f.Title, p)
}

func (p *resultsPage) fill(c *call) error {
	replies, err := c.m.Answers(p.Form.ID)
	if err != nil {
		return err
	}
	for _, r := range replies {
		p.Synthetic = p.Synthetic || r.Synthetic
	}
	list, err := c.answers(p.Form.ID)
	if err != nil {
		return err
	}
	p.N, p.Routing = len(list), p.Form.RoutingCheck(list)
	for _, r := range p.Form.Tally(list) {
		v := resultView{Result: r}
		if len(r.Bars) > 0 {
			f := bars(c, r)
			v.Figure = figureView{Name: "survey?form=" + p.Form.ID + "&question=" + r.Question.ID, SVG: template.HTML(f.SVG), Table: f.Table, Alt: f.Alt}
			p.Choices = append(p.Choices, r.Question)
		}
		p.Results = append(p.Results, v)
	}
	if p.By != "" && p.Of != "" {
		t := p.Form.Cross(list, p.By, p.Of)
		p.Cross = &t
	}
	return nil
}

// bars draws the answers to one question.
func bars(c *call, r survey.Result) chart.Figure {
	var list []chart.Bar
	for _, b := range r.Bars {
		list = append(list, chart.Bar{Text: cmp.Or(b.Text, "選択肢にない回答"), Count: b.Count})
	}
	return chart.Bars(r.Question.Label(), r.N, list, r.Multiple, c.options(r.NText()))
}

func excelAnswers(c *call) error {
	f, err := c.site.Map.Form(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	list, err := c.answers(f.ID)
	if err != nil {
		return err
	}
	rows := f.Rows(list)
	t := table{Title: f.Title}
	if len(rows) > 0 {
		t.Heads, t.Rows = rows[0], rows[1:]
	}
	return c.excel("回答-"+f.Title, t)
}

// takeAnswers reads answers from a table; each row says what became of it.
func takeAnswers(c *call) error {
	in, _, err := c.inputs()
	if err != nil {
		return err
	}
	f, err := c.site.Map.Form(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	var list []survey.Answer
	var problems []survey.RowProblem
	for _, t := range in {
		a, p := survey.ReadTable(f, t.Rows)
		list, problems = append(list, a...), append(problems, p...)
	}
	n, err := c.m.AddAnswers(c.r.Context(), f.ID, list...)
	if err != nil {
		return err
	}
	return c.show("taken", "回答の取り込み", struct {
		Form     survey.Form
		N        int
		Problems []survey.RowProblem
	}{f, n, problems})
}

// answerPage is the questionnaire to be filled in: by link, or from paper.
type answerPage struct {
	Form   survey.Form
	Action string
	Values map[string][]string
	Errors []survey.Problem
	Thanks bool
	Paper  bool
}

// Has tells whether a choice was made.
func (p answerPage) Has(q, o string) bool { return slices.Contains(p.Values[q], o) }

// Value gives what was typed in.
func (p answerPage) Value(q string) string { return strings.Join(p.Values[q], "\n") }

// When writes who is asked a question.
func (p answerPage) When(q survey.Question) string { return p.Form.WhenText(q) }

func showPaper(c *call) error {
	f, err := c.site.Map.Form(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	return c.show("answer", f.Title, answerPage{Form: f, Action: c.r.URL.Path, Paper: true})
}

func savePaper(c *call) error {
	f, err := c.site.Map.Form(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	a, values, problems := read(f, c.r.Form, c.r.FormValue)
	a.Via = survey.Paper
	if len(problems) > 0 && c.r.FormValue("anyway") == "" {
		return c.show("answer", f.Title, answerPage{Form: f, Action: c.r.URL.Path, Values: values, Errors: problems, Paper: true})
	}
	if _, err := c.m.AddAnswers(c.r.Context(), f.ID, a); err != nil {
		return err
	}
	return c.done(c.r.URL.Path, "answered")
}

// read makes an answer of a filled-in form.
func read(f survey.Form, form map[string][]string, value func(string) string) (survey.Answer, map[string][]string, []survey.Problem) {
	a := survey.Answer{Values: map[string]survey.Value{}}
	values := map[string][]string{}
	for _, q := range f.Questions {
		v := survey.Value{}
		switch q.Kind {
		case survey.Single, survey.Multi:
			v.Choices, v.Text = form["q-"+q.ID], strings.TrimSpace(value("t-"+q.ID))
		case survey.Number:
			if n, err := strconv.ParseInt(strings.TrimSpace(value("q-"+q.ID)), 10, 64); err == nil {
				v.Number = &n
			}
		default:
			v.Text = strings.TrimSpace(value("q-" + q.ID))
		}
		values[q.ID] = form["q-"+q.ID]
		if !v.Empty() {
			a.Values[q.ID] = v
		}
	}
	var stops []survey.Problem
	for _, p := range f.Judge(a) {
		if p.Stop {
			stops = append(stops, p)
		}
	}
	return a, values, stops
}

func removeAnswer(c *call) error {
	if err := c.m.RemoveAnswer(c.r.Context(), c.r.FormValue("answer")); err != nil {
		return err
	}
	return c.done("/forms/"+c.r.PathValue("id"), "removed")
}

// Words writes an answer's choices for a list.
func (p formPage) Words(r region.Reply) string {
	var out []string
	for _, q := range p.Form.Questions {
		v := r.Values[q.ID]
		for _, id := range v.Choices {
			if o, ok := q.Option(id); ok {
				out = append(out, fmt.Sprintf("問%d %s", q.No, o.Text))
			}
		}
	}
	return strings.Join(out[:min(3, len(out))], "／")
}
