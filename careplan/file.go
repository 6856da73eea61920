package careplan

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/tasuki-care/tasuki/careplan/spec"
)

// Bytes is a Source over bytes in memory. Readers read them in place.
func Bytes(b []byte) Source { return byteSource(b) }

type byteSource []byte

func (s byteSource) Open() (io.ReadCloser, error) {
	return &byteStream{Reader: bytes.NewReader(s), all: s}, nil
}

// byteStream is a stream that can also hand out its bytes at once; NewReader uses that.
type byteStream struct {
	*bytes.Reader
	all []byte
}

func (s *byteStream) Bytes() []byte { return s.all }
func (s *byteStream) Close() error  { return nil }

// NewFile takes the name apart and reads the bytes once, for digest, size, encoding and
// version. The error says that the bytes could not be read; what is wrong with them is
// for the rules.
func NewFile(path string, src Source) (*File, error) {
	f := &File{Path: path, Source: src, Name: ParseName(path)}
	if err := f.scan(); err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	f.classify()
	return f, nil
}

// scan reads the file from front to end.
func (f *File) scan() error {
	in, err := f.Source.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	hash := sha256.New()
	var s sniffer
	var head []byte
	buf := make([]byte, 32<<10)
	for {
		n, err := in.Read(buf)
		hash.Write(buf[:n])
		f.Size += int64(n)
		if len(head) < firstBuffer {
			head = append(head, buf[:n]...)
		}
		s.feed(buf[:n])
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	hash.Sum(f.Digest[:0])
	if !f.binary() {
		f.Encoding = s.verdict()
		f.Version = versionOf(head)
	}
	return nil
}

func (f *File) binary() bool {
	l := spec.LayoutOf(spec.E202407, f.Name.Kind)
	return l != nil && l.Binary
}

// versionOf gives item 1 of the first record as read, if it is short enough to be one.
func versionOf(head []byte) string {
	rec, err := NewBytesReader(head).Read()
	if err != nil || len(rec.Cells) == 0 {
		return ""
	}
	v := rec.Cells[0].Value
	if len(v) > 20 {
		return ""
	}
	return Decode(v)
}

// classify chooses edition and layout: by item 1, else by the form of the name. A kind
// that the edition does not have keeps the newest layout, so that its content can still
// be read; the rules see that Edition and Layout.Edition differ.
func (f *File) classify() {
	f.Edition = f.Name.Edition
	for _, e := range spec.Editions() {
		if f.Version == string(e.Edition) {
			f.Edition = e.Edition
		}
	}
	if f.Name.Kind == "" {
		return
	}
	f.Layout = spec.LayoutOf(f.Edition, f.Name.Kind)
	if f.Layout == nil {
		f.Layout = spec.LayoutOf(spec.E202407, f.Name.Kind)
	}
}

// Open starts reading the file's records. Close the closer when done.
func (f *File) Open() (*Reader, io.Closer, error) {
	in, err := f.Source.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("open file: %w", err)
	}
	return NewReader(in), in, nil
}
