package rules

import "bytes"

// clients numbers the people of a unit densely by 保険者番号 and 被保険者番号 (R085) and
// remembers where each stands first in each file. It grows with the number of clients.
type clients struct {
	ids    map[string]int32
	last   []byte // key of the newest record: rows of one client stand together
	lastID int
	key    []byte
	places [][]rowPlace // per file, per client
}

// rowPlace is a place in a file; record 0 = none.
type rowPlace struct{ line, record int32 }

func (c *clients) begin(files int) {
	*c = clients{ids: map[string]int32{}, lastID: -1, places: make([][]rowPlace, files)}
}

func (c *clients) count() int { return len(c.ids) }

// enter finds the client of the record under the scan.
func (c *clients) enter(p *plan, v *Visit) {
	if p.insurer < 0 || p.insured < 0 {
		return
	}
	insurer, insured := v.Record.Cells[p.insurer].Value, v.Record.Cells[p.insured].Value
	if len(insurer) == 0 || len(insured) == 0 {
		return
	}
	c.key = append(c.key[:0], insurer...)
	c.key = append(c.key, ',')
	c.key = append(c.key, insured...)
	if c.lastID < 0 || !bytes.Equal(c.key, c.last) {
		c.lastID = c.number()
		c.last = append(c.last[:0], c.key...)
	}
	v.Client = c.lastID
	v.First = c.first(v)
}

func (c *clients) number() int {
	id, known := c.ids[string(c.key)]
	if !known {
		id = int32(len(c.ids))
		c.ids[string(c.key)] = id
	}
	return int(id)
}

func (c *clients) first(v *Visit) bool {
	places := c.places[v.file]
	for len(places) <= v.Client {
		places = append(places, rowPlace{})
	}
	c.places[v.file] = places
	if places[v.Client].record > 0 {
		return false
	}
	places[v.Client] = rowPlace{int32(v.Record.Line), int32(v.Record.N)}
	return true
}

func (c *clients) place(file, client int) rowPlace {
	if file >= len(c.places) || client < 0 || client >= len(c.places[file]) {
		return rowPlace{}
	}
	return c.places[file][client]
}
