package envelope

import (
	"bufio"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"unicode/utf8"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/signature"
)

// File is one file to seal. Open is called several times, so that a large file is never
// held in memory; it must give the same bytes each time.
type File struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// Letter (連携データ) is what Seal seals.
type Letter struct {
	Header      header.Header // Manifest is filled in by Seal
	Unit        string        // exact unit id, "" for documents
	Message     string
	Files       []File // of the unit, bytes untouched
	Attachments []File // documents (添付書類)
	Checkpoint  string // the newest signed head of the log that the sender knows
	Limits      Limits // zero: the published ones
}

// Signer is the terminal that signs: its key and its certificate chain, leaf first.
type Signer struct {
	Key   crypto.Signer
	Chain []*x509.Certificate
	Rand  io.Reader // for the manifest's salt; nil: the system's. Tests fix it.
}

// Seal writes a letter's envelope to w, for the keys of the receiving and of the own
// office, and returns its clear header. Nothing is sealed that a receiver would refuse.
// When Seal fails, what was written to w is not an envelope.
func Seal(w io.Writer, l Letter, s Signer, recipients ...*age.HybridRecipient) (header.Header, error) {
	sealed, err := prepare(l, s)
	if err != nil {
		var refused *RefusedError
		if errors.As(err, &refused) {
			refused.Sealing = true
		}
		return header.Header{}, err
	}
	if err := sealed.write(w, recipients); err != nil {
		return header.Header{}, fmt.Errorf("write envelope: %w", err)
	}
	return sealed.header, nil
}

// parcel is a letter ready to be written: everything but the bytes of its files is known.
type parcel struct {
	header   header.Header
	manifest Manifest
	entries  []zipEntry // one a file, then the two of the manifest
	files    []File
	inner    [2][]byte // manifest.json, manifest.jws
}

// prepare reads every file once, for its hash and kind, and signs the manifest.
func prepare(l Letter, s Signer) (*parcel, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	p := &parcel{header: l.Header, files: append(append([]File{}, l.Files...), l.Attachments...)}
	p.manifest = manifestOf(l.Header)
	p.manifest.Unit, p.manifest.Message, p.manifest.Checkpoint = l.Unit, l.Message, l.Checkpoint
	limits := l.Limits.or(DefaultLimits)
	for i, f := range p.files {
		if err := p.add(f, i >= len(l.Files)); err != nil {
			return nil, err
		}
	}
	if err := fillSalt(&p.manifest.Salt, s.Rand); err != nil {
		return nil, err
	}
	if err := p.manifest.check(limits); err != nil {
		return nil, err
	}
	for i, f := range p.files {
		if err := checkKind(f.Name, sourceOf(f), f.Size, p.manifest.Files[i].Attachment); err != nil {
			return nil, err
		}
	}
	return p, p.sign(s)
}

func (l Letter) check() error {
	if err := l.Header.CheckWithoutManifest(); err != nil {
		return refuse(HeaderNotCanonical, err)
	}
	if !utf8.ValidString(l.Message) || !utf8.ValidString(l.Checkpoint) {
		return refuse(Content, errors.New("message is not UTF-8"))
	}
	// Sizes are checked before a byte is read, and again from what was read.
	limits := l.Limits.or(DefaultLimits)
	if len(l.Files)+len(l.Attachments) > limits.Files {
		return refuse(TooLarge, errors.New("check letter: too many files"))
	}
	for _, f := range append(append([]File{}, l.Files...), l.Attachments...) {
		if f.Size < 0 || f.Size > max(limits.File, limits.Attachment) {
			return refuseFile(TooLarge, f.Name, "check letter: %d bytes", f.Size)
		}
	}
	return nil
}

func fillSalt(salt *header.Hash, source io.Reader) error {
	if source == nil {
		source = rand.Reader
	}
	if _, err := io.ReadFull(source, salt[:]); err != nil {
		return fmt.Errorf("draw salt: %w", err)
	}
	return nil
}

// add hashes one file into the manifest and the list of the ZIP.
func (p *parcel) add(f File, attachment bool) error {
	sum := newDigest()
	if err := copyFile(sum, f); err != nil {
		return err
	}
	if sum.size != f.Size {
		return refuseFile(FileHash, f.Name, "hash file: %d bytes instead of %d", sum.size, f.Size)
	}
	p.manifest.Files = append(p.manifest.Files, ManifestFile{Name: f.Name, Size: f.Size, SHA256: sum.hash(), Attachment: attachment})
	p.entries = append(p.entries, zipEntry{name: f.Name, crc: sum.crc, size: f.Size})
	return nil
}

// sign fixes the manifest's bytes, names their hash in the header and signs them.
func (p *parcel) sign(s Signer) error {
	b, err := header.Canonical(p.manifest)
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if len(b) > maxManifest {
		return refuse(TooLarge, errors.New("manifest"))
	}
	jws, err := signature.Sign(b, manifestType, s.Key, s.Chain)
	if err != nil {
		return err
	}
	p.header.Manifest = header.HashOf(b)
	p.inner = [2][]byte{b, jws}
	for i, name := range []string{manifestName, signatureName} {
		p.entries = append(p.entries, zipEntry{name: name, crc: crc32.ChecksumIEEE(p.inner[i]), size: int64(len(p.inner[i]))})
	}
	return nil
}

// write seals the ZIP. Each file is read a second time and must not have changed.
func (p *parcel) write(w io.Writer, recipients []*age.HybridRecipient) error {
	if len(recipients) == 0 || len(recipients) > header.MaxRecipients {
		return fmt.Errorf("%d recipients", len(recipients))
	}
	keys := []age.Recipient{stanza(p.header.Canonical())}
	for _, r := range recipients {
		keys = append(keys, r)
	}
	buffered := bufio.NewWriterSize(w, 64<<10)
	body, err := age.Encrypt(buffered, keys...)
	if err != nil {
		return err
	}
	if err := p.writeZIP(body); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	return buffered.Flush()
}

func (p *parcel) writeZIP(w io.Writer) error {
	end := place(p.entries)
	for i, e := range p.entries {
		if _, err := w.Write(e.local()); err != nil {
			return err
		}
		if err := p.writeEntry(w, i); err != nil {
			return err
		}
	}
	_, err := w.Write(directory(p.entries, end))
	return err
}

func (p *parcel) writeEntry(w io.Writer, i int) error {
	if i >= len(p.files) {
		_, err := w.Write(p.inner[i-len(p.files)])
		return err
	}
	sum := newDigest()
	if err := copyFile(io.MultiWriter(w, sum), p.files[i]); err != nil {
		return err
	}
	if want := p.manifest.Files[i]; sum.hash() != want.SHA256 || sum.size != want.Size {
		return &RefusedError{Reason: FileHash, File: want.Name, Sealing: true, Err: errors.New("file changed while it was sealed")}
	}
	return nil
}

// copyFile copies a file, but never more than one byte beyond its size.
func copyFile(w io.Writer, f File) error {
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open file to seal: %w", err)
	}
	defer r.Close()
	if _, err := io.Copy(w, io.LimitReader(r, f.Size+1)); err != nil {
		return fmt.Errorf("read file to seal: %w", err)
	}
	return nil
}

// stanza puts the clear header into an age file: a recipient that wraps no key. Its label
// says that it takes nothing from the post-quantum security of the others.
type stanza []byte

// Wrap returns the header's stanza.
func (s stanza) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	stanzas, _, err := s.WrapWithLabels(fileKey)
	return stanzas, err
}

// WrapWithLabels returns the header's stanza with the label of hybrid recipients, without
// which age refuses to mix them.
func (s stanza) WrapWithLabels([]byte) ([]*age.Stanza, []string, error) {
	return []*age.Stanza{{Type: header.StanzaType, Body: s}}, []string{"postquantum"}, nil
}
