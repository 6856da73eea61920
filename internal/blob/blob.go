// Package blob keeps sealed letters by their digest, in a folder or in an S3-compatible
// bucket. It knows bytes and digests. It never knows whose letter it holds, and Put never
// returns before the bytes are flushed.
package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

// FS is all the folder asks of a file system, so that a test can stand in for the disk and
// lose the power at any moment. Paths are below one root, with slashes.
type FS interface {
	Create(name string) (File, error)
	Open(name string) (ReadFile, int64, error)
	Rename(from, to string) error
	Remove(name string) error
	MakeDir(name string) error
	// SyncDir makes the entries of a folder last.
	SyncDir(name string) error
	// List gives the files of a folder with the time they were last written.
	List(name string) ([]Info, error)
}

// File is a file being written.
type File interface {
	io.Writer
	Sync() error
	Close() error
}

// ReadFile is a file being read.
type ReadFile interface {
	io.Reader
	io.Closer
}

// Info is a file of a folder.
type Info struct {
	Name    string
	Written time.Time
	Dir     bool
}

// Folder keeps bodies as files: aa/aabbcc… under the digest in hexadecimal, written beside
// (tmp/…), flushed, renamed, and the folder flushed.
type Folder struct {
	fs   FS
	dirs flusher
	rand func() string
}

const tmpDir = "tmp"

// NewFolder opens a folder of bodies and removes what an earlier process left unfinished.
func NewFolder(dir string) (*Folder, error) {
	return NewFolderOn(diskFS{root: dir})
}

// NewFolderOn is NewFolder on another file system.
func NewFolderOn(f FS) (*Folder, error) {
	b := &Folder{fs: f, rand: rand.Text}
	b.dirs.sync = f.SyncDir
	if err := f.MakeDir(tmpDir); err != nil {
		return nil, fmt.Errorf("make folder of bodies: %w", err)
	}
	for i := range 256 {
		if err := f.MakeDir(fmt.Sprintf("%02x", i)); err != nil {
			return nil, fmt.Errorf("make folder of bodies: %w", err)
		}
	}
	if err := f.SyncDir("."); err != nil {
		return nil, fmt.Errorf("flush folder of bodies: %w", err)
	}
	left, err := f.List(tmpDir)
	if err != nil {
		return nil, fmt.Errorf("list unfinished bodies: %w", err)
	}
	for _, info := range left {
		if err := f.Remove(path.Join(tmpDir, info.Name)); err != nil {
			return nil, fmt.Errorf("remove unfinished body: %w", err)
		}
	}
	return b, nil
}

func place(h header.Hash) string {
	name := h.String()
	return path.Join(name[:2], name)
}

// Put writes a body and gives its digest. When it returns without error the bytes and
// their name are on disk. The same bytes again are the same body.
func (b *Folder) Put(_ context.Context, r io.Reader, limit int64) (header.Hash, int64, error) {
	tmp := path.Join(tmpDir, b.rand())
	h, n, err := b.write(tmp, r, limit)
	if err != nil {
		_ = b.fs.Remove(tmp)
		return h, n, err
	}
	to := place(h)
	if err := b.fs.Rename(tmp, to); err != nil {
		return h, n, fmt.Errorf("place body: %w", err)
	}
	if err := b.dirs.flush(path.Dir(to)); err != nil {
		return h, n, fmt.Errorf("flush folder of bodies: %w", err)
	}
	return h, n, nil
}

// write copies to a flushed file beside the bodies.
func (b *Folder) write(tmp string, r io.Reader, limit int64) (header.Hash, int64, error) {
	f, err := b.fs.Create(tmp)
	if err != nil {
		return header.Hash{}, 0, fmt.Errorf("open body: %w", err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = exchange.ErrBodyTooLarge
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return header.Hash{}, n, fmt.Errorf("write body: %w", err)
	}
	return header.Hash(sum.Sum(nil)), n, nil
}

// Open gives a body for reading.
func (b *Folder) Open(_ context.Context, h header.Hash) (io.ReadCloser, int64, error) {
	f, size, err := b.fs.Open(place(h))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, exchange.ErrNoBody
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open body: %w", err)
	}
	return f, size, nil
}

// Remove removes a body.
func (b *Folder) Remove(_ context.Context, h header.Hash) error {
	err := b.fs.Remove(place(h))
	if errors.Is(err, fs.ErrNotExist) {
		return exchange.ErrNoBody
	}
	if err != nil {
		return fmt.Errorf("remove body: %w", err)
	}
	return nil
}

// List gives the digests of bodies last written before a time.
func (b *Folder) List(_ context.Context, before time.Time, each func(header.Hash) error) error {
	for i := range 256 {
		infos, err := b.fs.List(fmt.Sprintf("%02x", i))
		if err != nil {
			return fmt.Errorf("list bodies: %w", err)
		}
		for _, info := range infos {
			h, err := header.ParseHash(strings.ToLower(info.Name))
			if err != nil || !info.Written.Before(before) {
				continue
			}
			if err := each(h); err != nil {
				return err
			}
		}
	}
	return nil
}
