package blobtest

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"path"
	"sync"
	"time"

	"github.com/tasuki-care/tasuki/internal/blob"
)

// ErrPower is what every step answers after the power was cut.
var ErrPower = errors.New("no power")

// Power is a file system in memory that remembers what was flushed. It counts steps; from
// step Cut on nothing happens any more. What a disk still holds then is what Restart gives.
type Power struct {
	Cut   int // 0: never
	Steps int

	mu      sync.Mutex
	now     func() time.Time
	dirs    map[string]*folder
	flushed map[string]bool // directories whose own name was flushed
}

// folder holds names: as programs see them, and as the disk holds them.
type folder struct{ seen, kept map[string]*inode }

// inode holds bytes: as programs see them, and as the disk holds them.
type inode struct {
	seen, kept []byte
	modified   time.Time
}

var _ blob.FS = (*Power)(nil)

// NewPower is an empty disk.
func NewPower(now func() time.Time) *Power {
	return &Power{now: now, dirs: map[string]*folder{}, flushed: map[string]bool{}}
}

// World says what of the unflushed was nevertheless on the disk when the power went.
type World func(p *Power) *Power

// Nothing of the unflushed was on the disk.
func Nothing(p *Power) *Power {
	return p.survive(func() bool { return false }, func(n *inode) []byte { return n.kept })
}

// Everything was on the disk, as after a mere kill of the process.
func Everything(p *Power) *Power {
	return p.survive(func() bool { return true }, func(n *inode) []byte { return n.seen })
}

// Some of the unflushed names were on the disk, in any order, and of the unflushed bytes
// some beginning, or zeros.
func Some(seed uint64) World {
	r := rand.New(rand.NewPCG(seed, seed))
	return func(p *Power) *Power {
		return p.survive(func() bool { return r.IntN(2) == 0 }, func(n *inode) []byte { return torn(r, n) })
	}
}

func torn(r *rand.Rand, n *inode) []byte {
	if bytes.Equal(n.kept, n.seen) {
		return n.kept
	}
	b := bytes.Clone(n.seen)[:len(n.kept)+r.IntN(len(n.seen)-len(n.kept)+1)]
	if r.IntN(2) == 0 {
		clear(b[len(n.kept):])
	}
	return b
}

// survive builds the disk after the power came back.
func (p *Power) survive(lucky func() bool, data func(*inode) []byte) *Power {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := NewPower(p.now)
	for dir, f := range p.dirs {
		if !p.flushed[dir] && !lucky() {
			continue
		}
		next.flushed[dir] = true
		next.dirs[dir] = f.survive(lucky, data)
	}
	return next
}

func (f *folder) survive(lucky func() bool, data func(*inode) []byte) *folder {
	next := &folder{seen: map[string]*inode{}, kept: map[string]*inode{}}
	take := func(name string, n *inode) {
		b := data(n)
		left := &inode{seen: b, kept: b, modified: n.modified}
		next.seen[name], next.kept[name] = left, left
	}
	for name, n := range f.kept {
		if f.seen[name] == n || !lucky() { // a removal or replacement not flushed may be undone
			take(name, n)
		}
	}
	for name, n := range f.seen {
		if f.kept[name] != n && lucky() {
			take(name, n)
		}
	}
	return next
}

// step counts, and says whether there is still power.
func (p *Power) step() error {
	p.Steps++
	if p.Cut > 0 && p.Steps >= p.Cut {
		return ErrPower
	}
	return nil
}

func (p *Power) find(name string) (*folder, *inode, error) {
	f := p.dirs[path.Dir(name)]
	if f == nil || f.seen[path.Base(name)] == nil {
		return f, nil, &fs.PathError{Op: "find", Path: name, Err: fs.ErrNotExist}
	}
	return f, f.seen[path.Base(name)], nil
}

// Mkdir makes a directory.
func (p *Power) Mkdir(dir string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return err
	}
	if p.dirs[dir] == nil {
		p.dirs[dir] = &folder{seen: map[string]*inode{}, kept: map[string]*inode{}}
	}
	return nil
}

// Create makes a file.
func (p *Power) Create(name string) (blob.File, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return nil, err
	}
	f, there, err := p.find(name)
	if f == nil {
		return nil, err
	}
	if there != nil {
		return nil, fs.ErrExist
	}
	n := &inode{modified: p.now()}
	f.seen[path.Base(name)] = n
	return &openFile{p, n}, nil
}

// Open reads a file.
func (p *Power) Open(name string) (io.ReadCloser, int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return nil, 0, err
	}
	_, n, err := p.find(name)
	if err != nil {
		return nil, 0, err
	}
	return io.NopCloser(bytes.NewReader(n.seen)), int64(len(n.seen)), nil
}

// Rename moves a file over another.
func (p *Power) Rename(from, to string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return err
	}
	f, n, err := p.find(from)
	if err != nil {
		return err
	}
	target, _, err := p.find(to)
	if target == nil {
		return err
	}
	delete(f.seen, path.Base(from))
	target.seen[path.Base(to)] = n
	return nil
}

// Remove removes a file.
func (p *Power) Remove(name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return err
	}
	f, _, err := p.find(name)
	if err != nil {
		return err
	}
	delete(f.seen, path.Base(name))
	return nil
}

// Touch sets a file's time.
func (p *Power) Touch(name string, at time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return err
	}
	_, n, err := p.find(name)
	if err == nil {
		n.modified = at
	}
	return err
}

// Modified is a file's time.
func (p *Power) Modified(name string) (time.Time, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return time.Time{}, err
	}
	_, n, err := p.find(name)
	if err != nil {
		return time.Time{}, err
	}
	return n.modified, nil
}

// List gives the files of a directory.
func (p *Power) List(dir string) ([]blob.Entry, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return nil, err
	}
	f := p.dirs[dir]
	if f == nil {
		return nil, fs.ErrNotExist
	}
	var entries []blob.Entry
	for name, n := range f.seen {
		entries = append(entries, blob.Entry{Name: name, Modified: n.modified})
	}
	return entries, nil
}

// SyncDir flushes the names in a directory.
func (p *Power) SyncDir(dir string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.step(); err != nil {
		return err
	}
	if dir == "." {
		for name := range p.dirs {
			p.flushed[name] = true
		}
		return nil
	}
	f := p.dirs[dir]
	clear(f.kept)
	for name, n := range f.seen {
		f.kept[name] = n
	}
	return nil
}

// openFile is a file being written.
type openFile struct {
	p *Power
	n *inode
}

func (o *openFile) Write(b []byte) (int, error) {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	if err := o.p.step(); err != nil {
		return 0, err
	}
	o.n.seen = append(o.n.seen, b...)
	return len(b), nil
}

func (o *openFile) Sync() error {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	if err := o.p.step(); err != nil {
		return err
	}
	o.n.kept = bytes.Clone(o.n.seen)
	return nil
}

func (o *openFile) Close() error { return nil }
