package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tasuki-care/tasuki/desk"
	"github.com/tasuki-care/tasuki/envelope"
	"github.com/tasuki-care/tasuki/exchange"
)

// testHub is a hub folder with two enrolled offices.
type testHub struct {
	t    *testing.T
	dir  string
	demo *demoHub
	from *openDesk
	to   *openDesk
}

// newTestHub makes a hub, starts it once to enrol two offices, and stops it again in
// order, so that its folder is at rest.
func newTestHub(t *testing.T, dir string, more ...string) *testHub {
	t.Helper()
	h := &testHub{t: t, dir: dir}
	h.startWith(more...)
	h.from, h.to = h.enrol(demoOffices[0]), h.enrol(demoOffices[1])
	for _, d := range []*openDesk{h.from, h.to} {
		if err := eventually(t.Context(), 10*time.Second, func() error { return d.CheckOwn(t.Context()) }); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// startWith starts the hub as a child process.
func (h *testHub) startWith(more ...string) {
	h.t.Helper()
	demo, err := startDemoHub(h.t.Context(), filepath.Dir(h.dir), "127.0.0.1:0", more...)
	if err != nil {
		h.t.Fatal(err)
	}
	h.demo = demo
	h.t.Cleanup(func() { demo.stop() })
}

func (h *testHub) enrol(o demoOffice) *openDesk {
	h.t.Helper()
	code, err := h.demo.register(h.t.Context(), o)
	if err != nil {
		h.t.Fatal(err)
	}
	p := profile{Dir: filepath.Join(filepath.Dir(h.dir), "office-"+o.number), Import: defaultImport}
	if err := enrolProfile(h.t.Context(), p, code); err != nil {
		h.t.Fatal(err)
	}
	d, err := openProfile(h.t.Context(), p.Dir)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { d.Close() })
	if _, err := d.Begin(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return d
}

// interrupt stops the hub in order.
func (h *testHub) interrupt() {
	h.t.Helper()
	if err := h.demo.cmd.Process.Signal(os.Interrupt); err != nil {
		h.t.Fatal(err)
	}
	_ = h.demo.cmd.Wait()
}

// runTraced runs the hub under strace while letters are sent, and gives the receipts with
// the moment they were held. Every third letter is too large to lie in the store.
func (h *testHub) runTraced(t *testing.T, log string, letters int) []acknowledged {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "strace", "-f", "-ttt", "-xx", "-s", "1000000", "-o", log,
		"-e", "trace=open,openat,creat,close,read,write,pwrite64,fsync,fdatasync,ftruncate,lseek,rename,renameat,renameat2,unlink,unlinkat",
		exe, "hub", "--dir", h.dir, "--addr", h.demo.addr)
	cmd.Env = append(os.Environ(), "TASUKI_MAIN=1")
	cmd.Stderr = os.Stderr
	ownGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer endGroup(cmd)
	if err := h.demo.listening(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return h.sendMany(t, letters)
}

func (h *testHub) sendMany(t *testing.T, letters int) []acknowledged {
	t.Helper()
	var acks []acknowledged
	for i := range letters {
		size := 2 << 10
		if i%3 == 0 {
			size = 90 << 10
		}
		o, err := h.from.Send(t.Context(), h.document(size))
		if err != nil {
			t.Fatal(err)
		}
		acks = append(acks, acknowledged{
			at: float64(time.Now().UnixMicro()) / 1e6, letter: o.Letter, from: o.From, envelope: o.Envelope, receipt: o.Receipt,
		})
	}
	return acks
}

// document is a letter without a unit, with incompressible content.
func (h *testHub) document(size int) desk.Parcel {
	text := make([]byte, size/2)
	_, _ = rand.Read(text)
	content := []byte(fmt.Sprintf("%x", text))
	return desk.Parcel{
		From: h.from.Addresses()[0], To: h.to.Addresses()[0], Message: "試験",
		Attachments: []envelope.File{{Name: "memo.txt", Size: int64(len(content)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }}},
	}
}

// storedHub is a hub's store opened on a rebuilt disk.
type storedHub struct{ *hub }

// openStoredHub starts the store and runs what a start runs: migrations, recovery of the
// database's log, clearing of half-written bodies.
func openStoredHub(ctx context.Context, dir string) (*storedHub, error) {
	h, err := openHub(ctx, hubOptions{dir: dir}, io.Discard)
	if err != nil {
		return nil, err
	}
	if _, err := h.service.Sequence(ctx); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return &storedHub{h}, nil
}

func (s *storedHub) close() { _ = s.hub.close() }

// has proves that an acknowledged letter is there with its receipt and its very bytes.
func (s *storedHub) has(ctx context.Context, a acknowledged) error {
	c := exchange.Caller{Office: a.from.Office}
	body, err := s.service.Fetch(ctx, c, a.from, a.letter)
	if err != nil {
		return err
	}
	defer body.Close()
	got, err := hashAll(body)
	if err != nil || got != a.envelope {
		return errors.Join(errors.New("body differs"), err)
	}
	var l exchange.Letter
	err = s.service.Store.Read(ctx, func(ctx context.Context, tx exchange.Tx) error {
		var err error
		l, err = tx.Letter(ctx, a.from, a.letter)
		return err
	})
	if err != nil || !bytes.Equal(l.Receipt, a.receipt) {
		return errors.Join(errors.New("receipt differs"), err)
	}
	return nil
}

// TestDemoTellsTheWholeStory plays the demo as the README tells it.
func TestDemoTellsTheWholeStory(t *testing.T) {
	var out, errs bytes.Buffer
	code := run(t.Context(), terminal{out: &out, err: &errs}, []string{"demo", "--once", "--dir", t.TempDir()})
	if code != exitDone {
		t.Fatalf("exit %d\n%s%s", code, out.String(), errs.String())
	}
	for _, want := range []string{"同じ受領証が返りました", "失われたもの 0件", "開きません", "封をしません", "差戻し", "記録簿の", "どこにもありません"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the transcript does not say %q", want)
		}
	}
}

// TestDemoDataAreTheSamples keeps the demo's units equal to the standard's samples.
func TestDemoDataAreTheSamples(t *testing.T) {
	names, err := expand([]string{"demodata"})
	if err != nil || len(names) == 0 {
		t.Fatal("no demo data", err)
	}
	for _, name := range names {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rel := strings.TrimPrefix(filepath.ToSlash(name), "demodata/")
		want, err := os.ReadFile(filepath.Join("..", "..", "careplan", "testdata", "standard", "good", rel))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not the sample: %v", rel, err)
		}
	}
}

// TestBenchUnitIsClean: a benchmark over a unit with findings would measure reporting.
func TestBenchUnitIsClean(t *testing.T) {
	unit, err := benchUnit(7, 3, 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := codecOurs(unit); err != nil {
		t.Error(err)
	}
	again, err := benchUnit(7, 3, 100)
	if err != nil || !slices.EqualFunc(unit, again, func(a, b benchFile) bool { return bytes.Equal(a.data, b.data) }) {
		t.Error("the same seed gave another unit")
	}
}
