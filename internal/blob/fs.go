package blob

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// FS is the little of a file system that a Folder needs, with every flush spelled out, so
// that a test can cut the power between any two steps. Names are slash-separated and
// relative to the folder. What is missing is fs.ErrNotExist.
type FS interface {
	Mkdir(dir string) error // no error if it is there
	Create(name string) (File, error)
	Open(name string) (io.ReadCloser, int64, error)
	Rename(from, to string) error
	Remove(name string) error
	Touch(name string, at time.Time) error
	Modified(name string) (time.Time, error)
	List(dir string) ([]Entry, error)
	SyncDir(dir string) error
}

// File is a file being written. Sync returns when its bytes would survive a loss of power;
// its name survives only after SyncDir of its directory.
type File interface {
	io.WriteCloser
	Sync() error
}

// Entry is one file of a directory.
type Entry struct {
	Name     string
	Modified time.Time
}

// disk is the FS of the machine.
type disk struct{ root string }

func (d disk) path(name string) string { return filepath.Join(d.root, filepath.FromSlash(name)) }

func (d disk) Mkdir(dir string) error { return os.MkdirAll(d.path(dir), 0o700) }

func (d disk) Create(name string) (File, error) {
	return os.OpenFile(d.path(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

func (d disk) Open(name string) (io.ReadCloser, int64, error) {
	f, err := os.Open(d.path(name))
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

func (d disk) Rename(from, to string) error { return os.Rename(d.path(from), d.path(to)) }

func (d disk) Remove(name string) error { return os.Remove(d.path(name)) }

func (d disk) Touch(name string, at time.Time) error { return os.Chtimes(d.path(name), at, at) }

func (d disk) Modified(name string) (time.Time, error) {
	info, err := os.Stat(d.path(name))
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

func (d disk) List(dir string) ([]Entry, error) {
	names, err := os.ReadDir(d.path(dir))
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(names))
	for _, n := range names {
		info, err := n.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed while we were looking
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{Name: n.Name(), Modified: info.ModTime()})
	}
	return entries, nil
}

// SyncDir flushes names. Windows has no such call for directories; NTFS keeps its own
// journal of names there.
func (d disk) SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(d.path(dir))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
