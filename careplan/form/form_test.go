package form_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/form"
)

const good = "../testdata/standard/good"

// sample reads a folder of the samples as one unit.
func sample(t *testing.T, name string) *careplan.Unit {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(good, name, "*.*"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no sample", name, err)
	}
	var files []*careplan.File
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file(t, filepath.Base(p), b))
	}
	return unit(t, files...)
}

func file(t *testing.T, name string, b []byte) *careplan.File {
	t.Helper()
	f, err := careplan.NewFile(name, careplan.Bytes(b))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func unit(t *testing.T, files ...*careplan.File) *careplan.Unit {
	t.Helper()
	h := careplan.Group(files)
	if len(h.Units) != 1 {
		t.Fatalf("want one unit, got %d", len(h.Units))
	}
	return h.Units[0]
}

func sheetsOf(t *testing.T, u *careplan.Unit, o form.Options) []form.Sheet {
	t.Helper()
	sheets, err := form.Sheets(u, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(sheets) == 0 {
		t.Fatal("no sheets")
	}
	return sheets
}

// cells gives all cells of sheets in reading order.
func cells(sheets ...form.Sheet) []form.Cell {
	var out []form.Cell
	for _, s := range sheets {
		for _, b := range s.Blocks {
			for _, row := range b.Rows {
				out = append(out, row...)
			}
		}
	}
	return out
}

// grid gives the month's block of a 第6表.
func grid(t *testing.T, s form.Sheet) form.Block {
	t.Helper()
	for _, b := range s.Blocks {
		if b.Sticky == 4 {
			return b
		}
	}
	t.Fatal("no month in", s.Title)
	return form.Block{}
}
