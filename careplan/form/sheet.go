// Package form shows a unit (ファイル一式) as the forms people know: 居宅サービス計画書 第1・2・3表,
// サービス利用票・提供票 (第6表), 別表 (第7表) and the prevention forms. It turns records into
// neutral sheets of cells; HTML for screen and print is made here, PDF elsewhere from the
// same sheets. It never repairs a value: what cannot be read stands as written.
package form

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Sheet is one form, ready to be drawn on A4.
type Sheet struct {
	Title     string // サービス提供票
	Corner    string // 第６表
	Landscape bool
	Blocks    []Block
	Foot      []string           // small lines under the form: made by, number of the unit, edition
	Badges    []string           // 住所地特例, 生保単独, 申請中, 総合事業
	Client    careplan.ClientKey // whose form it is; zero for a list of several clients
}

// Block is one grid of cells. Everything on a form is a grid: labelled fields, tables,
// texts in a frame, signature lines.
type Block struct {
	Heading string
	Widths  []float64 // one share per column; the sum is the width of the page
	Head    int       // this many leading rows are the head and repeat on every page
	Sticky  int       // this many leading columns stay in view when scrolled sideways
	Rows    [][]Cell  // spanned places are left out, as in HTML
	Open    bool      // drawn without frame lines
}

// Align is how a cell's text stands.
type Align uint8

// The ways a text stands in its cell.
const (
	Left Align = iota
	Center
	Right
)

// Tint marks a cell; in black and white it is also told by a sign in the text.
type Tint uint8

// The tints of a cell.
const (
	Plain   Tint = iota
	Label        // a heading cell
	Sunday       // Sundays and holidays
	Changed      // planned and done differ
)

// Cell is one cell of a grid.
type Cell struct {
	Text  string // may hold line breaks
	Cols  int    // columns it spans, 0 = 1
	Rows  int    // rows it spans, 0 = 1
	Head  bool   // a heading cell (th)
	Align Align
	Tint  Tint
	Small bool
	Bold  bool
	Tall  float64  // least height in mm, 0 = by its text
	From  Origin   // where the value stands in the files; zero for what is computed
	Also  []Origin // further places the cell stands for: grouped records, items no form has
	Echo  bool     // the value stands on an earlier cell too, which is where links lead
}

// Origin is the place of a value: kind of file, physical line, 項目No. It is what a Finding
// names, so that a finding can be shown at its cell.
type Origin struct {
	Kind spec.Kind
	Line int
	Col  int
}
