package blob

import (
	"os"
	"path/filepath"
	"runtime"
)

// diskFS is the real file system below a folder.
type diskFS struct{ root string }

func (d diskFS) path(name string) string { return filepath.Join(d.root, filepath.FromSlash(name)) }

// Create opens a new file for writing.
func (d diskFS) Create(name string) (File, error) {
	return os.OpenFile(d.path(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

// Open opens a file for reading and gives its size.
func (d diskFS) Open(name string) (ReadFile, int64, error) {
	f, err := os.Open(d.path(name))
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// Rename moves a file over another.
func (d diskFS) Rename(from, to string) error { return os.Rename(d.path(from), d.path(to)) }

// Remove removes a file.
func (d diskFS) Remove(name string) error { return os.Remove(d.path(name)) }

// MakeDir makes a folder if it is not there.
func (d diskFS) MakeDir(name string) error { return os.MkdirAll(d.path(name), 0o700) }

// SyncDir flushes a folder. Windows cannot: there the file system's own journal must do
// (docs/reliability.md).
func (d diskFS) SyncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(d.path(name))
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// List gives the files of a folder.
func (d diskFS) List(name string) ([]Info, error) {
	entries, err := os.ReadDir(d.path(name))
	if err != nil {
		return nil, err
	}
	var out []Info
	for _, e := range entries {
		info, err := e.Info()
		if os.IsNotExist(err) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Info{Name: e.Name(), Written: info.ModTime(), Dir: e.IsDir()})
	}
	return out, nil
}
