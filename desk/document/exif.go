package document

import (
	"bytes"
	"encoding/binary"
)

// What may be taken out of a photo, as the clerk reads it.
const (
	removedGPS    = "撮影場所（GPS）"
	removedCamera = "カメラの記録（機種・縮小画像など）"
	removedXMP    = "写真の説明情報（XMP）"
	removedOther  = "そのほかの付加情報"
	removedTail   = "写真の後ろに付いていたデータ"
)

// Tags of Exif 2.32 that are looked at. Everything else, the GPS IFD and the notes of the
// camera maker among it, is never copied: the block is written anew.
const (
	tagOrientation = 0x0112 // which side is up, 1–8
	tagExifIFD     = 0x8769
	tagGPSIFD      = 0x8825
	tagTaken       = 0x9003 // DateTimeOriginal
	typeASCII      = 2
	typeShort      = 3
	takenLength    = 20 // "2026:11:05 09:30:00" and a zero
)

// exif is all that stays of an Exif block.
type exif struct {
	orientation uint16 // 0 if not given
	taken       string // when the photo was taken, with its closing zero; "" if not given
	gps         bool   // it had a place; never written
}

// readExif reads a TIFF block as far as it can be understood.
func readExif(tiff []byte) exif {
	var e exif
	order, ok := byteOrder(tiff)
	if !ok {
		return e
	}
	sub := uint32(0)
	for _, f := range ifd(tiff, order, order.Uint32(tiff[4:])) {
		switch order.Uint16(f) {
		case tagOrientation:
			if v := order.Uint16(f[8:]); order.Uint16(f[2:]) == typeShort && v >= 1 && v <= 8 {
				e.orientation = v
			}
		case tagExifIFD:
			sub = order.Uint32(f[8:])
		case tagGPSIFD:
			e.gps = true
		}
	}
	if sub != 0 {
		e.readTaken(tiff, order, sub)
	}
	return e
}

func (e *exif) readTaken(tiff []byte, order binary.ByteOrder, at uint32) {
	for _, f := range ifd(tiff, order, at) {
		if order.Uint16(f) != tagTaken || order.Uint16(f[2:]) != typeASCII || order.Uint32(f[4:]) != takenLength {
			continue
		}
		from := uint64(order.Uint32(f[8:]))
		if from+takenLength <= uint64(len(tiff)) && isTaken(tiff[from:from+takenLength]) {
			e.taken = string(tiff[from : from+takenLength])
		}
	}
}

// isTaken holds for a moment only, so that nothing else slips through in its place.
func isTaken(b []byte) bool {
	for i, shape := range []byte("0000:00:00 00:00:00\x00") {
		digit := b[i] >= '0' && b[i] <= '9'
		if shape == '0' && !digit || shape != '0' && b[i] != shape {
			return false
		}
	}
	return true
}

func byteOrder(tiff []byte) (binary.ByteOrder, bool) {
	switch {
	case len(tiff) < 8:
		return nil, false
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		return binary.LittleEndian, true
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		return binary.BigEndian, true
	}
	return nil, false
}

// ifd gives the fields (12 bytes each) of a directory, as many as there really are.
func ifd(tiff []byte, order binary.ByteOrder, at uint32) [][]byte {
	if uint64(at)+2 > uint64(len(tiff)) {
		return nil
	}
	n := int(order.Uint16(tiff[at:]))
	rest := tiff[at+2:]
	var out [][]byte
	for ; n > 0 && len(rest) >= 12; n-- {
		out = append(out, rest[:12])
		rest = rest[12:]
	}
	return out
}

// empty reports that nothing is left to write.
func (e exif) empty() bool { return e.orientation == 0 && e.taken == "" }

// tiff writes the block anew: orientation and moment, nothing else.
func (e exif) tiff() []byte {
	be := binary.BigEndian
	out := []byte("MM\x00*\x00\x00\x00\x08")
	n := uint16(0)
	var fields []byte
	if e.orientation != 0 {
		n++
		fields = append(fields, field(tagOrientation, typeShort, 1, uint32(e.orientation)<<16)...)
	}
	if e.taken != "" {
		n++
		at := uint32(8 + 2 + len(fields) + 12 + 4)
		fields = append(fields, field(tagExifIFD, 4, 1, at)...)
	}
	out = append(be.AppendUint16(out, n), fields...)
	out = be.AppendUint32(out, 0)
	if e.taken == "" {
		return out
	}
	out = be.AppendUint16(out, 1)
	out = append(out, field(tagTaken, typeASCII, takenLength, uint32(len(out)+12+4))...)
	return append(be.AppendUint32(out, 0), e.taken...)
}

func field(tag, kind uint16, count, value uint32) []byte {
	be := binary.BigEndian
	b := be.AppendUint16(nil, tag)
	b = be.AppendUint16(b, kind)
	b = be.AppendUint32(b, count)
	return be.AppendUint32(b, value)
}

// add keeps each label once.
func add(removed []string, label string) []string {
	for _, r := range removed {
		if r == label {
			return removed
		}
	}
	return append(removed, label)
}

// namesPlace reports a text block (XMP) that names a place.
func namesPlace(b []byte) bool { return bytes.Contains(b, []byte("GPS")) }
