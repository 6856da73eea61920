package exchange

import (
	"crypto/sha256"
	"io"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// Body is the sealed bytes of a letter on their way to a party.
type Body struct {
	io.ReadCloser
	Size     int64
	Envelope header.Hash
}

// digestOf hashes bytes up to a limit; one more is too many.
func digestOf(r io.Reader, limit int64) (header.Hash, int64, error) {
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(r, limit+1))
	if err != nil {
		return header.Hash{}, n, err
	}
	if n > limit {
		return header.Hash{}, n, ErrBodyTooLarge
	}
	return header.Hash(sum.Sum(nil)), n, nil
}
