package envelope_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/envelope"
)

// attachmentSize is the largest attachment of the published limits.
var attachmentSize = envelope.DefaultLimits.Attachment

// heapBound is what sealing or opening may need beyond what was there before.
const heapBound = 16 << 20

// TestMemoryIsBounded seals, opens and extracts an attachment of 50 MiB while the heap is
// watched.
func TestMemoryIsBounded(t *testing.T) {
	dir := t.TempDir()
	f := bigFile(attachmentSize)
	sealedName := filepath.Join(dir, "letter.age")
	watch(t, "seal", func() {
		out, err := os.Create(sealedName)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		if _, err := envelope.Seal(out, documents(f), terminal(t, 1), identity(t, "office-b").Recipient()); err != nil {
			t.Fatal(err)
		}
	})
	in, err := os.Open(sealedName)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if overhead := info.Size() - attachmentSize; overhead < 0 || overhead > 64<<10 {
		t.Errorf("envelope of %d bytes for %d", info.Size(), attachmentSize)
	}
	watch(t, "open and extract", func() {
		got, err := opener(t).Open(in, info.Size())
		if err != nil {
			t.Fatal(err)
		}
		if err := got.ExtractDir(filepath.Join(dir, "letter")); err != nil {
			t.Fatal(err)
		}
	})
	if got, err := os.Stat(filepath.Join(dir, "letter", f.Name)); err != nil || got.Size() != f.Size {
		t.Errorf("extracted: %v, %v", got, err)
	}
}

func TestAnAttachmentBeyondTheLimitIsRefused(t *testing.T) {
	if got := sealReason(t, documents(bigFile(attachmentSize+1))); got != envelope.TooLarge {
		t.Errorf("got %q, want %s", got, envelope.TooLarge)
	}
}

// bigFile makes a PDF of a size without holding it.
func bigFile(size int64) envelope.File {
	return envelope.File{Name: "大きい書類.pdf", Size: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader([]byte("%PDF-1.7\n")), io.LimitReader(zeros{}, size-9))), nil
	}}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// watch runs f and fails if the heap ever grows by more than heapBound.
func watch(t *testing.T, what string, f func()) {
	t.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			peak.Store(max(peak.Load(), now.HeapAlloc))
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	<-done
	grown := int64(peak.Load()) - int64(before.HeapAlloc)
	t.Logf("%s: heap grew by %d KiB at most", what, grown>>10)
	if grown > heapBound {
		t.Errorf("%s: heap grew by %d bytes, want at most %d", what, grown, heapBound)
	}
}
