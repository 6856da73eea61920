package chart

import (
	"fmt"
	"math"
	"strings"
)

// Area is a zone or municipality with its figure.
type Area struct {
	ID, Name string
	Rings    [][][]float64 // [lng, lat], even-odd
	Value    float64       // what the colour stands for
	Text     string        // what is written into it
	Missing  bool          // no figure
}

// Dot is one office; it is drawn by its class.
type Dot struct {
	Lng, Lat    float64
	Class, Name string
}

// Step is one class of the scale: values from From on.
type Step struct {
	From float64
	Text string
}

// fields are the fillings of the scale, light to dark.
var fields = []string{"#f0f6ff", "#c5d7fb", "#7096f8", "#264af4", "#000071"}

// frame fits shapes into the drawing: equirectangular with the cosine of the latitude.
type fit struct{ west, north, scale, cos, x, y float64 }

func (f fit) at(lng, lat float64) (float64, float64) {
	return f.x + (lng-f.west)*f.cos*f.scale, f.y + (f.north-lat)*f.scale
}

// Map draws areas in the classes of a scale, with names, figures and the credit line.
func Map(title string, areas []Area, dots []Dot, scale []Step, credit string, o Options) Figure {
	foot := o.Foot
	if credit != "" {
		foot = append(append([]string{}, o.Foot...), credit)
	}
	box, ok := bounds(areas, dots)
	if !ok {
		return empty(title, "圏域の形がまだありません。「取り込み」で圏域のファイルを読み込んでください。", Options{Width: o.Width, Foot: foot})
	}
	c := &canvas{w: o.width(), id: idOf(title)}
	top := c.title(title) + 10
	f, height := fitInto(box, c.w-230, top)
	for _, a := range areas {
		c.area(f, a, scale)
	}
	for _, d := range dots {
		c.office(f, d)
	}
	for _, a := range areas {
		c.areaName(f, a)
	}
	c.scale(c.w-210, top+10, scale, dots)
	c.h = c.foot(top+max(height, float64(len(scale))*24+150), foot)
	alt := fmt.Sprintf("%s。%dの区域を濃さと数字で示します。", title, len(areas))
	return Figure{SVG: c.done(alt), Table: mapTable(title, areas, foot), Alt: alt}
}

// bounds gives west, south, east, north of what is to be drawn.
func bounds(areas []Area, dots []Dot) ([4]float64, bool) {
	b := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	add := func(x, y float64) {
		if !math.IsNaN(x) && !math.IsNaN(y) && !math.IsInf(x, 0) && !math.IsInf(y, 0) {
			b = [4]float64{min(b[0], x), min(b[1], y), max(b[2], x), max(b[3], y)}
		}
	}
	for _, a := range areas {
		for _, r := range a.Rings {
			for _, p := range r {
				if len(p) >= 2 {
					add(p[0], p[1])
				}
			}
		}
	}
	if math.IsInf(b[0], 0) {
		for _, d := range dots {
			add(d.Lng, d.Lat)
		}
	}
	return b, b[2] > b[0] && b[3] > b[1]
}

func fitInto(b [4]float64, width, top float64) (fit, float64) {
	cos := math.Cos((b[1] + b[3]) / 2 * math.Pi / 180)
	s := min(width/((b[2]-b[0])*cos), 460/(b[3]-b[1]))
	return fit{b[0], b[3], s, cos, 8, top}, (b[3] - b[1]) * s
}

// class is the step a value falls into.
func class(v float64, scale []Step) int {
	at := 0
	for i, s := range scale {
		if v >= s.From {
			at = i
		}
	}
	return min(at, len(fields)-1)
}

func (c *canvas) area(f fit, a Area, scale []Step) {
	var d strings.Builder
	for _, r := range a.Rings {
		for i, p := range r {
			if len(p) < 2 {
				continue
			}
			x, y := f.at(p[0], p[1])
			verb := "L"
			if i == 0 {
				verb = "M"
			}
			d.WriteString(verb + n(x) + " " + n(y))
		}
		d.WriteString("Z")
	}
	fill := "#ffffff"
	if !a.Missing {
		fill = fields[class(a.Value, scale)]
	}
	c.add(`<path d="%s" fill="%s" fill-rule="evenodd" stroke="%s" stroke-width="1.2"><title>%s %s</title></path>`, d.String(), fill, quiet, esc(a.Name), esc(a.Text))
}

// areaName writes name and figure on a white plate, so that they can be read on every field.
func (c *canvas) areaName(f fit, a Area) {
	x, y := f.at(middle(a.Rings))
	w := max(ems(a.Name)*12, ems(a.Text)*12) + 8
	c.add(`<rect x="%s" y="%s" width="%s" height="32" rx="3" fill="#ffffff" fill-opacity="0.9"/>`, n(x-w/2), n(y-17), n(w))
	c.text(x, y-4, 12, "middle", ink, a.Name)
	c.text(x, y+11, 11, "middle", ink, a.Text)
}

// middle is the centre of the largest ring.
func middle(rings [][][]float64) (lng, lat float64) {
	best := 0.0
	for _, r := range rings {
		var area, cx, cy float64
		for i := range r {
			p, q := r[i], r[(i+1)%len(r)]
			if len(p) < 2 || len(q) < 2 {
				continue
			}
			k := p[0]*q[1] - q[0]*p[1]
			area, cx, cy = area+k, cx+(p[0]+q[0])*k, cy+(p[1]+q[1])*k
		}
		if math.Abs(area) > best {
			best, lng, lat = math.Abs(area), cx/(3*area), cy/(3*area)
		}
	}
	return lng, lat
}

// classes of offices: in use, joined, on the way, the others.
var dotClass = map[string]int{"利用中": 0, "導入済み（未活用）": 1, "これから導入予定": 2}

func (c *canvas) office(f fit, d Dot) {
	x, y := f.at(d.Lng, d.Lat)
	k, ok := dotClass[d.Class]
	if !ok {
		k = 3
	}
	c.add(`<g><title>%s %s</title>`, esc(d.Name), esc(d.Class))
	c.mark(x, y, k)
	c.add(`</g>`)
}

// mark draws the shape of a class.
func (c *canvas) mark(x, y float64, k int) {
	switch k {
	case 0:
		c.add(`<circle cx="%s" cy="%s" r="4.5" fill="#197a4b" stroke="#ffffff"/>`, n(x), n(y))
	case 1:
		c.add(`<rect x="%s" y="%s" width="8" height="8" fill="%s" stroke="#ffffff"/>`, n(x-4), n(y-4), key)
	case 2:
		c.add(`<path d="M%s %sl5 9h-10z" fill="#ac3e00" stroke="#ffffff"/>`, n(x), n(y-5))
	default:
		c.add(`<circle cx="%s" cy="%s" r="2.6" fill="#ffffff" stroke="%s" stroke-width="1.2"/>`, n(x), n(y), quiet)
	}
}

func (c *canvas) scale(x, y float64, scale []Step, dots []Dot) {
	for i, s := range scale {
		c.rect(x, y+float64(i)*24, 22, 16, fields[min(i, len(fields)-1)])
		c.text(x+30, y+float64(i)*24+12.5, 12, "start", ink, s.Text)
	}
	y += float64(len(scale)) * 24
	c.rect(x, y, 22, 16, "#ffffff")
	c.text(x+30, y+12.5, 12, "start", ink, "数字なし")
	if len(dots) == 0 {
		return
	}
	for i, w := range []string{"利用中", "導入済み（未活用）", "これから導入予定", "そのほか"} {
		c.mark(x+11, y+36+float64(i)*22, i)
		c.text(x+30, y+40+float64(i)*22, 12, "start", ink, w)
	}
}

func mapTable(title string, areas []Area, foot []string) Table {
	t := Table{Title: title, Heads: []string{"区域", "数字"}, Foot: foot}
	for _, a := range areas {
		text := a.Text
		if a.Missing {
			text = "数字なし"
		}
		t.Rows = append(t.Rows, []string{a.Name, text})
	}
	return t
}
