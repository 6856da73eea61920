package envelope

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// Sink takes the files of a letter.
type Sink interface {
	// Create starts a file. Close is called on it when all its bytes were written and
	// their hash was right.
	Create(name string, size int64) (io.WriteCloser, error)
}

// Extract is pass 2: it decrypts again, hashing again, and gives the files to sink in the
// manifest's order. An error means that what sink got must be thrown away.
func (o *Opened) Extract(sink Sink) error {
	for i, f := range o.Manifest.Files {
		if err := o.extract(sink, i, f); err != nil {
			return err
		}
	}
	return nil
}

func (o *Opened) extract(sink Sink, i int, f ManifestFile) error {
	w, err := sink.Create(f.Name, f.Size)
	if err != nil {
		return fmt.Errorf("create file of letter: %w", err)
	}
	if err := o.copyVerified(w, i); err != nil {
		return errors.Join(err, w.Close())
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("close file of letter: %w", err)
	}
	return nil
}

// ExtractDir writes the files into a new folder that appears whole or not at all: a
// private folder beside it is filled, flushed and then renamed. The folder must not exist;
// renaming onto one fails with os.ErrExist.
func (o *Opened) ExtractDir(dir string) error {
	parent := filepath.Dir(dir)
	private, err := os.MkdirTemp(parent, ".tasuki-letter-*")
	if err != nil {
		return fmt.Errorf("make private folder: %w", err)
	}
	defer os.RemoveAll(private) // nothing is left of it after the rename
	if err := o.Extract(folder(private)); err != nil {
		return err
	}
	if err := syncDir(private); err != nil {
		return err
	}
	if err := os.Rename(private, dir); err != nil {
		return fmt.Errorf("rename private folder: %w", err)
	}
	return syncDir(parent)
}

// folder is a sink on disk. Names were checked in pass 1; O_EXCL and the private folder
// keep anything else from being overwritten.
type folder string

func (f folder) Create(name string, _ int64) (io.WriteCloser, error) {
	file, err := os.OpenFile(filepath.Join(string(f), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return flushed{file}, nil
}

// flushed forces a file to disk before it is closed.
type flushed struct{ *os.File }

func (f flushed) Close() error { return errors.Join(f.File.Sync(), f.File.Close()) }

// syncDir makes names durable. Windows has no such call; its file system journals names.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("flush folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("flush folder: %w", err)
	}
	return nil
}
