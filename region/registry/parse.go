package registry

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Input is one table: a file read by Rows, or a sheet read by the caller.
type Input struct {
	Name string
	Rows [][]string
	As   Format // "" = found by the columns
}

// Parse reads tables of one format into a list. Rows of one office number become one
// Office, whatever the order of files and rows. today (and its zone) is what dates are read
// and judged by. It returns an *Error when a table cannot be read at all; rows that cannot
// be taken are in Rejected.
func Parse(files []Input, today time.Time) (List, error) {
	var list List
	if len(files) == 0 {
		return list, errEmpty
	}
	b := &batch{today: today, services: map[string]bool{}}
	for _, f := range files {
		if err := b.take(f, &list); err != nil {
			return List{}, err
		}
	}
	b.branches()
	list.Offices = b.merge()
	list.Services = slices.Sorted(maps.Keys(b.services))
	list.Warnings, list.Rejected = b.warnings, b.rejected
	slices.SortStableFunc(list.Warnings, func(a, b Warning) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Row, b.Row))
	})
	return list, nil
}

// batch is what all files of a list share.
type batch struct {
	today    time.Time
	services map[string]bool
	entries  []entry
	adopted  map[string]bool // rows of adoption lists seen
	warnings []Warning
	rejected []Reject
}

// entry is one row of an office list.
type entry struct {
	office Office
	file   string
	row    int
}

// reader reads the rows of one file.
type reader struct {
	report
	layout
	*batch
	fileCode string // open data code of the file name
}

var (
	errMixed  = &Error{Code: "mixed_formats", Message: "種類の違うファイルが混ざっています。", Next: "オープンデータ、市町村の一覧、地域包括支援センターの一覧、導入状況の一覧は、別々に取り込んでください。"}
	errNoRows = &Error{Code: "no_rows", Message: "列名の行のほかに行がありません。", Next: "中身のあるファイルを選んでください。"}
)

func (b *batch) take(f Input, list *List) error {
	r := &reader{report: report{file: f.Name}, batch: b, fileCode: fileService(f.Name)}
	l, err := detect(f, &r.report)
	if err != nil {
		return err
	}
	r.layout = l
	if list.Format != "" && family(list.Format) != family(l.format) {
		return errMixed
	}
	list.Format = cmp.Or(list.Format, l.format)
	if t := fileDate(f.Name, b.today.Location()); t.After(list.Date) {
		list.Date = t
		r.future(t)
	}
	n := r.rows(f.Rows[l.header+1:], list)
	r.spoken(n)
	list.Read += n
	b.warnings = append(b.warnings, r.report.warnings...)
	b.rejected = append(b.rejected, r.report.rejected...)
	if n == 0 && r.fileCode == "" {
		return errNoRows
	}
	return nil
}

// spoken notes the service of the file name. A file without rows does not speak about it: an
// empty download must not close every office.
func (r *reader) spoken(rows int) {
	if _, ok := ServiceOf(r.fileCode); !ok || r.format == FormatAdoption {
		return
	}
	if rows > 0 {
		r.services[r.fileCode] = true
		return
	}
	r.row = 0
	r.warn(WarnNoRows, "列名の行のほかに行がありません。", "このファイルのサービスについては、廃止を判断しませんでした。")
}

// family puts the two forms of the ministry's data together.
func family(f Format) Format {
	if f == FormatNational {
		return FormatMinistry
	}
	return f
}

// rows reads every row with content and counts them.
func (r *reader) rows(rows [][]string, list *List) int {
	n := 0
	for i, row := range rows {
		if blank(row) {
			continue
		}
		n++
		r.row = r.header + 1 + i + 1
		if r.format == FormatAdoption {
			r.adoption(row, list)
			continue
		}
		r.shortRow(row)
		if o, ok := r.office(row); ok {
			r.entries = append(r.entries, entry{office: o, file: r.file, row: r.row})
		}
	}
	return n
}

func (r *reader) shortRow(row []string) {
	last := 0
	for _, i := range r.columns {
		last = max(last, i)
	}
	if r.format == FormatMinistry && len(row) <= min(last, 19) {
		r.warn(WarnShortRow, "列の数が列名の行より少ない行です。", "ない項目は空欄として読みました。")
	}
}

// cell gives a raw cell, "" where there is none.
func (r *reader) cell(row []string, col string) string {
	if i, ok := r.columns[col]; ok && i < len(row) {
		return row[i]
	}
	return ""
}

// text gives a tidy cell and reports what was done to it.
func (r *reader) text(row []string, col string) string {
	raw := r.cell(row, col)
	s, broke, cut := tidy(raw)
	switch {
	case broke:
		r.warn(WarnLineBreak, "「（改行）」という文字が入っています。", "空白に置き換えました。")
	case strings.ContainsAny(strings.TrimSpace(raw), "\r\n"):
		r.warn(WarnLineBreak, "項目の中に改行があります。", "空白に置き換えました。")
	}
	if cut {
		r.warn(WarnLong, "長すぎる項目があります（1,000文字まで）。", "1,000文字までで切りました。")
	}
	return s
}

func (r *reader) future(t time.Time) {
	if t.After(r.today) {
		r.warn(WarnFuture, "日付が今日より後になっています。", "そのまま読みました。日付を確認してください。")
	}
}

// number reads the office number. ok is false when the row was rejected.
func (r *reader) number(row []string) (string, bool) {
	raw := r.cell(row, ColNumber)
	n, repaired, ok := CleanNumber(raw)
	if no := r.cell(row, ColNo); r.format == FormatMinistry && no != "" && no != raw {
		n, repaired, ok = r.reconcile(no, n, repaired, ok)
	}
	if !ok {
		message, next := sentence(repaired[0])
		r.reject("", r.cell(row, ColName), message, next)
		return "", false
	}
	for _, s := range repaired {
		r.repaired(s)
	}
	r.digit(n)
	return n, true
}

// reconcile compares No with 事業所番号; in the ministry's files they are the same.
func (r *reader) reconcile(no, n string, repaired []string, ok bool) (string, []string, bool) {
	other, fixes, fine := CleanNumber(no)
	switch {
	case !fine, ok && other == n:
		return n, repaired, ok
	case !ok:
		r.warn(WarnNumberDiffers, "「事業所番号」の列が読めません。", "「No」の列の番号を使いました。")
		return other, fixes, true
	}
	r.warn(WarnNumberDiffers, "「No」と「事業所番号」の番号が違います。", "「事業所番号」の列を使いました。")
	return n, repaired, ok
}

func (r *reader) repaired(s string) {
	if strings.HasPrefix(s, "先頭の0") {
		r.warn(WarnLostZero, "事業所番号が9桁です。", s)
		return
	}
	r.warn(WarnNumber, "事業所番号の書き方が公表の形と違います。", s)
}

func (r *reader) digit(n string) {
	switch CheckNumber(n) {
	case DigitOld:
		r.warn(WarnDigitOld, "事業所番号の検証番号は旧方式に合っています。", "そのまま取り込みました。")
	case DigitDoubt:
		r.warn(WarnDigit, "事業所番号の検証番号が合いません（要確認）。", "そのまま取り込みました。番号を指定通知などで確認してください。")
	}
}

// sentence parts a help text into what is wrong and what to do.
func sentence(s string) (message, next string) {
	message, next, ok := strings.Cut(s, "。")
	if !ok {
		return s, ""
	}
	return message + "。", next
}
