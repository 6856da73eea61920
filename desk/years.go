package desk

import (
	"context"
	"fmt"
	"maps"
)

// How long records are kept (保存年数), in years from the end of the service.
const (
	DefaultYears = 5  // while nothing is set
	LeastYears   = 2  // 運営基準: two years from the day on which the service was completed
	MostYears    = 30 // more is a slip of the pen
)

// Families lists the kinds of records in the order of the screens.
func Families() []string { return []string{"plan", "slip", "actual", "base", "document"} }

// FamilyWord names a kind of record.
func FamilyWord(family string) string {
	return map[string]string{"plan": "ケアプラン", "slip": "提供票 予定", "actual": "提供票 実績", "base": "利用者基本情報", "document": "書類・連絡"}[family]
}

// SetRetention sets the years by kind of record and by insurer (保険者番号 → kind, "" for all
// kinds → years). What is not named is kept DefaultYears.
func (b *Bench) SetRetention(ctx context.Context, who string, years map[string]int, insurers map[string]map[string]int) error {
	if err := checkYears(years); err != nil {
		return err
	}
	for number, own := range insurers {
		if !isInsurer(number) {
			return &Error{Code: "no_insurer", Message: fmt.Sprintf("「%s」は保険者番号として読めません。", number), Next: "保険者番号は数字6桁で入れてください。"}
		}
		if err := checkYears(own); err != nil {
			return err
		}
	}
	return b.ChangeSettings(ctx, who, func(s *Settings) {
		s.Retention, s.Insurers = maps.Clone(years), maps.Clone(insurers)
	})
}

func checkYears(years map[string]int) error {
	for kind, n := range years {
		switch {
		case kind != "" && FamilyWord(kind) == "":
			return &Error{Code: "no_kind", Message: "記録の種類が選ばれていません。", Next: "記録の種類を一覧から選んで、もう一度保存してください。"}
		case n < LeastYears:
			return &Error{Code: "years_too_few", Message: fmt.Sprintf("保存年数が%d年になっています。運営基準では、完結の日から%d年以上の保存が必要です。", n, LeastYears), Next: fmt.Sprintf("%d年以上で入れてください。市町村の条例で5年のところもあります。", LeastYears)}
		case n > MostYears:
			return &Error{Code: "years_too_many", Message: fmt.Sprintf("保存年数が%d年になっています。入れられるのは%d年までです。", n, MostYears), Next: "年数を確かめて、もう一度入れてください。"}
		}
	}
	return nil
}

func isInsurer(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(s) == 6
}
