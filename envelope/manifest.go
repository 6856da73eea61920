package envelope

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/signature"
)

// manifestType is the purpose a manifest's signature names.
const manifestType = "tasuki-manifest-v1"

const (
	maxSignature = signature.MaxSize
	maxPrefix    = header.Prefix
)

// Manifest (目録) is the signed list of what a letter holds. It repeats the clear header but
// for its own hash; Salt keeps that hash, which stands in clear and in receipts, from
// telling anything about the content.
type Manifest struct {
	Version    int              `json:"version"`
	Letter     header.LetterID  `json:"letter"`
	From       header.Address   `json:"from"`
	To         header.Address   `json:"to"`
	FromEpoch  int              `json:"from_epoch"`
	ToEpoch    int              `json:"to_epoch"`
	Family     header.Family    `json:"family"`
	Month      string           `json:"month,omitempty"`
	Edition    string           `json:"edition,omitempty"`
	Supersedes *header.LetterID `json:"supersedes,omitempty"`

	Unit       string         `json:"unit,omitempty"`       // exact unit (K2, Y5, V3-1 …), "" for documents
	Message    string         `json:"message,omitempty"`    // what the sender writes
	Salt       header.Hash    `json:"salt"`                 // 32 random bytes
	Files      []ManifestFile `json:"files"`                // in the order of the ZIP
	Checkpoint string         `json:"checkpoint,omitempty"` // the sender's newest signed head of the log
}

// ManifestFile is one file of a letter.
type ManifestFile struct {
	Name       string      `json:"name"`
	Size       int64       `json:"size"`
	SHA256     header.Hash `json:"sha256"`
	Attachment bool        `json:"attachment,omitempty"` // a document, not a file of the unit
}

// Header gives the clear header that belongs to a manifest with this hash.
func (m Manifest) Header(hash header.Hash) header.Header {
	return header.Header{
		Version: m.Version, Letter: m.Letter, From: m.From, To: m.To, FromEpoch: m.FromEpoch, ToEpoch: m.ToEpoch,
		Family: m.Family, Month: m.Month, Edition: m.Edition, Manifest: hash, Supersedes: m.Supersedes,
	}
}

// manifestOf starts a manifest from the header of a letter.
func manifestOf(h header.Header) Manifest {
	return Manifest{
		Version: h.Version, Letter: h.Letter, From: h.From, To: h.To, FromEpoch: h.FromEpoch, ToEpoch: h.ToEpoch,
		Family: h.Family, Month: h.Month, Edition: h.Edition, Supersedes: h.Supersedes, Files: []ManifestFile{},
	}
}

// parseManifest reads canonical bytes and refuses everything else.
func parseManifest(b []byte) (Manifest, error) {
	var m Manifest
	err := header.ParseCanonical(b, &m)
	switch {
	case errors.Is(err, header.ErrDuplicateKey):
		return Manifest{}, refuse(DuplicateKey, err)
	case err != nil:
		return Manifest{}, refuse(ManifestNotCanonical, err)
	}
	return m, nil
}

// check judges what a manifest says, on both sides of the way.
func (m Manifest) check(limits Limits) error {
	if err := m.checkContent(limits); err != nil {
		return refuse(Content, err)
	}
	names := make([]string, 0, len(m.Files))
	total := int64(0)
	for _, f := range m.Files {
		names = append(names, f.Name)
		bound := limits.File
		if f.Attachment {
			bound = limits.Attachment
		}
		if f.Size < 0 || f.Size > bound {
			return refuseFile(TooLarge, f.Name, "check manifest: %d bytes", f.Size)
		}
		if f.Attachment && f.Size == 0 {
			return refuseFile(AttachmentEmpty, f.Name, "check manifest: empty attachment")
		}
		total += f.Size
	}
	if total > limits.Letter || len(m.Files) > limits.Files {
		return refuse(TooLarge, fmt.Errorf("check manifest: %d files, %d bytes", len(m.Files), total))
	}
	return checkNames(names)
}

// checkContent: one unit with documents beside it if wanted, or documents and a message
// without a unit; never nothing.
func (m Manifest) checkContent(limits Limits) error {
	unitFiles := 0
	for _, f := range m.Files {
		if !f.Attachment {
			unitFiles++
		}
	}
	switch {
	case m.Salt.IsZero():
		return errors.New("no salt")
	case !utf8.ValidString(m.Message), utf8.RuneCountInString(m.Message) > limits.Message:
		return errors.New("message too long")
	case len(m.Checkpoint) > maxCheckpoint:
		return errors.New("checkpoint too long")
	case m.Family == header.Document && (m.Unit != "" || unitFiles > 0):
		return errors.New("documents with a unit")
	case m.Family == header.Document && len(m.Files) == 0 && m.Message == "":
		return errors.New("nothing in the letter")
	case m.Family != header.Document && (!validUnit(m.Unit) || unitFiles == 0):
		return errors.New("no unit")
	}
	return nil
}

// validUnit knows the form of a unit's id, not which units exist.
func validUnit(s string) bool {
	if len(s) < 2 || len(s) > 8 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && c != '-' {
			return false
		}
	}
	return true
}
