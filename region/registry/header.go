package registry

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Format is the form of a list.
type Format string

// The forms.
const (
	FormatMinistry  Format = "ministry"  // 厚生労働省 オープンデータ, 24 columns
	FormatMunicipal Format = "municipal" // 推奨データセット
	FormatNational  Format = "national"  // derived file of all services: svc, no, city_code …
	FormatHand      Format = "hand"      // 地域包括支援センター, ブランチ, 域外の連携先
	FormatAdoption  Format = "adoption"  // dated list by office number
)

// Source gives the kind of list an office of this format stands in.
func (f Format) Source() Source {
	switch f {
	case FormatMunicipal:
		return Municipal
	case FormatHand:
		return Hand
	}
	return Ministry
}

// layout is where the header stands and what the columns mean.
type layout struct {
	format  Format
	header  int // index of the header row, -1 = none
	columns map[string]int
	extra   map[string]int // adoption lists: other columns by their name
}

// Detect finds the format of a list and the place of each column (Col constants). Unknown,
// renamed and missing columns are warnings; a missing required column is an *Error.
func Detect(rows [][]string, name string) (Format, map[string]int, []Warning, error) {
	r := &report{file: name}
	l, err := detect(Input{Name: name, Rows: rows}, r)
	return l.format, l.columns, r.warnings, err
}

func detect(in Input, r *report) (layout, error) {
	at, hits := findHeader(in.Rows)
	if hits == 0 {
		return guess(in, r)
	}
	l := layout{header: at, columns: map[string]int{}, extra: map[string]int{}}
	l.format = in.As
	if l.format == "" {
		l.format = formatOf(in.Rows[at], in.Name)
	}
	r.row = at + 1
	if at > 0 && slices.ContainsFunc(in.Rows[:at], func(row []string) bool { return !blank(row) }) {
		r.warn(WarnTitle, "列名の行より上に別の行があります。", fmt.Sprintf("%d行目を列名の行として読みました。", at+1))
	}
	l.place(in.Rows[at], r)
	r.row = 0
	return l, l.required(in, r)
}

// findHeader looks for the row with most known names among the first ten.
func findHeader(rows [][]string) (at, hits int) {
	for i, row := range rows[:min(10, len(rows))] {
		n, filled := 0, 0
		for _, c := range row {
			if strings.TrimSpace(c) == "" {
				continue
			}
			filled++
			if _, ok := columnOf[headerKey(c)]; ok {
				n++
			}
		}
		if n > hits && (n > 1 || filled <= 3) {
			at, hits = i, n
		}
	}
	return at, hits
}

// fileForm are the two forms of the ministry's file names.
var fileForm = regexp.MustCompile(`(?i)jigyosho_([0-9]{3})(?:_all_([0-9]{14}))?`)

// fileService gives the open data code in a file name, "" = none.
func fileService(name string) string {
	if m := fileForm.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}

// fileDate gives the date in a file name, as local time of loc.
func fileDate(name string, loc *time.Location) time.Time {
	m := fileForm.FindStringSubmatch(name)
	if m == nil || m[2] == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation("20060102150405", m[2], loc)
	if err != nil {
		return time.Time{}
	}
	return t
}

// formatOf decides by the columns that only one form has.
func formatOf(header []string, name string) Format {
	keys, cols := map[string]bool{}, map[string]bool{}
	for _, c := range header {
		k := headerKey(c)
		keys[k], cols[columnOf[k]] = true, true
	}
	switch {
	case keys["svc"] && keys["no"]:
		return FormatNational
	case fileService(name) != "":
		return FormatMinistry
	case cols[ColState], cols[ColSoftware]:
		return FormatAdoption
	case cols[ColKind], cols[ColParent], cols[ColOutside]:
		return FormatHand
	case keys["実施サービス"], keys["事業所名称"] && cols[ColAddress]:
		return FormatMunicipal
	case cols[ColService] && (cols[ColCityCode] || cols[ColAddress]):
		return FormatMinistry
	case cols[ColDate]:
		return FormatAdoption
	case cols[ColName]:
		return FormatHand
	}
	return FormatAdoption
}

// place fills the columns; the first of two with one meaning wins unless the second bears
// the published name.
func (l *layout) place(header []string, r *report) {
	for i, c := range header {
		key := headerKey(c)
		col, known := l.meaning(key)
		switch {
		case key == "" || col == colIgnored:
		case !known:
			l.unknown(c, i, r)
		case !l.taken(col) || isOfficial(key, l.format):
			l.columns[col] = i
			l.renamed(c, key, col, r)
		default:
			r.warn(WarnUnknownColumn, fmt.Sprintf("列「%s」は、ほかの列と同じ意味です。", short(c)), "先にある列だけを読みました。")
		}
	}
}

// meaning gives the column of a name; in the derived file "no" is the office number.
func (l *layout) meaning(key string) (string, bool) {
	if l.format == FormatNational && key == "no" {
		return ColNumber, true
	}
	col, ok := columnOf[key]
	if ok && l.format == FormatNational && key == "src" {
		return colIgnored, true
	}
	return col, ok || (l.format == FormatNational && key == "src")
}

func (l *layout) taken(col string) bool { _, ok := l.columns[col]; return ok }

func (l *layout) unknown(c string, i int, r *report) {
	if l.format == FormatAdoption {
		l.extra[short(c)] = i
		return
	}
	r.warn(WarnUnknownColumn, fmt.Sprintf("列「%s」は使わない列です。", short(c)), "この列は読まずに進めました。")
}

func (l *layout) renamed(c, key, col string, r *report) {
	if (l.format != FormatMinistry && l.format != FormatMunicipal) || isOfficial(key, l.format) {
		return
	}
	r.warn(WarnRenamedColumn, fmt.Sprintf("列「%s」の名前が公表の形と違います。", short(c)), fmt.Sprintf("「%s」の列として読みました。", officialName(col, l.format)))
}

// required checks what the format cannot do without.
func (l *layout) required(in Input, r *report) error {
	need := []string{ColNumber, ColName}
	if l.format == FormatAdoption {
		need = []string{ColNumber}
	}
	var missing []string
	for _, col := range need {
		if _, ok := l.columns[col]; !ok && !(col == ColNumber && l.substitute(in.Rows[l.header+1:])) {
			missing = append(missing, "「"+officialName(col, l.format)+"」")
		}
	}
	if len(missing) > 0 {
		return missingColumns(missing, in.Rows[l.header])
	}
	if l.format == FormatMinistry {
		l.usual(in.Name, r)
	}
	return nil
}

// substitute uses No as the number where there is no 事業所番号, if numbers stand there and
// not a count of the rows.
func (l *layout) substitute(rows [][]string) bool {
	i, ok := l.columns[ColNo]
	if ok && l.format != FormatMunicipal && numbersIn(rows, i) {
		l.columns[ColNumber] = i
		return true
	}
	return l.format == FormatHand // branches may have none
}

// numbersIn tells whether a column holds office numbers: at least half of the first cells,
// or no cell at all.
func numbersIn(rows [][]string, col int) bool {
	good, filled := 0, 0
	for _, row := range rows[:min(50, len(rows))] {
		if col >= len(row) || strings.TrimSpace(row[col]) == "" {
			continue
		}
		filled++
		n := strings.ToUpper(half(strings.TrimSpace(row[col])))
		if _, _, ok := CleanNumber(n); ok || numberScient.MatchString(n) {
			good++
		}
	}
	return 2*good >= filled
}

// usual names the columns of the ministry's form that are not there.
func (l *layout) usual(name string, r *report) {
	for _, h := range ministryHeader {
		if _, ok := l.columns[h[1]]; ok || h[1] == colIgnored || h[1] == ColNote || h[1] == ColNo {
			continue
		}
		done := "この項目は空欄として読みました。"
		if h[1] == ColService && fileService(name) != "" {
			done = "サービスの種類はファイル名から読みました。"
		}
		r.warn(WarnMissingColumn, fmt.Sprintf("列「%s」がありません。", h[0]), done)
	}
}

func missingColumns(missing, header []string) error {
	var found []string
	for _, c := range header {
		if strings.TrimSpace(c) != "" && len(found) < 40 {
			found = append(found, "「"+short(c)+"」")
		}
	}
	return &Error{
		Code:    "missing_column",
		Message: "必要な列" + strings.Join(missing, "と") + "が見つかりません。見つかった列は" + strings.Join(found, "") + "です。",
		Next:    "あてはまる列の名前を" + strings.Join(missing, "と") + "に直してから、もう一度お試しください。",
	}
}

// short cuts a column name for a message.
func short(c string) string {
	c = strings.Join(strings.Fields(c), " ")
	if r := []rune(c); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return c
}

// blank tells a row without content.
func blank(row []string) bool {
	return !slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) != "" })
}
