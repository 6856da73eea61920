package rules

import (
	"bytes"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// windows31J is the only encoding the standard allows, as careplan.File.Encoding names it.
const windows31J = "windows-31j"

// shapeOf judges a record before its values: one cause is reported by one rule, and what
// cannot be read by the layout is not read by it.
func shapeOf(v *Visit) Shape {
	rec := v.Record
	for i := range rec.Faults {
		switch rec.Faults[i].Kind {
		case careplan.FaultBareQuote, careplan.FaultOpenQuote, careplan.FaultTooLong:
			return Misquoted
		case careplan.FaultLoneCR:
			return LoneCR
		}
	}
	if len(rec.Cells) == 0 {
		return Width
	}
	version := rec.Cells[0].Value
	switch {
	case len(rec.Cells) < v.Layout.Columns() && otherSeparator(rec) != 0:
		return Separated
	case rec.N == 1 && isHeader(rec):
		return Header
	case otherEdition(version, v.File.Edition):
		return OldEdition
	case len(rec.Cells) != v.Layout.Columns():
		return Width
	}
	return Sound
}

// isHeader reports whether the first record starts like a line of titles: neither item 1
// nor item 2 保険者番号 is a number.
func isHeader(rec *careplan.Record) bool {
	return !isSixDigits(rec.Cell(1).Value) && !isSixDigits(rec.Cell(2).Value) && rec.Cell(1).Value != nil
}

func isSixDigits(v []byte) bool { return len(v) == 6 && digits(v) }

// otherEdition reports whether item 1 names an edition, but not the file's.
func otherEdition(version []byte, file spec.Edition) bool {
	if string(version) == string(file) {
		return false
	}
	for _, e := range spec.Editions() {
		if string(version) == string(e.Edition) {
			return true
		}
	}
	return false
}

// separators are what some programs write instead of the comma (R028): tab, semicolon
// and the full-width commas.
var separators = [][]byte{{'\t'}, {';'}, {0x81, 0x43}, {0x81, 0x41}}

// otherSeparator gives the first byte of the separator the record uses instead of
// commas: item 1 ends at it, and it occurs more often than the comma. 0 = none.
func otherSeparator(rec *careplan.Record) byte {
	line := bytes.TrimLeft(rec.Raw, `"`)
	if len(line) < 8 || !isSixDigits(line[:6]) {
		return 0
	}
	line = bytes.TrimLeft(line[6:], `"`)
	for _, s := range separators {
		if bytes.HasPrefix(line, s) && bytes.Count(line, s) >= len(rec.Cells) {
			return s[0]
		}
	}
	return 0
}
