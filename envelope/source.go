package envelope

import (
	"errors"
	"io"
)

// source reads a file at any place by opening it anew, skipping and reading: bounded
// memory whatever the file is. Its window keeps what a ZIP directory needs, at the end.
type source struct {
	file   File
	window []byte // the last bytes read
	at     int64  // where the window starts
}

const windowSize = 256 << 10

func sourceOf(f File) io.ReaderAt { return &source{file: f} }

// ReadAt fills b from the window, moving it where needed.
func (s *source) ReadAt(b []byte, at int64) (int, error) {
	n := 0
	for n < len(b) {
		if at < 0 || at >= s.file.Size {
			return n, io.EOF
		}
		if at < s.at || at >= s.at+int64(len(s.window)) {
			if err := s.move(at); err != nil {
				return n, err
			}
		}
		got := copy(b[n:], s.window[at-s.at:])
		n += got
		at += int64(got)
	}
	return n, nil
}

// move reads a window around a place: half before it, because directories are read
// backwards first.
func (s *source) move(at int64) error {
	start := max(0, min(at-windowSize/2, s.file.Size-windowSize))
	r, err := s.file.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	if seeker, ok := r.(io.Seeker); ok {
		_, err = seeker.Seek(start, io.SeekStart)
	} else {
		_, err = io.CopyN(io.Discard, r, start)
	}
	if err != nil {
		return err
	}
	window := make([]byte, min(windowSize, s.file.Size-start))
	n, err := io.ReadFull(r, window)
	s.window, s.at = window[:n], start
	if at >= start+int64(n) {
		return errors.Join(io.ErrUnexpectedEOF, err)
	}
	return nil
}
