package survey

import (
	"strconv"
	"strings"
	"time"
)

// Done is what was done with a row.
type Done string

// What was done.
const (
	Taken   Done = "taken"   // 取り込んだ
	Remarks Done = "remarks" // 取り込んだ、確認が必要
	Skipped Done = "skipped" // 取り込まなかった
	Heading Done = "heading" // 見出し
)

// RowProblem says what was done with one row; every row of the table has exactly one, rows
// without any trouble too.
type RowProblem struct {
	Row      int // 1 = first row of the table
	Done     Done
	Answer   string    `json:",omitempty"` // ID of the answer made from it
	Message  string    // Japanese; never holds what the row says
	Problems []Problem `json:",omitempty"`
}

// jst is the zone of times that name none.
var jst = time.FixedZone("JST", 9*60*60)

// ReadTable reads answers from a table. The first row that is not empty is the heading; a
// column belongs to a question by its text, number (Q5, 問5, 5) or ID. Several choices in a
// cell stand apart by 、 ; / , or a new line. What fits no option is kept as it came.
// Without a heading that fits the form nothing is read.
func ReadTable(f Form, rows [][]string) ([]Answer, []RowProblem) {
	r := &reader{form: f, ids: map[string]bool{}, offices: map[string]bool{}}
	for i, cells := range rows {
		switch {
		case blank(cells):
			r.report(i, Skipped, "空の行のため、取り込みませんでした。")
		case r.columns == nil:
			r.heading(i, cells)
		case !r.usable:
			r.report(i, Skipped, "見出しが読めないため、取り込みませんでした。")
		default:
			r.row(i, cells)
		}
	}
	return r.answers, r.done
}

func blank(cells []string) bool {
	for _, c := range cells {
		if fold(c) != "" {
			return false
		}
	}
	return true
}

type reader struct {
	form    Form
	columns []column
	usable  bool // the heading names a question
	ids     map[string]bool
	offices map[string]bool
	answers []Answer
	done    []RowProblem
}

func (r *reader) report(i int, done Done, message string, problems ...Problem) {
	r.done = append(r.done, RowProblem{Row: i + 1, Done: done, Message: itoa(i+1) + "行目: " + message, Problems: problems})
}

func (r *reader) heading(i int, cells []string) {
	r.columns = r.form.columns(cells)
	var problems []Problem
	found := map[string]bool{}
	for j, c := range r.columns {
		if c.question >= 0 {
			r.usable = true
			found[r.form.Questions[c.question].ID] = true
		} else if c.meta == "" && fold(cells[j]) != "" {
			problems = append(problems, Problem{Code: "unknownColumn", Message: itoa(j+1) + "列目の見出しに合う質問がありません。この列は取り込みません。",
				Next: "見出しを質問の文か「Q5」のような番号にしてください。"})
		}
	}
	for _, q := range r.form.Questions {
		if !found[q.ID] && !q.Placeholder {
			problems = append(problems, q.problem("noColumn", false, "この質問の列が表にありません。", "列がない質問は無回答として扱います。"))
		}
	}
	if !r.usable {
		r.report(i, Skipped, "見出しの行に、このアンケートの質問が1つもありません。1行目に質問の文か「Q5」のような番号を入れてください。", problems...)
		return
	}
	r.report(i, Heading, "見出しとして読みました。質問の列は"+itoa(len(found))+"列です。", problems...)
}

func (r *reader) row(i int, cells []string) {
	a := Answer{Via: Import, Values: map[string]Value{}}
	var problems []Problem
	for j, c := range r.columns {
		if j >= len(cells) || trim(cells[j]) == "" {
			continue
		}
		if c.question < 0 {
			problems = append(problems, a.setMeta(c.meta, trim(cells[j]))...)
			continue
		}
		q := r.form.Questions[c.question]
		v, more := q.read(cells[j])
		problems = append(problems, more...)
		if !v.Empty() {
			a.Values[q.ID] = v
		}
	}
	if len(a.Values) == 0 {
		r.report(i, Skipped, "質問への回答がないため、取り込みませんでした。", problems...)
		return
	}
	r.keep(i, a, problems)
}

func (r *reader) keep(i int, a Answer, problems []Problem) {
	a.Office = r.form.OfficeOf(a)
	if a.Office != "" && r.offices[a.Office] {
		problems = append(problems, Problem{Code: "sameOffice", Message: "同じ事業所番号の回答が、この表の前の行にもあります。両方を残します。", Next: "どちらかが不要なときは、取り込んだ後に消してください。"})
	}
	if a.ID != "" && r.ids[a.ID] {
		problems = append(problems, Problem{Code: "sameID", Message: "同じ回答番号の行があるため、別の番号を付けました。", Next: "重なっていないか確認してください。"})
		a.ID = ""
	}
	for n := i + 1; a.ID == "" || r.ids[a.ID]; n += len(r.ids) + 1 {
		a.ID = "row-" + itoa(n)
	}
	r.ids[a.ID], r.offices[a.Office] = true, true
	problems = append(problems, r.form.Judge(a)...)
	r.answers = append(r.answers, a)
	if len(problems) == 0 {
		r.report(i, Taken, "取り込みました。")
	} else {
		r.report(i, Remarks, "取り込みました。確認が必要な点が"+itoa(len(problems))+"件あります。", problems...)
	}
	r.done[len(r.done)-1].Answer = a.ID
}

// column is what a column of the table holds.
type column struct {
	question int    // place of the question, -1 = none
	meta     string // one of the meta words, "" = none
}

// The headings of what belongs to the answer itself.
const (
	metaID, metaAt, metaVia, metaOffice = "回答番号", "回答日時", "受け取り方", "回答事業所"
)

// metaNames also knows the headings of common form services.
var metaNames = map[string]string{
	metaID: metaID, "id": metaID, metaAt: metaAt, "完了時刻": metaAt, "タイムスタンプ": metaAt, "timestamp": metaAt,
	metaVia: metaVia, metaOffice: metaOffice,
}

// columns finds the question of every heading; a question takes the first column that fits.
func (f Form) columns(cells []string) []column {
	out := make([]column, len(cells))
	taken := map[int]bool{}
	metas := map[string]bool{}
	for j, cell := range cells {
		head := foldHead(cell)
		out[j] = column{question: f.find(head, taken)}
		if at := out[j].question; at >= 0 {
			taken[at] = true
		} else if m := metaNames[head]; !metas[m] {
			out[j].meta, metas[m] = m, m != ""
		}
	}
	return out
}

func (f Form) find(head string, taken map[int]bool) int {
	if head == "" {
		return -1
	}
	no, rest, sure := splitNo(head)
	for _, fits := range []func(Question) bool{
		func(q Question) bool { return foldHead(q.Text) == head },
		func(q Question) bool { return no > 0 && q.No == no && (sure || rest == "" || rest == foldHead(q.Text)) },
		func(q Question) bool { return fold(q.ID) == head },
	} {
		for i, q := range f.Questions {
			if !taken[i] && fits(q) {
				return i
			}
		}
	}
	return -1
}

// splitNo takes the number off a heading: q5…, 問5…, 5.…; sure when it says that it is one.
func splitNo(head string) (no int, rest string, sure bool) {
	s := head
	for _, p := range []string{"設問", "質問", "問", "q"} {
		if cut, ok := strings.CutPrefix(s, p); ok {
			s, sure = cut, true
			break
		}
	}
	end := 0
	for end < len(s) && end < 4 && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	no, err := strconv.Atoi(s[:end])
	if err != nil {
		return 0, "", false
	}
	return no, strings.TrimLeft(s[end:], ".:)、_-"), sure
}

func (a *Answer) setMeta(meta, cell string) []Problem {
	switch meta {
	case metaID:
		a.ID = cell
	case metaOffice:
		a.Office = foldNumber(cell)
	case metaVia:
		for v, word := range viaWords {
			if word == cell {
				a.Via = v
			}
		}
	case metaAt:
		at, ok := readTime(cell)
		if !ok {
			return []Problem{{Code: "time", Message: "回答日時が読めません。日時なしで取り込みました。", Next: "「2026-03-19 12:30」のような形にしてください。"}}
		}
		a.At = at
	}
	return nil
}

func readTime(cell string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, cell); err == nil {
		return t, true
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2"} {
		if t, err := time.ParseInLocation(layout, cell, jst); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
