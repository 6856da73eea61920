package survey

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func ask(f Form, a Answer) string {
	var ids []string
	for _, q := range f.Asked(a) {
		ids = append(ids, q.ID)
	}
	return strings.Join(ids, " ")
}

func choose(pairs ...string) Answer {
	a := Answer{Values: map[string]Value{}}
	for i := 0; i < len(pairs); i += 2 {
		a.Values[pairs[i]] = Value{Choices: strings.Split(pairs[i+1], ",")}
	}
	return a
}

func TestSendaiBranches(t *testing.T) {
	for _, c := range []struct {
		name, want string
		in         Answer
	}{
		{"nothing yet", "q1 q2 q3 q5 q7 q8 q14", Answer{}},
		{"introduced", "q1 q2 q3 q5 q7 q8 q14", choose("q8", "o1")},
		{"not useful", "q1 q2 q3 q5 q6 q7 q8 q14", choose("q5", "o3")},
		{"decided", "q1 q2 q3 q5 q7 q8 q9 q14", choose("q8", "o2")},
		{"decided and fixed", "q1 q2 q3 q5 q7 q8 q9 q10 q14", choose("q8", "o2", "q9", "o1")},
		{"decided, not fixed", "q1 q2 q3 q5 q7 q8 q9 q14", choose("q8", "o2", "q9", "o2")},
		{"considering", "q1 q2 q3 q5 q7 q8 q11 q12 q14", choose("q8", "o3")},
		{"no intention, corporation", "q1 q2 q3 q5 q7 q8 q12 q13 q14", choose("q8", "o4", "q12", "o1,o9")},
		{"stale answers do not steer", "q1 q2 q3 q5 q7 q8 q14", choose("q8", "o1", "q9", "o1", "q12", "o9")},
	} {
		if got := ask(Sendai62(), c.in); got != c.want {
			t.Errorf("%s: asked %s, want %s", c.name, got, c.want)
		}
	}
}

func TestBranchesJump(t *testing.T) {
	f := Form{ID: "f", Title: "試", Questions: []Question{
		{ID: "a", Text: "一", Kind: Single, Options: []Option{{ID: "x", Text: "甲", Branch: "c"}, {ID: "y", Text: "乙", Branch: End}, {ID: "z", Text: "丙"}}},
		{ID: "b", Text: "二", Kind: Text},
		{ID: "c", Text: "三", Kind: Text, When: &Condition{Or: []Condition{{Question: "b"}, {Question: "a", Options: []string{"x"}}}}},
		{ID: "d", Text: "四", Kind: Text, When: &Condition{And: []Condition{{Question: "a"}, {Question: "c"}}}},
	}}
	if p := f.Check(); len(p) > 0 {
		t.Fatal(p)
	}
	for choice, want := range map[string]string{"x": "a c", "y": "a", "z": "a b"} {
		if got := ask(f, choose("a", choice)); got != want {
			t.Errorf("%s: asked %s, want %s", choice, got, want)
		}
	}
	a := choose("a", "x")
	a.Values["c"] = Value{Text: "答"}
	if got := ask(f, a); got != "a c d" {
		t.Errorf("with c answered: %s", got)
	}
	if got := f.WhenText(f.Questions[2]); got != "「二」に答えた、または「一」で「甲」を選んだ方" {
		t.Error(got)
	}
	if l := f.Routing([]Answer{a}); len(l) != 3 || l[0].Question != "b" || l[0].Asked != 0 {
		t.Errorf("routing %+v", l)
	}
}

func TestPrebuilt(t *testing.T) {
	for _, f := range Prebuilt() {
		if p := f.Check(); len(p) > 0 {
			t.Errorf("%s: %+v", f.ID, p)
		}
		if f.Version < 1 || len(f.Sources) == 0 {
			t.Errorf("%s has no version or no source", f.ID)
		}
		raw, err := json.Marshal(f)
		var back Form
		if err != nil || json.Unmarshal(raw, &back) != nil || !reflect.DeepEqual(f, back) {
			t.Errorf("%s does not survive JSON", f.ID)
		}
	}
	s := Sendai62()
	if len(s.Questions) != 14 {
		t.Fatalf("%d questions", len(s.Questions))
	}
	for i, q := range s.Questions {
		if q.No != i+1 || q.Placeholder != (q.No == 4) {
			t.Errorf("place %d: %+v", i, q)
		}
	}
	if !strings.Contains(s.Questions[3].Missing, "文字データにありません") || len(s.Questions[11].Options) != 12 {
		t.Error("question 4 or 12 is not as printed")
	}
	s.Questions[0].Text = "x"
	if Sendai62().Questions[0].Text == "x" {
		t.Error("callers share a form")
	}
}

func TestChitoseHasNoOptions(t *testing.T) {
	f := Chitose()
	if len(f.Questions) != 9 {
		t.Fatal(len(f.Questions))
	}
	for i, q := range f.Questions {
		if len(q.Options) > 0 || q.Kind != LongText || q.Figure != "3-"+itoa(8+i) || q.Missing != "選択肢は自治体で決めてください（報告書の文字データに残っていません）" {
			t.Errorf("%+v", q)
		}
		f.Questions[i] = q.WithOptions(i >= 7, "甲", "乙")
	}
	if p := f.Check(); len(p) > 0 || f.Questions[8].Kind != Multi || f.Questions[0].Missing != "" {
		t.Error(p)
	}
}

func TestCheckFinds(t *testing.T) {
	two := []Option{{ID: "x", Text: "甲"}, {ID: "y", Text: "乙"}}
	one, nine := int64(1), int64(9)
	for _, c := range []struct {
		code string
		qs   []Question
	}{
		{"noQuestion", nil},
		{"noQuestion", []Question{{ID: "a", Placeholder: true}}},
		{"noID", []Question{{Text: "一", Kind: Text}}},
		{"sameID", []Question{{ID: "a", Text: "一", Kind: Text}, {ID: "a", Text: "二", Kind: Text}}},
		{"sameNo", []Question{{ID: "a", No: 1, Text: "一", Kind: Text}, {ID: "b", No: 1, Text: "二", Kind: Text}}},
		{"noText", []Question{{ID: "a", Text: " ", Kind: Text}}},
		{"kind", []Question{{ID: "a", Text: "一"}}},
		{"uselessOptions", []Question{{ID: "a", Text: "一", Kind: Text, Options: two}}},
		{"fewOptions", []Question{{ID: "a", Text: "一", Kind: Single, Options: two[:1]}}},
		{"fewOptions", []Question{{ID: "a", Text: "一", Kind: Multi}}},
		{"manyOthers", []Question{{ID: "a", Text: "一", Kind: Multi, Options: []Option{{ID: "x", Text: "甲", Other: true}, {ID: "y", Text: "乙", Other: true}}}}},
		{"optionID", []Question{{ID: "a", Text: "一", Kind: Multi, Options: []Option{{ID: "x", Text: "甲"}, {ID: "x", Text: "乙"}}}}},
		{"noOptionText", []Question{{ID: "a", Text: "一", Kind: Multi, Options: []Option{{ID: "x"}}}}},
		{"sameOption", []Question{{ID: "a", Text: "一", Kind: Multi, Options: []Option{{ID: "x", Text: "Ａ"}, {ID: "y", Text: "a "}}}}},
		{"branchKind", []Question{{ID: "a", Text: "一", Kind: Multi, Options: []Option{{ID: "x", Text: "甲", Branch: End}}}}},
		{"branchUnknown", []Question{{ID: "a", Text: "一", Kind: Single, Options: []Option{{ID: "x", Text: "甲", Branch: "q"}, two[1]}}}},
		{"branchBack", []Question{{ID: "a", Text: "一", Kind: Single, Options: []Option{{ID: "x", Text: "甲", Branch: "a"}, two[1]}}}},
		{"bounds", []Question{{ID: "a", Text: "一", Kind: Number, Min: &nine, Max: &one}}},
		{"emptyCondition", []Question{{ID: "a", Text: "一", Kind: Text, When: &Condition{}}}},
		{"whenUnknown", []Question{{ID: "a", Text: "一", Kind: Text, When: &Condition{Question: "z"}}}},
		{"whenLater", []Question{{ID: "a", Text: "一", Kind: Text, When: &Condition{Question: "b"}}, {ID: "b", Text: "二", Kind: Text}}},
		{"whenPlaceholder", []Question{{ID: "a", Placeholder: true}, {ID: "b", Text: "二", Kind: Text, When: &Condition{Question: "a"}}}},
		{"whenOption", []Question{{ID: "a", Text: "一", Kind: Single, Options: two}, {ID: "b", Text: "二", Kind: Text, When: &Condition{Question: "a", Options: []string{"z"}}}}},
		{"cycle", []Question{{ID: "a", Text: "一", Kind: Text, When: &Condition{Question: "b"}}, {ID: "b", Text: "二", Kind: Text, When: &Condition{Question: "a"}}}},
	} {
		found := Form{ID: "f", Title: "試", Questions: c.qs}.Check()
		if !slices.ContainsFunc(found, func(p Problem) bool { return p.Code == c.code && p.Stop && p.Message != "" && p.Next != "" }) {
			t.Errorf("%s not found in %+v", c.code, found)
		}
	}
}

func TestCheckEndsOnLongChains(t *testing.T) {
	f := Form{ID: "f", Title: "試"}
	for i := range 60 {
		f.Questions = append(f.Questions, Question{ID: itoa(i), Text: "問", Kind: Text, When: &Condition{And: []Condition{
			{Question: itoa((i + 1) % 60)}, {Question: itoa((i + 2) % 60)}}}})
	}
	cycles := 0
	for _, p := range f.Check() {
		if p.Code == "cycle" {
			cycles++
		}
	}
	if cycles != 60 {
		t.Errorf("%d cycles", cycles)
	}
}

func TestJudge(t *testing.T) {
	f := Readiness()
	good := synthetic(f, 1, 7)[0]
	if p := f.Judge(good, func(string) string { return "" }); len(p) > 0 {
		t.Fatalf("%+v", p)
	}
	big := int64(1000)
	for _, c := range []struct {
		name, code, question string
		stop                 bool
		v                    Value
	}{
		{"empty", "required", "q2", true, Value{Text: " "}},
		{"stray option", "unknownOption", "q6", true, Value{Choices: []string{"zz"}}},
		{"two of one", "twoChoices", "q6", true, Value{Choices: []string{"o1", "o2"}}},
		{"text instead of a choice", "required", "q6", true, Value{Text: "自由"}},
		{"short number", "officeNumber", "q1", true, Value{Text: "999"}},
		{"number with signs", "officeNumber", "q1", true, Value{Text: "99999あ0001"}},
		{"checker", "officeNumber", "q1", true, Value{Text: "9999900009"}},
		{"out of range", "range", "q14", true, Value{Number: &big}},
		{"no number", "notANumber", "q14", true, Value{Text: "数か所"}},
		{"too long", "tooLong", "q4", true, Value{Text: strings.Repeat("あ", longest+1)}},
	} {
		a := Answer{Values: map[string]Value{}}
		for k, v := range good.Values {
			a.Values[k] = v
		}
		a.Values[c.question] = c.v
		found := f.Judge(a, func(n string) string {
			if n == "9999900009" {
				return "検査数字が合いません。"
			}
			return ""
		})
		ok := slices.ContainsFunc(found, func(p Problem) bool { return p.Code == c.code && p.Question == c.question && p.Stop == c.stop })
		if !ok {
			t.Errorf("%s: %+v", c.name, found)
		}
	}
}

func TestJudgeKeepsWhatWasNotAsked(t *testing.T) {
	a := choose("q9", "o1", "zz", "o1")
	var codes []string
	for _, p := range Sendai62().Judge(a) {
		if !p.Stop {
			codes = append(codes, p.Code)
		}
	}
	if strings.Join(codes, " ") != "notAsked unknownQuestion" {
		t.Error(codes)
	}
}

func TestAFormAsksInTheNameOfItsPlace(t *testing.T) {
	source, asked := Sendai62(), Sendai62().For("襷市")
	if strings.Contains(asked.Title+asked.Note, "仙台") || !strings.Contains(asked.Title, "襷市") || !strings.Contains(asked.Note, "、襷市にて") {
		t.Errorf("title %q, note %q", asked.Title, asked.Note)
	}
	if !reflect.DeepEqual(asked.Questions, source.Questions) || !reflect.DeepEqual(asked.Sources, source.Sources) {
		t.Error("the wording of the questions or its source changed")
	}
	if !reflect.DeepEqual(source.For(""), source) {
		t.Error("a map without a name changed the form")
	}
}
