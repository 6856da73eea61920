// Package blob keeps sealed letters by their SHA-256: in a folder of this machine, or in a
// bucket that speaks S3. It knows bytes and digests. It never opens a letter, never names
// an office, and never says yes to Put before the bytes would survive a loss of power.
//
// What is read back is hashed again on the way: a body that has rotted ends in ErrDamaged,
// never in a quiet end.
package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

// ErrDamaged is what the last Read of a body answers when its bytes are not those that
// were put.
var ErrDamaged = errors.New("body is damaged: its digest is not its name")

// take copies a body to w while hashing it. One byte over the limit is too much.
func take(ctx context.Context, w io.Writer, r io.Reader, limit int64) (header.Hash, int64, error) {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(patient{ctx, r}, limit+1))
	if err != nil {
		return header.Hash{}, n, err
	}
	if n > limit {
		return header.Hash{}, n, exchange.ErrBodyTooLarge
	}
	return header.Hash(sum.Sum(nil)), n, nil
}

// patient stops reading when nobody waits for the answer any more.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// verified hashes what it reads and compares at the end.
type verified struct {
	io.ReadCloser
	want header.Hash
	sum  hash.Hash
}

func verify(r io.ReadCloser, want header.Hash) *verified {
	return &verified{ReadCloser: r, want: want, sum: sha256.New()}
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.ReadCloser.Read(p)
	v.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && header.Hash(v.sum.Sum(nil)) != v.want {
		return n, ErrDamaged
	}
	return n, err
}
