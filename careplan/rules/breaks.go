package rules

// breaks tells records that a line break has torn apart (R031) from records with a wrong
// number of items (R033): the pieces of one record have, together, as many items as one.
// A short record is therefore judged only when the next one is known.
type breaks struct {
	torn  func(p Place)
	short func(p piece)

	pieces []piece
	items  int // of the pieces together
}

// piece is a record of wrong width.
type piece struct {
	place Place
	label string // lineLabel
	items int
	want  int
	last  bool // the last item is empty: a comma at the end of the line
}

// feed takes every record of a file.
func (b *breaks) feed(c *Check, v *Visit) {
	if v.Shape != Width {
		b.flush()
		return
	}
	cells := v.Record.Cells
	p := piece{place: c.Place(v), label: lineLabel(v), items: len(cells), want: v.Layout.Columns()}
	p.last = len(cells) > 0 && len(cells[len(cells)-1].Raw) == 0
	if len(b.pieces) > 0 && (isSixDigits(v.Record.Cell(versionCol).Value) || b.items+p.items-1 > p.want) {
		b.flush()
	}
	if len(b.pieces) == 0 {
		b.items = 1
	}
	b.pieces = append(b.pieces, p)
	b.items += p.items - 1
	if b.items == p.want && len(b.pieces) > 1 {
		b.torn(b.pieces[0].place)
		b.pieces = b.pieces[:0]
	}
}

// flush reports what did not grow into one record.
func (b *breaks) flush() {
	for _, p := range b.pieces {
		b.short(p)
	}
	b.pieces = b.pieces[:0]
}
