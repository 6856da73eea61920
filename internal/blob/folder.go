package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

const (
	incoming  = "incoming"    // where a body lies until all of it is flushed
	shards    = 256           // directories by the first two digits of the digest
	orphanAge = 1 * time.Hour // half-written bodies older than this belong to nobody
)

// Folder keeps bodies as files: written beside, flushed, renamed to their digest, and the
// directory flushed. It is safe for many goroutines; the sweeper must run in the same
// process as the puts.
type Folder struct {
	fs     FS
	now    func() time.Time
	places [shards]place
}

// place is one directory of bodies.
type place struct {
	sweep sync.RWMutex // a put is readers' side, the sweeper the other
	flush flusher
}

var _ exchange.Bodies = (*Folder)(nil)

// OpenFolder makes or opens the folder of bodies at a path.
func OpenFolder(path string) (*Folder, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeDurable(path); err != nil {
			return nil, fmt.Errorf("make folder of bodies: %w", err)
		}
	}
	return NewFolder(disk{path}, time.Now)
}

// makeDurable makes a directory and flushes its name.
func makeDurable(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	return disk{filepath.Dir(path)}.SyncDir(".")
}

// NewFolder keeps bodies on any file system. It makes the directories, flushes them, since
// whoever made them may have died before doing so, and removes old half-written bodies.
func NewFolder(on FS, now func() time.Time) (*Folder, error) {
	f := &Folder{fs: on, now: now}
	for _, dir := range append(shardNames(), incoming) {
		if err := on.Mkdir(dir); err != nil {
			return nil, fmt.Errorf("make folder of bodies: %w", err)
		}
	}
	if err := on.SyncDir("."); err != nil {
		return nil, fmt.Errorf("flush folder of bodies: %w", err)
	}
	return f, f.clean(now().Add(-orphanAge))
}

func shardNames() []string {
	names := make([]string, shards)
	for i := range names {
		names[i] = fmt.Sprintf("%02x", i)
	}
	return names
}

func pathOf(h header.Hash) (dir, name string) {
	text := h.String()
	return text[:2], text[:2] + "/" + text
}

// clean removes half-written bodies.
func (f *Folder) clean(before time.Time) error {
	entries, err := f.fs.List(incoming)
	if err != nil {
		return fmt.Errorf("list half-written bodies: %w", err)
	}
	for _, e := range entries {
		if !e.Modified.Before(before) {
			continue
		}
		if err := f.fs.Remove(incoming + "/" + e.Name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove half-written body: %w", err)
		}
	}
	return nil
}

// Put keeps a body. When it returns, a loss of power cannot take the body away.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (header.Hash, int64, error) {
	temp := incoming + "/" + rand.Text()
	digest, n, err := f.write(ctx, temp, r, limit)
	if err != nil {
		return header.Hash{}, 0, errors.Join(err, ignoreMissing(f.fs.Remove(temp)))
	}
	dir, _ := pathOf(digest)
	p := &f.places[digest[0]]
	p.sweep.RLock()
	err = f.place(temp, digest)
	p.sweep.RUnlock()
	if err != nil {
		return header.Hash{}, 0, errors.Join(err, ignoreMissing(f.fs.Remove(temp)))
	}
	if err := p.flush.do(func() error { return f.fs.SyncDir(dir) }); err != nil {
		return header.Hash{}, 0, fmt.Errorf("flush folder of body: %w", err)
	}
	return digest, n, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// write fills and flushes the file that will be renamed.
func (f *Folder) write(ctx context.Context, temp string, r io.Reader, limit int64) (header.Hash, int64, error) {
	file, err := f.fs.Create(temp)
	if err != nil {
		return header.Hash{}, 0, fmt.Errorf("create body: %w", err)
	}
	digest, n, err := take(ctx, file, r, limit)
	if err != nil {
		return header.Hash{}, 0, errors.Join(fmt.Errorf("write body: %w", err), file.Close())
	}
	if err := file.Sync(); err != nil {
		return header.Hash{}, 0, errors.Join(fmt.Errorf("flush body: %w", err), file.Close())
	}
	if err := file.Close(); err != nil {
		return header.Hash{}, 0, fmt.Errorf("close body: %w", err)
	}
	return digest, n, nil
}

// place gives a flushed file its name. A whole body that is already there stays and is
// made young again, so that the sweeper leaves it to its new row; a damaged one is
// replaced. Either way the caller flushes the directory: whoever put the first one may
// not have come to it.
func (f *Folder) place(temp string, digest header.Hash) error {
	_, name := pathOf(digest)
	if f.whole(name, digest) && f.fs.Touch(name, f.now()) == nil {
		return f.fs.Remove(temp)
	}
	if err := f.fs.Rename(temp, name); err != nil {
		return fmt.Errorf("name body: %w", err)
	}
	return nil
}

func (f *Folder) whole(name string, digest header.Hash) bool {
	r, _, err := f.fs.Open(name)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, verify(r, digest))
	return errors.Join(err, r.Close()) == nil
}

// Open reads a body.
func (f *Folder) Open(_ context.Context, h header.Hash) (io.ReadCloser, int64, error) {
	_, name := pathOf(h)
	r, size, err := f.fs.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, exchange.ErrNoBody
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open body: %w", err)
	}
	return verify(r, h), size, nil
}

// Remove forgets a body.
func (f *Folder) Remove(_ context.Context, h header.Hash) error {
	_, name := pathOf(h)
	err := f.fs.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return exchange.ErrNoBody
	}
	if err != nil {
		return fmt.Errorf("remove body: %w", err)
	}
	return nil
}

// List gives the sweeper the bodies last put before a time. While each looks at one, a put
// of the same bytes waits: it either made the body young before, and each does not get it,
// or it comes after each and finds the body gone, and writes it.
func (f *Folder) List(ctx context.Context, before time.Time, each func(header.Hash) error) error {
	if err := f.clean(before); err != nil {
		return err
	}
	for i, dir := range shardNames() {
		entries, err := f.fs.List(dir)
		if err != nil {
			return fmt.Errorf("list bodies: %w", err)
		}
		for _, e := range entries {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f.offer(&f.places[i], dir, e, before, each); err != nil {
				return err
			}
		}
	}
	return nil
}

// offer shows one body to the sweeper if it is still old once no put can touch it.
func (f *Folder) offer(p *place, dir string, e Entry, before time.Time, each func(header.Hash) error) error {
	h, err := header.ParseHash(e.Name)
	if err != nil || !e.Modified.Before(before) {
		return nil // not one of ours, or young
	}
	p.sweep.Lock()
	defer p.sweep.Unlock()
	modified, err := f.fs.Modified(dir + "/" + e.Name)
	if err != nil || !modified.Before(before) {
		return ignoreMissing(err)
	}
	return each(h)
}
