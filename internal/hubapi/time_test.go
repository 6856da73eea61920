package hubapi_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/client"
)

const hasty = 300 * time.Millisecond

// hastyWorld is a hub that gives a usual request very little time.
func hastyWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	base := w.listen(t, func(s *http.Server) { s.ReadTimeout, s.WriteTimeout, s.ReadHeaderTimeout = hasty, hasty, hasty })
	for _, p := range []*party{w.sender, w.receiver} {
		p.Base = base
	}
	return w
}

func TestALongPollOutlivesTheTimeOfAUsualRequest(t *testing.T) {
	w := hastyWorld(t)
	start := time.Now()
	_, _, err := w.receiver.List(t.Context(), w.B.Address, 0, 0, time.Second)
	if took := time.Since(start); err != nil || took < time.Second {
		t.Errorf("ended after %v: %v", took, err)
	}
}

func TestALargeLetterMayBeSlow(t *testing.T) {
	w := hastyWorld(t)
	h := w.Header(w.A, w.B)
	envelope := w.Envelope(h, 5<<20)
	slow := &slowly{ReadSeeker: strings.NewReader(string(envelope)), pause: hasty / 8}
	if _, err := w.sender.Client.Send(t.Context(), slow, int64(len(envelope))); err != nil {
		t.Fatalf("sending slowly: %v", err)
	}
	body, err := w.receiver.Client.Fetch(t.Context(), h.From, h.Letter)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	time.Sleep(2 * hasty)
	if n, err := io.Copy(io.Discard, body); err != nil || n != int64(len(envelope)) {
		t.Errorf("fetching slowly: %d bytes, %v", n, err)
	}
}

// slowly pauses at each half megabyte once it was read whole.
type slowly struct {
	io.ReadSeeker
	pause time.Duration
	seeks int
}

func (s *slowly) Seek(offset int64, whence int) (int64, error) {
	s.seeks++
	return s.ReadSeeker.Seek(offset, whence)
}

func (s *slowly) Read(p []byte) (int, error) {
	if s.seeks > 1 {
		time.Sleep(s.pause / 8)
	}
	return s.ReadSeeker.Read(p)
}

func TestWhoSendsNoRequestIsCutOff(t *testing.T) {
	w := hastyWorld(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.sender.Base, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the connection ended with %v", err)
	}
}

// TestEveryServerHasLimits: none of net/http's is without end by mistake.
func TestEveryServerHasLimits(t *testing.T) {
	w := newWorld(t)
	w.listen(t, func(s *http.Server) {
		for name, limit := range map[string]time.Duration{
			"header": s.ReadHeaderTimeout, "read": s.ReadTimeout, "write": s.WriteTimeout, "idle": s.IdleTimeout,
		} {
			if limit <= 0 || limit > 5*time.Minute {
				t.Errorf("%s timeout is %v", name, limit)
			}
		}
		if s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 64<<10 {
			t.Errorf("headers of %d bytes", s.MaxHeaderBytes)
		}
	})
	q := mailbox(w.A)
	q.header = map[string]string{"X-Long": strings.Repeat("x", 64<<10)}
	if got := w.sender.ask(t, q); got.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a header of 64 KiB got %d", got.status)
	}
}

// TestManyTerminalsAtOnce: each office keeps its own mailbox and its own letters.
func TestManyTerminalsAtOnce(t *testing.T) {
	w := newWorld(t)
	const terminals, letters = 6, 10
	done := make(chan error)
	for range terminals {
		p := w.further(t, w.A)
		p.Tries = 3
		var all [][]byte
		for range letters {
			all = append(all, w.Envelope(w.Header(w.A, w.B), 2000))
		}
		go func() { done <- sendAll(t, p.Client, all) }()
	}
	for range terminals {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	lines, next := w.mustList(t, w.receiver, w.B, 0)
	if len(lines) != terminals*letters || next != terminals*letters {
		t.Errorf("%d lines, next %d", len(lines), next)
	}
}

func sendAll(t *testing.T, c *client.Client, letters [][]byte) error {
	for _, l := range letters {
		if _, err := c.Send(t.Context(), readSeeker(l), int64(len(l))); err != nil {
			return err
		}
	}
	return nil
}
