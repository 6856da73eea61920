package rules

import (
	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Result is what a check found, in the shape in which tasuki check prints it.
type Result struct {
	Mode    Mode         `json:"mode"`
	Units   []UnitResult `json:"units"`
	Files   []FileResult `json:"files"`
	Summary Summary      `json:"summary"`

	// Err is the first file that could not be read to its end, if any. It says nothing
	// about the letter; the findings are those made until then.
	Err error `json:"-"`
}

// UnitResult is what was found in one unit.
type UnitResult struct {
	ID         string              `json:"id"`
	Edition    spec.Edition        `json:"edition"`
	From       string              `json:"from"`
	To         string              `json:"to"`
	Month      string              `json:"month"`
	Serial     string              `json:"serial"`
	Files      []UnitFile          `json:"files"`
	Findings   []careplan.Finding  `json:"findings"`
	Leniencies []careplan.Leniency `json:"leniencies"`

	Name    string         `json:"-"` // Japanese name of the kind of unit, "" if it is none
	Unit    *careplan.Unit `json:"-"`
	Summary Summary        `json:"-"` // of this unit; Units is 1
}

// UnitFile is a file inside its unit.
type UnitFile struct {
	Name    string    `json:"name"`
	Path    string    `json:"path"`
	Kind    spec.Kind `json:"kind"`
	Records int       `json:"records"`
}

// FileResult is one input and the index of its unit.
type FileResult struct {
	Path string    `json:"path"`
	Name string    `json:"name"`
	Kind spec.Kind `json:"kind"`
	Unit int       `json:"unit"`
}

// Summary counts all findings, also those that are only listed as a number.
type Summary struct {
	Units    int `json:"units"`
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
}

func (s *Summary) count(v careplan.Severity) {
	switch v {
	case careplan.Error:
		s.Errors++
	case careplan.Warning:
		s.Warnings++
	default:
		s.Infos++
	}
}

func (s *Summary) add(o Summary) {
	s.Units += o.Units
	s.Errors += o.Errors
	s.Warnings += o.Warnings
	s.Infos += o.Infos
}
