package careplan

import (
	"bytes"
	"slices"
)

// Record is one record of a CSV file, exact to the byte. A Reader reuses it: what it
// holds is valid until the next Read; Clone keeps it longer.
type Record struct {
	N      int     // 1-based number of the record in the file
	Line   int     // 1-based physical line where the record starts
	Offset int64   // byte offset of the record in the file
	Raw    []byte  // the exact bytes, line end included
	Cells  []Cell  // the values between the separators
	End    LineEnd // how the record ends
	Faults []Fault // what was not plain about this record's syntax
}

// Cell returns item No. col (1-based); a record too short gives an empty cell.
func (r *Record) Cell(col int) Cell {
	if col < 1 || col > len(r.Cells) {
		return Cell{}
	}
	return r.Cells[col-1]
}

// Cell is one value of a record.
type Cell struct {
	Raw    []byte // exact bytes between the separators, quotes included
	Value  []byte // Windows-31J bytes without enclosing quotes, "" halved
	Quoted bool   // stood in half-width double quotes
	Line   int    // physical line where the cell starts
}

// Empty reports whether the value is null: nothing, or an empty pair of quotes (R032).
func (c Cell) Empty() bool { return len(c.Value) == 0 }

// Text decodes the value from Windows-31J. Bytes that are no character, and user-defined
// characters (外字), become U+FFFD; DecodeFault says where the first one is.
func (c Cell) Text() string { return Decode(c.Value) }

// LineEnd is the end of a record.
type LineEnd uint8

// The ends of a record. A lone CR never ends one.
const (
	NoEnd LineEnd = iota // the file ended first
	LF
	CRLF
)

// Fault is one thing about bytes or syntax that is not plain. Rules name it. Faults about
// a record stand in Record.Faults, each kind once a value; faults about the file stand in
// Reader.Faults. A lone CR stands in both, because it may be the file's line end.
type Fault struct {
	Kind FaultKind
	Line int   // physical line
	Col  int   // 項目No., 0 if it belongs to no cell
	At   int64 // byte offset in the file
}

// FaultKind names a fault; the rule that reports it stands beside it.
type FaultKind uint8

// The faults of bytes and syntax.
const (
	FaultBOM         FaultKind = iota + 1 // R021 the file starts with a byte-order mark
	FaultNotMS932                         // R020 the whole file is in another encoding (UTF-8, UTF-16, ISO-2022-JP, EUC-JP)
	FaultBadByte                          // R022 bytes that are no character
	FaultUserDefined                      // R023 外字, lead bytes F0–F9
	FaultControl                          // R038 control character other than CR, LF, TAB inside a value
	FaultLoneCR                           // R026 a CR without LF outside quotes
	FaultBareQuote                        // R030 a quote inside a value that is not doubled, or text after a closing quote
	FaultOpenQuote                        // R030 the quotes are never closed
	FaultBlankLine                        // R034 an empty line between records
	FaultEOFMark                          // R034 a final 0x1A
	FaultTooLong                          // T003 a record longer than MaxRecord
)

// Clone copies the record with all its bytes, so that it outlives the next Read.
func (r *Record) Clone() *Record {
	c := *r
	c.Raw = bytes.Clone(r.Raw)
	c.Faults = slices.Clone(r.Faults)
	c.Cells = make([]Cell, len(r.Cells))
	for i, cell := range r.Cells {
		cell.Raw, cell.Value = bytes.Clone(cell.Raw), bytes.Clone(cell.Value)
		c.Cells[i] = cell
	}
	return &c
}
