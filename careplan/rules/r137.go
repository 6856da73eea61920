package rules

import (
	"cmp"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// 67 is not named by the annex and treated like 17.
var r137 = Rule{
	ID: "R137", Clause: "A 6表 No.19", Title: "明細判別コード", Severity: careplan.Warning,
	Next: "同じコード・同じ単位数の福祉用具が二つ以上あるときだけ、1から順に番号を付けてください。",
	Why:  "Several rentals of the same code and units are told apart by 1, 2, 3 …; without it they would be taken for one.",
	New: func(c *Check) Hooks {
		s := rentals{c: c, client: -1}
		return Hooks{
			Wants:   isTable6,
			Record:  s.record,
			FileEnd: func(*Visit, *careplan.Reader) { s.judge(-1) },
		}
	},
}

// rentals are the equipment rows of the client under the scan.
type rentals struct {
	c      *Check
	t      table6
	client int
	lines  []rental
	field  *spec.Field
	label  string
}

type rental struct {
	alike   uint64 // office, satellite, service code and units
	date    uint64
	detail  int // 0 = none
	product uint64
	place   Place
}

func (s *rentals) record(v *Visit) {
	if v.Client != s.client {
		s.judge(v.Client)
	}
	t := s.t.of(v)
	code := value(v, t.code)
	detail := value(v, t.detail)
	if len(code) == 0 || v.Bad(t.detail.Col) {
		return
	}
	if !equipment.has(code) {
		if len(detail) > 0 {
			s.c.Cell(v, t.detail, cellLabel(v, t.detail)+"に値がありますが、福祉用具貸与の行ではありません。")
		}
		return
	}
	s.field, s.label = t.detail, kindLabel(v.Layout.Kind)
	s.lines = append(s.lines, rental{
		alike:  hash(value(v, t.office), value(v, t.satellite), code, value(v, t.units)),
		date:   hash(value(v, t.date), value(v, t.start), value(v, t.end)),
		detail: number(detail), product: hash(value(v, t.tais), value(v, t.notice)), place: s.c.Place(v),
	})
	if len(detail) > 0 && number(detail) == 0 {
		s.lines[len(s.lines)-1].detail = -1
	}
}

// judge looks at the client's rentals and begins the next client.
func (s *rentals) judge(next int) {
	s.client = next
	if len(s.lines) > 0 {
		slices.SortStableFunc(s.lines, func(a, b rental) int {
			return cmp.Or(cmp.Compare(a.alike, b.alike), cmp.Compare(a.date, b.date), cmp.Compare(a.detail, b.detail))
		})
		for i := 0; i < len(s.lines); {
			n := i
			for n < len(s.lines) && s.lines[n].alike == s.lines[i].alike {
				n++
			}
			s.group(s.lines[i:n])
			i = n
		}
	}
	s.lines = s.lines[:0]
}

// group looks at rentals of the same code and units.
func (s *rentals) group(g []rental) {
	if len(g) == 1 {
		if g[0].detail != 0 {
			s.report(g[0], "がありますが、同じコード・同じ単位数の行はほかにありません。", careplan.Warning)
		}
		return
	}
	for i := range g[1:] {
		a, b := g[i], g[i+1]
		if a.date != b.date || a.detail != b.detail {
			continue
		}
		if a.product == b.product {
			s.report(b, "では、同じコード・同じ単位数の福祉用具と区別できません。", careplan.Error)
			return
		}
		s.report(b, "がないか、ほかの行と同じです。同じコード・同じ単位数の福祉用具がほかにあります。", careplan.Warning)
		return
	}
	s.numbering(g)
}

// numbering wants 1, 2, 3 … on rentals of one day.
func (s *rentals) numbering(g []rental) {
	for i := range g {
		if i == 0 || g[i].date != g[i-1].date {
			continue
		}
		first := i == 1 || g[i-2].date != g[i].date
		if first && g[i-1].detail != 1 || g[i].detail != g[i-1].detail+1 {
			s.report(g[i], "が、1からの連番になっていません。", careplan.Warning)
			return
		}
	}
}

func (s *rentals) report(r rental, sentence string, severity careplan.Severity) {
	s.c.Cell(nil, s.field, placeLabel(s.label, r.place, s.field)+sentence, At(r.place), As(severity))
}
