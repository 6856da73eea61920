package document

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
)

// pngKeeps are the chunks that the picture itself needs (PNG 3rd edition, ch. 11). Text,
// Exif and private chunks may tell the place and stay behind.
var pngKeeps = strings.Fields(`IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI
	bKGD hIST pHYs sPLT tIME acTL fcTL fdAT`)

func checkPNG(c *Checked) error {
	out, removed, err := cleanPNG(c.Bytes)
	if err != nil {
		return err
	}
	c.Bytes, c.Removed = out, removed
	return nil
}

// cleanPNG gives the picture chunks byte for byte, without texts, without Exif and without
// anything behind its end.
func cleanPNG(b []byte) ([]byte, []string, error) {
	const head = 8
	if len(b) < head {
		return nil, nil, broken("png-start")
	}
	out := append(make([]byte, 0, len(b)), b[:head]...)
	var removed []string
	for at := head; ; {
		chunk, ok := pngChunk(b[at:])
		if !ok || at == head && chunkType(chunk) != "IHDR" {
			return nil, nil, broken("png-chunk")
		}
		at += len(chunk)
		if !slices.Contains(pngKeeps, chunkType(chunk)) {
			removed = pngRemoved(removed, chunk)
			continue
		}
		out = append(out, chunk...)
		if chunkType(chunk) == "IEND" {
			if at < len(b) {
				removed = add(removed, removedTail)
			}
			return out, removed, nil
		}
	}
}

// pngChunk cuts the first chunk with its length, type, data and check sum.
func pngChunk(b []byte) ([]byte, bool) {
	if len(b) < 12 {
		return nil, false
	}
	n := uint64(binary.BigEndian.Uint32(b))
	if n > uint64(len(b)-12) {
		return nil, false
	}
	chunk := b[:12+n]
	sum := binary.BigEndian.Uint32(chunk[8+n:])
	return chunk, sum == crc32.ChecksumIEEE(chunk[4:8+n])
}

func chunkType(chunk []byte) string {
	if len(chunk) < 8 {
		return ""
	}
	return string(chunk[4:8])
}

func pngRemoved(removed []string, chunk []byte) []string {
	body := chunk[8 : len(chunk)-4]
	switch chunkType(chunk) {
	case "eXIf":
		if readExif(body).gps {
			removed = add(removed, removedGPS)
		}
		return add(removed, removedCamera)
	case "iTXt", "tEXt", "zTXt":
		if namesPlace(body) {
			removed = add(removed, removedGPS)
		}
		if strings.HasPrefix(string(body), "XML:com.adobe.xmp") {
			return add(removed, removedXMP)
		}
	}
	return add(removed, removedOther)
}
