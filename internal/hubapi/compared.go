package hubapi

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// compared is a body that ends in an error when it is not what was announced.
type compared struct {
	body  io.Reader
	sum   hash.Hash
	want  header.Hash
	wrong bool
}

func newCompared(body io.Reader, want header.Hash) *compared {
	return &compared{body: body, sum: sha256.New(), want: want}
}

// errDiffers is what reading ends in when the bytes are not what was announced.
var errDiffers = errors.New("body differs from its announced digest")

// Read reads on, and compares at the end.
func (c *compared) Read(p []byte) (int, error) {
	n, err := c.body.Read(p)
	c.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && header.Hash(c.sum.Sum(nil)) != c.want {
		c.wrong = true
		return n, errDiffers
	}
	return n, err
}

// differs reports whether the bytes were not what was announced.
func (c *compared) differs() bool { return c.wrong }
