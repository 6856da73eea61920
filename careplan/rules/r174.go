package rules

import (
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r174 = Rule{
	ID: "R174", Clause: "A fig 2表, D", Title: "第2表の番号", Severity: careplan.Warning,
	Next: "課題・援助目標・援助内容の番号を、1から順に、重ならないように付けてください。",
	Why:  "Sorting by 課題NO, 援助目標NO and 援助内容NO gives the print order; a known importer fails on duplicates.",
	New: func(c *Check) Hooks {
		s := planNumbers{c: c, client: -1}
		return Hooks{Wants: only(spec.UP2KYO), Record: s.record, FileEnd: func(*Visit, *careplan.Reader) { s.client, s.seen = -1, nil }}
	},
}

// planNumbers remembers the numbers of the client's lines under the scan.
type planNumbers struct {
	c      *Check
	client int
	seen   []uint64
}

func (s *planNumbers) record(v *Visit) {
	if v.Client != s.client {
		s.client, s.seen = v.Client, s.seen[:0]
	}
	var key [3][]byte
	for i, name := range []string{"issue_no", "goal_no", "support_no"} {
		f := item(v.Layout, name)
		key[i] = value(v, f)
		if !v.Bad(f.Col) && !plainSeq(key[i]) {
			s.c.Cell(v, f, cellLabel(v, f)+"が、1から99の番号ではありません。")
			return
		}
	}
	line := hash(at(v, "care_plan_date"), key[0], key[1], key[2])
	if slices.Contains(s.seen, line) {
		f := item(v.Layout, "support_no")
		s.c.Cell(v, f, lineLabel(v)+"の課題NO・援助目標NO・援助内容NOの組が、ほかの行と同じです。")
		return
	}
	s.seen = append(s.seen, line)
}

// plainSeq reports a number from 1 to 99.
func plainSeq(b []byte) bool {
	return len(b) >= 1 && len(b) <= 2 && digits(b) && number(b) >= 1
}
