package survey

import "strings"

// Asked are the questions that apply given the answers so far, in order. Only answers to
// questions that were asked themselves steer what follows; placeholders are never asked.
func (f Form) Asked(a Answer) []Question {
	var out []Question
	seen := map[string]Value{}
	until := ""
	for _, q := range f.Questions {
		if until != "" && q.ID != until {
			continue
		}
		until = ""
		if q.Placeholder || !q.When.holds(seen) {
			continue
		}
		out = append(out, q)
		if v := a.Values[q.ID]; q.answered(v) {
			seen[q.ID] = v
		}
		until = f.jump(q, a.Values[q.ID])
	}
	return out
}

// jump is the question a single choice leads to, End, or "" for the next one.
func (f Form) jump(q Question, v Value) string {
	picked := v.picked()
	if q.Kind != Single || len(picked) != 1 {
		return ""
	}
	o, _ := q.Option(picked[0])
	if o.Branch == "" || o.Branch == End {
		return o.Branch
	}
	if f.place(o.Branch) <= f.place(q.ID) {
		return ""
	}
	return o.Branch
}

// place is the position of a question, -1 when there is none.
func (f Form) place(id string) int {
	for i, q := range f.Questions {
		if q.ID == id {
			return i
		}
	}
	return -1
}

func (c *Condition) holds(seen map[string]Value) bool {
	if c == nil {
		return true
	}
	return c.leaf(seen) && every(c.And, seen) && (len(c.Or) == 0 || some(c.Or, seen))
}

func (c *Condition) leaf(seen map[string]Value) bool {
	if c.Question == "" {
		return true
	}
	v, ok := seen[c.Question]
	if !ok || len(c.Options) == 0 {
		return ok
	}
	for _, id := range v.picked() {
		if contains(c.Options, id) {
			return true
		}
	}
	return false
}

func every(list []Condition, seen map[string]Value) bool {
	for i := range list {
		if !list[i].holds(seen) {
			return false
		}
	}
	return true
}

func some(list []Condition, seen map[string]Value) bool {
	for i := range list {
		if list[i].holds(seen) {
			return true
		}
	}
	return false
}

// leaves are all conditions on a single question within c.
func (c *Condition) leaves() []Condition {
	if c == nil {
		return nil
	}
	var out []Condition
	if c.Question != "" {
		out = append(out, Condition{Question: c.Question, Options: c.Options})
	}
	for i := range c.And {
		out = append(out, c.And[i].leaves()...)
	}
	for i := range c.Or {
		out = append(out, c.Or[i].leaves()...)
	}
	return out
}

// WhenText says in Japanese when a question is asked: 問8で「検討中」を選んだ方.
func (f Form) WhenText(q Question) string {
	if q.Placeholder {
		return "表示しません"
	}
	if q.When == nil {
		return "すべての方"
	}
	return f.describe(*q.When) + "方"
}

func (f Form) describe(c Condition) string {
	var parts []string
	if c.Question != "" {
		parts = append(parts, f.describeLeaf(c))
	}
	for _, sub := range c.And {
		parts = append(parts, f.describe(sub))
	}
	if len(c.Or) > 0 {
		var or []string
		for _, sub := range c.Or {
			or = append(or, f.describe(sub))
		}
		parts = append(parts, strings.Join(or, "、または"))
	}
	return strings.Join(parts, "、かつ")
}

func (f Form) describeLeaf(c Condition) string {
	q, ok := f.Question(c.Question)
	name := "問" + itoa(q.No)
	if !ok || q.No == 0 {
		name = "「" + q.Text + "」"
	}
	if len(c.Options) == 0 {
		return name + "に答えた"
	}
	var words []string
	for _, id := range c.Options {
		o, _ := q.Option(id)
		words = append(words, "「"+o.Text+"」")
	}
	return name + "で" + strings.Join(words, "か") + "を選んだ"
}
