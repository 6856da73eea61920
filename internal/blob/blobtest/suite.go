// Package blobtest holds what every place for bodies must fulfil, and a file system whose
// power can be cut between any two steps. It knows exchange.Bodies and blob's FS. It is
// for tests and never linked into a program.
package blobtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/exchange"
)

const limit = 16 << 20

// Suite runs the contract of exchange.Bodies on an empty place.
func Suite(t *testing.T, open func(t *testing.T) exchange.Bodies) {
	facts := []struct {
		name string
		test func(t *testing.T, b exchange.Bodies)
	}{
		{"what is put is read back whole under its SHA-256", testRoundTrip},
		{"a body over the limit is refused and leaves nothing", testLimit},
		{"the same bytes twice are one body", testTwice},
		{"many at once are all kept", testMany},
		{"a reader that breaks off leaves nothing", testBrokenReader},
		{"nobody waiting leaves nothing", testCancelled},
		{"what is not there is ErrNoBody", testMissing},
		{"what was removed can be put again", testPutAfterRemove},
		{"the sweeper sees what is older than a time and nothing else", testList},
		{"the sweeper may remove while it is shown a body", testRemoveInList},
		{"an error of the sweeper ends the listing", testListError},
	}
	for _, f := range facts {
		t.Run(f.name, func(t *testing.T) { f.test(t, open(t)) })
	}
}

// Noise is n random bytes.
func Noise(n int) []byte {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	return b
}

// Put puts bytes and checks the answer.
func Put(t *testing.T, b exchange.Bodies, body []byte) header.Hash {
	t.Helper()
	h, n, err := b.Put(context.Background(), bytes.NewReader(body), limit)
	if err != nil {
		t.Fatalf("put %d bytes: %v", len(body), err)
	}
	if h != header.HashOf(body) || n != int64(len(body)) {
		t.Fatalf("put %d bytes: got digest %s and size %d", len(body), h, n)
	}
	return h
}

// Read opens a body and reads it to its end.
func Read(b exchange.Bodies, h header.Hash) ([]byte, error) {
	r, size, err := b.Open(context.Background(), h)
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(r)
	if err == nil && int64(len(got)) != size {
		err = errors.New("size of Open is not what was read")
	}
	return got, errors.Join(err, r.Close())
}

func mustRead(t *testing.T, b exchange.Bodies, want []byte) {
	t.Helper()
	got, err := Read(b, header.HashOf(want))
	if err != nil {
		t.Fatalf("read body of %d bytes: %v", len(want), err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("read body of %d bytes: got %d other bytes", len(want), len(got))
	}
}

// All lists every body.
func All(t *testing.T, b exchange.Bodies) []header.Hash {
	t.Helper()
	return listed(t, b, time.Now().Add(time.Hour))
}

func listed(t *testing.T, b exchange.Bodies, before time.Time) []header.Hash {
	t.Helper()
	var all []header.Hash
	err := b.List(context.Background(), before, func(h header.Hash) error {
		all = append(all, h)
		return nil
	})
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	return all
}

func wantEmpty(t *testing.T, b exchange.Bodies) {
	t.Helper()
	if all := All(t, b); len(all) != 0 {
		t.Errorf("want nothing kept, got %d bodies", len(all))
	}
}

func testRoundTrip(t *testing.T, b exchange.Bodies) {
	for _, size := range []int{1, 30 << 10, 1<<20 - 1, 1 << 20, 1<<20 + 1, 9 << 20} {
		body := Noise(size)
		Put(t, b, body)
		mustRead(t, b, body)
	}
}

func testLimit(t *testing.T, b exchange.Bodies) {
	for _, most := range []int64{0, 100, 1<<20 - 1, 1 << 20, 2 << 20} {
		_, _, err := b.Put(context.Background(), bytes.NewReader(Noise(int(most)+1)), most)
		if !errors.Is(err, exchange.ErrBodyTooLarge) {
			t.Errorf("limit %d, one byte more: want ErrBodyTooLarge, got %v", most, err)
		}
	}
	wantEmpty(t, b)
	for _, most := range []int64{100, 1 << 20, 2 << 20} {
		if _, _, err := b.Put(context.Background(), bytes.NewReader(Noise(int(most))), most); err != nil {
			t.Errorf("limit %d, exactly as much: %v", most, err)
		}
	}
}

func testTwice(t *testing.T, b exchange.Bodies) {
	body := Noise(5000)
	once, twice := Put(t, b, body), Put(t, b, body)
	if once != twice {
		t.Error("want the same digest twice")
	}
	if all := All(t, b); len(all) != 1 {
		t.Errorf("want one body, got %d", len(all))
	}
	mustRead(t, b, body)
}

func testMany(t *testing.T, b exchange.Bodies) {
	same := Noise(3000)
	var others [24][]byte
	var wait sync.WaitGroup
	for i := range others {
		others[i] = Noise(2000 + i)
		wait.Go(func() {
			for _, body := range [][]byte{same, others[i]} {
				if h, _, err := b.Put(context.Background(), bytes.NewReader(body), limit); err != nil || h != header.HashOf(body) {
					t.Errorf("put among many: %v", err)
				}
			}
		})
	}
	wait.Wait()
	for _, body := range append(others[:], same) {
		mustRead(t, b, body)
	}
	if all := All(t, b); len(all) != len(others)+1 {
		t.Errorf("want %d bodies, got %d", len(others)+1, len(all))
	}
}

func testBrokenReader(t *testing.T, b exchange.Bodies) {
	broken := errors.New("line went dead")
	for _, size := range []int{10, 2 << 20} {
		r := io.MultiReader(bytes.NewReader(Noise(size)), failing{broken})
		if _, _, err := b.Put(context.Background(), r, limit); !errors.Is(err, broken) {
			t.Errorf("after %d bytes: want the reader's error, got %v", size, err)
		}
	}
	wantEmpty(t, b)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func testCancelled(t *testing.T, b exchange.Bodies) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := b.Put(ctx, bytes.NewReader(Noise(2<<20)), limit); err == nil {
		t.Error("want an error, got none")
	}
	wantEmpty(t, b)
}

func testMissing(t *testing.T, b exchange.Bodies) {
	h := header.HashOf([]byte("nobody put this"))
	if _, err := Read(b, h); !errors.Is(err, exchange.ErrNoBody) {
		t.Errorf("open: want ErrNoBody, got %v", err)
	}
	if err := b.Remove(context.Background(), h); !errors.Is(err, exchange.ErrNoBody) {
		t.Errorf("remove: want ErrNoBody, got %v", err)
	}
}

func testPutAfterRemove(t *testing.T, b exchange.Bodies) {
	body := Noise(4000)
	h := Put(t, b, body)
	if err := b.Remove(context.Background(), h); err != nil {
		t.Fatalf("remove: %v", err)
	}
	if _, err := Read(b, h); !errors.Is(err, exchange.ErrNoBody) {
		t.Errorf("open after remove: want ErrNoBody, got %v", err)
	}
	Put(t, b, body)
	mustRead(t, b, body)
}

func testList(t *testing.T, b exchange.Bodies) {
	want := []header.Hash{Put(t, b, Noise(100)), Put(t, b, Noise(200)), Put(t, b, Noise(300))}
	if young := listed(t, b, time.Now().Add(-time.Hour)); len(young) != 0 {
		t.Errorf("an hour ago nothing was there, got %d bodies", len(young))
	}
	got := All(t, b)
	slices.SortFunc(want, compare)
	slices.SortFunc(got, compare)
	if !slices.Equal(got, want) {
		t.Errorf("want %v, got %v", want, got)
	}
}

func compare(a, b header.Hash) int { return bytes.Compare(a[:], b[:]) }

func testRemoveInList(t *testing.T, b exchange.Bodies) {
	for i := range 5 {
		Put(t, b, Noise(100+i))
	}
	err := b.List(context.Background(), time.Now().Add(time.Hour), func(h header.Hash) error {
		return b.Remove(context.Background(), h)
	})
	if err != nil {
		t.Errorf("sweep: %v", err)
	}
	wantEmpty(t, b)
}

func testListError(t *testing.T, b exchange.Bodies) {
	Put(t, b, Noise(100))
	Put(t, b, Noise(200))
	stop := errors.New("stop")
	seen := 0
	err := b.List(context.Background(), time.Now().Add(time.Hour), func(header.Hash) error {
		seen++
		return stop
	})
	if !errors.Is(err, stop) || seen != 1 {
		t.Errorf("want the error after one body, got %v after %d", err, seen)
	}
}
