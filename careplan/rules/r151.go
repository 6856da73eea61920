package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

var r151 = Rule{
	ID: "R151", Clause: "A 7表 No.7, 9", Title: "第7表の全合計", Severity: careplan.Error,
	Next: "利用者ごとに全合計の行（サービスコード999999、事業所番号9999999999）が1行だけ要ります。介護ソフトで出力し直してください。",
	Why:  "Exactly one grand-total line per client: code 999999, office 9999999999.",
	New: func(c *Check) Hooks {
		s := grandTotals{c: c}
		return Hooks{Wants: isTable7, Record: s.record, End: s.end}
	},
}

// grandTotals counts the grand-total lines of each client of a file.
type grandTotals struct {
	c     *Check
	t     table7
	count []uint8 // per client: lines + 1, 0 = the client has no line
	first []Place
}

func (s *grandTotals) record(v *Visit) {
	t := s.t.of(v)
	if v.Client < 0 {
		return
	}
	for len(s.count) <= v.Client {
		s.count, s.first = append(s.count, 0), append(s.first, Place{})
	}
	if s.count[v.Client] == 0 {
		s.count[v.Client], s.first[v.Client] = 1, s.c.Place(v)
	}
	code := value(v, t.code)
	if len(code) != 6 || lineOf(code) != grandLine {
		return
	}
	if office := value(v, t.office); len(office) > 0 && string(office) != "9999999999" {
		s.c.Cell(v, t.office, cellLabel(v, t.office)+"が、全合計の行なのに9999999999ではありません。")
	}
	if s.count[v.Client] == 2 {
		s.c.Cell(v, t.code, cellLabel(v, t.code)+"が、この利用者の2行目の全合計です。")
	}
	if s.count[v.Client] < 3 {
		s.count[v.Client]++
	}
}

// end reports clients without a total. A total that stands under a mistyped number is
// R082's: as many clients as 第6表 does not have are left out.
func (s *grandTotals) end() {
	if !s.c.usable(spec.UPSIKYU) {
		return
	}
	orphans := 0
	var missing []Place
	for client, n := range s.count {
		switch {
		case n > 0 && s.c.usable(spec.UPPLAN) && !s.c.ClientHas(spec.UPPLAN, client):
			orphans++
		case n == 1:
			missing = append(missing, s.first[client])
		}
	}
	if len(missing) <= orphans {
		return
	}
	for _, p := range missing {
		s.c.Cell(nil, s.t.code, placeLabel(kindLabel(spec.UPSIKYU), p, s.t.code)+"の利用者に、全合計の行がありません。", At(p))
	}
}
