package envelope

import (
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// SealBlob seals a small document (keyring, reasons of an answer) as a plain age file,
// without clear header. What it is stands inside.
func SealBlob(w io.Writer, plaintext []byte, recipients ...*age.HybridRecipient) error {
	if len(recipients) == 0 {
		return fmt.Errorf("seal blob: no recipients")
	}
	keys := make([]age.Recipient, 0, len(recipients))
	for _, r := range recipients {
		keys = append(keys, r)
	}
	body, err := age.Encrypt(w, keys...)
	if err != nil {
		return fmt.Errorf("seal blob: %w", err)
	}
	if _, err := body.Write(plaintext); err != nil {
		return fmt.Errorf("seal blob: %w", err)
	}
	if err := body.Close(); err != nil {
		return fmt.Errorf("seal blob: %w", err)
	}
	return nil
}

// OpenBlob opens what SealBlob sealed, up to limit bytes of plaintext. Nothing is returned
// unless all of it was authentic.
func OpenBlob(r io.Reader, limit int64, ids ...age.Identity) ([]byte, error) {
	body, err := age.Decrypt(r, ids...)
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("open blob: %w", header.ErrTooLarge)
	}
	return b, nil
}
