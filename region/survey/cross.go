package survey

// CrossTable is one クロス集計: the answers to one question, split by another.
type CrossTable struct {
	By, Of   Question
	Columns  []Option   // of Of
	Rows     []CrossRow // one for each option of By, then the total
	N        int        // answered both questions
	Multiple bool       `json:",omitempty"` // an answer may stand in several rows or columns
	Note     string     // Japanese, what to know when reading it
}

// CrossRow is one row. The shares are of the row's N.
type CrossRow struct {
	Option string // option ID, "" = the total of all answers
	Text   string
	N      int
	Bars   []Bar
}

// Cross splits the answers to the choice question "of" by the choice question "by". Only
// answers that were asked both and fit an option of both count. Without two choice
// questions the table is empty and the note says why.
func (f Form) Cross(answers []Answer, byQuestion, ofQuestion string) CrossTable {
	by, ok1 := f.Question(byQuestion)
	of, ok2 := f.Question(ofQuestion)
	if !ok1 || !ok2 || !by.Kind.choice() || !of.Kind.choice() || by.ID == of.ID {
		return CrossTable{By: by, Of: of, Note: "クロス集計には、選択肢のある別々の質問が2つ必要です。質問を選び直してください。"}
	}
	t := CrossTable{By: by, Of: of, Columns: of.Options, Multiple: by.Kind == Multi || of.Kind == Multi}
	for _, o := range by.Options {
		t.Rows = append(t.Rows, crossRow(o.ID, o.Text, of))
	}
	t.Rows = append(t.Rows, crossRow("", "合計", of))
	for _, a := range answers {
		t.add(f.fitting(a, by), f.fitting(a, of))
	}
	t.finish()
	return t
}

func crossRow(id, text string, of Question) CrossRow {
	r := CrossRow{Option: id, Text: text}
	for _, o := range of.Options {
		r.Bars = append(r.Bars, Bar{Option: o.ID, Text: o.Text})
	}
	return r
}

// fitting are the known options an answer chose in q, if q was asked. A single choice with
// several options is not clear and counts as none.
func (f Form) fitting(a Answer, q Question) []string {
	for _, asked := range f.Asked(a) {
		if asked.ID != q.ID {
			continue
		}
		var out []string
		for _, id := range a.Values[q.ID].picked() {
			if _, ok := q.Option(id); ok {
				out = append(out, id)
			}
		}
		if q.Kind == Single && len(out) != 1 {
			return nil
		}
		return out
	}
	return nil
}

func (t *CrossTable) add(by, of []string) {
	if len(by) == 0 || len(of) == 0 {
		return
	}
	t.N++
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Option != "" && !contains(by, r.Option) {
			continue
		}
		r.N++
		for j := range r.Bars {
			if contains(of, r.Bars[j].Option) {
				r.Bars[j].Count++
			}
		}
	}
}

func (t *CrossTable) finish() {
	for i := range t.Rows {
		r := &t.Rows[i]
		for j := range r.Bars {
			if r.N > 0 {
				r.Bars[j].Share = float64(r.Bars[j].Count) / float64(r.N)
			}
		}
	}
	t.Note = "両方の質問に答えた" + itoa(t.N) + "件の表です。割合は行ごとのnに対するものです。"
	if t.Multiple {
		t.Note += "複数回答の質問を含むため、足しても合計や100%になりません。"
	}
}
