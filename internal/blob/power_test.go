package blob_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
	"github.com/tasuki-care/tasuki/internal/blob"
	"github.com/tasuki-care/tasuki/internal/blob/blobtest"
)

// day is when the story of these tests plays.
var day = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func clock(at time.Time) func() time.Time { return func() time.Time { return at } }

// letters are the bodies of the story: one of them comes twice.
var letters = func() [][]byte {
	a, b, c := blobtest.Noise(300), blobtest.Noise(70_000), blobtest.Noise(0)
	return [][]byte{a, b, a, c}
}()

// story puts all letters and gives those for which Put said yes.
func story(disk blob.FS) map[header.Hash]bool {
	acked := map[header.Hash]bool{}
	f, err := blob.NewFolder(disk, clock(day))
	if err != nil {
		return acked
	}
	for _, body := range letters {
		// Hiding WriteTo makes the copy go in pieces, each a step of its own.
		r := struct{ io.Reader }{bytes.NewReader(body)}
		if h, _, err := f.Put(context.Background(), r, 1<<20); err == nil {
			acked[h] = true
		}
	}
	return acked
}

// worlds are what may be on a disk after the power went.
func worlds() map[string]blobtest.World {
	all := map[string]blobtest.World{"only the flushed": blobtest.Nothing, "everything": blobtest.Everything}
	for seed := range uint64(6) {
		all[fmt.Sprintf("some, seed %d", seed)] = blobtest.Some(seed)
	}
	return all
}

// losses counts what was promised and is not there, over every cut and world.
func losses(t *testing.T, wrap func(blob.FS) blob.FS) (lost, cuts int) {
	whole := blobtest.NewPower(clock(day))
	if acked := story(wrap(whole)); len(acked) != 3 {
		t.Fatalf("with power all the time: want 3 bodies kept, got %d", len(acked))
	}
	for cut := 1; cut <= whole.Steps+1; cut++ {
		for name, world := range worlds() {
			disk := blobtest.NewPower(clock(day))
			disk.Cut = cut
			acked := story(wrap(disk))
			lost += missing(t, fmt.Sprintf("cut at step %d, %s", cut, name), world(disk), acked)
			cuts++
		}
	}
	return lost, cuts
}

// missing starts again and looks for every promised body; whatever else has a name must
// be whole, and nothing half-written may stay.
func missing(t *testing.T, when string, disk *blobtest.Power, acked map[header.Hash]bool) int {
	t.Helper()
	f, err := blob.NewFolder(disk, clock(day.Add(2*time.Hour)))
	if err != nil {
		t.Fatalf("%s: start again: %v", when, err)
	}
	lost := 0
	for h := range acked {
		if _, err := blobtest.Read(f, h); err != nil {
			lost++
		}
	}
	for _, h := range blobtest.All(t, f) {
		if _, err := blobtest.Read(f, h); err != nil {
			lost++
		}
	}
	if left, err := disk.List("incoming"); err != nil || len(left) != 0 {
		t.Errorf("%s: want no half-written body left, got %d (%v)", when, len(left), err)
	}
	return lost
}

func TestNoLossOfPowerLosesAnAcknowledgedBody(t *testing.T) {
	lost, cuts := losses(t, func(d blob.FS) blob.FS { return d })
	if lost != 0 {
		t.Errorf("%d bodies lost in %d losses of power", lost, cuts)
	}
	t.Logf("%d losses of power, %d bodies lost", cuts, lost)
}

// A process is killed after naming a body and before flushing the name; the next process
// gets the same body again, says yes, and then the power goes.
func TestABodyFoundThereIsFlushedBeforeItIsAcknowledged(t *testing.T) {
	whole := blobtest.NewPower(clock(day))
	story(whole)
	for cut := 1; cut <= whole.Steps; cut++ {
		disk := blobtest.NewPower(clock(day))
		disk.Cut = cut
		story(disk)
		disk.Cut = 0 // killed only: what was written is still in the machine's memory
		acked := story(disk)
		if len(acked) != 3 {
			t.Fatalf("killed at step %d: second process kept %d of 3", cut, len(acked))
		}
		if n := missing(t, fmt.Sprintf("killed at step %d", cut), blobtest.Nothing(disk), acked); n != 0 {
			t.Errorf("killed at step %d: %d acknowledged bodies lost", cut, n)
		}
	}
}

// The test above must be able to fail: a folder that forgets a flush has to be seen.
func TestAForgottenFlushIsNoticed(t *testing.T) {
	forgetful := map[string]func(blob.FS) blob.FS{
		"of bytes":                        func(d blob.FS) blob.FS { return noFileSync{d} },
		"of names":                        func(d blob.FS) blob.FS { return noDirSync{d, false} },
		"of the folder's own directories": func(d blob.FS) blob.FS { return noDirSync{d, true} },
	}
	for what, wrap := range forgetful {
		t.Run(what, func(t *testing.T) {
			if lost, _ := losses(t, wrap); lost == 0 {
				t.Error("no body was lost: the test cannot see a missing flush")
			}
		})
	}
}

type noFileSync struct{ blob.FS }

func (n noFileSync) Create(name string) (blob.File, error) {
	f, err := n.FS.Create(name)
	if err != nil {
		return nil, err
	}
	return unsynced{f}, nil
}

type unsynced struct{ blob.File }

func (unsynced) Sync() error { return nil }

type noDirSync struct {
	blob.FS
	root bool
}

func (n noDirSync) SyncDir(dir string) error {
	if (dir == ".") == n.root {
		return nil
	}
	return n.FS.SyncDir(dir)
}
