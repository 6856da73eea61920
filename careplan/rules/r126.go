package rules

import (
	"bytes"
	"fmt"

	"github.com/tasuki-care/tasuki/careplan"
)

// A record whose month is not the file's is R086's; its days are not judged as well.
var r126 = Rule{
	ID: "R126", Clause: "D", Title: "サービス利用日の月", Severity: careplan.Error,
	Next: "介護ソフトで利用日か対象年月を直して、もう一度出力してください。",
	Why:  "サービス利用日 lies in 対象年月.",
	New: func(c *Check) Hooks {
		var t table6
		return Hooks{
			Wants: isTable6,
			Record: func(v *Visit) {
				t := t.of(v)
				date, month := value(v, t.date), value(v, t.month)
				if len(date) != 8 || len(month) != 6 || bytes.Equal(date[:6], month) {
					return
				}
				if named := v.File.Name.Month; plainMonth([]byte(named)) && named != string(month) {
					return
				}
				c.Cell(v, t.date, fmt.Sprintf("%sが、対象年月（%s）の日ではありません。", cellLabel(v, t.date), yearMonth(string(month))))
			},
		}
	},
}
