package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// syscallLine is one finished system call of a strace log.
type syscallLine struct {
	at   float64 // seconds since 1970
	name string
	args []string // split at the top level; strings still quoted
	ret  int64
}

// readTrace reads a log of `strace -f -ttt -xx -s …`, joining calls that were interrupted
// by another thread's.
func readTrace(name string) ([]syscallLine, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []syscallLine
	open := map[string]string{} // thread → beginning of an unfinished call
	lines := bufio.NewReaderSize(f, 1<<20)
	for {
		line, err := lines.ReadString('\n')
		if line == "" && err != nil {
			return out, nil
		}
		thread, stamp, rest, ok := cutTrace(strings.TrimRight(line, "\n"))
		if !ok {
			continue
		}
		if begin, unfinished := strings.CutSuffix(rest, " <unfinished ...>"); unfinished {
			open[thread] = begin
			continue
		}
		if strings.HasPrefix(rest, "<... ") {
			_, tail, _ := strings.Cut(rest, " resumed>")
			rest = open[thread] + tail
			delete(open, thread)
		}
		if call, ok := parseCall(stamp, rest); ok {
			out = append(out, call)
		}
	}
}

// cutTrace takes thread id, time stamp and call of a line apart.
func cutTrace(line string) (thread string, stamp float64, rest string, ok bool) {
	thread, rest, ok = strings.Cut(line, " ")
	if !ok {
		return "", 0, "", false
	}
	rest = strings.TrimLeft(rest, " ")
	at, rest, ok := strings.Cut(rest, " ")
	if !ok {
		return "", 0, "", false
	}
	stamp, err := strconv.ParseFloat(at, 64)
	return thread, stamp, rest, err == nil
}

func parseCall(stamp float64, text string) (syscallLine, bool) {
	name, rest, ok := strings.Cut(text, "(")
	if !ok || strings.ContainsAny(name, " +-") {
		return syscallLine{}, false
	}
	end := strings.LastIndex(rest, ") = ")
	if end < 0 {
		end = strings.LastIndex(rest, ")")
		eq := strings.LastIndex(rest, "= ")
		if end < 0 || eq < end {
			return syscallLine{}, false
		}
	}
	_, result, _ := strings.Cut(rest[end:], "= ")
	ret, err := strconv.ParseInt(strings.Fields(result + " x")[0], 0, 64)
	if err != nil {
		return syscallLine{}, false
	}
	return syscallLine{at: stamp, name: name, args: splitArgs(rest[:end]), ret: ret}, true
}

// splitArgs splits at commas outside quotes and brackets.
func splitArgs(s string) []string {
	var out []string
	depth, quoted, start := 0, false, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{' || c == '(':
			depth++
		case c == ']' || c == '}' || c == ')':
			depth--
		case c == ',' && depth == 0:
			out = append(out, strings.TrimSpace(s[start:i]))
			start = i + 1
		}
	}
	return append(out, strings.TrimSpace(s[start:]))
}

// unhex decodes a string that strace wrote with -xx: every byte as \xHH.
func unhex(arg string) ([]byte, error) {
	text, ok := strings.CutPrefix(arg, `"`)
	if !ok || !strings.HasSuffix(text, `"`) {
		return nil, fmt.Errorf("not a whole string: %.40s", arg)
	}
	text = strings.TrimSuffix(text, `"`)
	out := make([]byte, 0, len(text)/4)
	for i := 0; i+4 <= len(text); i += 4 {
		b, err := strconv.ParseUint(text[i+2:i+4], 16, 8)
		if err != nil {
			return nil, err
		}
		out = append(out, byte(b))
	}
	return out, nil
}

// disk is what the hub's calls did to the files below one folder: what the file system
// shows (live), and what a loss of power would leave (kept).
type disk struct {
	root string
	live map[string]*inode // path → file
	kept map[string]*inode // entries that were flushed with their folder
	fds  map[int64]*handle
}

// inode is one file: its bytes as written and as flushed.
type inode struct {
	data, flushed []byte
	flushes       int
}

type handle struct {
	path string
	file *inode
	at   int64
}

func newDisk(root string) *disk {
	return &disk{root: root, live: map[string]*inode{}, kept: map[string]*inode{}, fds: map[int64]*handle{}}
}

// apply carries out one call. Calls on other folders, sockets and pipes are not ours.
func (d *disk) apply(c syscallLine) error {
	if c.ret < 0 {
		return nil
	}
	switch c.name {
	case "openat":
		return d.open(c.args[1], c.args[2], c.ret)
	case "open":
		return d.open(c.args[0], c.args[1], c.ret)
	case "close":
		delete(d.fds, number(c.args[0]))
	case "write", "pwrite64":
		return d.write(c)
	case "fsync", "fdatasync":
		d.sync(number(c.args[0]))
	case "ftruncate":
		d.truncate(c)
	case "lseek":
		if h := d.fds[number(c.args[0])]; h != nil {
			h.at = c.ret
		}
	case "read":
		if h := d.fds[number(c.args[0])]; h != nil {
			h.at += c.ret
		}
	case "rename", "renameat", "renameat2":
		return d.rename(c)
	case "unlink", "unlinkat":
		return d.unlink(c)
	}
	return nil
}

func number(arg string) int64 {
	n, _ := strconv.ParseInt(arg, 0, 64)
	return n
}

// inside gives the path below the root, or "".
func (d *disk) inside(arg string) (string, error) {
	b, err := unhex(arg)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(d.root, string(b))
	if err != nil || strings.HasPrefix(rel, "..") {
		return "", nil
	}
	return rel, nil
}

func (d *disk) open(path, flags string, fd int64) error {
	rel, err := d.inside(path)
	if err != nil || rel == "" {
		delete(d.fds, fd)
		return err
	}
	h := &handle{path: rel}
	d.fds[fd] = h
	if strings.Contains(flags, "O_DIRECTORY") {
		return nil
	}
	file := d.live[rel]
	if file == nil && strings.Contains(flags, "O_CREAT") {
		file = &inode{}
		d.live[rel] = file
	}
	if file != nil && strings.Contains(flags, "O_TRUNC") {
		file.data = nil
	}
	h.file = file
	return nil
}

func (d *disk) write(c syscallLine) error {
	h := d.fds[number(c.args[0])]
	if h == nil || h.file == nil {
		return nil
	}
	b, err := unhex(c.args[1])
	if err != nil {
		return fmt.Errorf("%s to %s: %w", c.name, h.path, err)
	}
	b = b[:c.ret]
	at := h.at
	if c.name == "pwrite64" {
		at = number(c.args[3])
	} else {
		h.at += c.ret
	}
	if need := at + int64(len(b)); need > int64(len(h.file.data)) {
		h.file.data = append(h.file.data, make([]byte, need-int64(len(h.file.data)))...)
	}
	copy(h.file.data[at:], b)
	return nil
}

// sync flushes a file's bytes, or the entries of a folder.
func (d *disk) sync(fd int64) {
	h := d.fds[fd]
	if h == nil {
		return
	}
	if h.file != nil {
		h.file.flushed = append([]byte(nil), h.file.data...)
		h.file.flushes++
		return
	}
	for path := range d.kept {
		if filepath.Dir(path) == h.path && d.live[path] == nil {
			delete(d.kept, path)
		}
	}
	for path, file := range d.live {
		if filepath.Dir(path) == h.path {
			d.kept[path] = file
		}
	}
}

func (d *disk) truncate(c syscallLine) {
	h := d.fds[number(c.args[0])]
	if h == nil || h.file == nil {
		return
	}
	size := number(c.args[1])
	if size <= int64(len(h.file.data)) {
		h.file.data = h.file.data[:size:size]
		return
	}
	h.file.data = append(h.file.data, make([]byte, size-int64(len(h.file.data)))...)
}

func (d *disk) rename(c syscallLine) error {
	from, to := c.args[0], c.args[1]
	if c.name != "rename" {
		from, to = c.args[1], c.args[3]
	}
	a, err := d.inside(from)
	if err != nil || a == "" {
		return err
	}
	b, err := d.inside(to)
	if err != nil {
		return err
	}
	d.live[b] = d.live[a]
	delete(d.live, a)
	return nil
}

func (d *disk) unlink(c syscallLine) error {
	arg := c.args[0]
	if c.name == "unlinkat" {
		arg = c.args[1]
	}
	rel, err := d.inside(arg)
	if err == nil && rel != "" {
		delete(d.live, rel)
	}
	return err
}

// rebuild writes what a loss of power would leave into a folder.
func (d *disk) rebuild(to string) error {
	for path, file := range d.kept {
		name := filepath.Join(to, path)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(name, file.flushed, 0o600); err != nil {
			return err
		}
	}
	return nil
}
