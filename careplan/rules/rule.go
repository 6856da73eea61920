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
	New      func(c *Check) Hooks // called once per unit; closures hold the rule's state
}

// Hooks are the places where a rule is called. Nil hooks cost nothing.
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
	FileEnd func(v *Visit, r *careplan.Reader)
	// End is called after the last file of the unit.
	End func()
}

// Visit is the place where the scan stands. The engine reuses it.
type Visit struct {
	File   *careplan.File
	Layout *spec.Layout
	Record *careplan.Record
	Client int // dense number of 保険者番号+被保険者番号 inside the unit, -1 if the record has none
	First  bool // the client's first record in this file
}
