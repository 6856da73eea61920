package main

import (
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// hashAll is the SHA-256 of all that can be read.
func hashAll(r io.Reader) (header.Hash, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return header.Hash{}, fmt.Errorf("read body: %w", err)
	}
	return header.Hash(sum.Sum(nil)), nil
}
