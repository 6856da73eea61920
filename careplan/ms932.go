package careplan

import (
	"sync"
	"unicode/utf8"
)

// Windows-31J (MS932, code page 932). One byte is ASCII or half-width kana (A1–DF), two
// bytes are a lead byte and a trail byte 40–7E or 80–FC. Trail bytes are never a quote,
// a comma, CR or LF, so a file is split on raw bytes first and decoded per value.

// Half-width kana lie in one run in both worlds.
const (
	kanaFirst     = 0xA1
	kanaLast      = 0xDF
	kanaFirstRune = 0xFF61
	kanaLastRune  = 0xFF9F
)

// Decode gives the text of Windows-31J bytes. Bytes that are no character and
// user-defined characters (外字) become U+FFFD; DecodeFault says where the first one is.
func Decode(b []byte) string {
	n := 0
	for n < len(b) && b[n] < utf8.RuneSelf {
		n++
	}
	if n == len(b) {
		return string(b)
	}
	buf := make([]byte, n, len(b)+len(b)/2+utf8.UTFMax)
	copy(buf, b[:n])
	return string(AppendDecode(buf, b[n:]))
}

// AppendDecode appends the text of Windows-31J bytes to dst.
func AppendDecode(dst, b []byte) []byte {
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			dst = append(dst, c)
			i++
			continue
		}
		if row := leadRow[c]; row != 0 && i+1 < len(b) {
			if r := doubleBytes[int(row)<<8|int(b[i+1])]; r != 0 {
				dst = appendRune(dst, r)
				i += 2
				continue
			}
		}
		r, n := decodeRest(b[i:])
		dst = utf8.AppendRune(dst, r)
		i += n
	}
	return dst
}

// appendRune writes a rune of the basic plane that is no surrogate.
func appendRune(dst []byte, r uint16) []byte {
	if r < 0x800 {
		return append(dst, 0xC0|byte(r>>6), 0x80|byte(r)&0x3F)
	}
	return append(dst, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
}

// decodeRest decodes what is neither ASCII nor a listed pair: half-width kana, 外字,
// broken bytes. A bad pair is consumed whole only if its trail byte could be no ASCII.
func decodeRest(b []byte) (rune, int) {
	if b[0] >= kanaFirst && b[0] <= kanaLast {
		return rune(b[0]-kanaFirst) + kanaFirstRune, 1
	}
	return utf8.RuneError, badLength(b)
}

// badLength gives how many bytes a fault at b[0] takes.
func badLength(b []byte) int {
	if isLead(b[0]) && len(b) > 1 && b[1] >= utf8.RuneSelf && isTrail(b[1]) {
		return 2
	}
	if isUserLead(b[0]) && len(b) > 1 && isTrail(b[1]) {
		return 2
	}
	return 1
}

func isLead(c byte) bool     { return c >= 0x81 && c <= 0x9F || c >= 0xE0 && c <= 0xFC }
func isUserLead(c byte) bool { return c >= 0xF0 && c <= 0xF9 }
func isTrail(c byte) bool    { return c >= 0x40 && c <= 0xFC && c != 0x7F }

// DecodeFault gives the position of the first bytes that are no character
// (FaultBadByte) or are user-defined (FaultUserDefined); at is -1 if there are none.
func DecodeFault(b []byte) (at int, kind FaultKind) {
	for i := 0; i < len(b); {
		n, kind := charAt(b[i:])
		if kind != 0 {
			return i, kind
		}
		i += n
	}
	return -1, 0
}

// charAt gives the length of the character at the start of b, and its fault if it is
// none.
func charAt(b []byte) (int, FaultKind) {
	c := b[0]
	if c < utf8.RuneSelf || c >= kanaFirst && c <= kanaLast {
		return 1, 0
	}
	if len(b) > 1 {
		if row := leadRow[c]; row != 0 && doubleBytes[int(row)<<8|int(b[1])] != 0 {
			return 2, 0
		}
		if isUserLead(c) && isTrail(b[1]) {
			return 2, FaultUserDefined
		}
	}
	return badLength(b), FaultBadByte
}

// encodeTable is the way back: code point → two bytes. It gives the form Windows writes:
// of several byte forms the first one outside the NEC-selected rows (ED, EE), so that 髙
// becomes FBFC and not EEE0.
var encodeTable = sync.OnceValue(func() *[1 << 16]uint16 {
	var t [1 << 16]uint16
	for lead := range 256 {
		row := int(leadRow[lead])
		if row == 0 || lead == 0xED || lead == 0xEE {
			continue
		}
		for trail := range 256 {
			r := doubleBytes[row<<8|trail]
			if r != 0 && t[r] == 0 {
				t[r] = uint16(lead)<<8 | uint16(trail)
			}
		}
	}
	return &t
})
