package billing

import (
	"slices"
	"strings"
)

// Header words of the columns, as the clerk knows them.
const (
	colKind     = "区分"
	colInsurer  = "保険者番号"
	colInsured  = "被保険者番号"
	colName     = "氏名"
	colMonth    = "サービス提供年月"
	colProvider = "事業所番号"
	colType     = "サービス種類"
	colUnits    = "単位数"
	colDelta    = "増減単位数"
	colReason   = "事由"
	colContent  = "内容"
	colRemark   = "備考"
)

// headerWords are looked for in this order inside a header cell; the longer word first.
// A column "" is known and not needed.
var headerWords = []struct{ word, column string }{
	{"被保険者氏名", colName}, {"被保険者番号", colInsured}, {"被保番", colInsured},
	{"保険者番号", colInsurer}, {"保険者名", ""}, {"被保険者", colInsured}, {"氏名", colName}, {"利用者名", colName},
	{"提供年月", colMonth}, {"提供月", colMonth}, {"サービス年月", colMonth}, {"対象年月", colMonth},
	{"審査年月", ""}, {"事業所番号", colProvider}, {"事業者番号", colProvider}, {"事業所名", ""}, {"事業者名", ""},
	{"サービス種類名", ""}, {"種類名", ""}, {"サービス種類", colType}, {"種類コード", colType}, {"サービス項目", ""}, {"サービス名", ""},
	{"増減単位", colDelta}, {"増減", colDelta}, {"決定単位", ""}, {"請求単位", colUnits}, {"単位数", colUnits}, {"単位", colUnits},
	{"事由", colReason}, {"エラーコード", colReason}, {"エラー", colReason}, {"理由", colContent}, {"内容", colContent}, {"備考", colRemark},
	{"返戻保留", colKind}, {"区分", colKind}, {"種別", ""}, {"番号", ""}, {"連絡事項", colRemark},
}

// headerOf reads a line as a header: at least two columns that are needed, one of them
// the insured, the month or the reason.
func headerOf(cells []string) ([]string, bool) {
	out := make([]string, len(cells))
	needed := 0
	for i, c := range cells {
		column, ok := headerCell(c)
		if ok && column != "" && !slices.Contains(out, column) {
			out[i] = column
			needed++
		}
	}
	key := slices.Contains(out, colInsured) || slices.Contains(out, colMonth) || slices.Contains(out, colReason)
	return out, needed >= 2 && key
}

// headerCell finds the column of a header cell. A cell with digits is a value.
func headerCell(cell string) (string, bool) {
	c := strings.NewReplacer(" ", "", "\n", "", "(", "", ")", "", "・", "", "コード", "").Replace(plain(cell))
	if c == "" || len([]rune(c)) > 16 || strings.ContainsAny(c, "0123456789") {
		return "", false
	}
	for _, h := range headerWords {
		if strings.Contains(c, strings.ReplaceAll(h.word, "コード", "")) {
			return h.column, true
		}
	}
	return "", false
}

// shapes finds the columns of a line without a header by what stands in it. The number of
// an insurer in 長野県 (202010) looks like a month: where a second month follows, the first
// is the insurer.
func shapes(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		first := slices.Index(out, colMonth)
		if _, month := parseMonth(plain(c)); month && first >= 0 && isDigits(plain(cells[first]), 6) && !slices.Contains(out, colInsurer) {
			out[first], out[i] = colInsurer, colMonth
			continue
		}
		if column := shape(plain(c), out); column != "" {
			out[i] = column
		}
	}
	return out
}

// shape names the column of a value; each column but the reason stands once. The number of
// an office and of a client both have ten digits: that of the client begins with 0 or H,
// or comes second.
func shape(v string, taken []string) string {
	free := func(column string) bool { return !slices.Contains(taken, column) }
	_, month := parseMonth(v)
	_, number := parseUnits(v)
	switch {
	case v == "":
		return ""
	case v == KindReturned || v == KindHeld:
		return colKind
	case isInsured(v) && (v[0] == '0' || v[0] == 'H') && free(colInsured):
		return colInsured
	case isDigits(v, 10) && free(colProvider) && v[0] != '0':
		return colProvider
	case isDigits(v, 10) && free(colInsured):
		return colInsured
	case isDigits(v, 6) && !month && free(colInsurer):
		return colInsurer
	case month && free(colMonth):
		return colMonth
	case isDigits(v, 2) && free(colType) && free(colUnits):
		return colType
	case number && (v[0] == '-' || strings.HasPrefix(v, "△") || strings.HasPrefix(v, "▲")) && free(colDelta):
		return colDelta
	case number && free(colUnits):
		return colUnits
	case reasonOf(v) != nil || isErrorCode(v):
		return colReason
	}
	return ""
}

// hasRow reports a line that names an insured or, in an insured's column, tries to.
func hasRow(cells, columns []string) bool {
	insured, month := false, false
	for i, c := range cells {
		if i >= len(columns) {
			break
		}
		v := plain(c)
		insured = insured || columns[i] == colInsured && strings.ContainsAny(v, "0123456789")
		if columns[i] == colMonth {
			_, month = parseMonth(v)
		}
	}
	return insured || month
}

// isTitle reports titles, sums and page marks.
func isTitle(cells []string) bool {
	for _, c := range cells {
		v := strings.ReplaceAll(plain(c), " ", "")
		for _, w := range []string{"合計", "小計", "一覧表", "通知書", "ページ", "頁", "連合会"} {
			if strings.Contains(v, w) {
				return true
			}
		}
	}
	return false
}
