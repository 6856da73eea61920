package outreach

import (
	"fmt"
	"math"
	"strings"
)

// Table writes the results as a Markdown table, shares in percent, one line per order.
// An order that stays below the best simple order is marked.
func Table(results []Result) string {
	var b strings.Builder
	b.WriteString("| 地域 | 条件 | 並び順 | 電子化した件数の割合（期間の平均） | 最後の月 | 利用中の事業所 | 最もよい単純な順との比（95 %区間） | 「件数の多い順」との比 |\n")
	b.WriteString("|---|---|---|--:|--:|--:|--:|--:|\n")
	for _, r := range results {
		fmt.Fprintf(&b, "| %s | %s | %s | %.1f %% | %.1f %% | %.1f %% | %s | %.2f |\n",
			r.Town, variationNames[r.Variation], r.Order.Name(), 100*r.Mean, 100*r.Final, 100*r.OfficeRate, r.against(), r.RatioLargest)
	}
	if len(results) > 0 {
		r := results[0]
		fmt.Fprintf(&b, "\n乱数の種 1〜%d、%d か月。架空の地域での試算で、実際の地域の見通しではありません。\n", r.Seeds, r.Months)
	}
	return b.String()
}

func (r Result) against() string {
	mark := ""
	if r.RatioBest < 1 {
		mark = " 下回る"
	}
	return fmt.Sprintf("%.2f（%.2f〜%.2f、%s）%s", r.RatioBest, r.Low, r.High, r.Best.Name(), mark)
}

// VariationName is the Japanese name of a variation.
func VariationName(variation string) string { return variationNames[variation] }

// Summary writes one line for each town and variation: the recommended order beside the best
// simple one and 「件数の多い順」, marked where it does not reach the best or the aim.
func Summary(results []Result) string {
	var b strings.Builder
	b.WriteString("| 地域 | 条件 | はじめ | おすすめ順 | 最もよい単純な順 | その比（95 %区間） | 「件数の多い順」との比 | |\n|---|---|--:|--:|---|--:|--:|---|\n")
	for _, r := range results {
		if r.Order != Recommended {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %.1f %% | %.1f %% | %s | %.2f（%.2f〜%.2f） | %.2f | %s |\n", r.Town, variationNames[r.Variation],
			100*r.Start, 100*r.Mean, r.Best.Name(), r.RatioBest, r.Low, r.High, r.RatioLargest, r.remark())
	}
	if len(results) > 0 {
		fmt.Fprintf(&b, "\n乱数の種 1〜%d、%d か月の平均。架空の地域での試算で、実際の地域の見通しではありません。\n", results[0].Seeds, results[0].Months)
	}
	return b.String()
}

// remark says where the order loses, and where it misses the aim of 1.3 × largest first in
// towns that start under 10 %.
func (r Result) remark() string {
	switch {
	case r.RatioBest < 1:
		return "単純な順を下回る"
	case math.Sqrt(r.Start) < 0.10 && r.RatioLargest < 1.3: // a pair needs both: the share of slips is about the square of that of offices
		return "1.3倍に届かない"
	}
	return ""
}
