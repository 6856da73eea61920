// Package rules holds the checks of the national standard: one rule is one small file
// with its number, its clause and its sentence. It knows careplan and careplan/spec.
// It never changes a file, never reads a clock (today is an argument) and never looks
// outside the unit it was given; what needs other knowledge is listed in
// docs/validation.md with the room that checks it.
package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Mode is how strictly a unit is judged.
type Mode string

// Tolerant reads a partner's files; Strict judges our own output.
const (
	Tolerant Mode = "tolerant"
	Strict   Mode = "strict"
)

// Rule is one numbered check. Severity, clause and sentences stand beside the check so
// that rule book and code cannot drift apart.
type Rule struct {
	ID       string            // "R111"; our own are "T001"…
	Clause   string            // "A 6表 No.12/13" as in the standard, "D" = derived by us
	Title    string            // 日本語, a short noun phrase for tables
	Severity careplan.Severity // on violation when reading
	Strict   careplan.Severity // in Strict mode; "" = the same
	Leniency string            // name under which a tolerated deviation is counted, e.g. "lf-line-ends"; "" = none
	Next     string            // next step, one polite Japanese sentence; a check may give its own
	Why      string            // one English sentence for docs/validation.md

	New  func(c *Check) Hooks // called once per unit; closures hold the rule's state; nil for a rule about the heap only
	Heap func(c *HeapCheck)   // called once after all units, for rules that compare units; usually nil
}

// severity is the rule's severity in a mode.
func (r *Rule) severity(m Mode) careplan.Severity {
	if m == Strict && r.Strict != "" {
		return r.Strict
	}
	return r.Severity
}

// Hooks are the places where a rule is called. Nil hooks cost nothing.
//
// Order for one record: Syntax; then, if the record is readable (Visit.Shape is Sound),
// Cell from the first item to the last, then Record. A format rule (formatGroup) is asked
// about a cell only when the compiled table does not find the value plain; after the
// first error in a cell neither further format rules nor the Cell hooks of other rules
// see it, and Visit.Bad tells the Record hooks. Item 1 CSVバージョン belongs to R040–R043
// alone: no Cell hook is called for it.
type Hooks struct {
	// Files is called once before any record, with the unit's files (names, joins).
	Files func()
	// Applies chooses the fields for which Cell is called; asked once per layout.
	Applies func(l *spec.Layout, f *spec.Field) bool
	// Cell is called for a filled or empty value of a chosen field. Cells of records with
	// a wrong number of columns (R033) are not visited.
	Cell func(v *Visit, f *spec.Field, c *careplan.Cell)
	// Wants chooses the layouts whose records Record is called for; nil = all.
	Wants func(l *spec.Layout) bool
	// Record is called for each record with the right number of columns.
	Record func(v *Visit)
	// Syntax is called for every record, also those with faults or a wrong width.
	Syntax func(v *Visit)
	// FileEnd is called when a file was read to its end, with the reader's file-level faults.
	// Images and files in another encoding (R020) are not read and have no FileEnd.
	FileEnd func(v *Visit, r *careplan.Reader)
	// End is called after the last file of the unit.
	End func()
}

// Visit is the place where the scan stands. The engine reuses it.
type Visit struct {
	File   *careplan.File
	Layout *spec.Layout
	Record *careplan.Record // nil in FileEnd
	Client int              // dense number of 保険者番号+被保険者番号 inside the unit, -1 if the record has none
	First  bool             // the client's first record in this file
	Shape  Shape            // whether the record can be read by the layout

	file       int // index in the unit
	lastRecord int
	bad        [4]uint64 // a bit per item
}

// Bad reports whether item No. col of the current record has an error of format (R100 to
// R114, R128); rules about meaning leave such values alone.
func (v *Visit) Bad(col int) bool {
	return uint(col) < 256 && v.bad[col/64]&(1<<(col%64)) != 0
}

func (v *Visit) markBad(col int) {
	if uint(col) < 256 {
		v.bad[col/64] |= 1 << (col % 64)
	}
}

// Shape says why a record cannot be read by its layout.
type Shape uint8

// Only Sound records reach the hooks Cell and Record.
const (
	Sound      Shape = iota
	Misquoted        // R030, T003: quotes that do not fit, or a record that is too long
	Header           // R027: a header line
	Separated        // R028: another separator than the comma
	LoneCR           // R026: a CR without LF
	OldEdition       // R041: item 1 names another edition than the file's
	Width            // R033, R031: another number of items than the layout has
)
