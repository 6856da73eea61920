package client_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/envelope/header"
)

var from = header.Address{Office: "9999900001", Type: "43"}

// hub is a hub that does what a test says, and a client of it.
func hub(t *testing.T, h http.HandlerFunc) (*client.Client, *httptest.Server) {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return client.New(s.URL, &tls.Config{RootCAs: roots, ServerName: "example.com"}), s
}

func wantCode(t *testing.T, err error, code string, temporary bool) *client.Error {
	t.Helper()
	var e *client.Error
	if !errors.As(err, &e) || e.Code != code || e.Temporary != temporary {
		t.Fatalf("got %v, want %s (temporary %v)", err, code, temporary)
	}
	if e.Message == "" || e.Next == "" || e.PostCode() != code {
		t.Errorf("says nothing to a person: %+v", e)
	}
	return e
}

// cut ends a connection in the middle of an answer.
func cut(w http.ResponseWriter, part string) {
	conn, buffer, _ := w.(http.Hijacker).Hijack()
	_, _ = buffer.WriteString(part)
	_ = buffer.Flush()
	conn.Close()
}

func TestASendCutOffAtAnyPointIsRepeatedWithTheSameBytes(t *testing.T) {
	for name, fault := range map[string]func(w http.ResponseWriter, r *http.Request){
		"before the body is read": func(w http.ResponseWriter, _ *http.Request) { cut(w, "") },
		"after the body is read": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			cut(w, "")
		},
		"in the middle of the receipt": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			cut(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf a rec")
		},
		"by something in between": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusBadGateway) },
	} {
		t.Run(name, func(t *testing.T) {
			var tries atomic.Int32
			letter := bytes.Repeat([]byte("sealed"), 100_000)
			c, _ := hub(t, func(w http.ResponseWriter, r *http.Request) {
				if tries.Add(1) < 3 {
					fault(w, r)
					return
				}
				got, _ := io.ReadAll(r.Body)
				if !bytes.Equal(got, letter) || r.ContentLength != int64(len(letter)) || r.Header.Get(api.HeaderDigest) != header.HashOf(letter).String() {
					t.Error("the last try carried other bytes")
				}
				_, _ = w.Write([]byte("receipt"))
			})
			got, err := c.Send(t.Context(), bytes.NewReader(letter), int64(len(letter)))
			if err != nil || string(got) != "receipt" || tries.Load() != 3 {
				t.Errorf("got %q, %v after %d tries", got, err, tries.Load())
			}
		})
	}
}

func TestTriesAreBounded(t *testing.T) {
	var tries atomic.Int32
	c, _ := hub(t, func(w http.ResponseWriter, _ *http.Request) { tries.Add(1); cut(w, "") })
	c.Tries = 2
	_, err := c.Checkpoint(t.Context())
	wantCode(t, err, client.CodeOffline, true)
	if tries.Load() != 2 {
		t.Errorf("%d tries, want 2", tries.Load())
	}
}

func TestARefusalIsNotRepeated(t *testing.T) {
	var tries atomic.Int32
	c, _ := hub(t, func(w http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
		_ = json.NewEncoder(w).Encode(api.Error{Code: "unavailable", Message: "文。", Next: "次。", Reference: "REF", Retry: true})
	})
	_, err := c.Checkpoint(t.Context())
	if e := wantCode(t, err, "unavailable", true); e.Message != "文。" || e.Next != "次。" || e.Reference != "REF" {
		t.Errorf("got %+v", e)
	}
	if tries.Load() != 1 {
		t.Errorf("asked %d times", tries.Load())
	}
}

func TestNobodyThereIsOffline(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c := client.New("https://"+l.Addr().String(), &tls.Config{})
	c.Tries = 1
	_, err = c.Status(t.Context(), from, header.LetterID{1})
	wantCode(t, err, client.CodeOffline, true)
	if strings.Contains(err.Error(), from.Office) {
		t.Errorf("the error names the office: %v", err)
	}
}

func TestAServerThatCannotProveToBeTheHubGetsNothing(t *testing.T) {
	var asked atomic.Int32
	_, s := hub(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	for name, config := range map[string]*tls.Config{
		"unknown root": {RootCAs: x509.NewCertPool()},
		"other name":   {RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "hub.example.jp"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := client.New(s.URL, config).Send(t.Context(), strings.NewReader("letter"), 6)
			wantCode(t, err, client.CodeUntrusted, false)
			if asked.Load() != 0 || time.Since(start) > 150*time.Millisecond {
				t.Errorf("asked %d times in %v", asked.Load(), time.Since(start))
			}
		})
	}
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	c, _ := hub(t, func(w http.ResponseWriter, _ *http.Request) { cut(w, "") })
	c.Tries = 100
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := c.Checkpoint(ctx)
	wantCode(t, err, client.CodeOffline, true)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestFetchedBytesAreComparedWhileTheyAreRead(t *testing.T) {
	letter := bytes.Repeat([]byte("sealed"), 20_000)
	for name, c := range map[string]struct {
		digest string
		body   []byte
		ok     bool
	}{
		"as announced":    {header.HashOf(letter).String(), letter, true},
		"a bit changed":   {header.HashOf(letter).String(), append(bytes.Clone(letter[:len(letter)-1]), 'x'), false},
		"a byte short":    {header.HashOf(letter).String(), letter[1:], false},
		"nothing at all":  {header.HashOf(letter).String(), nil, false},
		"another's bytes": {header.HashOf([]byte("other")).String(), letter, false},
	} {
		t.Run(name, func(t *testing.T) {
			hub, _ := hub(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set(api.HeaderDigest, c.digest)
				_, _ = w.Write(c.body)
			})
			body, err := hub.Fetch(t.Context(), from, header.LetterID{1})
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			_, err = io.ReadAll(body)
			if c.ok && err != nil {
				t.Error(err)
			}
			if !c.ok {
				wantCode(t, err, client.CodeOffline, true)
			}
		})
	}
}

func TestALetterWithoutDigestIsNoLetter(t *testing.T) {
	c, _ := hub(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("letter")) })
	if _, err := c.Fetch(t.Context(), from, header.LetterID{1}); err == nil {
		t.Error("fetched without an announced digest")
	}
}

// broken is a letter whose disk fails halfway.
type broken struct{ *bytes.Reader }

func (b broken) Read(p []byte) (int, error) {
	if b.Len() < 50_000 {
		return 0, errors.New("disk says no")
	}
	return b.Reader.Read(p[:min(len(p), 1000)])
}

// once reads well the first time, for the digest.
type once struct {
	io.ReadSeeker
	broken io.ReadSeeker
	seeks  int
}

func (o *once) Seek(offset int64, whence int) (int64, error) {
	if o.seeks++; o.seeks == 2 {
		o.ReadSeeker = o.broken
	}
	return o.ReadSeeker.Seek(offset, whence)
}

func TestTroubleWithTheOwnDiskIsNotTakenForALostConnection(t *testing.T) {
	c, _ := hub(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	letter := make([]byte, 200_000)
	_, err := c.Send(t.Context(), &once{ReadSeeker: bytes.NewReader(letter), broken: broken{bytes.NewReader(letter)}}, int64(len(letter)))
	var e *client.Error
	if err == nil || errors.As(err, &e) || !strings.Contains(err.Error(), "disk says no") {
		t.Errorf("got %v", err)
	}
}

// lingering is a transport that answers at once and goes on reading, as a transport may.
type lingering struct {
	returned chan struct{} // closed when Send has returned
	late     chan int      // how much could be read after that
}

func (l lingering) RoundTrip(r *http.Request) (*http.Response, error) {
	go func() {
		_, _ = r.Body.Read(make([]byte, 10))
		<-l.returned
		n, _ := io.Copy(io.Discard, r.Body)
		l.late <- int(n)
	}()
	refusal := `{"code":"key_outdated","message":"文。","next":"次。"}`
	return &http.Response{StatusCode: http.StatusConflict, Body: io.NopCloser(strings.NewReader(refusal)), Request: r}, nil
}

func TestALetterIsNotReadAfterSendReturned(t *testing.T) {
	l := lingering{make(chan struct{}), make(chan int)}
	c := &client.Client{Base: "https://hub.example.jp", HTTP: &http.Client{Transport: l}}
	_, err := c.Send(t.Context(), bytes.NewReader(make([]byte, 600_000)), 600_000)
	wantCode(t, err, "key_outdated", false)
	close(l.returned)
	if n := <-l.late; n != 0 {
		t.Errorf("%d bytes were read after Send returned", n)
	}
}

func TestARedirectionIsNotFollowed(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	c, _ := hub(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	c.Tries = 1
	_, err := c.Send(t.Context(), strings.NewReader("letter"), 6)
	wantCode(t, err, client.CodeOffline, true)
	_, err = c.Checkpoint(t.Context())
	wantCode(t, err, client.CodeOffline, true)
	if elsewhere.Load() != 0 {
		t.Error("a request went elsewhere")
	}
}

func TestAnAnswerBeyondItsBoundIsRefused(t *testing.T) {
	c, _ := hub(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, api.MaxReply+1)) })
	if _, err := c.Checkpoint(t.Context()); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("got %v", err)
	}
}

func TestListAsksWithinTheLimitsOfTheWire(t *testing.T) {
	var asked string
	c, _ := hub(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.RequestURI()
		_, _ = w.Write([]byte(`{"entries":[{"cursor":8,"kind":"letter","letter":"0102030405060708090a0b0c0d0e0f10","from":"9999900001/43","to":"9999900011/11","at":"2025-04-01T09:00:00.000000Z","new_field":1}],"next":8}`))
	})
	lines, next, err := c.List(t.Context(), from, 7, 1<<30, 500*time.Millisecond)
	if err != nil || len(lines) != 1 || lines[0].Cursor != 8 || next != 8 {
		t.Errorf("got %+v %d %v", lines, next, err)
	}
	if want := "/v1/mailboxes/9999900001/43?after=7&limit=10000&wait=1"; asked != want {
		t.Errorf("asked %s, want %s", asked, want)
	}
	if _, _, err := c.List(t.Context(), from, 0, -1, time.Hour); err != nil || !strings.HasSuffix(asked, "after=0&limit=0&wait=60") {
		t.Errorf("asked %s, %v", asked, err)
	}
}

// FuzzRefusal: whatever answers, a client gets a refusal with a code or is offline.
func FuzzRefusal(f *testing.F) {
	f.Add(409, []byte(`{"code":"key_outdated","message":"文。","next":"次。","retry":true}`))
	f.Add(500, []byte("<html>"))
	f.Add(200, []byte(`{"entries":[],"next":0}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		status = 200 + (status&0x7fffffff)%400
		c := &client.Client{Base: "https://hub.example.jp", HTTP: &http.Client{Transport: answering{status, body}}}
		lines, _, err := c.List(t.Context(), from, 0, 0, 0)
		var e *client.Error
		if errors.As(err, &e) && e.Code == "" || status != http.StatusOK && !errors.As(err, &e) || err != nil && lines != nil {
			t.Errorf("status %d: %v", status, err)
		}
	})
}

// answering is a transport that gives one answer.
type answering struct {
	status int
	body   []byte
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(a.body)), Request: r}, nil
}

// TestErrorsCarryWordsForTheScreen: the desk reads them without knowing this package.
func TestErrorsCarryWordsForTheScreen(t *testing.T) {
	var err error = &client.Error{Code: "unknown_receiver", Message: "宛先がありません。", Next: "確かめてください。"}
	var words interface {
		PostCode() string
		Words() (string, string)
	}
	if !errors.As(err, &words) {
		t.Fatal("the desk cannot read it")
	}
	if message, next := words.Words(); message != "宛先がありません。" || next != "確かめてください。" {
		t.Errorf("%q %q", message, next)
	}
}
