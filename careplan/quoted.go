package careplan

import "bytes"

// quoteScan is the state inside one quoted value.
type quoteScan struct {
	from    int      // the opening quote
	halved  bool     // the value holds doubled quotes
	inner   bool     // between two stray quotes, when they are read as pairs
	lines   int      // line ends inside the value
	first   int      // index after the first line end inside, 0 = none
	restart bool     // a line inside the value starts as a new record does
	seen    faultSet //
}

// quoted reads a value in quotes; b[i] is the opening quote. It gives the index of the
// separator, of the line end, or len(b).
func (r *Reader) quoted(b []byte, from int, last bool) (end int, more bool) {
	q := quoteScan{from: from}
	faults := len(r.rec.Faults)
	for i := from + 1; ; {
		for i < len(b) && classes[b[i]] == plain {
			i++
		}
		if i == len(b) || i-from > r.span && q.first > 0 {
			if !last && !r.full && i-from <= r.span {
				return i, true
			}
			return r.unclosed(b, &q, i, faults, last)
		}
		switch classes[b[i]] {
		case comma:
			i++
		case lineFeed:
			i++
			q.passLine(b, i)
		case quote:
			next, closed, need := r.atQuote(b, i, last, &q)
			if need {
				return i, true
			}
			if closed {
				r.close(b, &q, i)
				return next, false
			}
			if q.restart && next == i+1 && !r.mode.literal {
				return r.unclosed(b, &q, i, faults, last)
			}
			i = next
		default:
			i = r.oddityQuoted(b, i, &q)
		}
	}
}

// oddityQuoted notes faults at their own line inside a value of several lines.
func (r *Reader) oddityQuoted(b []byte, i int, q *quoteScan) int {
	r.mode.lines += q.lines
	i = r.oddity(b, i, &q.seen, true)
	r.mode.lines -= q.lines
	return i
}

// passLine notes a line end inside the value; i stands behind it.
func (q *quoteScan) passLine(b []byte, i int) {
	q.lines++
	if q.first == 0 {
		q.first = i
	}
	q.restart = q.restart || looksLikeRecord(b[i:])
}

// looksLikeRecord reports whether a line starts as every record does: six digits (item 1
// CSVバージョン) and a comma. Prose hardly ever does.
func looksLikeRecord(b []byte) bool {
	if len(b) < 7 || b[6] != ',' {
		return false
	}
	for _, c := range b[:6] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// atQuote judges a quote inside a quoted value: it closes it, is doubled, or is stray.
func (r *Reader) atQuote(b []byte, i int, last bool, q *quoteScan) (next int, closed, need bool) {
	if i+1 == len(b) {
		return i + 1, last, !last
	}
	switch c := b[i+1]; {
	case c == '"':
		q.halved = true
		return i + 2, false, false
	case c == ',' || c == '\n':
		if !q.inner {
			return i + 1, true, false
		}
	case c == '\r':
		if i+2 == len(b) && !last {
			return 0, false, true
		}
		if i+2 < len(b) && b[i+2] == '\n' && !q.inner {
			return i + 1, true, false
		}
	case finalMark(b, i+1, last):
		return i + 1, true, false
	case c == eofMark && !last:
		if i+2 == len(b) {
			return 0, false, true
		}
	}
	q.inner = r.mode.pairs && !q.inner
	return r.oddityQuoted(b, i, q), false, false
}

// close makes the cell of a quoted value whose closing quote stands at i.
func (r *Reader) close(b []byte, q *quoteScan, i int) {
	c := r.cell()
	c.Raw, c.Value, c.Quoted = b[q.from:i+1], b[q.from+1:i], true
	if q.halved {
		c.Value = r.halve(c.Value)
	}
	r.mode.lines += q.lines
}

// halve turns doubled quotes into single ones, in the reader's scratch space.
func (r *Reader) halve(v []byte) []byte {
	start := len(r.scratch)
	for {
		i := bytes.IndexByte(v, '"')
		if i < 0 {
			r.scratch = append(r.scratch, v...)
			break
		}
		r.scratch = append(r.scratch, v[:i+1]...)
		v = v[i+1:]
		if len(v) > 0 && v[0] == '"' {
			v = v[1:]
		}
	}
	return r.scratch[start:len(r.scratch):len(r.scratch)]
}

// unclosed deals with quotes that do not close before i: the record is read again up to
// a line end, and there the quote is an ordinary character.
func (r *Reader) unclosed(b []byte, q *quoteScan, i, faults int, last bool) (end int, more bool) {
	r.rec.Faults = r.rec.Faults[:faults]
	if !r.mode.literal && q.first > 0 {
		r.mode.open = true
		r.mode.crossed = q.first
		return i, false
	}
	if !last {
		return i, true
	}
	return r.bare(b, q.from, q.from+1, last)
}
