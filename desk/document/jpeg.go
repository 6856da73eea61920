package document

import (
	"bytes"
	"encoding/binary"
)

// Markers of ITU-T T.81, table B.1.
const (
	markSOF0 = 0xC0
	markSOI  = 0xD8
	markEOI  = 0xD9
	markSOS  = 0xDA
	markRST0 = 0xD0
	markRST7 = 0xD7
	markTEM  = 0x01
	markAPP0 = 0xE0
	markAPP1 = 0xE1
	markAPPF = 0xEF
)

// jpegKeeps are the application segments that the picture itself needs: its form, its
// colours. Every other one (XMP, IPTC, second pictures, maker data) may tell the place.
var jpegKeeps = map[byte]string{
	0xE0: "JFIF\x00",
	0xE2: "ICC_PROFILE\x00",
	0xEE: "Adobe",
}

var exifHead = []byte("Exif\x00\x00")

func checkJPEG(c *Checked) error {
	out, removed, err := cleanJPEG(c.Bytes)
	if err != nil {
		return err
	}
	c.Bytes, c.Removed = out, removed
	return nil
}

// jpegCleaner copies a JPEG segment by segment.
type jpegCleaner struct {
	in      []byte
	out     []byte
	removed []string
	exif    bool // an Exif block has been seen
	scans   int
}

// cleanJPEG gives the photo with its picture data byte for byte, without position data
// and without anything behind its end.
func cleanJPEG(b []byte) ([]byte, []string, error) {
	if len(b) < 4 || b[0] != 0xFF || b[1] != markSOI {
		return nil, nil, broken("jpeg-start")
	}
	c := &jpegCleaner{in: b, out: make([]byte, 0, len(b))}
	c.out = append(c.out, b[:2]...)
	for at := 2; ; {
		next, done, err := c.segment(at)
		if err != nil {
			return nil, nil, err
		}
		if done {
			c.tail(next)
			return c.out, c.removed, nil
		}
		at = next
	}
}

// segment copies or drops what begins at a marker and gives the place behind it.
func (c *jpegCleaner) segment(at int) (int, bool, error) {
	if at >= len(c.in) || c.in[at] != 0xFF {
		return 0, false, broken("jpeg-marker")
	}
	for at < len(c.in)-1 && c.in[at+1] == 0xFF {
		at++
	}
	if at+2 > len(c.in) {
		return 0, false, broken("jpeg-end")
	}
	mark := c.in[at+1]
	switch {
	case mark == markEOI && c.scans > 0:
		c.out = append(c.out, 0xFF, markEOI)
		return at + 2, true, nil
	case mark <= markTEM, mark >= markRST0 && mark <= markEOI:
		return 0, false, broken("jpeg-order")
	}
	end, ok := c.lengthAt(at + 2)
	if !ok {
		return 0, false, broken("jpeg-length")
	}
	c.copySegment(mark, c.in[at:end])
	if mark == markSOS {
		c.scans++
		end = c.scan(end)
	}
	return end, false, nil
}

// lengthAt gives the end of the segment whose two length bytes stand here.
func (c *jpegCleaner) lengthAt(at int) (int, bool) {
	if at+2 > len(c.in) {
		return 0, false
	}
	n := int(binary.BigEndian.Uint16(c.in[at:]))
	return at + n, n >= 2 && at+n <= len(c.in)
}

func (c *jpegCleaner) copySegment(mark byte, s []byte) {
	body := s[4:]
	switch {
	case mark == markAPP1 && bytes.HasPrefix(body, exifHead):
		c.rewriteExif(body[len(exifHead):], s)
	case mark >= markAPP0 && mark <= markAPPF:
		if keep, ok := jpegKeeps[mark]; ok && bytes.HasPrefix(body, []byte(keep)) {
			c.out = append(c.out, s...)
			return
		}
		c.drop(body)
	case mark < markSOF0, mark > markAPPF: // reserved marks and comments (COM)
		c.drop(body)
	default:
		c.out = append(c.out, s...)
	}
}

func (c *jpegCleaner) rewriteExif(tiff, whole []byte) {
	e := readExif(tiff)
	if e.gps {
		c.removed = add(c.removed, removedGPS)
	}
	if c.exif || e.empty() {
		c.removed = add(c.removed, removedCamera)
		return
	}
	c.exif = true
	block := e.tiff()
	if bytes.Equal(block, tiff) {
		c.out = append(c.out, whole...)
		return
	}
	c.removed = add(c.removed, removedCamera)
	c.out = append(c.out, 0xFF, markAPP1)
	c.out = binary.BigEndian.AppendUint16(c.out, uint16(2+len(exifHead)+len(block)))
	c.out = append(append(c.out, exifHead...), block...)
}

func (c *jpegCleaner) drop(body []byte) {
	if namesPlace(body) {
		c.removed = add(c.removed, removedGPS)
	}
	if bytes.HasPrefix(body, []byte("http://ns.adobe.com/")) {
		c.removed = add(c.removed, removedXMP)
		return
	}
	c.removed = add(c.removed, removedOther)
}

// scan copies picture data up to the next marker that is not part of it.
func (c *jpegCleaner) scan(at int) int {
	from := at
	for at < len(c.in)-1 {
		next := c.in[at+1]
		if c.in[at] == 0xFF && next != 0 && next != 0xFF && (next < markRST0 || next > markRST7) {
			break
		}
		at++
	}
	at = min(at, len(c.in))
	c.out = append(c.out, c.in[from:at]...)
	return at
}

// tail tells of what stands behind the end: second pictures with their own place, films.
func (c *jpegCleaner) tail(at int) {
	if at < len(c.in) {
		c.removed = add(c.removed, removedTail)
	}
}
