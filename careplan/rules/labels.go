package rules

import (
	"fmt"
	"strings"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// kindLabels are the names of the kinds as clerks say them. The layouts' own names are
// for tables; in a sentence they are too long.
var kindLabels = map[spec.Kind]string{
	spec.UPHOSOKU:      "利用者補足情報",
	spec.UP1KYO:        "第1表",
	spec.DLT1KYO:       "第1表の削除",
	spec.UP2KYO:        "第2表",
	spec.UP3KYO:        "第3表",
	spec.UPPLAN:        "第6表（予定）",
	spec.UPJSK:         "第6表（実績）",
	spec.DLTPLAN:       "第6表（予定）の削除",
	spec.DLTJSK:        "第6表（実績）の削除",
	spec.UPSIKYU:       "第7表",
	spec.UPKIHON:       "利用者基本情報",
	spec.UPKIHON_SUB1:  "利用者基本情報の別表1",
	spec.UPKIHON_SUB2:  "利用者基本情報の別表2",
	spec.UPKIHON_IMAGE: "家族構成の画像",
	spec.DLTKIHON:      "利用者基本情報の削除",
	spec.UPYOBO:        "支援計画書",
	spec.UPYOBO_SUB:    "支援計画書の別表",
	spec.DLTYOBO:       "支援計画書の削除",
}

// kindLabel is how a sentence calls a kind of file.
func kindLabel(k spec.Kind) string {
	if s := kindLabels[k]; s != "" {
		return s
	}
	return "ファイル"
}

// kindList is several kinds in one sentence, with their prefixes.
func kindList(kinds []spec.Kind) string {
	var out []string
	for _, k := range kinds {
		out = append(out, fmt.Sprintf("%s（%s）", kindLabel(k), k))
	}
	return strings.Join(out, "、")
}

// lineLabel is how a sentence names a record: 第6表（予定） 3行目.
func lineLabel(v *Visit) string {
	return fmt.Sprintf("%s %d行目", kindLabel(v.File.Name.Kind), v.Record.Line)
}

// cellLabel is how a sentence names an item: 第6表（予定） 3行目 サービス開始時刻(No.12).
func cellLabel(v *Visit, f *spec.Field) string {
	return fmt.Sprintf("%s %s(No.%d)", lineLabel(v), f.Name, f.Col)
}

// yearMonth writes 202504 as 2025年4月.
func yearMonth(month string) string {
	if len(month) != 6 || !digits([]byte(month)) {
		return month
	}
	return fmt.Sprintf("%s年%s月", month[:4], strings.TrimPrefix(month[4:], "0"))
}

// readable are the files whose records the check reads.
func readable(f *careplan.File) bool {
	return f.Layout != nil && !f.Layout.Binary && !foreign(f)
}
