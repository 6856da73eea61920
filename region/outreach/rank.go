package outreach

import (
	"cmp"
	"slices"
	"time"
)

// Link is one partner of an office.
type Link struct {
	Node  int
	Slips float64 // a month
	State State
	Basis Basis
}

// Row is one line of the 声かけリスト with everything needed to explain it.
type Row struct {
	Node            int
	Score           float64 // expected slips a month per hour of effort
	Now             float64 // slips a month with partners that are Active: gone at once
	Soon            float64 // expected slips a month with partners that may start soon
	Chance          float64 // chance to say yes when spoken to, 0..1
	Alone           float64 // chance to start without a contact, 0..1
	Hours           float64 // expected effort, hours
	Share           float64 // part of its slips that is with Active partners, 0..1
	Active, Planned int     // number of partners in these states
	Estimated       bool    // at least one count behind the row is 推計, or some partners are not known
	Top             []Link  // partners by slips, most first
	Excluded        string  // Japanese reason, "" = listed
}

// Rank gives all offices that are not Active, best first, excluded ones last; ties by ID.
// It takes O(V + E) and the sorting of the offices. The score is
//
//	(chance - Alone·alone) · (now + Ahead·soon) / hours
func (g *Graph) Rank(p Params, today time.Time) []Row {
	s := g.sight(&p)
	rows := make([]Row, 0, len(g.nodes))
	for _, v := range g.byID {
		if g.nodes[v].State != Active {
			rows = append(rows, s.row(int(v), today))
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		if out := a.Excluded != ""; out != (b.Excluded != "") {
			if out {
				return 1
			}
			return -1
		}
		return cmp.Compare(b.Score, a.Score)
	})
	return rows
}

// Scores gives the score of every office, 0 for those that cannot be spoken to. It does
// not allocate when out is long enough. Dates and the cap play no part.
func (g *Graph) Scores(p Params, out []float64) []float64 {
	if cap(out) < len(g.nodes) {
		out = make([]float64, len(g.nodes))
	}
	out = out[:len(g.nodes)]
	s := g.sight(&p)
	s.scores(out)
	return out
}

// excluded says in Japanese why office n is not to be spoken to today, "" = it may be.
func (p *Params) excluded(n *Node, today time.Time) string {
	switch {
	case n.State == Active:
		return "すでに利用中です。"
	case n.State == Out:
		return "対象外として登録されています。"
	case n.Starting:
		return "導入の手続き中です。開始を確かめてください。"
	case n.Cannot && n.CannotWhy != "":
		return n.CannotWhy
	case n.Cannot:
		return "ソフトや回線の都合で、まだ参加できません。対応の予定を確かめてください。"
	case !n.NotBefore.IsZero() && today.Before(n.NotBefore):
		return "今回は見送りです。" + n.NotBefore.Format("2006年1月2日") + " から声をかけられます。"
	case p.Cap > 0 && n.Contacts >= p.Cap:
		return "この四半期の連絡の上限に達しています。次の四半期に声をかけてください。"
	}
	return ""
}

// open tells whether v could ever be spoken to, dates and cap aside.
func open(n *Node) bool {
	return n.State != Active && n.State != Out && !n.Cannot && !n.Starting
}

func (s *sight) row(v int, today time.Time) Row {
	g, n := s.g, &s.g.nodes[v]
	j := s.judge(v)
	r := Row{Node: v, Score: j.score, Now: j.now, Soon: j.soon, Share: j.share, Chance: j.chance, Alone: j.alone}
	r.Hours, r.Excluded, r.Estimated = s.p.hours(n), s.p.excluded(n, today), g.missing(v) > 0
	if !open(n) {
		r.Score, r.Chance, r.Alone = 0, 0, 0
	}
	for e := g.start[v]; e < g.start[v+1]; e++ {
		st := g.nodes[g.to[e]].State
		switch st {
		case Active:
			r.Active++
		case Planned:
			r.Planned++
		}
		r.Estimated = r.Estimated || g.basis[e] == Estimated
		r.Top = append(r.Top, Link{int(g.to[e]), g.slips[e], st, g.basis[e]})
	}
	slices.SortStableFunc(r.Top, func(a, b Link) int { return cmp.Compare(b.Slips, a.Slips) })
	r.Top = slices.Clip(r.Top[:min(len(r.Top), max(0, s.p.Partners))])
	return r
}
