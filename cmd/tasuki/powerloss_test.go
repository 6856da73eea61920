package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/envelope/header"
)

// cuts is at how many places of the log the power is lost.
const cuts = 220

// acknowledged is a letter whose receipt the client held at a time.
type acknowledged struct {
	at       float64
	letter   header.LetterID
	from     header.Address
	envelope header.Hash
	receipt  []byte
}

// TestPowerLossLosesNothingAcknowledged records every write, flush, rename and unlink of a
// hub under load, rebuilds the disk as a loss of power at many moments would leave it
// (only what was flushed, only entries of flushed folders), restarts the store on it, and
// compares with the receipts that clients held at that moment.
func TestPowerLossLosesNothingAcknowledged(t *testing.T) {
	needTool(t, "strace")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	hubDir := filepath.Join(dir, "hub")
	h := newTestHub(t, hubDir)
	h.interrupt()
	before := newDisk(hubDir)
	if err := before.load(); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(dir, "trace")
	acks := h.runTraced(t, log, 120)
	calls, err := readTrace(log)
	if err != nil {
		t.Fatal(err)
	}
	if len(acks) < 100 || len(calls) < 10*cuts {
		t.Fatalf("recorded %d receipts and %d calls: too few to prove anything", len(acks), len(calls))
	}
	replay(t, before, calls, acks)
}

// replay walks through the calls and loses the power at evenly spread places, and right
// after each receipt.
func replay(t *testing.T, d *disk, calls []syscallLine, acks []acknowledged) {
	t.Helper()
	tried, checked := 0, 0
	step := max(1, len(calls)/cuts)
	for i, c := range calls {
		if i%step == 0 {
			due := slices.DeleteFunc(slices.Clone(acks), func(a acknowledged) bool { return a.at >= c.at })
			checkDisk(t, d, due, i)
			tried++
			checked += len(due)
			if t.Failed() {
				return
			}
		}
		if err := d.apply(c); err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
	}
	if tried < 200 {
		t.Errorf("lost the power at %d places, want at least 200", tried)
	}
	t.Logf("lost the power at %d places of %d calls; compared %d receipts", tried, len(calls), checked)
}

// checkDisk restarts the store on what a loss of power left.
func checkDisk(t *testing.T, d *disk, due []acknowledged, cut int) {
	t.Helper()
	dir := t.TempDir()
	defer os.RemoveAll(dir)
	if err := d.rebuild(dir); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	again, err := openStoredHub(ctx, dir)
	if err != nil {
		t.Fatalf("cut %d: the hub does not start again: %v", cut, err)
	}
	defer again.close()
	for _, a := range due {
		if err := again.has(ctx, a); err != nil {
			t.Errorf("cut %d: acknowledged letter %s: %v", cut, a.letter, err)
			return
		}
	}
}

// load takes a folder as it stands for flushed.
func (d *disk) load() error {
	return filepath.WalkDir(d.root, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(d.root, p)
		if err != nil {
			return err
		}
		file := &inode{data: b, flushed: slices.Clone(b)}
		d.live[rel], d.kept[rel] = file, file
		return nil
	})
}

// needTool fails when a tool of the test environment is missing, unless SKIP names it.
func needTool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if slices.Contains(strings.Split(os.Getenv("SKIP"), ","), name) {
		fmt.Fprintf(os.Stderr, "SKIPPED by SKIP=%s: %s\n", name, t.Name())
		t.Skipf("left out by SKIP=%s", name)
	}
	t.Fatalf("%s is missing: install it or set SKIP=%s", name, name)
}
