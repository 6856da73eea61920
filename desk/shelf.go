package desk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Shelf keeps sealed letters as files in a folder, one file a letter, flushed before Put
// returns. It holds sealed bytes only: what lies here is unreadable without the office's
// key.
type Shelf struct{ Dir string }

// Put writes a file whole or not at all: beside its place, flushed, renamed, and the
// folder flushed. A file of the same name is replaced.
func (s Shelf) Put(name string, write func(io.Writer) error) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("make shelf: %w", err)
	}
	f, err := os.CreateTemp(s.Dir, ".put-*")
	if err != nil {
		return fmt.Errorf("open shelf file: %w", err)
	}
	defer os.Remove(f.Name())
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fullDisk(fmt.Errorf("write shelf file: %w", err))
	}
	if err := os.Rename(f.Name(), filepath.Join(s.Dir, name)); err != nil {
		return fmt.Errorf("place shelf file: %w", err)
	}
	return syncDir(s.Dir)
}

// Open gives a sealed letter for reading at any place, and its size.
func (s Shelf) Open(name string) (*os.File, int64, error) {
	f, err := os.Open(filepath.Join(s.Dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotFound
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open shelf file: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, fmt.Errorf("measure shelf file: %w", err)
	}
	return f, info.Size(), nil
}

// Has reports whether a sealed letter lies on the shelf.
func (s Shelf) Has(name string) bool {
	_, err := os.Stat(filepath.Join(s.Dir, name))
	return err == nil
}

// syncDir makes a rename last. Windows cannot flush a folder: there the file system's own
// journal must do (docs/reliability.md).
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !dirSyncUnsupported(err) {
		return fmt.Errorf("flush folder: %w", err)
	}
	return nil
}

// fullDisk tells a clerk that the disk is full; other trouble stays as it is. Nothing that
// was there before is lost: a file is placed whole or not at all.
func fullDisk(err error) error {
	if !errors.Is(err, syscall.ENOSPC) {
		return err
	}
	return &Error{Code: "disk_full", Message: "この端末のディスクがいっぱいで、保存できませんでした。これまでのデータは残っています。",
		Next: "不要なファイルを片づけてから、もう一度操作してください。", Err: err}
}

// Remove takes a file off the shelf; one that is not there is no error.
func (s Shelf) Remove(name string) error {
	if name == "" {
		return nil
	}
	if err := os.Remove(filepath.Join(s.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove shelf file: %w", err)
	}
	return nil
}
