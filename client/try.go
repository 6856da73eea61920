package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/tasuki-care/tasuki/api"
)

// maker makes a request anew for each try.
type maker func() (*http.Request, error)

// try carries out a request, again when it or its answer was lost on the way: the hub
// answers a repeat as it answered the first time.
func (c *Client) try(ctx context.Context, make maker, read func(*http.Response) error) error {
	var err error
	for n := range max(1, c.Tries) {
		if n > 0 && !c.pause(ctx, n) {
			return err
		}
		req, merr := make()
		if merr != nil {
			return merr
		}
		if err = c.once(req, read); !isOffline(err) {
			return err
		}
	}
	return err
}

func (c *Client) once(req *http.Request, read func(*http.Response) error) error {
	res, err := c.http().Do(req)
	if err != nil {
		return lost(err)
	}
	if res.StatusCode != http.StatusOK {
		return refused(res)
	}
	return read(res)
}

func (c *Client) http() *http.Client {
	if c.HTTP == nil {
		return http.DefaultClient
	}
	return c.HTTP
}

// pause waits before another try, a little at random so that a hundred desks do not come
// back at one moment, and lets go of connections that may be dead as well.
func (c *Client) pause(ctx context.Context, n int) bool {
	c.http().CloseIdleConnections()
	step := 200 * time.Millisecond << (n - 1)
	t := time.NewTimer(step + rand.N(step))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// raw carries out a request and reads its whole, bounded answer.
func (c *Client) raw(ctx context.Context, make maker) ([]byte, error) {
	var answer []byte
	err := c.try(ctx, make, func(res *http.Response) error {
		defer res.Body.Close()
		b, err := io.ReadAll(io.LimitReader(res.Body, api.MaxReply+1))
		if err != nil {
			return offline(err)
		}
		if len(b) > api.MaxReply {
			return errors.New("read answer of hub: too large")
		}
		answer = b
		return nil
	})
	return answer, err
}

func (c *Client) get(ctx context.Context, path string, into any) error {
	b, err := c.text(ctx, path)
	if err != nil {
		return err
	}
	return decode(b, into)
}

// text gets a signed document, byte for byte.
func (c *Client) text(ctx context.Context, path string) ([]byte, error) {
	return c.raw(ctx, func() (*http.Request, error) { return c.request(ctx, http.MethodGet, path, nil) })
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
	if err != nil {
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
