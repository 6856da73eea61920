package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Between two planning offices (委託) nobody is a provider; there the rule says nothing.
var r263 = Rule{
	ID: "R263", Clause: "M 2.6, 3.6", Title: "宛先のサービスを使わない利用者", Severity: careplan.Warning, Strict: careplan.Error,
	Next: "宛先の事業所を使わない利用者を除いて、もう一度出力してください。契約が終わったときは、削除のファイルを送ります。",
	Why:  "A client who has no service of the receiver must not be in the file: the receiver has no business reading it.",
	New: func(c *Check) Hooks {
		s := receivers{c: c}
		return Hooks{Wants: only(spec.UPPLAN), Record: s.record, End: s.end}
	},
}

// receivers remembers which clients have a row of the receiver.
type receivers struct {
	c      *Check
	t      table6
	served []bool
	first  []Place
}

func (s *receivers) record(v *Visit) {
	if v.Client < 0 {
		return
	}
	for len(s.served) <= v.Client {
		s.served, s.first = append(s.served, false), append(s.first, Place{})
	}
	if s.first[v.Client].File == nil {
		s.first[v.Client] = s.c.Place(v)
	}
	if office := value(v, s.t.of(v).office); string(office) == s.c.Unit.To.Office || len(office) == 0 {
		s.served[v.Client] = true
	}
}

func (s *receivers) end() {
	to := s.c.Unit.To
	if len(to.Office) != 10 || spec.IsPlanner(to.Type) || !s.c.usable(spec.UPPLAN) {
		return
	}
	for client, served := range s.served {
		if p := s.first[client]; !served && p.File != nil {
			s.c.Cell(nil, s.t.office, placeLabel(kindLabel(spec.UPPLAN), p, s.t.office)+"の利用者に、宛先の事業所のサービスがありません。", At(p))
		}
	}
}
