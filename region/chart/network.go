package chart

import (
	"cmp"
	"fmt"
	"slices"
)

// Knot is one office of the picture.
type Knot struct {
	ID, Name string
	Kind     string // planner, centre, provider
	Active   bool
}

// Tie is a pair of offices that exchange slips.
type Tie struct {
	A, B   string
	Slips  int
	Few    bool // under 3: drawn thin, without a number
	Linked bool
}

// Network draws planners and centres at the left, providers at the right: linked pairs
// solid, missing ones dashed. Rows are sorted so that lines cross less.
func Network(title string, knots []Knot, ties []Tie, o Options) Figure {
	left, right := sides(knots)
	if len(left) == 0 || len(right) == 0 {
		return empty(title, "連携先の分かる事業所がまだありません。", o)
	}
	c := &canvas{w: o.width(), id: idOf(title)}
	top := c.title(title) + 24
	c.text(8, top-4, 12, "start", quiet, "居宅介護支援・地域包括支援センター")
	c.text(c.w-8, top-4, 12, "end", quiet, "サービス事業所")
	right = untangle(left, right, ties)
	rows := max(len(left), len(right))
	step := 20.0
	if rows > 60 {
		step = 15
	}
	height := float64(rows) * step
	at := map[string][2]float64{}
	place(at, left, 236, top+8, height)
	place(at, right, c.w-236, top+8, height)
	c.ties(ties, at)
	c.knots(left, at, "end", -10)
	c.knots(right, at, "start", 10)
	y := c.tieKeys(top + height + 24)
	c.h = c.foot(y, o.Foot)
	alt := networkAlt(title, ties)
	return Figure{SVG: c.done(alt), Table: networkTable(title, knots, ties, o), Alt: alt}
}

func sides(knots []Knot) (left, right []Knot) {
	for _, k := range knots {
		if k.Kind == "planner" || k.Kind == "centre" {
			left = append(left, k)
		} else {
			right = append(right, k)
		}
	}
	by := func(a, b Knot) int { return cmp.Or(cmp.Compare(b2(b.Active), b2(a.Active)), cmp.Compare(a.ID, b.ID)) }
	slices.SortFunc(left, by)
	slices.SortFunc(right, by)
	return left, right
}

func b2(b bool) int {
	if b {
		return 1
	}
	return 0
}

// untangle orders the right side by the mean place of its partners.
func untangle(left, right []Knot, ties []Tie) []Knot {
	row := map[string]float64{}
	for i, k := range left {
		row[k.ID] = float64(i)
	}
	sum, count := map[string]float64{}, map[string]float64{}
	for _, t := range ties {
		for _, p := range [][2]string{{t.A, t.B}, {t.B, t.A}} {
			if r, ok := row[p[0]]; ok {
				sum[p[1]] += r
				count[p[1]]++
			}
		}
	}
	mean := func(k Knot) float64 { return sum[k.ID] / max(1, count[k.ID]) }
	slices.SortStableFunc(right, func(a, b Knot) int {
		return cmp.Or(cmp.Compare(b2(b.Active), b2(a.Active)), cmp.Compare(mean(a), mean(b)))
	})
	return right
}

func place(at map[string][2]float64, list []Knot, x, top, height float64) {
	step := height / float64(len(list))
	for i, k := range list {
		at[k.ID] = [2]float64{x, top + step*(float64(i)+0.5)}
	}
}

// ties draws the missing pairs first, so that the linked ones lie above them.
func (c *canvas) ties(ties []Tie, at map[string][2]float64) {
	for _, linked := range []bool{false, true} {
		for _, t := range ties {
			a, okA := at[t.A]
			b, okB := at[t.B]
			if t.Linked != linked || !okA || !okB || a[0] == b[0] {
				continue
			}
			colour, dash, width := "#999999", "4 4", 0.8
			if linked {
				colour, dash, width = key, "", 1+min(4, float64(t.Slips)/10)
			}
			words := fmt.Sprintf("%d件", t.Slips)
			if t.Few {
				words, width = "少数", min(width, 1)
			}
			c.add(`<g><title>%s</title>`, esc(words))
			c.line(a[0], a[1], b[0], b[1], colour, dash, width)
			c.add(`</g>`)
		}
	}
}

func (c *canvas) knots(list []Knot, at map[string][2]float64, anchor string, dx float64) {
	for _, k := range list {
		p := at[k.ID]
		if k.Active {
			c.add(`<circle cx="%s" cy="%s" r="5" fill="%s"/>`, n(p[0]), n(p[1]), key)
		} else {
			c.add(`<circle cx="%s" cy="%s" r="4.5" fill="#ffffff" stroke="%s" stroke-width="1.4"/>`, n(p[0]), n(p[1]), quiet)
		}
		c.clipped(p[0]+dx, p[1]+4, 11.5, 218, anchor, ink, k.Name)
	}
}

func (c *canvas) tieKeys(y float64) float64 {
	c.line(10, y, 46, y, key, "", 3)
	c.text(54, y+4, 12, "start", ink, "データでつながった組（太さは件数）")
	c.line(300, y, 336, y, "#999999", "4 4", 1)
	c.text(344, y+4, 12, "start", ink, "まだの組")
	c.add(`<circle cx="430" cy="%s" r="5" fill="%s"/>`, n(y), key)
	c.text(442, y+4, 12, "start", ink, "利用中")
	c.add(`<circle cx="510" cy="%s" r="4.5" fill="#ffffff" stroke="%s" stroke-width="1.4"/>`, n(y), quiet)
	c.text(522, y+4, 12, "start", ink, "まだ")
	return y + 14
}

func networkAlt(title string, ties []Tie) string {
	linked := 0
	for _, t := range ties {
		linked += b2(t.Linked)
	}
	return fmt.Sprintf("%s。%d組のうち%d組がデータでつながっています。", title, len(ties), linked)
}

func networkTable(title string, knots []Knot, ties []Tie, o Options) Table {
	names := map[string]string{}
	for _, k := range knots {
		names[k.ID] = k.Name
	}
	t := Table{Title: title, Heads: []string{"事業所", "相手", "1か月の件数", "つながり"}, Foot: o.Foot}
	for _, x := range ties {
		slips, linked := fmt.Sprint(x.Slips), "まだ"
		if x.Few {
			slips = "少数"
		}
		if x.Linked {
			linked = "データ"
		}
		t.Rows = append(t.Rows, []string{cmp.Or(names[x.A], x.A), cmp.Or(names[x.B], x.B), slips, linked})
	}
	return t
}
