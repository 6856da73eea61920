package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// 第6表 and 第7表 show what the client sees: all providers. Only what the unit itself proves
// is reported: 第7表 names an office that has no row in 第6表.
var r261 = Rule{
	ID: "R261", Clause: "M 2.6, 3.6", Title: "ほかの事業所のサービス", Severity: careplan.Warning,
	Next: "第6表・第7表には、利用者が使うすべての事業所のサービスを出力します。介護ソフトの出力の設定を確かめてください。",
	Why:  "The slip holds the services of all providers, whoever the receiver is.",
	New: func(c *Check) Hooks {
		s := slipOffices{c: c, plan: keyIndex{}, annex: keyIndex{}}
		return Hooks{Wants: only(spec.UPPLAN, spec.UPSIKYU), Record: s.record, End: s.end}
	},
}

// slipOffices remembers which offices serve each client in 第6表 and in 第7表.
type slipOffices struct {
	c           *Check
	t6          table6
	t7          table7
	plan, annex keyIndex
}

func (s *slipOffices) record(v *Visit) {
	if v.Client < 0 {
		return
	}
	if v.Layout.Kind == spec.UPPLAN {
		remember(&s.plan, v.Client, value(v, s.t6.of(v).office), s.c, v)
		return
	}
	t := s.t7.of(v)
	if code := value(v, t.code); len(code) == 6 && lineOf(code) == codeLine {
		remember(&s.annex, v.Client, value(v, t.office), s.c, v)
	}
}

func remember(x *keyIndex, client int, office []byte, c *Check, v *Visit) {
	if len(office) != 10 {
		return
	}
	if key := hash(office); x.find(client, key) == nil {
		x.add(client, key, c.Place(v))
	}
}

func (s *slipOffices) end() {
	if !isSlip(s.c.Unit) || !s.c.usable(spec.UPPLAN) || !s.c.usable(spec.UPSIKYU) {
		return
	}
	for _, r := range s.annex.items {
		if s.plan.find(r.client, r.key) == nil && s.c.ClientHas(spec.UPPLAN, r.client) {
			s.c.Cell(nil, s.t7.office, placeLabel(kindLabel(spec.UPSIKYU), r.place, s.t7.office)+"の事業所の行が、第6表（予定）にありません。", At(r.place))
		}
	}
}
