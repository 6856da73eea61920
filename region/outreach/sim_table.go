package outreach

import (
	"fmt"
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
