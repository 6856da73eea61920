package envelope

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// What may be attached is decided by the bytes first and by the name second: an archive
// hides what it holds, a macro runs, and a name alone proves nothing. Files of a unit are
// the care software's own and are held only to "no archive".

// magic tells a kind by its first bytes.
type magic struct {
	offset int
	bytes  string
}

// archives are refused whatever they are called. ZIP is looked at separately.
var archives = []magic{
	{0, "7z\xbc\xaf\x27\x1c"}, {0, "Rar!\x1a\x07"}, {0, "\x1f\x8b"}, {0, "\x1f\x9d"}, {0, "\x1f\xa0"},
	{0, "BZh"}, {0, "\xfd7zXZ\x00"}, {0, "\x28\xb5\x2f\xfd"}, {0, "LZIP"}, {0, "MSCF"}, {0, "\x60\xea"},
	{257, "ustar"}, {0, "age-encryption.org/"}, {0, "-----BEGIN AGE ENCRYPTED FILE-----"},
}

const (
	headSize         = 4 << 10
	maxContentTypes  = 1 << 20
	contentTypesName = "[Content_Types].xml"
)

// checkKind refuses a file whose content may not travel.
func checkKind(name string, r io.ReaderAt, size int64, attachment bool) error {
	head := make([]byte, min(size, headSize))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return err
	}
	if !attachment {
		if isArchive(head) || isZIP(head) {
			return refuseFile(AttachmentArchive, name, "check kind: archive among the unit's files")
		}
		return nil
	}
	if reason := attachmentReason(name, head, r, size); reason != "" {
		return refuseFile(reason, name, "check kind: attachment not allowed")
	}
	return nil
}

// attachmentReason says why an attachment is refused, or nothing.
func attachmentReason(name string, head []byte, r io.ReaderAt, size int64) Reason {
	if isArchive(head) {
		return AttachmentArchive
	}
	ext := strings.ToLower(path.Ext(name))
	if isZIP(head) {
		return officeReason(ext, r, size)
	}
	switch ext {
	case ".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm":
		return AttachmentMacro
	case ".zip", ".lzh", ".lha", ".7z", ".rar", ".gz", ".tgz", ".cab":
		return AttachmentArchive
	}
	if !slices.Contains(extensionsOf(head), ext) {
		return AttachmentKind
	}
	return ""
}

// extensionsOf gives the extensions that fit a file's first bytes.
func extensionsOf(head []byte) []string {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return []string{".pdf"}
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return []string{".jpg", ".jpeg"}
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return []string{".png"}
	case isHEIC(head):
		return []string{".heic", ".heif"}
	case isText(head):
		return []string{".csv", ".txt"}
	}
	return nil
}

func isHEIC(head []byte) bool {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return false
	}
	return slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"}, string(head[8:12]))
}

// isText accepts every encoding offices use (Shift_JIS, UTF-8, UTF-16 with its mark) by
// what no text has: control bytes.
func isText(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true
	}
	for _, c := range head {
		if c < 0x20 && !bytes.ContainsRune([]byte("\t\n\r\f\x1a"), rune(c)) || c == 0x7f {
			return false
		}
	}
	return true
}

func isArchive(head []byte) bool {
	for _, m := range archives {
		if len(head) >= m.offset+len(m.bytes) && string(head[m.offset:m.offset+len(m.bytes)]) == m.bytes {
			return true
		}
	}
	// LHA: "-lh5-" or the like at byte 2.
	return len(head) > 6 && head[2] == '-' && head[3] == 'l' && (head[4] == 'h' || head[4] == 'z') && head[6] == '-'
}

func isZIP(head []byte) bool {
	return len(head) >= 4 && head[0] == 'P' && head[1] == 'K' &&
		slices.Contains([]string{"\x03\x04", "\x05\x06", "\x07\x08"}, string(head[2:4]))
}

// officeReason looks into a ZIP: only a Word or Excel document without macros passes.
func officeReason(ext string, r io.ReaderAt, size int64) Reason {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return AttachmentArchive
	}
	types, err := contentTypes(z)
	if err != nil {
		return AttachmentArchive
	}
	if hasMacro(z, types) {
		return AttachmentMacro
	}
	switch {
	case holds(z, "word/document.xml") && ext == ".docx", holds(z, "xl/workbook.xml") && ext == ".xlsx":
		return ""
	case holds(z, "word/document.xml"), holds(z, "xl/workbook.xml"):
		return AttachmentKind
	}
	return AttachmentArchive
}

func holds(z *zip.Reader, name string) bool {
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == name })
}

// hasMacro goes by part names and by declared content types, since a part may have any name.
func hasMacro(z *zip.Reader, types string) bool {
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if strings.Contains(name, "vbaproject") || strings.Contains(name, "vbadata") || strings.Contains(name, "macrosheets/") {
			return true
		}
	}
	types = strings.ToLower(types)
	return strings.Contains(types, "macroenabled") || strings.Contains(types, "vbaproject")
}

var errNoOffice = errors.New("no office document")

// contentTypes reads the part that every office document has exactly once.
func contentTypes(z *zip.Reader) (string, error) {
	var found *zip.File
	for _, f := range z.File {
		if !strings.EqualFold(f.Name, contentTypesName) {
			continue
		}
		if found != nil {
			return "", errNoOffice
		}
		found = f
	}
	if found == nil {
		return "", errNoOffice
	}
	rc, err := found.Open()
	if err != nil {
		return "", err
	}
	defer rc.Close()
	b, err := io.ReadAll(io.LimitReader(rc, maxContentTypes+1))
	if err != nil || len(b) > maxContentTypes {
		return "", errNoOffice
	}
	// Written in UTF-16 a word hides from a search for bytes; without its zero bytes it
	// does not.
	return string(bytes.ReplaceAll(b, []byte{0}, nil)), nil
}
