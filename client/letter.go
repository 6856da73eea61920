package client

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// askFirst is the size from which the hub is asked before the body is sent, so that a
// terminal it does not know sends no large letter in vain.
const askFirst = 1 << 20

// Send hands over a sealed letter and returns the stored receipt. The letter is read twice
// from its beginning, once to announce its digest, and again for every further try; it is
// never held in memory.
func (c *Client) Send(ctx context.Context, envelope io.ReadSeeker, size int64) ([]byte, error) {
	digest, err := digestOf(envelope)
	if err != nil {
		return nil, err
	}
	var body *lent
	b, err := c.raw(ctx, func() (*http.Request, error) {
		if err := body.takeBack(); err != nil {
			return nil, fmt.Errorf("read letter: %w", err)
		}
		if _, err := envelope.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("rewind letter: %w", err)
		}
		body = &lent{r: envelope}
		return c.sendRequest(ctx, body, size, digest)
	})
	if own := body.takeBack(); own != nil {
		return nil, fmt.Errorf("read letter: %w", own)
	}
	return b, err
}

func (c *Client) sendRequest(ctx context.Context, body io.Reader, size int64, digest header.Hash) (*http.Request, error) {
	req, err := c.request(ctx, http.MethodPost, api.Path(api.RouteSend), body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", api.TypeEnvelope)
	req.Header.Set(api.HeaderDigest, digest.String())
	if size >= askFirst {
		req.Header.Set("Expect", "100-continue")
	}
	return req, nil
}

func digestOf(r io.ReadSeeker) (header.Hash, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return header.Hash{}, fmt.Errorf("rewind letter: %w", err)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return header.Hash{}, fmt.Errorf("read letter: %w", err)
	}
	return header.Hash(sum.Sum(nil)), nil
}

// Fetch returns the sealed bytes of a letter. Reading them to the end checks them against
// the digest the hub announced.
func (c *Client) Fetch(ctx context.Context, from header.Address, id header.LetterID) (io.ReadCloser, error) {
	var body io.ReadCloser
	err := c.try(ctx, func() (*http.Request, error) {
		return c.request(ctx, http.MethodGet, letterPath(api.RouteFetch, from, id), nil)
	}, func(res *http.Response) error {
		want, err := header.ParseHash(res.Header.Get(api.HeaderDigest))
		if err != nil {
			return errors.Join(errors.New("read answer of hub: no digest"), res.Body.Close())
		}
		body = &checked{body: res.Body, sum: sha256.New(), want: want}
		return nil
	})
	return body, err
}

// checked is a body that ends in an error when it is not what was announced.
type checked struct {
	body io.ReadCloser
	sum  hash.Hash
	want header.Hash
}

func (r *checked) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.sum.Write(p[:n])
	switch {
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		return n, lost(err)
	case header.Hash(r.sum.Sum(nil)) != r.want:
		return n, offline(errors.New("received bytes differ from their digest"))
	}
	return n, io.EOF
}

// Close ends the transfer.
func (r *checked) Close() error { return r.body.Close() }

// Answer returns the receiver's verdict with its sealed reasons.
func (c *Client) Answer(ctx context.Context, a receipt.SignedAnswer, reasons []byte) error {
	said, err := receipt.ParseAnswer(a.Body)
	if err != nil {
		return fmt.Errorf("read own answer: %w", err)
	}
	return c.post(ctx, letterPath(api.RouteAnswer, said.From, said.Letter), api.AnswerRequest{Answer: api.Signed(a), Reasons: reasons}, &api.Done{})
}

// Withdraw takes a letter back that nobody has fetched.
func (c *Client) Withdraw(ctx context.Context, from header.Address, id header.LetterID) error {
	return c.post(ctx, letterPath(api.RouteWithdraw, from, id), api.Done{}, &api.Done{})
}

// Status tells what happened to a letter so far.
func (c *Client) Status(ctx context.Context, from header.Address, id header.LetterID) (receipt.Status, error) {
	var s api.Status
	err := c.get(ctx, letterPath(api.RouteStatus, from, id), &s)
	return s.Status(), err
}

// Proof returns the inclusion proof of a letter's acceptance.
func (c *Client) Proof(ctx context.Context, from header.Address, id header.LetterID) ([]byte, error) {
	return c.text(ctx, letterPath(api.RouteProof, from, id))
}

func letterPath(route string, from header.Address, id header.LetterID) string {
	return api.Path(route, from.Office, from.Type, id.String())
}
