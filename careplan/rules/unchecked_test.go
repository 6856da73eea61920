package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tasuki-care/tasuki/careplan/rules"
)

// numbers are the stretches of rule numbers that the list of the standard uses: 167 in all.
var numbers = [][2]int{
	{1, 14}, {20, 47}, {50, 66}, {80, 87}, {100, 114}, {120, 142}, {150, 160}, {170, 177},
	{190, 193}, {210, 215}, {220, 224}, {230, 237}, {250, 253}, {260, 264}, {270, 274}, {280, 280},
	{290, 291}, {300, 302},
}

func TestEveryNumberIsCheckedOrExplained(t *testing.T) {
	var checked, explained []string
	for _, r := range rules.Book() {
		if strings.HasPrefix(r.ID, "R") {
			checked = append(checked, r.ID)
		}
	}
	for _, u := range rules.NotChecked {
		explained = append(explained, u.ID)
		if u.Subject == "" || u.Reason == "" || u.Room == "" {
			t.Errorf("%s is not explained", u.ID)
		}
		if slices.Contains(checked, u.ID) {
			t.Errorf("%s is checked and said not to be", u.ID)
		}
	}
	total := 0
	for _, s := range numbers {
		for n := s[0]; n <= s[1]; n++ {
			total++
			if id := fmt.Sprintf("R%03d", n); !slices.Contains(checked, id) && !slices.Contains(explained, id) {
				t.Errorf("%s is neither checked nor explained", id)
			}
		}
	}
	if got := len(checked) + len(explained); got != total {
		t.Errorf("%d rules checked or explained, the list has %d", got, total)
	}
}
