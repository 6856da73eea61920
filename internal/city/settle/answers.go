package settle

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/tasuki-care/tasuki/internal/city"
	"github.com/tasuki-care/tasuki/region"
	"github.com/tasuki-care/tasuki/region/survey"
)

// Answered is how many offices answered after the workshop.
const Answered = 36

// Answers makes up a questionnaire for the offices that came: each question is asked as the
// form's branches say. Every answer is marked 合成データ.
func Answers(c city.City, f survey.Form) []region.Reply {
	rng := rand.New(rand.NewPCG(20270127, 1))
	var out []region.Reply
	for _, seat := range c.Workshop.Seats {
		if seat.Came == 0 || len(out) == Answered {
			continue
		}
		a := survey.Answer{ID: "made-up-" + seat.Office, Via: survey.Link, Office: seat.Office, At: c.Workshop.At.AddDate(0, 0, 1).Add(minutes(rng)), Values: map[string]survey.Value{}}
		fill(f, &a, rng)
		out = append(out, region.Reply{Answer: a, Form: f.ID, Synthetic: true})
	}
	return out
}

// fill answers what is asked, question by question, until nothing more is asked.
func fill(f survey.Form, a *survey.Answer, rng *rand.Rand) {
	for again := true; again; {
		again = false
		for _, q := range f.Asked(*a) {
			if _, done := a.Values[q.ID]; done {
				continue
			}
			a.Values[q.ID] = invent(q, a.Office, rng)
			again = true
			break
		}
	}
}

func invent(q survey.Question, office string, rng *rand.Rand) survey.Value {
	switch q.Kind {
	case survey.Single:
		return survey.Value{Choices: []string{q.Options[skew(rng, len(q.Options))].ID}}
	case survey.Multi:
		var v survey.Value
		for _, o := range q.Options {
			if !o.Other && rng.IntN(3) == 0 {
				v.Choices = append(v.Choices, o.ID)
			}
		}
		if len(v.Choices) == 0 {
			v.Choices = []string{q.Options[skew(rng, len(q.Options))].ID}
		}
		return v
	case survey.Number:
		n := int64(1 + rng.IntN(20))
		return survey.Value{Number: &n}
	case survey.OfficeNumber:
		return survey.Value{Text: office}
	}
	if !q.Required && rng.IntN(3) > 0 {
		return survey.Value{}
	}
	return survey.Value{Text: fmt.Sprintf("（合成データ）自由記述の例%d", 1+rng.IntN(9))}
}

// skew prefers the first options.
func skew(rng *rand.Rand, n int) int { return min(rng.IntN(n), rng.IntN(n)) }

func minutes(rng *rand.Rand) time.Duration { return time.Duration(rng.IntN(1100)) * time.Minute }
