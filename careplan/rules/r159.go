package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// 給付管理単位数 (No.18) is what lines, subtotals and total share. A code line without it
// lies outside the category limit (R156); a subtotal or total without it says nothing, and
// then nothing of the client is compared.
var r159 = Rule{
	ID: "R159", Clause: "D", Title: "第7表の合計", Severity: careplan.Warning,
	Next: "明細の単位数の合計と、小計・全合計の行を確かめてください。",
	Why:  "Sums of the lines equal subtotals and total.",
	New: func(c *Check) Hooks {
		s := sums{c: c}
		return Hooks{Wants: isTable7, Record: s.record, FileEnd: s.end}
	},
}

// sums adds up the managed units (給付管理単位数) of each client. A client's lines may stand
// apart, so that all clients are judged at the end of the file.
type sums struct {
	c       *Check
	t       table7
	managed *spec.Field
	clients []clientSum
}

type clientSum struct {
	unclear bool
	types   []typeSum
	total   int
	grand   []sumLine
}

type typeSum struct {
	code      [2]byte
	lines     int
	subtotals []sumLine
}

type sumLine struct {
	said  int
	place Place
}

func (s *sums) record(v *Visit) {
	t := s.t.of(v)
	s.managed = item(v.Layout, "managed_units")
	if v.Client < 0 {
		return
	}
	for len(s.clients) <= v.Client {
		s.clients = append(s.clients, clientSum{})
	}
	one := &s.clients[v.Client]
	code := value(v, t.code)
	if len(code) != 6 {
		one.unclear = true
		return
	}
	n, ok := units(value(v, s.managed))
	if !ok {
		one.unclear = one.unclear || lineOf(code) != codeLine || v.Bad(s.managed.Col)
		return // a line outside the category limit has none (R156)
	}
	s.add(one, v, code, n)
}

func (s *sums) add(one *clientSum, v *Visit, code []byte, n int) {
	switch lineOf(code) {
	case grandLine:
		one.grand = append(one.grand, sumLine{n, s.c.Place(v)})
	case subtotal:
		t := one.typeOf(code)
		t.subtotals = append(t.subtotals, sumLine{n, s.c.Place(v)})
	case codeLine:
		one.typeOf(code).lines += n
		one.total += n
	}
}

func (one *clientSum) typeOf(code []byte) *typeSum {
	key := [2]byte{code[0], code[1]}
	for i := range one.types {
		if one.types[i].code == key {
			return &one.types[i]
		}
	}
	one.types = append(one.types, typeSum{code: key})
	return &one.types[len(one.types)-1]
}

// end compares each client's sums. Several subtotals of one type (one per office) are
// compared together.
func (s *sums) end(v *Visit, _ *careplan.Reader) {
	for _, one := range s.clients {
		if one.unclear || s.c.Broken(v.File) {
			continue
		}
		for _, t := range one.types {
			s.compare(t.subtotals, t.lines, "小計が、その種類の明細の合計と違います。")
		}
		if len(one.grand) == 1 {
			s.compare(one.grand, one.total, "全合計が、明細の合計と違います。")
		}
	}
	s.clients = nil
}

func (s *sums) compare(said []sumLine, want int, message string) {
	sum := 0
	for _, l := range said {
		sum += l.said
	}
	if len(said) > 0 && sum != want {
		p := said[0].place
		s.c.Cell(nil, s.managed, placeLabel(kindLabel(spec.UPSIKYU), p, s.managed)+"の"+message, At(p))
	}
}
