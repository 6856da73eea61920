package hubapi_test

import (
	"bufio"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/api"
	"github.com/tasuki-care/tasuki/client"
	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/internal/blob"
)

const large = 50 << 20

// TestALargeLetterPassesInLittleMemory: neither hub nor client, both in this process, ever
// hold a letter of 50 MB.
func TestALargeLetterPassesInLittleMemory(t *testing.T) {
	w := newWorld(t)
	w.useFolder(t)
	h, f := w.largeLetter(t)
	peak := peakHeap(func() {
		if _, err := w.sender.Client.Send(t.Context(), f, large); err != nil {
			t.Error(err)
		}
	})
	t.Logf("sending %d MB took %.1f MB of heap", large>>20, peak)
	if peak > 12 {
		t.Errorf("sending took %.1f MB of heap", peak)
	}
	var got header.Hash
	peak = peakHeap(func() { got = w.hashFetched(t, h) })
	t.Logf("fetching took %.1f MB", peak)
	if peak > 12 {
		t.Errorf("fetching took %.1f MB of heap", peak)
	}
	if want := fileHash(t, f); got != want {
		t.Error("fetched bytes differ")
	}
}

// TestARefusalOfALargeLetterArrives: the hub refuses before it has read the letter, and the
// sender still learns why, instead of a broken connection.
func TestARefusalOfALargeLetterArrives(t *testing.T) {
	w := newWorld(t)
	w.useFolder(t)
	_, f := w.largeLetter(t)
	wantError := func(who string, p *party, code string) {
		t.Helper()
		_, err := p.Client.Send(t.Context(), f, large)
		var e *client.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: got %v, want %s", who, err, code)
		}
	}
	wantError("revoked", w.revoked, "certificate_revoked")
	wantError("another office", w.stranger, "not_yours")
	w.NewEpoch(w.B)
	wantError("an outdated key", w.sender, "key_outdated")
}

// TestARefusalReachesASenderWhoListensLast: many programs write a whole request, however
// slowly, before they read an answer.
func TestARefusalReachesASenderWhoListensLast(t *testing.T) {
	w := newWorld(t)
	envelope := w.Envelope(w.Header(w.A, w.B), 900_000)
	w.NewEpoch(w.B)
	config := w.sender.HTTP.Transport.(*http.Transport).TLSClientConfig
	conn, err := tls.Dial("tcp", strings.TrimPrefix(w.base, "https://"), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /v1/letters HTTP/1.1\r\nHost: hub\r\nContent-Length: %d\r\n%s: %s\r\n\r\n", len(envelope), api.HeaderDigest, header.HashOf(envelope))
	for part := range slices.Chunk(envelope, 300_000) {
		if _, err := conn.Write(part); err != nil {
			t.Fatal(err)
		}
		time.Sleep(400 * time.Millisecond) // longer than net/http lingers, in all
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, _ := io.ReadAll(res.Body); res.StatusCode != 409 || !strings.Contains(string(b), "key_outdated") {
		t.Errorf("got %d %s", res.StatusCode, b)
	}
}

// TestALargeLetterOfAnUnknownTerminalIsNotSent: it is asked first.
func TestALargeLetterOfAnUnknownTerminalIsNotSent(t *testing.T) {
	w := newWorld(t)
	_, f := w.largeLetter(t)
	counted := &counting{ReadSeeker: f}
	if _, err := w.revoked.Client.Send(t.Context(), counted, large); err == nil {
		t.Fatal("accepted")
	}
	if sent := counted.n.Load() - large; sent > 1<<20 { // it was read once for its digest
		t.Errorf("%d bytes were sent in vain", sent)
	}
}

type counting struct {
	io.ReadSeeker
	n atomic.Int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.ReadSeeker.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// TestStoredBytesThatBreakOffAreNotTakenForALetter.
func TestStoredBytesThatBreakOffAreNotTakenForALetter(t *testing.T) {
	w := newWorld(t)
	dir := w.useFolder(t)
	h := w.Header(w.A, w.B)
	w.mustSend(t, w.sender, w.Envelope(h, 400_000))
	truncateBodies(t, dir)
	body, err := w.receiver.Client.Fetch(t.Context(), h.From, h.Letter)
	if err == nil {
		_, err = io.Copy(io.Discard, body)
		body.Close()
	}
	if err == nil {
		t.Error("a letter that breaks off was fetched without an error")
	}
	if w.log.String() == "" {
		t.Error("the operator is not told")
	}
}

func truncateBodies(t *testing.T, dir string) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		found++
		return errors.Join(os.Chmod(path, 0o600), os.Truncate(path, 100_000))
	})
	if err != nil || found == 0 {
		t.Fatalf("%d bodies found: %v", found, err)
	}
}

// useFolder keeps bodies on the disk, as a hub does.
func (w *world) useFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	bodies, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	w.Service.Bodies = bodies
	return dir
}

// largeLetter writes a letter of 50 MB to a file, so that it is in nobody's memory.
func (w *world) largeLetter(t *testing.T) (header.Header, *os.File) {
	t.Helper()
	h := w.Header(w.A, w.B)
	f, err := os.Create(filepath.Join(t.TempDir(), "letter.age"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := f.Write(w.Envelope(h, 4000)); err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(large); err != nil {
		t.Fatal(err)
	}
	return h, f
}

func (w *world) hashFetched(t *testing.T, h header.Header) header.Hash {
	t.Helper()
	body, err := w.receiver.Client.Fetch(t.Context(), h.From, h.Letter)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, body); err != nil {
		t.Fatal(err)
	}
	return header.Hash(sum.Sum(nil))
}

func fileHash(t *testing.T, f *os.File) header.Hash {
	t.Helper()
	sum := sha256.New()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(sum, f); err != nil {
		t.Fatal(err)
	}
	return header.Hash(sum.Sum(nil))
}

// peakHeap is how many MB the heap grew at most while f ran.
func peakHeap(f func()) float64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	f()
	close(stop)
	<-stopped
	return float64(most-before) / (1 << 20)
}
