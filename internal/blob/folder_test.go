package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
	"github.com/tasuki-care/tasuki/internal/blob"
	"github.com/tasuki-care/tasuki/internal/blob/blobtest"
)

func openFolder(t *testing.T) (*blob.Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bodies")
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

func TestFolderKeepsTheContract(t *testing.T) {
	blobtest.Suite(t, func(t *testing.T) exchange.Bodies {
		f, _ := openFolder(t)
		return f
	})
}

func TestFolderOnTheRecordingDiskKeepsTheContract(t *testing.T) {
	blobtest.Suite(t, func(t *testing.T) exchange.Bodies {
		f, err := blob.NewFolder(blobtest.NewPower(time.Now), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		return f
	})
}

func fileOf(dir string, h header.Hash) string {
	return filepath.Join(dir, h.String()[:2], h.String())
}

func TestARottenBodyIsReportedAndHealedByTheNextPut(t *testing.T) {
	f, dir := openFolder(t)
	body := blobtest.Noise(50_000)
	h := blobtest.Put(t, f, body)
	rotten := bytes.Clone(body)
	rotten[33_333] ^= 1
	for name, bytes := range map[string][]byte{"a flipped bit": rotten, "a lost end": body[:49_000], "nothing left": nil} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(fileOf(dir, h), bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := blobtest.Read(f, h); !errors.Is(err, blob.ErrDamaged) {
				t.Errorf("read: want ErrDamaged, got %v", err)
			}
			blobtest.Put(t, f, body)
			if _, err := blobtest.Read(f, h); err != nil {
				t.Errorf("read after the retry: %v", err)
			}
		})
	}
}

func TestOnlyOldHalfWrittenBodiesAreCleanedAtStart(t *testing.T) {
	_, dir := openFolder(t)
	old, young := filepath.Join(dir, "incoming", "old"), filepath.Join(dir, "incoming", "young")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.OpenFolder(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("two hours old: want it gone, got %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("just now: want it left to its writer, got %v", err)
	}
}

func TestABodyPutAgainIsYoungAgain(t *testing.T) {
	f, dir := openFolder(t)
	body := blobtest.Noise(1000)
	h := blobtest.Put(t, f, body)
	past := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(fileOf(dir, h), past, past); err != nil {
		t.Fatal(err)
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	if n := countBefore(t, f, yesterday); n != 1 {
		t.Fatalf("before: want the sweeper to see 1 body, got %d", n)
	}
	blobtest.Put(t, f, body)
	if n := countBefore(t, f, yesterday); n != 0 {
		t.Errorf("after: want the sweeper to see none, got %d", n)
	}
}

func countBefore(t *testing.T, f *blob.Folder, before time.Time) int {
	t.Helper()
	n := 0
	if err := f.List(context.Background(), before, func(header.Hash) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// The sweeper has looked at the rows, found none, and is about to remove an old orphan,
// when the same bytes are put again.
func TestAPutDuringTheSweepIsNotSweptAway(t *testing.T) {
	f, dir := openFolder(t)
	body := blobtest.Noise(1000)
	h := blobtest.Put(t, f, body)
	past := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(fileOf(dir, h), past, past); err != nil {
		t.Fatal(err)
	}
	var put sync.WaitGroup
	err := f.List(context.Background(), time.Now().Add(-24*time.Hour), func(h header.Hash) error {
		put.Go(func() {
			if _, _, err := f.Put(context.Background(), bytes.NewReader(body), 1<<20); err != nil {
				t.Errorf("put: %v", err)
			}
		})
		time.Sleep(50 * time.Millisecond) // the put reaches the name meanwhile
		return f.Remove(context.Background(), h)
	})
	if err != nil {
		t.Fatal(err)
	}
	put.Wait()
	if _, err := blobtest.Read(f, h); err != nil {
		t.Errorf("the acknowledged body: %v", err)
	}
}

func TestAFullDiskIsSaidByName(t *testing.T) {
	full := fmt.Errorf("write: %w", errors.New("no space left on device"))
	f, err := blob.NewFolder(fullDisk{blobtest.NewPower(time.Now), full}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = f.Put(context.Background(), bytes.NewReader(blobtest.Noise(10)), 100)
	if !errors.Is(err, full) {
		t.Errorf("want the disk's own error inside, got %v", err)
	}
}

type fullDisk struct {
	blob.FS
	err error
}

func (d fullDisk) Create(string) (blob.File, error) { return nil, d.err }

// slowFlush counts flushes of directories and takes a while for each.
type slowFlush struct {
	blob.FS
	n atomic.Int64
}

func (s *slowFlush) SyncDir(dir string) error {
	if dir != "." {
		s.n.Add(1)
		time.Sleep(20 * time.Millisecond)
	}
	return s.FS.SyncDir(dir)
}

func TestPutsOfOneDirectoryShareFlushes(t *testing.T) {
	disk := &slowFlush{FS: blobtest.NewPower(time.Now)}
	f, err := blob.NewFolder(disk, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	body := blobtest.Noise(100) // one digest, hence one directory
	var wait sync.WaitGroup
	for range 32 {
		wait.Go(func() { blobtest.Put(t, f, body) })
	}
	wait.Wait()
	if n := disk.n.Load(); n < 1 || n > 16 {
		t.Errorf("32 puts: want a few shared flushes, got %d", n)
	}
}

func BenchmarkFolderPut(b *testing.B) {
	for _, size := range []int{4 << 10, 64 << 10, 1 << 20} {
		for _, writers := range []int{1, 4, 32} {
			b.Run(fmt.Sprintf("%dKiB/%dwriters", size>>10, writers), func(b *testing.B) {
				f, err := blob.OpenFolder(filepath.Join(b.TempDir(), "bodies"))
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(size))
				b.SetParallelism(writers)
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if _, _, err := f.Put(context.Background(), bytes.NewReader(blobtest.Noise(size)), 2<<20); err != nil {
							b.Error(err)
						}
					}
				})
			})
		}
	}
}
