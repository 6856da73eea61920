package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Whether a subtotal is due per office or per service type is not stated: only a type with
// several code lines inside the category limit and no subtotal at all is reported.
var r150 = Rule{
	ID: "R150", Clause: "A 7表 No.9", Title: "第7表の小計", Severity: careplan.Warning,
	Next: "同じサービス種類に2行以上あるときは、小計（区分支給対象種類別小計）の行が要ります。介護ソフトの会社に伝えてください。",
	Why:  "A subtotal ttAAAA is mandatory when a service type has several code lines.",
	New: func(c *Check) Hooks {
		return newTypeLines(c).hooks()
	},
}

// typeLines counts the lines of each client by service type. A client's lines may stand
// apart, so that all clients are judged at the end of the file.
type typeLines struct {
	c       *Check
	t       table7
	clients [][]typeLine
	judge   func(typeLine)
}

type typeLine struct {
	code      [2]byte
	codes     int // code lines that count against the category limit
	lines     int // code lines of any sort
	subtotals int
	place     Place
}

func newTypeLines(c *Check) *typeLines {
	s := &typeLines{c: c}
	s.judge = s.missingSubtotal
	return s
}

func (s *typeLines) hooks() Hooks { return Hooks{Wants: isTable7, Record: s.record, FileEnd: s.end} }

func (s *typeLines) record(v *Visit) {
	code := value(v, s.t.of(v).code)
	if v.Client < 0 || len(code) != 6 || lineOf(code) == grandLine {
		return
	}
	one := s.typeOf([2]byte{code[0], code[1]}, v)
	switch lineOf(code) {
	case codeLine:
		if len(at(v, "managed_units")) > 0 {
			one.codes++
		}
		one.lines++
	case subtotal:
		one.subtotals++
	}
}

func (s *typeLines) typeOf(code [2]byte, v *Visit) *typeLine {
	for len(s.clients) <= v.Client {
		s.clients = append(s.clients, nil)
	}
	types := s.clients[v.Client]
	for i := range types {
		if types[i].code == code {
			return &types[i]
		}
	}
	s.clients[v.Client] = append(types, typeLine{code: code, place: s.c.Place(v)})
	return &s.clients[v.Client][len(types)]
}

func (s *typeLines) end(*Visit, *careplan.Reader) {
	for _, types := range s.clients {
		for _, t := range types {
			s.judge(t)
		}
	}
	s.clients = nil
}

func (s *typeLines) missingSubtotal(t typeLine) {
	if t.codes > 1 && t.subtotals == 0 {
		s.c.Cell(nil, s.t.code, placeLabel(kindLabel(spec.UPSIKYU), t.place, s.t.code)+"のサービス種類に、小計の行がありません。", At(t.place))
	}
}
