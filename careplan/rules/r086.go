package rules

import (
	"fmt"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r086 = Rule{
	ID: "R086", Clause: "A 6表, A 7表, M 5.1.1.3", Title: "ファイル名の年月と対象年月", Severity: careplan.Error,
	Next: "1つのファイルには1か月分だけを入れます。月ごとに分けて、もう一度出力してください。",
	Why:  "第6表, 第7表, actuals and their delete files hold one service month, the one of the file name.",
	New: func(c *Check) Hooks {
		return c.monthOfName(func(l *spec.Layout) bool { return l.HasMonth && l.Kind != spec.UPHOSOKU })
	},
}

// monthOfName makes the hooks of a rule that compares 対象年月 with the month of the file
// name, or, where the name has none that can be used, with the first record. Each other
// month is reported once, at its first record.
func (c *Check) monthOfName(wants func(l *spec.Layout) bool) Hooks {
	var file *careplan.File
	var field *spec.Field
	var want string
	var others []string
	begin := func(v *Visit) {
		file, field, others = v.File, v.Layout.Field(v.Layout.Col("target_month")), nil
		want = file.Name.Month
		if !plainMonth([]byte(want)) && !isSpecial(field, []byte(want)) {
			want = ""
		}
	}
	return Hooks{
		Wants: func(l *spec.Layout) bool { return wants(l) && l.Col("target_month") > 0 },
		Record: func(v *Visit) {
			if file != v.File {
				begin(v)
			}
			got := value(v, field)
			if len(got) == 0 || string(got) == want {
				return
			}
			month := string(got)
			if want == "" {
				want = month
				return
			}
			if slices.Contains(others, month) {
				return
			}
			others = append(others, month)
			c.Cell(v, field, fmt.Sprintf("%sは%sですが、%s。", cellLabel(v, field), monthLabel(month), reference(file, want)))
		},
	}
}

// reference says where the month to compare with was taken from.
func reference(f *careplan.File, want string) string {
	if f.Name.Month == want {
		return "ファイル名の年月は" + monthLabel(want) + "です"
	}
	return "最初の行は" + monthLabel(want) + "です"
}

// monthLabel writes a month as people say it; 000000 stands for no month.
func monthLabel(month string) string {
	if month == "000000" {
		return "000000（計画書用）"
	}
	return yearMonth(month)
}
