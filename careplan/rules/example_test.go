package rules_test

import (
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

// A deletion that was saved with Unix line ends can be read; the clerk is told.
func ExampleCheckHeap() {
	file, err := careplan.NewFile("DLTPLAN_202504_9999900001_43_9999900011_11_20250330080000.CSV",
		careplan.Bytes([]byte("202407,999901,0000000001,202504\n")))
	if err != nil {
		fmt.Println(err)
		return
	}
	heap := careplan.Group([]*careplan.File{file})
	result := rules.CheckHeap(heap, rules.Tolerant, "20250401")
	fmt.Println(result.Units[0].ID, result.Units[0].Name)
	for _, f := range result.Units[0].Findings {
		fmt.Println(f.Rule, f.Severity, f.Message)
	}
	// Output:
	// K4 第６表（計画）_削除
	// R026 warning 第6表（予定）の削除の行の終わりが、1行でCRLFではなくLFです。
	// R065 info 第6表（予定）の削除は任意の機能です。相手先の介護ソフトが対応していないことがあります。
}
