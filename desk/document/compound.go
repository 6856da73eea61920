package document

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
)

// compoundMagic begins a compound file [MS-CFB]: old Word and Excel files, and every
// Office file behind a password.
var compoundMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// encryptedParts are the streams of an encrypted Office file [MS-OFFCRYPTO] 2.3. A file
// with any other stream is an old Word or Excel file, whatever else it holds.
var encryptedParts = []string{
	"Root Entry", "EncryptedPackage", "EncryptionInfo", "\x06DataSpaces", "Version", "DataSpaceMap",
	"DataSpaceInfo", "TransformInfo", "StrongEncryptionDataSpace", "StrongEncryptionTransform",
	"\x06Primary", "\x05SummaryInformation", "\x05DocumentSummaryInformation",
}

func recogniseCompound(name string, b []byte) (format, error) {
	names, ok := compoundNames(b)
	if !ok || !isEncrypted(names) {
		return format{}, program("old-office", "古い形式のWord・Excelファイル（doc、xls）は送れません。")
	}
	f := formatDOCX
	switch _, end := splitName(name); strings.ToLower(end) {
	case ".docx":
	case ".xlsx":
		f = formatXLSX
	default:
		return format{}, program("encrypted-unknown", "パスワードのかかったファイルですが、WordかExcelか分かりません。")
	}
	f.check = func(c *Checked) error {
		c.Notes = append(c.Notes, passwordNote())
		return nil
	}
	return f, nil
}

func isEncrypted(names []string) bool {
	for _, n := range names {
		if !slices.Contains(encryptedParts, n) {
			return false
		}
	}
	return slices.Contains(names, "EncryptedPackage") && slices.Contains(names, "EncryptionInfo")
}

// compound reads the sectors of a compound file.
type compound struct {
	b    []byte
	size int      // bytes of a sector
	fat  []uint32 // sectors of the table that chains sectors
}

// lastSector is the greatest number of a real sector; above stand marks such as the end
// of a chain.
const lastSector = 0xFFFFFFFA

// compoundNames gives the names of all streams and folders.
func compoundNames(b []byte) ([]string, bool) {
	const header = 512
	if len(b) < header {
		return nil, false
	}
	le := binary.LittleEndian
	shift := le.Uint16(b[30:])
	if shift != 9 && shift != 12 {
		return nil, false
	}
	c := &compound{b: b, size: 1 << shift}
	for i := 76; i < header; i += 4 {
		c.fat = append(c.fat, le.Uint32(b[i:]))
	}
	if !c.readTable(le.Uint32(b[68:])) {
		return nil, false
	}
	var names []string
	ok := c.chain(le.Uint32(b[48:]), func(s []byte) {
		for ; len(s) >= 128; s = s[128:] {
			if s[66] != 0 {
				names = append(names, compoundName(s))
			}
		}
	})
	return names, ok
}

// readTable adds what does not fit into the header (files over 7 MB).
func (c *compound) readTable(at uint32) bool {
	for n := 0; at <= lastSector; n++ {
		s := c.sector(at)
		if s == nil || n > len(c.b)/c.size {
			return false
		}
		for i := 0; i < c.size-4; i += 4 {
			c.fat = append(c.fat, binary.LittleEndian.Uint32(s[i:]))
		}
		at = binary.LittleEndian.Uint32(s[c.size-4:])
	}
	return true
}

func (c *compound) sector(n uint32) []byte {
	from := (int64(n) + 1) * int64(c.size)
	if from+int64(c.size) > int64(len(c.b)) {
		return nil
	}
	return c.b[from : from+int64(c.size)]
}

// chain walks the sectors of a stream.
func (c *compound) chain(at uint32, visit func([]byte)) bool {
	for n := 0; at <= lastSector; n++ {
		s := c.sector(at)
		if s == nil || n > len(c.b)/c.size {
			return false
		}
		visit(s)
		next, ok := c.next(at)
		if !ok {
			return false
		}
		at = next
	}
	return true
}

func (c *compound) next(at uint32) (uint32, bool) {
	per := uint32(c.size / 4)
	if int(at/per) >= len(c.fat) {
		return 0, false
	}
	table := c.sector(c.fat[at/per])
	if table == nil {
		return 0, false
	}
	return binary.LittleEndian.Uint32(table[at%per*4:]), true
}

// compoundName reads the UTF-16 name of a directory entry.
func compoundName(entry []byte) string {
	n := min(int(binary.LittleEndian.Uint16(entry[64:])), 64) / 2
	var u []uint16
	for i := 0; i < n-1; i++ {
		u = append(u, binary.LittleEndian.Uint16(entry[2*i:]))
	}
	return string(utf16.Decode(u))
}
