// Package client speaks to a hub over the wire of package api. It fulfils desk.Post. It
// knows HTTP, TLS and the closed list of errors; it never opens a letter, keeps nothing,
// and tries again only what is safe to try again: every verb is.
package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/receipt"
)

// Client speaks to one hub with one terminal's certificate.
type Client struct {
	Base  string       // "https://hub.example.jp:8443"
	HTTP  *http.Client // its transport shows the certificate
	Tries int          // how often a lost connection is tried, default 3
}

// New gives a client for a hub. Connections are kept alive; HTTP/1.1 carries large bodies
// faster than HTTP/2.
func New(base string, config *tls.Config) *Client {
	t := &http.Transport{
		TLSClientConfig: config, MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 90 * time.Second,
	}
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	return &Client{Base: base, HTTP: &http.Client{Transport: t}, Tries: 3}
}

// Error is a refusal of the hub, or a hub that could not be reached.
type Error struct {
	Code      string
	Message   string
	Next      string
	Reference string
	Temporary bool // the same request may work later
	Err       error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return "hub: " + e.Code + ": " + e.Err.Error()
	}
	return "hub: " + e.Code
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// PostCode is the code, for rooms that must not know this package.
func (e *Error) PostCode() string { return e.Code }

// CodeOffline is what a client says when it could not reach the hub.
const CodeOffline = "offline"

func offline(err error) error {
	return &Error{Code: CodeOffline, Message: "ハブに接続できません。", Next: "通信を確かめて、もう一度実行してください。二重に届くことはありません。", Temporary: true, Err: err}
}

// Send hands over a sealed letter and returns the stored receipt.
func (c *Client) Send(ctx context.Context, envelope io.ReadSeeker, size int64) ([]byte, error) {
	digest, err := digestOf(envelope)
	if err != nil {
		return nil, err
	}
	return c.raw(ctx, func() (*http.Request, error) {
		if _, err := envelope.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("rewind letter: %w", err)
		}
		req, err := c.request(ctx, http.MethodPost, "/v1/letters", io.NopCloser(envelope))
		if err != nil {
			return nil, err
		}
		req.ContentLength = size
		req.Header.Set("Content-Type", api.TypeEnvelope)
		req.Header.Set(api.HeaderDigest, digest)
		return req, nil
	})
}

func digestOf(r io.ReadSeeker) (string, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("rewind letter: %w", err)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", fmt.Errorf("read letter: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// List returns what happened in a mailbox after a cursor.
func (c *Client) List(ctx context.Context, box header.Address, after int64, limit int, wait time.Duration) ([]receipt.Entry, int64, error) {
	q := url.Values{"after": {strconv.FormatInt(after, 10)}, "limit": {strconv.Itoa(limit)}, "wait": {strconv.Itoa(int(wait.Seconds()))}}
	var m api.Mailbox
	if err := c.get(ctx, "/v1/mailboxes/"+box.String()+"?"+q.Encode(), &m); err != nil {
		return nil, after, err
	}
	out := make([]receipt.Entry, 0, len(m.Entries))
	for _, e := range m.Entries {
		out = append(out, e.Entry())
	}
	return out, m.Next, nil
}

// Fetch returns the sealed bytes of a letter. Reading them to the end checks them against
// the digest the hub announced.
func (c *Client) Fetch(ctx context.Context, from header.Address, id header.LetterID) (io.ReadCloser, error) {
	res, err := c.do(ctx, func() (*http.Request, error) { return c.request(ctx, http.MethodGet, letterPath(from, id, ""), nil) })
	if err != nil {
		return nil, err
	}
	return &checked{body: res.Body, sum: sha256.New(), want: res.Header.Get(api.HeaderDigest)}, nil
}

// checked is a body that ends in an error when it is not what was announced.
type checked struct {
	body io.ReadCloser
	sum  hash.Hash
	want string
}

func (r *checked) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	r.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(r.sum.Sum(nil)) != r.want {
		return n, offline(errors.New("received bytes differ from their digest"))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, offline(err)
	}
	return n, err
}

// Close ends the transfer.
func (r *checked) Close() error { return r.body.Close() }

func letterPath(from header.Address, id header.LetterID, verb string) string {
	p := "/v1/letters/" + from.String() + "/" + id.String()
	if verb != "" {
		p += "/" + verb
	}
	return p
}

// Answer returns the receiver's verdict with its sealed reasons.
func (c *Client) Answer(ctx context.Context, a receipt.SignedAnswer, reasons []byte) error {
	said, _, err := receipt.OpenAnswer(a)
	if err != nil {
		return fmt.Errorf("read own answer: %w", err)
	}
	return c.post(ctx, letterPath(said.From, said.Letter, "answer"), api.AnswerRequest{Answer: api.Signed(a), Reasons: reasons}, nil)
}

// Withdraw takes a letter back that nobody has fetched.
func (c *Client) Withdraw(ctx context.Context, from header.Address, id header.LetterID) error {
	return c.post(ctx, letterPath(from, id, "withdraw"), struct{}{}, nil)
}

// Status tells what happened to a letter so far.
func (c *Client) Status(ctx context.Context, from header.Address, id header.LetterID) (receipt.Status, error) {
	var s api.Status
	err := c.get(ctx, letterPath(from, id, "status"), &s)
	return s.Status(), err
}

// Lookup finds a partner in the directory.
func (c *Client) Lookup(ctx context.Context, to header.Address) (receipt.Partner, error) {
	var p api.Partner
	err := c.get(ctx, "/v1/offices/"+to.String(), &p)
	return p.Partner(), err
}

// PublishStatement announces the office's key of a new epoch.
func (c *Client) PublishStatement(ctx context.Context, st receipt.SignedStatement, keyring []byte) error {
	return c.post(ctx, "/v1/statements", api.StatementRequest{Statement: api.Signed(st), Keyring: keyring}, nil)
}

// Keyring returns the sealed secret of one of the own office's epochs.
func (c *Client) Keyring(ctx context.Context, epoch int) ([]byte, error) {
	var k api.Keyring
	err := c.get(ctx, "/v1/keyrings/"+strconv.Itoa(epoch), &k)
	return k.Keyring, err
}

// Proof returns the inclusion proof of a letter's acceptance.
func (c *Client) Proof(ctx context.Context, from header.Address, id header.LetterID) ([]byte, error) {
	return c.raw(ctx, func() (*http.Request, error) {
		return c.request(ctx, http.MethodGet, letterPath(from, id, "proof"), nil)
	})
}

// Checkpoint returns the newest signed head of the log.
func (c *Client) Checkpoint(ctx context.Context) ([]byte, error) {
	return c.raw(ctx, func() (*http.Request, error) {
		return c.request(ctx, http.MethodGet, "/v1/log/checkpoint", nil)
	})
}

// Renew asks for a further certificate for this terminal.
func (c *Client) Renew(ctx context.Context, csr []byte) (api.Enrolled, error) {
	var e api.Enrolled
	err := c.post(ctx, "/v1/renew", api.RenewRequest{CSR: csr}, &e)
	return e, err
}

func (c *Client) get(ctx context.Context, path string, into any) error {
	b, err := c.raw(ctx, func() (*http.Request, error) { return c.request(ctx, http.MethodGet, path, nil) })
	if err != nil {
		return err
	}
	return decode(b, into)
}

func (c *Client) post(ctx context.Context, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	b, err := c.raw(ctx, func() (*http.Request, error) {
		req, err := c.request(ctx, http.MethodPost, path, bytes.NewReader(text))
		if err == nil {
			req.Header.Set("Content-Type", "application/json")
		}
		return req, err
	})
	if err != nil || into == nil {
		return err
	}
	return decode(b, into)
}

func decode(b []byte, into any) error {
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("decode answer of hub: %w", err)
	}
	return nil
}

func (c *Client) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	return req, nil
}

// raw carries out a request and reads its whole, bounded answer.
func (c *Client) raw(ctx context.Context, make func() (*http.Request, error)) ([]byte, error) {
	res, err := c.do(ctx, make)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err != nil {
		return nil, offline(err)
	}
	return b, nil
}

// do carries out a request, again when the connection was lost: the hub answers a repeat
// as it answered the first time.
func (c *Client) do(ctx context.Context, make func() (*http.Request, error)) (*http.Response, error) {
	var last error
	for try := range max(1, c.Tries) {
		if try > 0 && !sleep(ctx, time.Duration(try*200+rand.IntN(200))*time.Millisecond) {
			break
		}
		req, err := make()
		if err != nil {
			return nil, err
		}
		res, err := c.HTTP.Do(req)
		if err != nil {
			last = err
			continue
		}
		if res.StatusCode < 300 {
			return res, nil
		}
		return nil, refused(res)
	}
	return nil, offline(last)
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// refused reads the hub's refusal. What is no refusal of ours came from something between.
func refused(res *http.Response) error {
	defer res.Body.Close()
	var e api.Error
	b, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil || json.Unmarshal(b, &e) != nil || e.Code == "" {
		return offline(fmt.Errorf("unexpected answer %d", res.StatusCode))
	}
	return &Error{Code: e.Code, Message: e.Message, Next: e.Next, Reference: e.Reference, Temporary: e.Retry}
}
