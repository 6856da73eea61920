package desk

import (
	"crypto/sha256"
	"hash"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// digest counts and hashes what is written to it.
type digest struct {
	sum  hash.Hash
	size int64
}

func newDigest() *digest { return &digest{sum: sha256.New()} }

func (d *digest) Write(b []byte) (int, error) {
	d.size += int64(len(b))
	return d.sum.Write(b)
}

func (d *digest) hash() header.Hash { return header.Hash(d.sum.Sum(nil)) }
