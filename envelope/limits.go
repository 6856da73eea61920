package envelope

// Limits bound a letter. A zero field means the published default.
type Limits struct {
	Letter     int64 // bytes of all files together
	File       int64 // bytes of one file of the unit
	Attachment int64 // bytes of one attachment (添付書類)
	Files      int   // files and attachments together
	Message    int   // characters of the message
}

// DefaultLimits are the published limits.
var DefaultLimits = Limits{Letter: 256 << 20, File: 50 << 20, Attachment: 50 << 20, Files: 500, Message: 2000}

// maxLetter keeps every offset in the 32 bits of a plain ZIP: Zip64 is never needed, and
// a letter that would need it is too large.
const maxLetter = 2 << 30

// Sizes that no configuration changes.
const (
	maxFiles      = 5000 // the manifest's size stops most letters before
	maxManifest   = 512 << 10
	maxCheckpoint = 4 << 10
	maxName       = 200 // bytes of UTF-8; Windows and older servers stop near 255
)

// or gives the limits with defaults filled in.
func (l Limits) or(d Limits) Limits {
	if l.Letter <= 0 {
		l.Letter = d.Letter
	}
	if l.File <= 0 {
		l.File = d.File
	}
	if l.Attachment <= 0 {
		l.Attachment = d.Attachment
	}
	if l.Files <= 0 {
		l.Files = d.Files
	}
	if l.Message <= 0 {
		l.Message = d.Message
	}
	l.Letter, l.Files = min(l.Letter, maxLetter), min(l.Files, maxFiles)
	return l
}

// sealed is the largest envelope a letter within the limits can have: age adds 16 bytes to
// each 64 KiB, a header, and the ZIP its own.
func (l Limits) sealed() int64 {
	plain := l.Letter + maxManifest + maxSignature + int64(l.Files+2)*2*(dirHeaderSize+maxName) + endSize
	return plain + plain/(64<<10)*16 + 16 + 16 + maxPrefix
}
