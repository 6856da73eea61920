package desk

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/tasuki-care/tasuki/careplan"
	"github.com/tasuki-care/tasuki/careplan/rules"
)

// Importer puts files where the care software looks for them. Deliver returns only when
// every file is whole, flushed and in place; the same letter again writes the same names,
// so that a repeat overwrites itself. The place is one folder below the import folder, ""
// for the import folder itself.
type Importer interface {
	Deliver(ctx context.Context, place string, files []ImportFile) error
}

// ImportFile is one verified file for the care software.
type ImportFile struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Checked is a letter of the inbox after this desk verified, opened and checked it.
type Checked struct {
	Incoming Incoming
	Message  string
	Result   *rules.Result
	Heap     *careplan.Heap
	Files    []string // names of all files, unit first
}

// Examine verifies a letter, unpacks it into a private folder, checks it with the same
// rules the sender used, and hands the folder to use before it is removed again.
func (d *Desk) Examine(ctx context.Context, in Incoming, use func(Checked, string) error) error {
	letter, err := d.Open(ctx, in)
	if err != nil {
		return d.unreadable(ctx, in, err)
	}
	defer letter.Close()
	dir, err := os.MkdirTemp(d.Shelf.Dir, ".open-*")
	if err != nil {
		return fmt.Errorf("make private folder: %w", err)
	}
	defer os.RemoveAll(dir)
	inside := filepath.Join(dir, "letter")
	if err := letter.ExtractDir(inside); err != nil {
		return fmt.Errorf("unpack letter: %w", err)
	}
	c, err := d.examine(in, letter, inside)
	if err != nil {
		return err
	}
	return use(c, inside)
}

// unreadable keeps a letter that could not be opened where it is, with the reason.
func (d *Desk) unreadable(ctx context.Context, in Incoming, cause error) error {
	in.Problem = problemOf(cause)
	if err := d.moveIncoming(ctx, &in, in.State, "not opened", in.Problem); err != nil {
		return err
	}
	return cause
}

func (d *Desk) examine(in Incoming, letter *Letter, dir string) (Checked, error) {
	c := Checked{Incoming: in, Message: letter.Manifest.Message}
	var files []*careplan.File
	for _, f := range letter.Manifest.Files {
		c.Files = append(c.Files, f.Name)
		if f.Attachment {
			continue
		}
		file, err := careplan.NewFile(f.Name, fileSource(filepath.Join(dir, f.Name)))
		if err != nil {
			return c, fmt.Errorf("read file of letter: %w", err)
		}
		files = append(files, file)
	}
	c.Heap = careplan.Group(files)
	c.Result = rules.CheckHeap(c.Heap, rules.Tolerant, careplan.Today(d.Now()))
	c.Incoming.Unit = letter.Manifest.Unit
	c.Incoming.Errors, c.Incoming.Warnings = c.Result.Summary.Errors, c.Result.Summary.Warnings
	return c, nil
}

// Import verifies, checks and exports a letter to the import folder, once: a letter that
// was exported or answered before is left alone. A letter with errors is exported too only
// when anyway is set; the clerk decides.
func (d *Desk) Import(ctx context.Context, in Incoming, anyway bool) (Checked, error) {
	var checked Checked
	err := d.Examine(ctx, in, func(c Checked, dir string) error {
		checked = c
		if in.State != Collected || d.Importer == nil || (c.Incoming.Errors > 0 && !anyway) {
			return nil
		}
		place, err := d.importPlace(ctx, in)
		if err != nil {
			return err
		}
		if err := d.Importer.Deliver(ctx, place, importFiles(dir, c.Files)); err != nil {
			return fmt.Errorf("write import folder: %w", err)
		}
		checked.Incoming.State = Collected
		return d.moveIncoming(ctx, &checked.Incoming, Exported, "exported", "")
	})
	return checked, err
}

// importFiles lists a letter's files in the order of their names' serial: unit files in
// the unit's order first, so that the care software meets the base table first.
func importFiles(dir string, names []string) []ImportFile {
	var out []ImportFile
	for _, name := range slices.Compact(slices.Clone(names)) {
		at := filepath.Join(dir, name)
		out = append(out, ImportFile{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(at) }})
	}
	return out
}

// fileSource reads a file of a private folder.
type fileSource string

// Open opens the file.
func (f fileSource) Open() (io.ReadCloser, error) { return os.Open(string(f)) }
