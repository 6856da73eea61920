package careplan

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// How a record is taken apart. A record is first read as RFC 4180 has it. Two kinds of
// broken quoting get a second look, because a clerk should see one finding on one line
// and not a ruined file:
//
//   - quotes that never close: the record ends at its own line end, and the lone quote
//     counts as an ordinary character (FaultOpenQuote);
//   - quotes inside a value that were not doubled: if the record then has another number
//     of values than its neighbours, they are read as pairs: `"a "b", c"` is one value.
//
// Both are always reported (R030), and no byte is changed.

// scanMode is the state of one attempt at a record.
type scanMode struct {
	literal bool // a quote that does not close is an ordinary character
	pairs   bool // stray quotes come in pairs
	lines   int  // line ends passed so far

	open    bool // an open quote ran into something that tells it was never closed
	crossed int  // index after the line end at which the record should end instead
	stray   bool // FaultBareQuote was met
}

// Classes of bytes. Everything else is plain.
const (
	plain = iota
	comma
	quote
	lineFeed
	carriage
	control
	lead // of a double-byte character
	bad
)

var classes = func() (t [256]uint8) {
	for c := range 0x20 {
		t[c] = control
	}
	t['\t'], t['\r'], t['\n'], t[','], t['"'], t[0x7F] = plain, carriage, lineFeed, comma, quote, control
	for c := 0x80; c < 256; c++ {
		t[c] = bad
		if isLead(byte(c)) {
			t[c] = lead
		} else if c >= kanaFirst && c <= kanaLast {
			t[c] = plain
		}
	}
	return t
}()

func hasLF(b []byte) bool  { return indexLF(b) >= 0 }
func indexLF(b []byte) int { return bytes.IndexByte(b, '\n') }

func (r *Reader) reset() {
	r.rec.Cells, r.rec.Faults, r.scratch = r.rec.Cells[:0], r.rec.Faults[:0], r.scratch[:0]
}

// split takes the record at the start of b apart and gives its length. ok is false if b
// ends before the record does and the file may go on (last is false).
func (r *Reader) split(b []byte, last bool) (n int, ok bool) {
	r.mode = scanMode{}
	n, ok = r.attempt(b, last)
	if r.mode.open {
		cut := r.mode.crossed
		r.shorten(n)
		r.mode = scanMode{literal: true}
		n, _ = r.attempt(b[:cut], true)
		return n, true
	}
	if !ok {
		return 0, false
	}
	if r.mode.stray && len(r.rec.Cells) != r.width && r.width > 0 {
		n = r.again(b[:n])
	}
	if len(r.rec.Faults) == 0 {
		r.width = len(r.rec.Cells)
	}
	return n, true
}

// again reads a record with stray quotes as pairs and keeps that reading only if it
// gives the number of values the file has elsewhere.
func (r *Reader) again(raw []byte) int {
	before := r.mode
	r.mode = scanMode{literal: before.literal, pairs: true}
	n, _ := r.attempt(raw, true)
	if n == len(raw) && len(r.rec.Cells) == r.width && !r.mode.open {
		return n
	}
	r.mode = scanMode{literal: before.literal}
	n, _ = r.attempt(raw, true)
	return n
}

// shorten lets quotes reach less far after one that never closed was looked for in vain,
// so that a file full of them costs no more than a fixed factor of its size.
func (r *Reader) shorten(wasted int) {
	r.wasted += wasted
	switch {
	case r.wasted > maxWaste:
		r.span = lastSpan
	case wasted > minSpan && r.span > minSpan:
		r.span = max(minSpan, r.span/2)
	}
}

// minSpan is longer than free text usually is; lastSpan is for files made to be slow.
const (
	minSpan  = 4 << 10
	lastSpan = 256
	maxWaste = 32 << 20
)

// attempt reads cells up to the record's line end or the end of b.
func (r *Reader) attempt(b []byte, last bool) (n int, ok bool) {
	r.reset()
	for i := 0; ; i++ {
		i = r.run(b, i)
		var more bool
		if i < len(b) && b[i] == '"' {
			i, more = r.quoted(b, i, last)
		} else {
			i, more = r.bare(b, i, i, last)
		}
		if r.mode.open {
			return i, false
		}
		if more {
			return 0, false
		}
		if i == len(b) || b[i] == eofMark {
			return i, true
		}
		if b[i] != ',' {
			return r.pastLineEnd(b, i), true
		}
	}
}

// run takes the short way as long as it goes: values of plain bytes, and quoted text of
// plain bytes and known characters, each followed by a comma. It gives the start of the
// first value that needs a closer look; nearly all of a file is read here. It looks at
// eight bytes at a time: values are short, and a branch for each byte would cost most.
func (r *Reader) run(b []byte, from int) int {
	for pos := from; pos+8 <= len(b); pos += 8 {
		for stop := stops(binary.LittleEndian.Uint64(b[pos:])); stop != 0; stop &= stop - 1 {
			i := pos + bits.TrailingZeros64(stop)/8
			if b[i] == ',' {
				r.plainCell(b[from:i])
				from = i + 1
				continue
			}
			if classes[b[i]] == plain {
				continue
			}
			if b[i] != '"' || i != from {
				return from
			}
			if i = passText(b, i+1); i+1 >= len(b) || b[i] != '"' || b[i+1] != ',' {
				return from
			}
			r.textCell(b[from : i+1])
			from = i + 2
			pos = from - 8
			break
		}
	}
	return from
}

const lowBits = 0x7F7F7F7F7F7F7F7F

// stops marks the bytes of a word that are a comma, a quote, a control character, 0x7F
// or above, each by its highest bit. Tabs and half-width kana are marked, too.
func stops(w uint64) uint64 {
	commas, quotes, low := w^','*ones, w^'"'*ones, w&lowBits
	comma := (commas&lowBits + lowBits) | commas
	quote := (quotes&lowBits + lowBits) | quotes
	printable := low + 0x60*ones
	high := w | (low + ones)
	return (^(comma & quote & printable) | high) & highBits
}

func (r *Reader) plainCell(raw []byte) {
	c := r.cell()
	c.Raw, c.Value, c.Quoted = raw, raw, false
}

func (r *Reader) textCell(raw []byte) {
	c := r.cell()
	c.Raw, c.Value, c.Quoted = raw, raw[1:len(raw)-1], true
}

// passText passes plain bytes, commas and characters of two bytes.
func passText(b []byte, i int) int {
	for i < len(b) {
		switch classes[b[i]] {
		case plain, comma:
			i++
		case lead:
			if i+1 == len(b) || doubleBytes[int(leadRow[b[i]])<<8|int(b[i+1])] == 0 {
				return i
			}
			i += 2
		default:
			return i
		}
	}
	return i
}

func (r *Reader) pastLineEnd(b []byte, i int) int {
	r.mode.lines++
	if b[i] == '\r' {
		return i + 2
	}
	return i + 1
}

// bare reads a value without quotes; from is its first byte, i where to go on. It gives
// the index of the separator, of the line end, or len(b).
func (r *Reader) bare(b []byte, from, i int, last bool) (end int, more bool) {
	var seen faultSet
	if from < i {
		seen.add(FaultOpenQuote)
		r.fault(FaultOpenQuote, from)
	}
	for {
		for i < len(b) && classes[b[i]] == plain {
			i++
		}
		if i == len(b) {
			if !last {
				return i, true
			}
			break
		}
		if c := classes[b[i]]; c == comma || c == lineFeed {
			break
		} else if c == carriage && i+1 < len(b) && b[i+1] == '\n' {
			break
		} else if c == control && finalMark(b, i, last) {
			break
		}
		i = r.oddity(b, i, &seen, false)
	}
	c := r.cell()
	c.Raw, c.Value, c.Quoted = b[from:i], b[from:i], false
	if seen.has(FaultOpenQuote) {
		c.Value = b[from+1 : i]
	}
	return i, false
}

// finalMark reports whether a 0x1A at i is the last byte of the file.
func finalMark(b []byte, i int, last bool) bool {
	return b[i] == eofMark && last && i == len(b)-1
}

// oddity passes a byte that is not plain: a character of two bytes, or a fault, which is
// noted once a value.
func (r *Reader) oddity(b []byte, i int, seen *faultSet, inQuotes bool) int {
	var kind FaultKind
	n := 1
	switch classes[b[i]] {
	case lead, bad:
		if n, kind = charAt(b[i:]); kind == 0 {
			return i + n
		}
	case quote:
		kind = FaultBareQuote
		r.mode.stray = true
	case carriage:
		if inQuotes {
			return i + 1
		}
		kind = FaultLoneCR
	default:
		kind = FaultControl
	}
	if !seen.has(kind) {
		seen.add(kind)
		r.fault(kind, i)
	}
	return i + n
}

// faultSet holds the kinds of fault met in one value.
type faultSet uint32

func (s *faultSet) add(k FaultKind)     { *s |= 1 << k }
func (s faultSet) has(k FaultKind) bool { return s&(1<<k) != 0 }

func (r *Reader) fault(kind FaultKind, i int) {
	r.rec.Faults = append(r.rec.Faults, Fault{
		Kind: kind, Line: r.line + r.mode.lines, Col: len(r.rec.Cells) + 1, At: r.off + int64(i),
	})
}

// cell opens the next cell; the record's cells are used again.
func (r *Reader) cell() *Cell {
	n := len(r.rec.Cells)
	if n < cap(r.rec.Cells) {
		r.rec.Cells = r.rec.Cells[:n+1]
	} else {
		r.rec.Cells = append(r.rec.Cells, Cell{})
	}
	c := &r.rec.Cells[n]
	c.Line = r.line + r.mode.lines
	return c
}
