package careplan

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// The encodings a file can turn out to be in. Only the first is allowed (R020).
const (
	windows31J = "windows-31j"
	utf8Name   = "utf-8"
	utf16Name  = "utf-16"
	iso2022JP  = "iso-2022-jp"
	eucJP      = "euc-jp"
)

// sniffer weighs the bytes of a whole file. It stops looking once enough characters
// were met that only Windows-31J explains.
type sniffer struct {
	decided      bool
	bom          string
	total        int64
	nulEven      int64 // NUL bytes at even offsets
	nulOdd       int64
	escapes      int // ISO-2022-JP shifts
	high         int64
	ms, msBad    int64 // characters of two bytes and faults, read as Windows-31J
	utf2, utf3   int64 // sequences of two, and of more bytes, read as UTF-8
	utfBad       int64
	euc, eucKana int64 // pairs, and those that are kana, read as EUC-JP
	eucBad       int64
}

// proof is how many double-byte characters that UTF-8 and EUC-JP cannot explain settle
// the matter.
const proof = 32

func (s *sniffer) feed(b []byte) {
	if s.decided {
		return
	}
	n := int64(len(b))
	if s.total == 0 {
		b = s.mark(b)
	}
	if !isPlainASCII(b) {
		s.weigh(b)
	}
	s.total += n
	s.decided = s.ms >= proof && s.msBad*proof <= s.ms && s.utfBad >= proof/4 && s.eucBad >= proof/4 &&
		s.nulEven+s.nulOdd+int64(s.escapes) == 0
}

// mark notes a byte-order mark and gives what follows it.
func (s *sniffer) mark(b []byte) []byte {
	n := bomLength(b)
	switch n {
	case 3:
		s.bom = utf8Name
	case 2:
		s.bom = utf16Name
	}
	return b[n:]
}

const (
	highBits = 0x8080808080808080
	ones     = 0x0101010101010101
)

// isPlainASCII reports whether no byte is ≥ 0x80, NUL or ESC.
func isPlainASCII(b []byte) bool {
	for len(b) >= 8 {
		w := binary.LittleEndian.Uint64(b)
		esc := w ^ 0x1B*ones
		if (w|(w-ones)&^w|(esc-ones)&^esc)&highBits != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf || c == 0 || c == 0x1B {
			return false
		}
	}
	return true
}

func (s *sniffer) weigh(b []byte) {
	for i, c := range b {
		if c == 0 && (s.total+int64(i))%2 == 0 {
			s.nulEven++
		} else if c == 0 {
			s.nulOdd++
		} else if c >= utf8.RuneSelf {
			s.high++
		}
	}
	for _, shift := range []string{"\x1b$B", "\x1b$@", "\x1b$(", "\x1b(J"} {
		s.escapes += bytes.Count(b, []byte(shift))
	}
	s.asMS932(b)
	s.asUTF8(b)
	s.asEUC(b)
}

func (s *sniffer) asMS932(b []byte) {
	for i := 0; i < len(b); {
		n, fault := charAt(b[i:])
		if fault != 0 {
			s.msBad++
		} else if n == 2 {
			s.ms++
		}
		i += n
	}
}

func (s *sniffer) asUTF8(b []byte) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			s.utfBad++
		case n == 2:
			s.utf2++
		default:
			s.utf3++
		}
		i += n
	}
}

// EUC-JP: two bytes A1–FE each, 8E + half-width kana, 8F + two bytes. Rows A4 and A5 are
// hiragana and katakana.
func (s *sniffer) asEUC(b []byte) {
	high := func(i int) bool { return i < len(b) && b[i] >= 0xA1 && b[i] <= 0xFE }
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c < utf8.RuneSelf:
			i++
		case c == 0x8E && high(i+1):
			s.euc++
			i += 2
		case c == 0x8F && high(i+1) && high(i+2):
			s.euc++
			i += 3
		case high(i) && high(i+1):
			s.euc++
			if c == 0xA4 || c == 0xA5 {
				s.eucKana++
			}
			i += 2
		default:
			s.eucBad++
			i++
		}
	}
}

// verdict names the encoding that explains the bytes best; plain ASCII counts as
// Windows-31J.
func (s *sniffer) verdict() string {
	switch {
	case s.decided:
		return windows31J
	case s.bom == utf16Name, s.nulEven*4 > s.total, s.nulOdd*4 > s.total:
		return utf16Name
	case s.escapes > 0 && s.high == 0:
		return iso2022JP
	case s.isUTF8():
		return utf8Name
	case s.isEUC():
		return eucJP
	}
	return windows31J
}

// isUTF8 tolerates a few broken sequences if Windows-31J explains the file worse. Pairs
// of half-width kana can look like two-byte sequences, so those alone prove nothing.
func (s *sniffer) isUTF8() bool {
	if s.utfBad > 0 {
		return s.utfBad*8 <= s.utf3 && s.msBad > s.utfBad
	}
	if s.utf3 > 0 || s.bom == utf8Name && s.utf2 > 0 {
		return true
	}
	return s.utf2 > 0 && s.msBad > 0
}

func (s *sniffer) isEUC() bool {
	if s.euc < 2 || s.eucBad*proof > s.euc {
		return false
	}
	return s.msBad > 0 || s.eucKana*10 >= s.euc
}
