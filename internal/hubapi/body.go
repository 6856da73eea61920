package hubapi

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
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

// watched remembers what reading failed with, so that trouble with stored bytes is told
// from a caller who went away.
type watched struct {
	io.Reader
	err error
}

// Read reads on.
func (r *watched) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// document reads a bounded JSON body. What it does not know it skips: desks may be newer
// than this hub.
func document(r *http.Request, limit int64, into any) error {
	if r.ContentLength > limit {
		return &exchange.Error{Code: exchange.TooLarge}
	}
	b, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return &exchange.Error{Code: exchange.TooLarge, Err: err}
	case err != nil: // broke off
		return &exchange.Error{Code: exchange.BadRequest, Err: err}
	}
	if err := json.Unmarshal(b, into); err != nil {
		return &exchange.Error{Code: exchange.BadRequest, Err: err}
	}
	return nil
}

// render writes an answer. A caller that went away is no trouble inside: it will ask again.
func render(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a type of package api that has no JSON form; recovered and logged
	}
	write(w, status, "application/json; charset=utf-8", b)
}

// text writes a signed document, byte for byte.
func text(w http.ResponseWriter, b []byte) {
	write(w, http.StatusOK, "text/plain; charset=utf-8", b)
}

func write(w http.ResponseWriter, status int, kind string, b []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, _ = w.Write(b)
}
