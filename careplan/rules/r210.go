package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r210 = Rule{
	ID: "R210", Clause: "M 3.3, A SUB", Title: "別表の親の行", Severity: careplan.Error,
	Next: "別表の保険者番号・被保険者番号・日付を、元の表の行とそろえて、一式をもう一度出力してください。",
	Why:  "SUB rows repeat the key of their parent: client and 相談日, or client and 計画作成(変更)日.",
	New: func(c *Check) Hooks {
		s := parents{c: c, rows: map[spec.Kind]*keyIndex{}}
		return Hooks{
			Wants:  only(spec.UPKIHON, spec.UPKIHON_SUB1, spec.UPKIHON_SUB2, spec.UPYOBO, spec.UPYOBO_SUB),
			Record: s.record,
			End:    s.end,
		}
	},
}

// parents remembers which clients and dates the base tables and their 別表 speak of.
type parents struct {
	c    *Check
	rows map[spec.Kind]*keyIndex
}

func (s *parents) record(v *Visit) {
	key := "consultation_date"
	if v.Layout.Kind == spec.UPYOBO || v.Layout.Kind == spec.UPYOBO_SUB {
		key = "plan_date"
	}
	date := at(v, key)
	if v.Client < 0 || len(date) != 8 || !digits(date) {
		return
	}
	x := s.rows[v.Layout.Kind]
	if x == nil {
		x = &keyIndex{}
		s.rows[v.Layout.Kind] = x
	}
	if n := uint64(number(date)); x.find(v.Client, n) == nil {
		x.add(v.Client, n, s.c.Place(v))
	}
}

func (s *parents) end() {
	for _, pair := range []struct{ child, parent spec.Kind }{
		{spec.UPKIHON_SUB1, spec.UPKIHON}, {spec.UPKIHON_SUB2, spec.UPKIHON}, {spec.UPYOBO_SUB, spec.UPYOBO},
	} {
		if s.rows[pair.child] == nil || !s.c.usable(pair.parent) || !s.c.usable(pair.child) {
			continue
		}
		for _, r := range s.rows[pair.child].items {
			if base := s.rows[pair.parent]; base == nil || base.find(r.client, r.key) == nil {
				s.c.orphans(pair.child, []Place{r.place}, "の利用者と日付が"+kindLabel(pair.parent)+"にありません。")
			}
		}
	}
}
