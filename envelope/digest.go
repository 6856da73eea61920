package envelope

import (
	"crypto/sha256"
	"hash"
	"hash/crc32"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// digest counts what is written to it and takes both sums: SHA-256 for the manifest, CRC-32
// because a ZIP has one.
type digest struct {
	sum  hash.Hash
	crc  uint32
	size int64
}

func newDigest() *digest { return &digest{sum: sha256.New()} }

func (d *digest) Write(b []byte) (int, error) {
	d.size += int64(len(b))
	d.crc = crc32.Update(d.crc, crc32.IEEETable, b)
	return d.sum.Write(b)
}

func (d *digest) hash() header.Hash { return header.Hash(d.sum.Sum(nil)) }
