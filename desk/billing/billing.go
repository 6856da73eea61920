// Package billing reads rows that a clerk pastes from what the 国保連 sends after a claim:
// 返戻(保留)一覧表 (claims sent back or held) and 増減単位数通知書 (units changed by the
// examination). It knows the header words of these lists, the shapes of their numbers and
// a small table of reasons with the next step for each.
//
// It knows no client (利用者) and keeps no name: the number of the insured is enough. It
// never reads a disk, the network or the clock, and never decides what is billed.
package billing

// Kinds of a Row.
const (
	KindReturned = "返戻" // sent back: claim again
	KindHeld     = "保留" // held: waits for the 給付管理票
	KindChanged  = "増減" // units changed
)

// Row is one line of a list.
type Row struct {
	Kind     string // 返戻, 保留 or 増減
	Insurer  string // 保険者番号, 6 digits
	Insured  string // 被保険者番号, 10 characters
	Month    string // サービス提供年月, YYYYMM
	Provider string // 事業所番号, 10 digits
	Type     string // サービス種類, 2 digits
	Units    int    // 単位数
	Delta    int    // 増減単位数, negative for △
	Reason   string // as written: 事由 and 内容
	Next     string // what to do next
}

// Problem is a line, or a cell of a line, that was not understood.
type Problem struct {
	Line     int    // line of the pasted text, from 1
	Column   string // header word of the cell; "" for the whole line
	Sentence string // what was not understood, without the value
	Next     string
}

// Bounds of one paste. A big office has some 100 lines a month, a list some 20 columns.
const (
	maxLines = 20000
	maxCells = 100 // cells of a line; the rest is not looked at
)

// Parse reads pasted rows: columns from a screen or Excel (tabs), or CSV. Columns are found
// by their header words; without a header by the shape of their values. Rows stand in the
// order of the text. A row with a problem in one cell is still given.
func Parse(text string) ([]Row, []Problem) {
	p := &parser{kind: kindOfTitle(text)}
	lines, cut := split(text)
	for _, l := range lines {
		p.line(l)
	}
	if cut {
		p.problem(maxLines+1, "", "行が多すぎるため、2万行より後は読み取っていません。", "月ごとに分けて貼り付けてください。")
	}
	if len(p.rows) == 0 && len(p.problems) == 0 {
		p.problem(1, "", "返戻や増減の行が見つかりませんでした。", "一覧表の見出しの行も一緒に貼り付けてください。")
	}
	return p.rows, p.problems
}

// parser goes through the lines with the header that is in force.
type parser struct {
	kind     string // told by the title of the list, "" if not told
	header   []string
	rows     []Row
	problems []Problem
}

func (p *parser) problem(line int, column, sentence, next string) {
	p.problems = append(p.problems, Problem{line, column, sentence, next})
}

func (p *parser) line(l line) {
	if isEmpty(l.cells) {
		return
	}
	if h, ok := headerOf(l.cells); ok {
		p.header = h
		return
	}
	columns := p.header
	if columns == nil {
		columns = shapes(l.cells)
	}
	if !hasRow(l.cells, columns) {
		p.notARow(l)
		return
	}
	p.row(l, columns)
}

// notARow keeps silent about titles and sums: they are short or carry no insured number.
func (p *parser) notARow(l line) {
	if len(l.cells) < 4 || isTitle(l.cells) {
		return
	}
	p.problem(l.number, "", "この行は、被保険者番号とサービス提供年月が見つからないため読み取れませんでした。", "見出しの行も一緒に貼り付けるか、この行を手で入力してください。")
}

func (p *parser) row(l line, columns []string) {
	r := Row{Kind: p.kind}
	var reasons []string
	for i, value := range l.cells {
		if i >= len(columns) || columns[i] == "" || value == "" {
			continue
		}
		if columns[i] == colReason || columns[i] == colContent || columns[i] == colRemark {
			reasons = appendReason(reasons, value)
			continue
		}
		if !r.set(columns[i], value) {
			p.problem(l.number, columns[i], columns[i]+"の書き方を読み取れませんでした。", "この行の"+columns[i]+"を元の一覧表で確かめてください。")
		}
	}
	r.Reason = joinReasons(reasons)
	r.Kind = kindOfRow(r, reasons, columns)
	for _, need := range []struct{ column, value string }{{colInsured, r.Insured}, {colMonth, r.Month}} {
		if need.value == "" && !p.told(l.number, need.column) {
			p.problem(l.number, need.column, need.column+"がありません。", "この行の"+need.column+"を元の一覧表で確かめてください。")
		}
	}
	r.Next = next(r)
	p.rows = append(p.rows, r)
}

// told reports that a problem with this cell stands already. Problems of one line stand
// together at the end.
func (p *parser) told(line int, column string) bool {
	for i := len(p.problems) - 1; i >= 0 && p.problems[i].Line == line; i-- {
		if p.problems[i].Column == column {
			return true
		}
	}
	return false
}
