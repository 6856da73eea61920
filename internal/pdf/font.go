package pdf

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

//go:embed font/BIZUDGothic-Regular.ttf.gz
var packed []byte

// geta stands for a character that the font has not (下駄記号).
const geta = '〓'

// face is the embedded font and the characters it draws, all of the basic plane.
type face struct {
	ttf []byte
	has [1 << 16]bool
}

// embedded is BIZ UDGothic, OFL-1.1 (font/OFL.txt).
var embedded = sync.OnceValues(func() (*face, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("open font: %w", err)
	}
	f := &face{}
	if f.ttf, err = io.ReadAll(r); err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	if err := f.readCharacters(); err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	return f, nil
})

// draws reports whether the font has a character.
func (f *face) draws(r rune) bool { return r >= 0 && r < 1<<16 && f.has[r] }

// readCharacters reads which characters the font's cmap (format 4) leads to a glyph. The
// PDF library does not tell: it gives a missing character a width and draws nothing.
func (f *face) readCharacters() error {
	cmap := f.unicode()
	if len(cmap) < 16 {
		return errors.New("no cmap of format 4")
	}
	n := int(binary.BigEndian.Uint16(cmap[6:])) / 2
	for i := range n {
		at := func(column int) int { return column*2*n + 2*i }
		end, start := word(cmap, 14+at(0)), word(cmap, 16+at(1))
		delta, offset := word(cmap, 16+at(2)), word(cmap, 16+at(3))
		for c := start; c <= end && c < 0xFFFF; c++ {
			glyph := (c + delta) & 0xFFFF
			if offset != 0 {
				glyph = word(cmap, 16+at(3)+offset+2*(c-start))
			}
			f.has[c] = glyph != 0
		}
	}
	if !f.has[geta] {
		return fmt.Errorf("no character %c", geta)
	}
	return nil
}

// unicode is the font's cmap subtable of format 4, to the end of the file.
func (f *face) unicode() []byte {
	for i := range word(f.ttf, 4) {
		entry := 12 + 16*i
		if entry+16 > len(f.ttf) || string(f.ttf[entry:entry+4]) != "cmap" {
			continue
		}
		table := f.ttf[binary.BigEndian.Uint32(f.ttf[entry+8:]):]
		for j := range word(table, 2) {
			sub := table[binary.BigEndian.Uint32(table[4+8*j+4:]):]
			if word(sub, 0) == 4 {
				return sub
			}
		}
	}
	return nil
}

// word is the unsigned 16-bit number at i, 0 beyond the end.
func word(b []byte, i int) int {
	if i+2 > len(b) {
		return 0
	}
	return int(binary.BigEndian.Uint16(b[i:]))
}
