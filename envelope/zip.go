package envelope

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The ZIP profile: method Store, sizes and CRC in front, contiguous from byte 0, local and
// central headers equal, every other field fixed. One list of entries has exactly one
// byte form, so the reader compares instead of interpreting: it takes names, sizes and
// CRCs from the central directory, builds the headers anew, and demands the same bytes.

const (
	localHeaderSize = 30
	dirHeaderSize   = 46
	endSize         = 22

	zipVersion = 20       // 2.0: Store and file names only
	zipMadeBy  = 0x0314   // Unix, 2.0: unzip takes names "made on FAT" for an old code page
	zipMode    = 0o100600 // an ordinary file, readable by who unpacks it
	zipUTF8    = 0x0800   // names are UTF-8
	zipDate    = 0x0021   // 1980-01-01, the first day of ZIP: no file time travels
)

var errZIP = errors.New("not of the ZIP profile")

// zipEntry is one file in the ZIP.
type zipEntry struct {
	name   string
	crc    uint32
	size   int64
	offset int64 // of the local header
}

// data is where the entry's bytes start.
func (e zipEntry) data() int64 { return e.offset + localHeaderSize + int64(len(e.name)) }

// place sets the offsets of contiguous entries and returns where the last one ends.
func place(entries []zipEntry) int64 {
	var at int64
	for i := range entries {
		entries[i].offset = at
		at = entries[i].data() + entries[i].size
	}
	return at
}

// local writes the header in front of an entry's bytes.
func (e zipEntry) local() []byte {
	b := append(make([]byte, 0, localHeaderSize+len(e.name)), "PK\x03\x04"...)
	b = e.appendShared(b)
	b = binary.LittleEndian.AppendUint16(b, 0) // extra field
	return append(b, e.name...)
}

// central writes the entry's line in the directory.
func (e zipEntry) central() []byte {
	b := append(make([]byte, 0, dirHeaderSize+len(e.name)), "PK\x01\x02"...)
	b = binary.LittleEndian.AppendUint16(b, zipMadeBy)
	b = e.appendShared(b)
	b = append(b, make([]byte, 2+2+2+2)...) // extra, comment, disk, internal attributes
	b = binary.LittleEndian.AppendUint32(b, zipMode<<16)
	b = binary.LittleEndian.AppendUint32(b, uint32(e.offset))
	return append(b, e.name...)
}

// appendShared writes the fields that stand in both headers, from version to name length.
func (e zipEntry) appendShared(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, zipVersion)
	b = binary.LittleEndian.AppendUint16(b, zipUTF8)
	b = binary.LittleEndian.AppendUint16(b, 0) // method Store
	b = binary.LittleEndian.AppendUint16(b, 0) // time
	b = binary.LittleEndian.AppendUint16(b, zipDate)
	b = binary.LittleEndian.AppendUint32(b, e.crc)
	b = binary.LittleEndian.AppendUint32(b, uint32(e.size))
	b = binary.LittleEndian.AppendUint32(b, uint32(e.size))
	return binary.LittleEndian.AppendUint16(b, uint16(len(e.name)))
}

// directory writes everything after the last entry.
func directory(entries []zipEntry, at int64) []byte {
	var b []byte
	for _, e := range entries {
		b = append(b, e.central()...)
	}
	size := len(b)
	b = append(b, "PK\x05\x06\x00\x00\x00\x00"...)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)))
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	b = binary.LittleEndian.AppendUint32(b, uint32(at))
	return append(b, 0, 0) // no comment
}

// readZIP reads the list of entries and refuses everything outside the profile. It reads
// headers only; the entries' bytes are for the caller to hash.
func readZIP(r io.ReaderAt, size int64, limits Limits) ([]zipEntry, error) {
	entries, at, err := readDirectory(r, size, limits)
	if err != nil {
		return nil, err
	}
	if place(entries) != at {
		return nil, fmt.Errorf("%w: not contiguous", errZIP)
	}
	want := directory(entries, at)
	if err := demand(r, at, want); err != nil {
		return nil, err
	}
	for _, e := range entries {
		if err := demand(r, e.offset, e.local()); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// demand refuses other bytes than the wanted ones at an offset.
func demand(r io.ReaderAt, at int64, want []byte) error {
	got, err := readAt(r, at, int64(len(want)))
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%w: headers differ", errZIP)
	}
	return nil
}

// readDirectory takes names, CRCs and sizes from the central directory.
func readDirectory(r io.ReaderAt, size int64, limits Limits) ([]zipEntry, int64, error) {
	if size < endSize {
		return nil, 0, fmt.Errorf("%w: too short", errZIP)
	}
	end, err := readAt(r, size-endSize, endSize)
	if err != nil {
		return nil, 0, err
	}
	count := int(binary.LittleEndian.Uint16(end[10:]))
	length := int64(binary.LittleEndian.Uint32(end[12:]))
	at := int64(binary.LittleEndian.Uint32(end[16:]))
	if string(end[:4]) != "PK\x05\x06" || at+length+endSize != size || length > int64(count)*(dirHeaderSize+maxName) {
		return nil, 0, fmt.Errorf("%w: end of directory", errZIP)
	}
	if count > limits.Files+2 {
		return nil, 0, fmt.Errorf("%w: %d files", errZIP, count)
	}
	dir, err := readAt(r, at, length)
	if err != nil {
		return nil, 0, err
	}
	entries, err := parseDirectory(dir, count)
	return entries, at, err
}

func parseDirectory(dir []byte, count int) ([]zipEntry, error) {
	entries := make([]zipEntry, 0, count)
	for range count {
		if len(dir) < dirHeaderSize {
			return nil, fmt.Errorf("%w: directory", errZIP)
		}
		n := int(binary.LittleEndian.Uint16(dir[28:]))
		if len(dir) < dirHeaderSize+n {
			return nil, fmt.Errorf("%w: directory", errZIP)
		}
		entries = append(entries, zipEntry{
			name: string(dir[dirHeaderSize : dirHeaderSize+n]),
			crc:  binary.LittleEndian.Uint32(dir[16:]),
			size: int64(binary.LittleEndian.Uint32(dir[24:])),
		})
		dir = dir[dirHeaderSize+n:]
	}
	if len(dir) != 0 {
		return nil, fmt.Errorf("%w: directory", errZIP)
	}
	return entries, nil
}

// readAt reads exactly n bytes. Bytes that are not there are a matter of the profile; an
// error of the reader itself is passed on.
func readAt(r io.ReaderAt, at, n int64) ([]byte, error) {
	b := make([]byte, n)
	got, err := r.ReadAt(b, at)
	if int64(got) == n {
		return b, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: too short", errZIP)
	}
	return nil, err
}
