package envelope

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/signature"
)

// ErrUnlisted is what Opener.Listed answers for a terminal that the office's key statement
// does not list.
var ErrUnlisted = errors.New("terminal not listed")

// Opener opens letters. Listed and Judge have no default: whoever opens a letter has to
// say whom it believes.
type Opener struct {
	// Identities are the secrets to try, newest first. EpochIdentity ties one to its epoch.
	Identities []age.Identity
	// Listed asks whether the key statement of an office and epoch lists a terminal. An
	// error that is not ErrUnlisted means that it could not be found out.
	Listed func(from header.Address, epoch int, spki header.Hash) error
	// Judge decides on the certificate chain, leaf first, at the time that counts.
	Judge  func(chain []*x509.Certificate) error
	Limits Limits // zero: the published ones
}

// EpochIdentity is an office's secret of one epoch. A letter that it opens must name that
// epoch in its header, for the receiver or for the sender.
type EpochIdentity struct {
	Office string
	Epoch  int
	age.Identity
}

// Opened is a letter that was verified whole.
type Opened struct {
	Header        header.Header
	Raw           []byte // exact bytes of the clear header
	Manifest      Manifest
	ManifestBytes []byte // exact bytes, which the header names
	ManifestJWS   []byte
	Signed        []*x509.Certificate // chain of the terminal that signed, leaf first

	plain   io.ReaderAt
	entries []zipEntry // of the files, in the manifest's order
}

// Open is pass 1: it verifies all of an envelope and releases nothing. Only when it returns
// without error may Extract write files. r must stay readable until then.
func (o Opener) Open(r io.ReaderAt, size int64) (*Opened, error) {
	if o.Listed == nil || o.Judge == nil || len(o.Identities) == 0 {
		return nil, errors.New("open envelope: opener is not complete")
	}
	limits := o.Limits.or(DefaultLimits)
	if size > limits.sealed() {
		return nil, refuse(TooLarge, fmt.Errorf("open envelope: %d bytes", size))
	}
	opened := &Opened{}
	plainSize, err := opened.decrypt(r, size, o.Identities)
	if err != nil {
		return nil, err
	}
	if err := opened.readManifest(plainSize, limits); err != nil {
		return nil, err
	}
	if err := o.checkSigner(opened); err != nil {
		return nil, err
	}
	if err := opened.Manifest.check(limits); err != nil {
		return nil, err
	}
	if err := opened.checkFiles(); err != nil {
		return nil, err
	}
	return opened, nil
}

// decrypt finds the header, the key and the plaintext, and proves the header by age's MAC.
func (o *Opened) decrypt(r io.ReaderAt, size int64, ids []age.Identity) (int64, error) {
	prefix := make([]byte, min(size, header.Prefix))
	if n, err := r.ReadAt(prefix, 0); n < len(prefix) {
		return 0, fmt.Errorf("read envelope: %w", errors.Join(io.ErrUnexpectedEOF, err))
	}
	h, raw, err := header.FromEnvelope(prefix)
	if err != nil {
		return 0, refuse(headerReason(err), err)
	}
	seen := &witness{}
	plain, plainSize, err := age.DecryptReaderAt(r, size, seen.watch(ids)...)
	if err != nil {
		return 0, decryptRefusal(prefix, ids, err)
	}
	// The stanza that age's MAC covers is the one we parsed, even if the file changed on
	// disk between the two readings.
	if !bytes.Equal(seen.raw, raw) {
		return 0, refuse(HeaderMAC, errors.New("header changed while reading"))
	}
	o.Header, o.Raw, o.plain = h, raw, plain
	return plainSize, seen.checkEpoch(h)
}

func headerReason(err error) Reason {
	if errors.Is(err, header.ErrNotEnvelope) {
		return NotEnvelope
	}
	return HeaderNotCanonical
}

// decryptRefusal tells apart what age reports as one error: no key, header, body.
func decryptRefusal(prefix []byte, ids []age.Identity, cause error) error {
	var none *age.NoIdentityMatchError
	if errors.As(cause, &none) {
		return refuse(NoKey, cause)
	}
	ageHeader, err := header.AgeHeader(prefix)
	if err != nil {
		return refuse(NotEnvelope, err)
	}
	if _, err := age.DecryptHeader(ageHeader, ids...); err != nil {
		return refuse(HeaderMAC, err)
	}
	return refuse(Truncated, cause)
}

// readManifest checks the ZIP's form, the manifest against the header, and the list of
// names against the manifest.
func (o *Opened) readManifest(size int64, limits Limits) error {
	entries, err := readZIP(o.plain, size, limits)
	if err != nil {
		return zipRefusal(err)
	}
	if o.ManifestBytes, o.ManifestJWS, err = o.readInner(entries); err != nil {
		return err
	}
	if header.HashOf(o.ManifestBytes) != o.Header.Manifest {
		return refuse(ManifestHash, errors.New("hash differs"))
	}
	if o.Manifest, err = parseManifest(o.ManifestBytes); err != nil {
		return err
	}
	if !bytes.Equal(o.Manifest.Header(o.Header.Manifest).Canonical(), o.Raw) {
		return refuse(ManifestHeader, errors.New("manifest and header differ"))
	}
	o.entries = entries[:len(entries)-2]
	return o.checkEntries()
}

func zipRefusal(err error) error {
	if errors.Is(err, errZIP) {
		return refuse(ZIPProfile, err)
	}
	return refuse(Body, err)
}

// readInner reads manifest.json and manifest.jws, which are the last two entries.
func (o *Opened) readInner(entries []zipEntry) ([]byte, []byte, error) {
	n := len(entries)
	if n < 2 || entries[n-2].name != manifestName || entries[n-1].name != signatureName {
		return nil, nil, refuse(ZIPProfile, errors.New("manifest is not last"))
	}
	if entries[n-2].size > maxManifest || entries[n-1].size > maxSignature {
		return nil, nil, refuse(TooLarge, errors.New("manifest"))
	}
	var inner [2][]byte
	for i, e := range entries[n-2:] {
		b, err := readAt(o.plain, e.data(), e.size)
		if err != nil {
			return nil, nil, zipRefusal(err)
		}
		sum := newDigest()
		sum.Write(b)
		if sum.crc != e.crc {
			return nil, nil, refuse(ZIPProfile, errors.New("CRC of the manifest"))
		}
		inner[i] = b
	}
	return inner[0], inner[1], nil
}

// checkEntries compares the ZIP's list with the manifest's, in order.
func (o *Opened) checkEntries() error {
	if len(o.entries) != len(o.Manifest.Files) {
		return refuse(ZIPProfile, errors.New("files that the manifest does not name"))
	}
	for i, f := range o.Manifest.Files {
		if o.entries[i].name != f.Name || o.entries[i].size != f.Size {
			return refuse(ZIPProfile, errors.New("files that the manifest does not name"))
		}
	}
	return nil
}

// checkSigner verifies the signature and asks the caller whom to believe.
func (o Opener) checkSigner(opened *Opened) error {
	chain, err := signature.Verify(opened.ManifestBytes, opened.ManifestJWS, manifestType)
	if err != nil {
		return refuse(Signature, err)
	}
	if err := o.Judge(chain); err != nil {
		return refuse(Certificate, err)
	}
	err = o.Listed(opened.Header.From, opened.Header.FromEpoch, signature.SPKI(chain[0]))
	if errors.Is(err, ErrUnlisted) {
		return refuse(TerminalUnlisted, err)
	}
	if err != nil {
		return fmt.Errorf("find sender's key statement: %w", err)
	}
	opened.Signed = chain
	return nil
}

// checkFiles hashes every file and looks at its kind, without keeping a byte.
func (o *Opened) checkFiles() error {
	for i, f := range o.Manifest.Files {
		if err := o.copyVerified(io.Discard, i); err != nil {
			return err
		}
		section := io.NewSectionReader(o.plain, o.entries[i].data(), f.Size)
		if err := checkKind(f.Name, section, f.Size, f.Attachment); err != nil {
			if _, known := ReasonOf(err); known {
				return err
			}
			return refuse(Body, err)
		}
	}
	return nil
}

// copyVerified copies a file and compares its hash when all of it is through: what w got is
// worth nothing if an error is returned.
func (o *Opened) copyVerified(w io.Writer, i int) error {
	f, e := o.Manifest.Files[i], o.entries[i]
	sum := newDigest()
	section := &plainReader{r: io.NewSectionReader(o.plain, e.data(), e.size)}
	_, err := io.Copy(io.MultiWriter(sum, w), section)
	if section.err != nil {
		return refuse(Body, section.err)
	}
	if err != nil {
		return fmt.Errorf("write file of letter: %w", err)
	}
	if sum.hash() != f.SHA256 || sum.size != f.Size {
		return refuseFile(FileHash, f.Name, "hash differs")
	}
	if sum.crc != e.crc {
		return refuse(ZIPProfile, errors.New("CRC differs"))
	}
	return nil
}

// plainReader remembers an error of decryption, to tell it from one of the writer.
type plainReader struct {
	r   io.Reader
	err error
}

func (p *plainReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		p.err = err
	}
	return n, err
}

// witness sees the stanzas that age verifies, and which identity opened them.
type witness struct {
	raw   []byte
	epoch *EpochIdentity
}

// watch wraps identities so that the witness sees what they see.
func (w *witness) watch(ids []age.Identity) []age.Identity {
	out := make([]age.Identity, 0, len(ids))
	for _, id := range ids {
		out = append(out, watched{w, id})
	}
	return out
}

// checkEpoch compares the epoch of the key that fitted with the header.
func (w *witness) checkEpoch(h header.Header) error {
	if w.epoch == nil {
		return nil
	}
	received := w.epoch.Office == h.To.Office && w.epoch.Epoch == h.ToEpoch
	own := w.epoch.Office == h.From.Office && w.epoch.Epoch == h.FromEpoch
	if !received && !own {
		return refuse(Epoch, fmt.Errorf("opened by epoch %d", w.epoch.Epoch))
	}
	return nil
}

type watched struct {
	witness *witness
	age.Identity
}

// Unwrap notes the header's stanza and, on success, the identity.
func (w watched) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		if s.Type == header.StanzaType {
			w.witness.raw = s.Body
		}
	}
	key, err := w.Identity.Unwrap(stanzas)
	if err != nil {
		return nil, err
	}
	switch id := w.Identity.(type) {
	case EpochIdentity:
		w.witness.epoch = &id
	case *EpochIdentity:
		w.witness.epoch = id
	}
	return key, nil
}
