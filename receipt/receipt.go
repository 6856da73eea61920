package receipt

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// The ways in which a document is refused, besides those of package header.
var (
	// ErrSignature: not signed by the key that must have signed it, or altered since.
	ErrSignature = errors.New("signature not valid")
	// ErrProof: the inclusion proof does not lead from the leaf to the checkpoint.
	ErrProof = errors.New("proof not valid")
	// ErrMismatch: two documents that should speak of the same thing do not.
	ErrMismatch = errors.New("documents do not agree")
	// ErrPending: the log has not taken the leaf in yet.
	ErrPending = errors.New("not in the log yet")
)

// MaxSize bounds a signed note or a canonical document of this package.
const MaxSize = 64 << 10

// Receipt (受領証) is the post office's word that it accepted and durably keeps a letter.
// It names the leaf that the log will include within 60 s, but no index and no root: it is
// made in the transaction that accepts the letter, before the log is numbered.
type Receipt struct {
	Letter     header.LetterID
	From, To   header.Address
	Header     header.Hash // of the clear header's canonical bytes
	Envelope   header.Hash // of all sealed bytes
	Size       int64       // of all sealed bytes
	AcceptedAt time.Time   // to the microsecond, UTC
	Leaf       header.Hash // RFC 6962 leaf hash of the acceptance
	Key        string      // name and id of the hub's key, see KeyName
}

// receiptText is the one line of JSON in the signed note.
type receiptText struct {
	Type       string          `json:"type"`
	Letter     header.LetterID `json:"letter"`
	From       header.Address  `json:"from"`
	To         header.Address  `json:"to"`
	Header     header.Hash     `json:"header"`
	Envelope   header.Hash     `json:"envelope"`
	Size       int64           `json:"size"`
	AcceptedAt Time            `json:"accepted_at"`
	Leaf       header.Hash     `json:"leaf"`
	Key        string          `json:"key"`
}

const receiptType = "tasuki-receipt-v1"

// KeyName is how documents name a hub's key: the note key's name and hash, as in the
// verifier key, for example hub.example.jp+1a2b3c4d.
func KeyName(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// MakeReceipt signs a receipt with the hub's key, whose name it fills in. The same receipt
// and key give the same bytes (Ed25519 has no randomness), but the stored bytes, not new
// ones, are what a repeated sending must get.
func MakeReceipt(signer note.Signer, r Receipt) ([]byte, error) {
	r.Key = KeyName(signer.Name(), signer.KeyHash())
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("make receipt: %w", err)
	}
	line, err := header.Canonical(receiptText{
		Type: receiptType, Letter: r.Letter, From: r.From, To: r.To, Header: r.Header, Envelope: r.Envelope,
		Size: r.Size, AcceptedAt: At(r.AcceptedAt), Leaf: r.Leaf, Key: r.Key,
	})
	if err != nil {
		return nil, fmt.Errorf("make receipt: %w", err)
	}
	b, err := note.Sign(&note.Note{Text: string(line) + "\n"}, signer)
	if err != nil {
		return nil, fmt.Errorf("make receipt: %w", err)
	}
	return b, nil
}

// OpenReceipt verifies and reads a receipt. Exactly one signature must stand on it, by the
// key it names.
func OpenReceipt(b []byte, known note.Verifiers) (Receipt, error) {
	text, sig, err := openNote(b, known)
	if err != nil {
		return Receipt{}, fmt.Errorf("open receipt: %w", err)
	}
	var t receiptText
	if err := header.ParseCanonical(text[:len(text)-1], &t); err != nil {
		return Receipt{}, fmt.Errorf("open receipt: %w", err)
	}
	r := Receipt{
		Letter: t.Letter, From: t.From, To: t.To, Header: t.Header, Envelope: t.Envelope,
		Size: t.Size, AcceptedAt: t.AcceptedAt.Time, Leaf: t.Leaf, Key: t.Key,
	}
	if t.Type != receiptType || r.Key != KeyName(sig.Name, sig.Hash) {
		return Receipt{}, fmt.Errorf("open receipt: %w", ErrSignature)
	}
	if err := r.check(); err != nil {
		return Receipt{}, fmt.Errorf("open receipt: %w", err)
	}
	return r, nil
}

func (r Receipt) check() error {
	if r.Letter.IsZero() || !r.From.Valid() || !r.To.Valid() || r.Header.IsZero() || r.Envelope.IsZero() ||
		r.Leaf.IsZero() || r.Size <= 0 || r.AcceptedAt.IsZero() {
		return header.ErrInvalid
	}
	return nil
}

// openNote verifies a signed note of ours: one line of text or more, one signature.
func openNote(b []byte, known note.Verifiers) ([]byte, note.Signature, error) {
	if len(b) > MaxSize {
		return nil, note.Signature{}, header.ErrTooLarge
	}
	n, err := note.Open(b, known)
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 {
		return nil, note.Signature{}, ErrSignature
	}
	return []byte(n.Text), n.Sigs[0], nil
}
