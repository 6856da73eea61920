package survey

import (
	"strconv"
	"strings"
)

// read makes the value of a question from a cell.
func (q Question) read(cell string) (Value, []Problem) {
	switch q.Kind {
	case Single, Multi:
		return q.readChoices(cell), nil
	case Number:
		s := strings.ReplaceAll(strings.TrimSuffix(fold(cell), ".0"), ",", "")
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return Value{Number: &n}, nil
		}
	case OfficeNumber:
		return q.readOffice(cell)
	}
	return Value{Text: trim(cell)}, nil
}

func (q Question) readOffice(cell string) (Value, []Problem) {
	n := foldNumber(cell)
	if len(n) != 9 || strings.Trim(n, "0123456789") != "" {
		return Value{Text: n}, nil
	}
	return Value{Text: "0" + n}, []Problem{q.problem("zero", false, "事業所番号が9桁でしたので、先頭に0を補いました。", "番号が正しいか確認してください。")}
}

// choiceReader walks through a cell. folded and origin have the same length: the cell as it
// is compared, without spaces, and where each rune stands in the cell.
type choiceReader struct {
	question Question
	cell     []rune
	folded   []rune
	origin   []int
	value    Value
	others   []string
}

func (q Question) readChoices(cell string) Value {
	r := &choiceReader{question: q, cell: []rune(cell)}
	for i, c := range r.cell {
		f := foldRune(c)
		if c == '\n' {
			f = ';'
		}
		if f != ' ' && f != '\ufeff' {
			r.folded, r.origin = append(r.folded, f), append(r.origin, i)
		}
	}
	for at := 0; at < len(r.folded); {
		at = r.step(at)
	}
	r.value.Text = strings.Join(r.others, "、")
	return r.value
}

// step reads one choice at a place and returns the next place.
func (r *choiceReader) step(at int) int {
	if r.separator(at) {
		return at + 1
	}
	if o, end, ok := r.match(at); ok {
		r.pick(o.ID)
		return r.otherText(o, end)
	}
	end := at + 1
	for end < len(r.folded) && !r.startsKnown(end) {
		end++
	}
	r.stray(r.text(at, end))
	return end
}

// startsKnown says whether a separator at this place stands before a known option.
func (r *choiceReader) startsKnown(at int) bool {
	if !r.separator(at) {
		return false
	}
	_, _, ok := r.match(at + 1)
	return ok
}

func (r *choiceReader) separator(at int) bool {
	return at < len(r.folded) && strings.ContainsRune("、;/,", r.folded[at])
}

// match finds the longest option that stands at a place and ends there properly.
func (r *choiceReader) match(at int) (best Option, end int, ok bool) {
	for _, o := range r.question.Options {
		text := []rune(fold(o.Text))
		stop := at + len(text)
		if len(text) == 0 || stop > len(r.folded) || string(r.folded[at:stop]) != string(text) {
			continue
		}
		ends := stop == len(r.folded) || r.separator(stop) || o.Other && strings.ContainsRune(":(", r.folded[stop])
		if ends && stop > end {
			best, end, ok = o, stop, true
		}
	}
	return best, end, ok
}

// otherText reads what stands behind その他: up to the closing bracket, or all that follows
// a colon.
func (r *choiceReader) otherText(o Option, at int) int {
	if !o.Other || at >= len(r.folded) || r.separator(at) {
		return at
	}
	end, next := len(r.folded), len(r.folded)
	if r.folded[at] == '(' {
		end, next = r.bracket(at)
	}
	r.addText(r.text(at+1, end))
	return next
}

// bracket finds the end of the text in brackets and the place behind it.
func (r *choiceReader) bracket(at int) (end, next int) {
	for i := at + 1; i < len(r.folded); i++ {
		if r.folded[i] == ')' && (i+1 == len(r.folded) || r.separator(i+1)) {
			return i, i + 1
		}
	}
	return len(r.folded), len(r.folded)
}

func (r *choiceReader) stray(text string) {
	if o, ok := r.question.other(); ok {
		r.pick(o.ID)
		r.addText(text)
		return
	}
	r.pick(text)
}

func (r *choiceReader) pick(id string) {
	if !contains(r.value.Choices, id) {
		r.value.Choices = append(r.value.Choices, id)
	}
}

func (r *choiceReader) addText(text string) {
	if text != "" {
		r.others = append(r.others, text)
	}
}

// text is the cell as written between two places, without separators at its ends.
func (r *choiceReader) text(from, to int) string {
	if from >= to {
		return ""
	}
	last := len(r.cell)
	if to < len(r.folded) {
		last = r.origin[to]
	}
	return strings.Trim(string(r.cell[r.origin[from]:last]), "、;；/／, \t\r\n\u3000")
}
