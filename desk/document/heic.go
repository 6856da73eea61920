package document

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// heic is a HEIF picture (ISO/IEC 23008-12) read just far enough to know which bytes the
// picture needs. All other bytes of its data boxes are blanked in place; no length and no
// offset changes.
type heic struct {
	b     []byte
	data  []span // bodies of mdat and idat: where items may lie
	blank []span // bodies of free space
	idat  span
	items []heicItem
}

// span is a stretch of the file, the end not included.
type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

type heicItem struct {
	id      uint32
	kind    string // four letters
	extents []span
}

// heicPictures are the kinds of items that are pictures or built from pictures.
var heicPictures = []string{"hvc1", "hev1", "lhv1", "grid", "iden", "iovl", "tmap"}

// heicBoxes are the boxes a single photo has below meta.
var heicBoxes = []string{"hdlr", "pitm", "iinf", "iloc", "iref", "iprp", "idat", "dinf", "grpl", "free", "skip"}

// unsafeHEIC refuses a HEIC whose position data cannot be found for certain.
func unsafeHEIC(code string) error {
	return &Refused{Code: code, Sentence: "このHEICの写真からは、撮影場所を確実に取り除けません。", Next: "JPEGにして保存し直してください。"}
}

func checkHEIC(c *Checked) error {
	out, removed, err := cleanHEIC(c.Bytes)
	if err != nil {
		return err
	}
	c.Bytes, c.Removed = out, removed
	return nil
}

// cleanHEIC gives the photo in the same length, its Exif block written anew without the
// place, and everything blank that no picture needs.
func cleanHEIC(b []byte) ([]byte, []string, error) {
	h := &heic{b: b}
	if err := h.read(); err != nil {
		return nil, nil, err
	}
	kept, err := h.keptBytes()
	if err != nil {
		return nil, nil, err
	}
	out := slices.Clone(b)
	for _, s := range slices.Concat(h.data, h.blank) {
		for i := s.from; i < s.to; i++ {
			if !kept[i] {
				out[i] = 0
			}
		}
	}
	removed := h.rewriteItems(out)
	if len(removed) == 0 && !bytes.Equal(out, b) {
		removed = add(removed, removedOther)
	}
	return out, removed, nil
}

func (h *heic) read() error {
	top, ok := boxes(h.b, span{0, len(h.b)})
	if !ok || len(top) == 0 || !isHEIC(h.b, top[0]) {
		return unsafeHEIC("heic-boxes")
	}
	metas := 0
	for _, x := range top[1:] {
		switch x.kind {
		case "meta":
			metas++
		case "mdat":
			h.data = append(h.data, x.body)
		case "free", "skip", "wide":
			h.blank = append(h.blank, x.body)
		default:
			return unsafeHEIC("heic-box")
		}
	}
	if metas != 1 {
		return unsafeHEIC("heic-meta")
	}
	for _, x := range top {
		if x.kind == "meta" {
			return h.readMeta(x.body)
		}
	}
	return nil
}

// isHEIC looks for a brand of still HEVC pictures.
func isHEIC(b []byte, x box) bool {
	if x.kind != "ftyp" || x.body.len() < 8 || x.body.len()%4 != 0 {
		return false
	}
	for at := x.body.from; at < x.body.to; at += 4 {
		switch string(b[at : at+4]) {
		case "heic", "heix", "heim", "heis":
			return true
		}
	}
	return false
}

func (h *heic) readMeta(body span) error {
	if body.len() < 4 {
		return unsafeHEIC("heic-meta")
	}
	inner, ok := boxes(h.b, span{body.from + 4, body.to})
	if !ok {
		return unsafeHEIC("heic-meta")
	}
	found := map[string]span{}
	for _, x := range inner {
		_, twice := found[x.kind]
		switch {
		case !slices.Contains(heicBoxes, x.kind):
			return unsafeHEIC("heic-meta-box")
		case x.kind == "free", x.kind == "skip":
			h.blank = append(h.blank, x.body)
		case twice:
			return unsafeHEIC("heic-twice")
		}
		found[x.kind] = x.body
	}
	if !plainProperties(h.b, found["iprp"]) {
		return unsafeHEIC("heic-property")
	}
	if s, ok := found["idat"]; ok {
		h.idat = s
		h.data = append(h.data, s)
	}
	return h.readItems(found["iinf"], found["iloc"])
}

// plainProperties holds if no property carries free data of its own.
func plainProperties(b []byte, iprp span) bool {
	outer, ok := boxes(b, iprp)
	if !ok {
		return false
	}
	for _, x := range outer {
		if x.kind == "ipma" {
			continue
		}
		inner, ok := boxes(b, x.body)
		if x.kind != "ipco" || !ok {
			return false
		}
		for _, p := range inner {
			if p.kind == "uuid" || p.kind == "udes" || p.kind == "free" || p.kind == "skip" {
				return false
			}
		}
	}
	return true
}

// keptBytes marks what the pictures need. Pictures and blocks that share bytes, or lie
// outside the data boxes, are refused.
func (h *heic) keptBytes() ([]bool, error) {
	kept := make([]bool, len(h.b))
	sum := 0
	for _, item := range h.items {
		for _, e := range item.extents {
			sum += e.len()
			if sum > 2*len(h.b) || !h.inData(e) {
				return nil, unsafeHEIC("heic-extent")
			}
			if !slices.Contains(heicPictures, item.kind) {
				continue
			}
			for i := e.from; i < e.to; i++ {
				kept[i] = true
			}
		}
	}
	taken := slices.Clone(kept)
	for _, item := range h.items {
		if slices.Contains(heicPictures, item.kind) {
			continue
		}
		for _, e := range item.extents {
			if slices.Contains(taken[e.from:e.to], true) {
				return nil, unsafeHEIC("heic-shared")
			}
			for i := e.from; i < e.to; i++ {
				taken[i] = true
			}
		}
	}
	return kept, nil
}

func (h *heic) inData(e span) bool {
	for _, d := range h.data {
		if e.from >= d.from && e.to <= d.to && e.from <= e.to {
			return true
		}
	}
	return false
}

// rewriteItems writes the blocks beside the pictures: Exif anew, XMP as blank text.
func (h *heic) rewriteItems(out []byte) []string {
	var removed []string
	for _, item := range h.items {
		old := gather(h.b, item.extents)
		switch item.kind {
		case "Exif":
			block, gps := exifItem(old)
			if gps {
				removed = add(removed, removedGPS)
			}
			if !bytes.Equal(block, old) {
				removed = add(removed, removedCamera)
			}
			scatter(out, item.extents, block)
		case "mime":
			if namesPlace(old) {
				removed = add(removed, removedGPS)
			}
			block := bytes.Repeat([]byte(" "), len(old))
			if !bytes.Equal(block, old) {
				removed = add(removed, removedXMP)
			}
			scatter(out, item.extents, block)
		}
	}
	return removed
}

// exifItem writes the payload of an Exif item anew in the same length: the offset of the
// TIFF block, the block, zeros. Where there is nothing to keep, or no room for it, all is
// zeros, so that cleaning twice changes nothing.
func exifItem(old []byte) ([]byte, bool) {
	block := make([]byte, len(old))
	if len(old) < 4 {
		return block, false
	}
	skip := min(uint64(binary.BigEndian.Uint32(old)), uint64(len(old)-4))
	e := readExif(old[4+skip:])
	head := []byte{0, 0, 0, 0}
	if bytes.HasPrefix(old[4:], exifHead) {
		head = append([]byte{0, 0, 0, 6}, exifHead...)
	}
	fresh := append(head, e.tiff()...)
	if (e.orientation != 0 || e.taken != "") && len(fresh) <= len(block) {
		copy(block, fresh)
	}
	return block, e.gps
}

func gather(b []byte, extents []span) []byte {
	var out []byte
	for _, e := range extents {
		out = append(out, b[e.from:e.to]...)
	}
	return out
}

func scatter(b []byte, extents []span, block []byte) {
	for _, e := range extents {
		block = block[copy(b[e.from:e.to], block):]
	}
}
