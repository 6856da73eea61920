package document

import (
	"bytes"
	"encoding/binary"
)

// box is a box of ISO/IEC 14496-12 (ISOBMFF).
type box struct {
	kind string
	body span
}

// maxBoxes and maxItems bound what a made-up file can ask for. A phone writes about 100.
const (
	maxBoxes = 20000
	maxItems = 10000
)

// boxes reads the boxes that fill a span to its end.
func boxes(b []byte, in span) ([]box, bool) {
	var out []box
	for at := in.from; at < in.to; {
		if in.to-at < 8 || len(out) >= maxBoxes {
			return nil, false
		}
		size, head := uint64(binary.BigEndian.Uint32(b[at:])), 8
		switch {
		case size == 0:
			size = uint64(in.to - at)
		case size == 1 && in.to-at >= 16:
			size, head = binary.BigEndian.Uint64(b[at+8:]), 16
		}
		if size < uint64(head) || size > uint64(in.to-at) {
			return nil, false
		}
		end := at + int(size)
		out = append(out, box{string(b[at+4 : at+8]), span{at + head, end}})
		at = end
	}
	return out, true
}

// reader takes numbers from a span; after the first lack it gives zeros and is short.
type reader struct {
	b     []byte
	short bool
}

// uint takes a number of 0, 1, 2, 4 or 8 bytes.
func (r *reader) uint(n int) uint64 {
	if r.short || n > len(r.b) {
		r.short = true
		return 0
	}
	v := uint64(0)
	for _, x := range r.b[:n] {
		v = v<<8 | uint64(x)
	}
	r.b = r.b[n:]
	return v
}

// readItems reads which items there are (iinf) and where they lie (iloc).
func (h *heic) readItems(iinf, iloc span) error {
	kinds, ok := itemKinds(h.b, iinf)
	if !ok {
		return unsafeHEIC("heic-iinf")
	}
	if !h.locate(iloc) {
		return unsafeHEIC("heic-iloc")
	}
	for i, item := range h.items {
		kind, ok := kinds[item.id]
		if !ok || !knownItem(kind) {
			return unsafeHEIC("heic-item")
		}
		h.items[i].kind = kind
	}
	return nil
}

func knownItem(kind string) bool {
	for _, k := range heicPictures {
		if k == kind {
			return true
		}
	}
	return kind == "Exif" || kind == "mime"
}

// itemKinds gives the four letters of every item.
func itemKinds(b []byte, iinf span) (map[uint32]string, bool) {
	r := &reader{b: b[iinf.from:iinf.to]}
	width := 2
	if r.uint(1) > 0 {
		width = 4
	}
	r.uint(3)
	r.uint(width)
	if r.short {
		return nil, false
	}
	entries, ok := boxes(b, span{iinf.to - len(r.b), iinf.to})
	if !ok || len(entries) > maxItems {
		return nil, false
	}
	kinds := map[uint32]string{}
	for _, x := range entries {
		id, kind, ok := itemEntry(b[x.body.from:x.body.to])
		if _, twice := kinds[id]; x.kind != "infe" || !ok || twice {
			return nil, false
		}
		kinds[id] = kind
	}
	return kinds, true
}

// itemEntry reads an infe box of version 2 or 3. Protected items are not understood.
func itemEntry(b []byte) (uint32, string, bool) {
	r := &reader{b: b}
	width := map[uint64]int{2: 2, 3: 4}[r.uint(1)]
	r.uint(3)
	id := uint32(r.uint(width))
	protected := r.uint(2)
	if r.short || width == 0 || protected != 0 || len(r.b) < 4 {
		return 0, "", false
	}
	return id, string(r.b[:4]), bytes.IndexByte(r.b[4:], 0) >= 0
}

// locate reads the iloc box (versions 0 to 2).
func (h *heic) locate(iloc span) bool {
	r := &reader{b: h.b[iloc.from:iloc.to]}
	version := r.uint(1)
	r.uint(3)
	sizes := r.uint(2)
	w := widths{version: version, offset: int(sizes >> 12), length: int(sizes >> 8 & 15), base: int(sizes >> 4 & 15)}
	if version > 0 {
		w.index = int(sizes & 15)
	}
	n, width := r.uint(2), 2
	if version == 2 {
		n, width = n<<16|r.uint(2), 4
	}
	if r.short || version > 2 || !w.valid() || n > maxItems {
		return false
	}
	w.id = width
	seen := map[uint32]bool{}
	for ; n > 0; n-- {
		item, ok := h.locateItem(r, w)
		if !ok || seen[item.id] {
			return false
		}
		seen[item.id] = true
		h.items = append(h.items, item)
	}
	return true
}

// widths are the widths of numbers in an iloc box, in bytes.
type widths struct {
	version                         uint64
	id, offset, length, base, index int
}

func (w widths) valid() bool {
	for _, n := range []int{w.offset, w.length, w.base, w.index} {
		if n != 0 && n != 4 && n != 8 {
			return false
		}
	}
	return true
}

func (h *heic) locateItem(r *reader, w widths) (heicItem, bool) {
	item := heicItem{id: uint32(r.uint(w.id))}
	method := uint64(0)
	if w.version > 0 {
		method = r.uint(2) & 15
	}
	elsewhere := r.uint(2) // data in another file
	base := r.uint(w.base)
	n := r.uint(2)
	if r.short || elsewhere != 0 || method > 1 {
		return item, false
	}
	in := span{0, len(h.b)}
	if method == 1 {
		in = h.idat
	}
	for ; n > 0; n-- {
		r.uint(w.index)
		e, ok := within(in, base, r.uint(w.offset), r.uint(w.length))
		if !ok || r.short {
			return item, false
		}
		item.extents = append(item.extents, e)
	}
	return item, true
}

// within turns numbers of the file into a span that lies in another.
func within(in span, base, offset, length uint64) (span, bool) {
	room := uint64(in.len())
	if base > room || offset > room-base || length == 0 || length > room-base-offset {
		return span{}, false
	}
	from := in.from + int(base+offset)
	return span{from, from + int(length)}, true
}
